"""Tests of venue hire."""
