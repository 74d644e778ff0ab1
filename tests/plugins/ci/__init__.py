"""The gate of pipelines, and what carries it into each host."""
