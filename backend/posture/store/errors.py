"""What the database can refuse, named for those above it."""

from typing import ClassVar


class UnavailableError(Exception):
    """The database cannot answer now: locked, full, unreadable, or more writes than it can take.

    Nothing was kept of the request that meets it; the same request may succeed later.
    """

    slug: ClassVar[str] = "unavailable"


class AwayError(UnavailableError):
    """The database's server is not there, or is starting: it may come without anybody's doing."""


class DuplicateError(Exception):
    """A row with the same unique value exists already."""
