"""Tests of `service.wire`, one module for each of its modules."""
