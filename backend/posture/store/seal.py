"""Seal: shows that the head of an audit chain was written by a process with the operator's key.

The seal covers the chain's name and both of its ends. The rows between them are bound to the head
by their hashes, so the head alone needs a seal. A write to the database without the key cannot
make one. Each transaction that moves a head first checks the seal that it finds: a head with an
invalid one is moved, because the service must not stop, but it never gets a valid seal again until
the operator seals the log anew.
"""

import hmac
from typing import Final

import msgspec

PURPOSE: Final = b"posture audit seal 1"
# The seal of a chain whose head was found with an invalid one.
BROKEN: Final = "broken"


def seal_key(secret_key: str) -> bytes:
    """Return the key for seals, derived from the operator's key; empty without one."""
    return hmac.digest(secret_key.encode(), PURPOSE, "sha256") if secret_key else b""


def seal_of(key: bytes, head: tuple[str | int, ...]) -> str:
    """Return the seal of a head: HMAC-SHA-256, in hex, of its columns as a JSON array."""
    return hmac.digest(key, msgspec.json.encode(head), "sha256").hex()


def fits(key: bytes, head: tuple[str | int, ...], seal: str) -> bool:
    """Return whether a seal is that of the head."""
    return hmac.compare_digest(seal_of(key, head), seal)
