"""Workload identity: verify the tokens that CI hosts and clouds give to their jobs."""
