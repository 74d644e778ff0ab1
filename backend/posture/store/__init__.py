"""The database: rows, statements, one writer with group commit, and readers apart from it."""
