"""Rules about AWS assets, one module per service."""
