"""Tests of the package `models.space.expressions`."""
