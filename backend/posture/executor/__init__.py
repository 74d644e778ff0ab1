"""Executors: who executes an accepted run."""
