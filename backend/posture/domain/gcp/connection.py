"""How to reach a Google Cloud project."""

from typing import Annotated

from msgspec import Meta

from posture.domain.ownership_tag import TaggedConnection

UNIVERSE = "googleapis.com"
# An id, never a number; projects of the oldest customers have a domain in front of it.
# Source: https://cloud.google.com/resource-manager/docs/creating-managing-projects
PROJECT_ID = r"^([a-z0-9][a-z0-9.-]{0,61}:)?[a-z][a-z0-9-]{4,28}[a-z0-9]$"
ACCOUNT = r"^[a-z0-9][a-z0-9-]{0,62}@[a-z0-9][a-z0-9.-]{1,189}$"
UNIVERSE_DOMAIN = r"^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?){1,4}$"


class GcpConnection(TaggedConnection, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The `gcp` object of an integration."""

    project_id: Annotated[
        str,
        Meta(
            pattern=PROJECT_ID, max_length=93, description="The id of the project, not its number."
        ),
    ] = ""
    impersonate: Annotated[
        Annotated[str, Meta(pattern=ACCOUNT)] | None,
        Meta(description="The email of a service account for the worker to impersonate."),
    ] = None
    universe_domain: Annotated[
        Annotated[str, Meta(pattern=UNIVERSE_DOMAIN)],
        Meta(description="The domain of the APIs, for clouds other than Google's own."),
    ] = UNIVERSE

    def account_key(self) -> str:
        """Return the project, its universe and the endpoint."""
        return f"{self.project_id} {self.universe_domain} {self._endpoint()}".strip()
