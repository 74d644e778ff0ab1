"""Collectors: cloud SDK in, assets out; the only place where SDKs are imported."""
