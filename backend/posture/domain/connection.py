"""Connection: what is needed to reach one account of one cloud."""

from dataclasses import dataclass
from typing import Annotated

from msgspec import Meta, Struct


class ConnectionOptions(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How to reach one account: references to credentials, never credentials.

    A cloud subclasses it. Its fields are the members of the cloud's own object of an integration,
    in the contract, in Terraform and in the stored JSON. Options of the command line are made from
    them: their descriptions are its help. Every cloud has `regions` and `endpoint_url`.
    """

    regions: Annotated[
        tuple[str, ...],
        Meta(description="A region to scan; without it, every region enabled in the account."),
    ] = ()
    endpoint_url: Annotated[str | None, Meta(description="Replaces every service endpoint.")] = None

    def own_credentials(self) -> tuple[str, ...]:
        """Return the members because of which a worker would use its own credentials.

        It then needs more of them than the right to assume the account's role. A cloud without such
        members has none.
        """
        return ()


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
