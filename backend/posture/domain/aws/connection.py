"""How to reach an AWS account."""

from typing import Annotated, Self

from msgspec import Meta
from msgspec.structs import replace

from posture.domain.aws.arn import locate
from posture.domain.aws.regions import PARTITIONS
from posture.domain.connection import ConnectionOptions


class AwsConnection(ConnectionOptions, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The `aws` object of an integration."""

    role_arn: Annotated[str | None, Meta(description="The role that a worker assumes.")] = None
    external_id: Annotated[
        str | None,
        Meta(
            description="The external id that the role's trust policy requires, or that the "
            "tag `posture-tenant` of a subscription or project has; by default that of the tenant."
        ),
    ] = None
    profile: Annotated[
        str | None, Meta(description="A named profile of the worker's own AWS configuration.")
    ] = None

    def account_key(self) -> str:
        """Return the account of the role, or else the name of the profile, and the endpoint."""
        if self.role_arn is not None:
            location = locate(self.role_arn)
            named = location.account if location else self.role_arn
        else:
            named = f"profile {self.profile or ''}"
        return f"{named} {self._endpoint()}".strip()

    def assumed_role(self) -> str | None:
        """Return `role_arn`."""
        return self.role_arn

    def chosen_external_id(self) -> str | None:
        """Return `external_id`."""
        return self.external_id

    def with_external_id(self, external_id: str) -> Self:
        """Return the options with the tenant's external id, if they have a role and no own one."""
        if self.role_arn is None or self.external_id is not None:
            return self
        return replace(self, external_id=external_id)

    def own_credentials(self) -> tuple[str, ...]:
        """Return `profile` if one is set, and `role_arn` if no role is set."""
        named = ("profile",) if self.profile is not None else ()
        return named if self.role_arn is not None else (*named, "role_arn")

    def regions_within(self, known: frozenset[str]) -> frozenset[str]:
        """Return the regions of the partition of the role, or else of the first known region.

        A connection that names neither can be in any partition.
        """
        if self.role_arn is not None and locate(self.role_arn) is not None:
            names = PARTITIONS.get(self.role_arn.split(":")[1])
            return known if names is None else known.intersection(names.split())
        partitions = [frozenset(names.split()) for names in PARTITIONS.values()]
        for region in self.regions:
            for partition in partitions:
                if region in partition:
                    return known & partition
        return known
