"""What one run found, written for other programs and for people: one module a format, all pure."""
