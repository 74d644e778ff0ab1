"""What processes of the service know of each other."""

from sqlalchemy import Index, Text
from sqlmodel import Field

from posture.store.columns import Id, Whole
from posture.store.rows.base import STRICT, Row


class Duty(Row, table=True):
    """A task that one of several processes does at an interval, and when it was last taken."""

    __tablename__ = "duties"
    __table_args__ = STRICT | {"sqlite_with_rowid": False}

    name: str = Field(sa_type=Text, primary_key=True)
    taken_at: int = Field(sa_type=Whole)


class Commit(Row, table=True):
    """The mark of the last transaction that a connection committed, and when; see `postgres`."""

    __tablename__ = "commits"
    __table_args__ = STRICT | {"sqlite_with_rowid": False}

    lane: str = Field(sa_type=Text, primary_key=True)
    mark: int = Field(sa_type=Whole)
    at: int = Field(sa_type=Whole)


class IdempotencyKey(Row, table=True):
    """The result of the first request with an `Idempotency-Key`, as JSON."""

    __tablename__ = "idempotency_keys"
    __table_args__ = (
        Index("idempotency_keys_oldest", "created_at"),
        STRICT | {"sqlite_with_rowid": False},
    )

    tenant_id: str = Field(sa_type=Id, foreign_key="tenants.id", primary_key=True)
    key: str = Field(sa_type=Text, primary_key=True)
    body_digest: str = Field(sa_type=Text)
    result: str = Field(sa_type=Text)
    created_at: int = Field(sa_type=Whole)
