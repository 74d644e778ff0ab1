"""Connection: what is needed to reach one account of one cloud."""

from dataclasses import dataclass

import msgspec


class ConnectionOptions(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How to reach one account: references to credentials, never credentials.

    A cloud subclasses it. Its fields are the members of the cloud's own object of an integration,
    in the contract, in Terraform and in the stored JSON; the command line makes its options of
    them. Every cloud has `regions` and `endpoint_url`.

    Attributes:
        regions: regions to scan; empty means every region that is enabled in the account.
        endpoint_url: overrides every service endpoint.
    """

    regions: tuple[str, ...] = ()
    endpoint_url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Connection:
    """An account to connect.

    Attributes:
        provider: name of its cloud.
        options: how to reach it, in that cloud's own shape.
        trusted: whether the operator of this process wrote it. What a caller of the API wrote leads
            only where the settings allow, and only by the credentials that they allow.
    """

    provider: str
    options: ConnectionOptions
    trusted: bool = False
