"""Meta-tests: what must hold for the repository itself."""
