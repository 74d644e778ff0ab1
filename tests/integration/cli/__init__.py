"""The command line against a real database, without a server."""
