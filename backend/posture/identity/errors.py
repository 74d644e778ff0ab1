"""Errors of workload identity: a token that is refused, and an issuer that cannot be read."""

from typing import ClassVar


class IdentityError(Exception):
    """A token cannot be accepted; `reason` is one word for logs and audit rows."""

    def __init__(self, reason: str, text: str = "") -> None:
        super().__init__(text or reason)
        self.reason = reason


class MalformedError(IdentityError):
    """The token by itself is unusable, whatever trust it is for: the caller may know why."""

    code: ClassVar = "invalid_request"


class RefusedError(IdentityError):
    """The token is not the one that the trust is for: the caller is not told why."""


class IssuerError(IdentityError):
    """The keys of the issuer cannot be read now."""
