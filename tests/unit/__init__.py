"""Unit tests: one module at a time, no process, no network."""
