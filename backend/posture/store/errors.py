"""Errors of the database that the layers above can act on."""

from typing import ClassVar


class UnavailableError(Exception):
    """The database cannot serve the request now: it is locked, full, unreadable or overloaded.

    Nothing of the request was committed; the same request may succeed later.
    """

    slug: ClassVar[str] = "unavailable"


class ServerUnreachableError(UnavailableError):
    """No connection to the database server can be made yet; retrying may succeed."""


class DuplicateError(Exception):
    """A row with the same unique value exists already."""
