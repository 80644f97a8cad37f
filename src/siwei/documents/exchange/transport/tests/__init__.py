"""Tests of both transports."""
