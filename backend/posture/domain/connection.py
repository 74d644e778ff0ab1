"""Connection: how to reach one account of one cloud."""

from typing import Annotated, Self

from msgspec import Meta, Struct, json, to_builtins


class ConnectionOptions(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How to reach one account: references to credentials, never credentials.

    A cloud subclasses it. Its fields are the members of the cloud's own object of an integration,
    in the contract, in Terraform and in the stored JSON. The options of the command line are made
    from them, with their descriptions as help. Every cloud has `regions` and `endpoint_url`.
    """

    regions: Annotated[
        tuple[str, ...],
        Meta(description="A region to scan; without it, every region enabled in the account."),
    ] = ()
    endpoint_url: Annotated[str | None, Meta(description="Replaces every service endpoint.")] = None

    def account_key(self) -> str:
        """Return what tells the account apart from others of its cloud, before a run has connected.

        Options that reach the same account should have the same key, whatever else they say. By
        default all options count but the regions.
        """
        members = {**to_builtins(self), "endpoint_url": self._endpoint(), "regions": None}
        return json.encode(members, order="sorted").decode()

    def assumed_role(self) -> str | None:
        """Return the role that a worker assumes with its own credentials, if one is set."""
        return None

    def chosen_external_id(self) -> str | None:
        """Return the external id that proves to a role for whom it is assumed, if one is set.

        A cloud without such ids returns None.
        """
        return None

    def with_external_id(self, external_id: str) -> Self:  # noqa: ARG002  # for clouds that have such ids
        """Return the options with the tenant's own external id, if they need one and have none."""
        return self

    def regions_within(self, known: frozenset[str]) -> frozenset[str]:
        """Return which of the cloud's regions the account can have."""
        return known

    def _endpoint(self) -> str:
        """Return the endpoint as one of its several spellings."""
        return (self.endpoint_url or "").rstrip("/").lower()

    def own_credentials(self) -> tuple[str, ...]:
        """Return the members that make a worker use its own credentials.

        The worker then reads the account with them, and nothing proves whose account it is, as
        an external id does. A cloud without such members returns none.
        """
        return ()


class Connection(Struct, frozen=True, kw_only=True):
    """An account to connect.

    Attributes:
        provider: name of its cloud.
        options: how to reach it, in that cloud's own shape.
        trusted: whether it comes from the operator of this process. A connection from a caller of
            the API is limited to the addresses and credentials that the settings allow.
    """

    provider: str
    options: ConnectionOptions
    trusted: bool = False
