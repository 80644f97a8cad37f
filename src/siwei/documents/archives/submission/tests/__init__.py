"""Tests of the catalogue submission."""
