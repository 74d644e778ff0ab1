"""The toy cloud's checks."""
