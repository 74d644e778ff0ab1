"""The client for TypeScript, as far as it can be tested without Node."""
