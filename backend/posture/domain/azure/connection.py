"""How to reach an Azure subscription."""

from enum import StrEnum
from typing import Annotated, TypeAlias

from msgspec import Meta

from posture.domain.ownership_tag import TaggedConnection

_UUID = r"^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$"
Uuid: TypeAlias = Annotated[str, Meta(pattern=_UUID)]


class AzureEnvironment(StrEnum):
    """An Azure cloud, with its own hosts and accounts."""

    PUBLIC = "public"
    US_GOVERNMENT = "us_government"
    CHINA = "china"


class AzureConnection(TaggedConnection, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The `azure` object of an integration."""

    subscription_id: Annotated[Uuid, Meta(description="The subscription to scan.")] = ""
    tenant_id: Annotated[
        Uuid | None,
        Meta(
            description="The Entra tenant of the subscription; without it, AZURE_TENANT_ID of the "
            "worker."
        ),
    ] = None
    client_id: Annotated[
        Uuid | None,
        Meta(
            description="The application or managed identity to sign in as; without it, "
            "AZURE_CLIENT_ID of the worker."
        ),
    ] = None
    environment: Annotated[
        AzureEnvironment, Meta(description="The Azure cloud that the subscription is in.")
    ] = AzureEnvironment.PUBLIC

    def account_key(self) -> str:
        """Return the subscription and the endpoint."""
        return f"{self.subscription_id.lower()} {self._endpoint()}".strip()
