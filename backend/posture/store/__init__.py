"""The database: rows, statements, one writer with group commit, and separate readers."""
