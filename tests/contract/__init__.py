"""Contract tests: the served API against openapi.yaml, both ways."""
