"""Use cases: each is one function over the store, one transaction, and errors with a slug."""
