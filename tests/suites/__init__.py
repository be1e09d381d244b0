"""Suites that real things and fakes both pass."""
