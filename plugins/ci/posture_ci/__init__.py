"""The gate of a pipeline: a run after an apply, its verdict an exit code, its findings files."""
