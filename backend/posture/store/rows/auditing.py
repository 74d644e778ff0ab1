"""The audit log and its chains."""

from typing import Final

from sqlalchemy import Index, Text, text
from sqlmodel import Field

from posture.store.columns import Id, Whole
from posture.store.rows.base import STRICT, Row

# A decision about a finding; its own index serves where a statement has this text.
IS_DECISION: Final = "action = 'finding.updated'"


class Audit(Row, table=True):
    """One action, done or tried; rows are added and never changed.

    Triggers refuse everything else. `position` and `hash` chain a tenant's rows (`store.chain`).
    """

    __tablename__ = "audit"
    __table_args__ = (
        Index("audit_newest", "tenant_id", "id"),
        Index("audit_positions", "tenant_id", "position"),
        Index(
            "audit_decisions",
            "tenant_id",
            "target_id",
            "position",
            sqlite_where=text(IS_DECISION),
            postgresql_where=text(IS_DECISION),
        ),
        STRICT | {"sqlite_autoincrement": True},
    )

    id: int = Field(sa_type=Whole, primary_key=True)
    tenant_id: str | None = Field(sa_type=Id)
    ts: int = Field(sa_type=Whole)
    actor_user_id: str | None = Field(sa_type=Text)
    actor_ip: str | None = Field(sa_type=Text)
    action: str = Field(sa_type=Text)
    target_kind: str | None = Field(sa_type=Text)
    target_id: str | None = Field(sa_type=Text)
    before_jsonb: str | None = Field(sa_type=Text)
    after_jsonb: str | None = Field(sa_type=Text)
    result: str = Field(sa_type=Text)
    request_id: str | None = Field(sa_type=Text)
    position: int = Field(sa_type=Whole)
    hash: str = Field(sa_type=Text)


class AuditChain(Row, table=True):
    """Both ends of a tenant's audit chain; `chain` is the tenant, or empty for rows without one.

    `position`, `row_id` and `hash` are those of the last row; the `purged_…` columns are those of
    the last purged row, with whose hash the remaining chain begins. `seal` (`store.seal`) is empty
    without an operator's key.
    """

    __tablename__ = "audit_chains"
    __table_args__ = STRICT | {"sqlite_with_rowid": False}

    chain: str = Field(sa_type=Text, primary_key=True)
    position: int = Field(sa_type=Whole)
    row_id: int = Field(sa_type=Whole)
    hash: str = Field(sa_type=Text)
    purged_position: int = Field(sa_type=Whole)
    purged_row_id: int = Field(sa_type=Whole)
    purged_hash: str = Field(sa_type=Text)
    seal: str = Field(sa_type=Text)


class AuditPurge(Row, table=True):
    """Allows retention to delete a chain's rows up to a position, within one transaction."""

    __tablename__ = "audit_purges"
    __table_args__ = STRICT | {"sqlite_with_rowid": False}

    chain: str = Field(sa_type=Text, primary_key=True)
    position: int = Field(sa_type=Whole)
