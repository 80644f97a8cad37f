"""Tests of the writing desk, of comparing, signing and printing."""
