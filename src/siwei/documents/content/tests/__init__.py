"""Tests of the content of documents."""
