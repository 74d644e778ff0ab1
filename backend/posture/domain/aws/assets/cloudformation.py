"""Assets of AWS CloudFormation: stacks."""

from posture.domain.asset import Family
from posture.domain.aws.arn import ArnShape
from posture.domain.aws.asset import AwsAsset


class Stack(AwsAsset, frozen=True, kw_only=True):
    """A stack.

    Attributes:
        secrets: places of secrets in its outputs and parameters, never their values.
    """

    service = "cloudformation"
    family = Family.SECRETS
    arn = ArnShape("cloudformation", "stack/")

    secrets: tuple[str, ...]
