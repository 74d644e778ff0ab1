"""AWS assets, one module per service."""
