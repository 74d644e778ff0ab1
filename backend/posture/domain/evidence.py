"""Evidence: a fact is either read or known to be unread, and the difference is never lost."""

from typing import TypeAlias, TypeVar

from msgspec import Struct

T = TypeVar("T")


class Unread(Struct, frozen=True):
    """Why a fact could not be read: the cloud's error code, and the call `service:Operation`.

    For a named asset that was not found: one of the reasons below, and its id.
    """

    reason: str
    call: str

    def __str__(self) -> str:
        return f"{self.reason}: {self.call}"


# Reasons why an asset that a run was limited to was not found; the `call` is its id.
NOT_FOUND = "NotFound"
NOT_AN_ID = "NotAnId"
OTHER_ACCOUNT = "OtherAccount"
OTHER_REGION = "OtherRegion"
NO_CHECKS = "NoChecks"
MISSING = frozenset({NOT_FOUND, NOT_AN_ID, OTHER_ACCOUNT, OTHER_REGION, NO_CHECKS})

_IN_TRANSITION = "InTransition("


def in_transition(state: str, call: str) -> Unread:
    """Return why an asset is not evaluated while the cloud still applies a change to it.

    Args:
        state: its state, in the cloud's words.
        call: the call that returned the state, or the id of the asset.
    """
    return Unread(f"{_IN_TRANSITION}{state})", call)


def is_in_transition(reason: str) -> bool:
    """Return whether a reason says that the cloud still applies a change to the asset."""
    return reason.startswith(_IN_TRANSITION)


def may_change_soon(reason: str) -> bool:
    """Return whether another run can find what a run right after an apply did not."""
    return reason == NOT_FOUND or is_in_transition(reason)


def contradiction(what: str, call: str) -> Unread:
    """Return why the responses of a cloud are no evidence: they contradict each other.

    Args:
        what: what contradicts, such as `port 443 has no TLS policy`.
        call: the call whose response lacks something.
    """
    return Unread(f"Contradiction({what})", call)


NOT_ASKED = Unread("NotAsked", "no selected check needs this fact")

Fact: TypeAlias = T | Unread


class UnknownFactError(Exception):
    """A check needs a fact that was not read; the error ends the check as `unknown`."""

    def __init__(self, unread: Unread) -> None:
        super().__init__(str(unread))
        self.unread = unread


def known(fact: Fact[T]) -> T:
    """Return the fact's value; an unread fact ends the check as `unknown`."""
    if isinstance(fact, Unread):
        raise UnknownFactError(fact)
    return fact
