"""Tests of `service`, one module for each of its modules."""
