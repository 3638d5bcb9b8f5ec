"""Tests of `models.strategies`, module by module."""
