"""Tests of the repairs room."""
