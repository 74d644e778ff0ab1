"""Tenants and who may act for them."""

from sqlalchemy import Index, Text, text
from sqlmodel import Field

from posture.store.columns import Id, Whole
from posture.store.rows.base import STRICT, UNCHANGED, UNSERVED, Row


class Tenant(Row, table=True):
    """A customer; `revision` counts every change that the tenant's readers could see.

    `served_at` is when a worker last took one of its runs. The other revisions are those at which
    rows of one kind last changed, as in `rows.RESOURCE_OF`.
    """

    __tablename__ = "tenants"
    __table_args__ = STRICT

    id: str = Field(sa_type=Id, primary_key=True)
    name: str = Field(sa_type=Text, unique=True)
    created_at: int = Field(sa_type=Whole)
    revision: int = Field(sa_type=Whole)
    external_id: str = Field(sa_type=Text, sa_column_kwargs={"server_default": ""})
    served_at: int = Field(sa_type=Whole, sa_column_kwargs=UNSERVED)
    runs_revision: int = Field(sa_type=Whole, sa_column_kwargs=UNCHANGED)
    findings_revision: int = Field(sa_type=Whole, sa_column_kwargs=UNCHANGED)
    suppressions_revision: int = Field(sa_type=Whole, sa_column_kwargs=UNCHANGED)
    integrations_revision: int = Field(sa_type=Whole, sa_column_kwargs=UNCHANGED)
    webhooks_revision: int = Field(sa_type=Whole, sa_column_kwargs=UNCHANGED)
    deliveries_revision: int = Field(sa_type=Whole, sa_column_kwargs=UNCHANGED)
    reports_revision: int = Field(sa_type=Whole, sa_column_kwargs=UNCHANGED)
    trusts_revision: int = Field(sa_type=Whole, sa_column_kwargs=UNCHANGED)


class Trust(Row, table=True):
    """Whose jobs get tokens of the tenant; a deleted one stays for its tokens.

    `conditions` are JSON text; scopes and integrations are separated by spaces, and null stands for
    all integrations.
    """

    __tablename__ = "trusts"
    __table_args__ = (
        Index("trusts_newest", "tenant_id", "created_at", "id"),
        Index(
            "trusts_name",
            "tenant_id",
            "name",
            unique=True,
            sqlite_where=text("deleted_at IS NULL"),
            postgresql_where=text("deleted_at IS NULL"),
        ),
        STRICT,
    )

    id: str = Field(sa_type=Id, primary_key=True)
    tenant_id: str = Field(sa_type=Id, foreign_key="tenants.id")
    name: str = Field(sa_type=Text)
    issuer: str = Field(sa_type=Text)
    audience: str = Field(sa_type=Text)
    conditions: str = Field(sa_type=Text)
    scopes: str = Field(sa_type=Text)
    lifetime_seconds: int = Field(sa_type=Whole)
    max_uses: int = Field(sa_type=Whole)
    integrations: str | None = Field(sa_type=Text)
    created_at: int = Field(sa_type=Whole)
    updated_at: int = Field(sa_type=Whole)
    deleted_at: int | None = Field(sa_type=Whole)


class UsedIdentity(Row, table=True):
    """A job's token that was exchanged, by its digest, until it expires: it counts its uses."""

    __tablename__ = "used_identities"
    __table_args__ = (
        Index("used_identities_expired", "tenant_id", "expires_at"),
        STRICT | {"sqlite_with_rowid": False},
    )

    tenant_id: str = Field(sa_type=Id, foreign_key="tenants.id", primary_key=True)
    key: str = Field(sa_type=Text, primary_key=True)
    use_count: int = Field(sa_type=Whole)
    expires_at: int = Field(sa_type=Whole)


class Token(Row, table=True):
    """A bearer token, known by its SHA-256 alone; scopes and CIDRs are separated by spaces.

    A token that was exchanged has the trust, `workload` (the issuer and the subject of the job),
    and the integrations that it is limited to, separated by spaces. The token of a person who signs
    in with an identity provider has `person`, the issuer and the subject; it is used by sessions
    alone, because its clear text is kept nowhere.
    """

    __tablename__ = "tokens"
    __table_args__ = (
        Index("tokens_tenant", "tenant_id"),
        Index(
            "tokens_of_trust",
            "trust_id",
            "expires_at",
            sqlite_where=text("trust_id IS NOT NULL"),
            postgresql_where=text("trust_id IS NOT NULL"),
        ),
        Index(
            "tokens_of_person",
            "tenant_id",
            "person",
            sqlite_where=text("person IS NOT NULL"),
            postgresql_where=text("person IS NOT NULL"),
        ),
        STRICT,
    )

    id: str = Field(sa_type=Id, primary_key=True)
    tenant_id: str = Field(sa_type=Id, foreign_key="tenants.id")
    name: str = Field(sa_type=Text)
    token_hash: str = Field(sa_type=Text, unique=True)
    scopes: str = Field(sa_type=Text)
    cidrs: str = Field(sa_type=Text)
    created_at: int = Field(sa_type=Whole)
    expires_at: int | None = Field(sa_type=Whole)
    revoked_at: int | None = Field(sa_type=Whole)
    trust_id: str | None = Field(sa_type=Id)
    workload: str | None = Field(sa_type=Text)
    integrations: str | None = Field(sa_type=Text)
    person: str | None = Field(sa_type=Text)


class Session(Row, table=True):
    """A person who signed in, in a browser, known by the SHA-256 of a cookie alone.

    It has no rights of its own: every request looks at the token again. `seen_at` is when it was
    last used, within some minutes.
    """

    __tablename__ = "sessions"
    __table_args__ = (
        Index("sessions_expired", "tenant_id", "expires_at"),
        Index("sessions_of_token", "token_id", "created_at"),
        STRICT,
    )

    id: str = Field(sa_type=Id, primary_key=True)
    tenant_id: str = Field(sa_type=Id, foreign_key="tenants.id")
    token_id: str = Field(sa_type=Id)
    cookie_hash: str = Field(sa_type=Text, unique=True)
    created_at: int = Field(sa_type=Whole)
    seen_at: int = Field(sa_type=Whole)
    expires_at: int = Field(sa_type=Whole)


class AssumedRole(Row, table=True):
    """A role of a cloud that workers assume, and the tenant that it is bound to."""

    __tablename__ = "assumed_roles"
    __table_args__ = (
        Index("assumed_roles_tenant", "tenant_id"),
        STRICT | {"sqlite_with_rowid": False},
    )

    provider: str = Field(sa_type=Text, primary_key=True)
    role: str = Field(sa_type=Text, primary_key=True)
    tenant_id: str = Field(sa_type=Id, foreign_key="tenants.id")
    bound_at: int = Field(sa_type=Whole)
    proven_at: int | None = Field(sa_type=Whole)
