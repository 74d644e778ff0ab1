"""End-to-end tests: the whole product as its users start it."""
