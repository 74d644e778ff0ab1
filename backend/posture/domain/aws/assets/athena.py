"""Assets of Amazon Athena: workgroups."""

from posture.domain.asset import Family
from posture.domain.aws.arn import ArnShape
from posture.domain.aws.asset import AwsAsset
from posture.domain.evidence import Fact


class Workgroup(AwsAsset, frozen=True, kw_only=True):
    """An enabled workgroup.

    Attributes:
        unused_primary: whether it is the workgroup that every region has, as AWS made it.
        enforced: whether clients cannot override its settings.
        encrypted: whether it encrypts results.
        metrics: whether queries are in metrics of CloudWatch.
    """

    service = "athena"
    family = Family.DATABASE
    arn = ArnShape("athena", "workgroup/")

    unused_primary: Fact[bool]
    enforced: Fact[bool]
    encrypted: Fact[bool]
    metrics: Fact[bool]
