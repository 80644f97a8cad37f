"""Tests that drive a real browser over every page of the house."""
