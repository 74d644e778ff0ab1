"""Plugin tests: what meets the API from outside."""
