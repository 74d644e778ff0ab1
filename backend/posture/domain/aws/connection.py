"""How to reach an AWS account."""

from posture.domain.connection import ConnectionOptions


class AwsConnection(ConnectionOptions, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The `aws` object of an integration.

    Attributes:
        role_arn: role to assume, with `external_id` where the role's trust policy requires one.
        profile: named profile of the worker's own AWS configuration to start from.
    """

    role_arn: str | None = None
    external_id: str | None = None
    profile: str | None = None
