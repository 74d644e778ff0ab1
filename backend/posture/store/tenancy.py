"""Tenancy: whose rows a unit of work may touch, declared before it starts.

On SQLite each statement's own condition keeps tenants apart. PostgreSQL also enforces the declared
tenancy by row-level security: a statement whose condition was forgotten finds and writes nothing.
"""

from enum import Enum
from typing import Final, Literal, TypeAlias


class TenantScope(Enum):
    """A unit of work that does not belong to one tenant.

    `EVERY` works across all tenants. `NONE` writes rows without a tenant; such units run one after
    the other, as the units of one tenant do.
    """

    EVERY = "*"
    NONE = "none"


EVERY_TENANT: Final = TenantScope.EVERY
NO_TENANT: Final = TenantScope.NONE
Tenancy: TypeAlias = Literal[TenantScope.EVERY, TenantScope.NONE] | str
