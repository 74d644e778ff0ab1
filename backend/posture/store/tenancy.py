"""Tenancy: whose rows a unit of work may touch, said before it starts.

SQLite relies on each statement's own condition; PostgreSQL holds the unit to what was said, so that
a condition forgotten there finds nothing and writes nothing.
"""

from enum import Enum
from typing import Final, Literal, TypeAlias


class Every(Enum):
    """The one word for work that is no tenant's own."""

    TENANT = "*"


class Nobody(Enum):
    """The one word for writing what is no tenant's; it takes turns, as a tenant's does."""

    TENANT = "nobody"


EVERY_TENANT: Final = Every.TENANT
NOBODY: Final = Nobody.TENANT
Tenancy: TypeAlias = Literal[Every.TENANT, Nobody.TENANT] | str
