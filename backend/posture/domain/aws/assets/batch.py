"""Assets of AWS Batch: job definitions."""

from posture.domain.asset import Family
from posture.domain.aws.arn import ArnShape
from posture.domain.aws.asset import AwsAsset


class JobDefinition(AwsAsset, frozen=True, kw_only=True):
    """An active revision of a job definition.

    Attributes:
        secrets: places of secrets in variables and commands of its containers.
        privileged: names of containers that have the rights of their host.
    """

    service = "batch"
    family = Family.COMPUTE
    arn = ArnShape("batch", "job-definition/")

    secrets: tuple[str, ...]
    privileged: tuple[str, ...]
