"""Tests, one module per source module."""
