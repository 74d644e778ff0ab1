"""Integration tests: several modules with their real database, server or cloud emulator."""
