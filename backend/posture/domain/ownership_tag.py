"""Ownership tag: how an account without roles shows which tenant it belongs to.

A worker reads the subscriptions and the projects of all tenants as the same identity. So the owner
of such an account writes the tenant's external id, which the server made, into a tag of the
account. Only someone who may change the account can do that.
"""

from typing import Annotated, Self

from msgspec import Meta
from msgspec.structs import replace

from posture.domain.connection import ConnectionOptions

TAG = "posture-tenant"
# What the values of labels may contain in each cloud; those of tags may contain more.
EXTERNAL_ID = r"^[a-z0-9_-]{2,63}$"


class TaggedConnection(ConnectionOptions, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How to reach an account that has a tag instead of a role's trust policy."""

    external_id: Annotated[
        Annotated[str, Meta(pattern=EXTERNAL_ID)] | None,
        Meta(
            description=f"The value that the account's tag or label `{TAG}` must have; by default "
            "the external id of the tenant."
        ),
    ] = None

    def chosen_external_id(self) -> str | None:
        """Return `external_id`."""
        return self.external_id

    def with_external_id(self, external_id: str) -> Self:
        """Return the options with the tenant's external id, if they have no own one."""
        return self if self.external_id is not None else replace(self, external_id=external_id)

    def is_named_by(self, value: object) -> bool:
        """Return whether this is the value of the tag of an account of this tenant."""
        return self.external_id is not None and value == self.external_id

    def tag_advice(self, account: str, tag: str) -> str:
        """Return what an account needs besides permissions, as a sentence of an error.

        It is a part of every error about an account that cannot be used, so that an error does not
        tell whether the worker can read an account of another tenant.
        """
        if self.external_id is None:
            return ""
        return (
            f" On a server with other tenants, {account} also needs the {tag} "
            f"{TAG} = {self.external_id}."
        )
