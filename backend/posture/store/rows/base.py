"""What all tables share: names of constraints, allowed words, defaults."""

from enum import StrEnum
from typing import Any, ClassVar

from sqlalchemy import CheckConstraint, MetaData, Table
from sqlmodel import SQLModel

STRICT: dict[str, Any] = {"sqlite_strict": True}
# When a worker last took a run of a tenant or an integration; at first it never did.
UNSERVED: dict[str, Any] = {"server_default": "0"}
# The revision at which a resource of a tenant last changed; at first it never did.
UNCHANGED: dict[str, Any] = {"server_default": "0"}


def one_of(column: str, words: type[StrEnum]) -> CheckConstraint:
    """Return a constraint that allows only these words."""
    listed = ", ".join(f"'{word}'" for word in words)
    return CheckConstraint(f"{column} IN ({listed})", name=column)


class Row(SQLModel):
    """The base of all tables: constraints get names that migrations can refer to."""

    metadata: ClassVar[MetaData] = MetaData(
        naming_convention={
            "pk": "%(table_name)s_pk",
            "fk": "%(table_name)s_%(column_0_name)s_fk",
            "uq": "%(table_name)s_%(column_0_N_name)s_uq",
            "ck": "%(table_name)s_%(constraint_name)s_ck",
        }
    )


def table(row: type[Row]) -> Table:
    """Return the table of a row class, for statements over its columns."""
    return Row.metadata.tables[str(row.__tablename__)]
