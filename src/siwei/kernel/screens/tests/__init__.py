"""Tests of the screens room, on the showroom of `tests/`."""
