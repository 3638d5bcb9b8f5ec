"""Tests of the running process, over a real socket."""
