"""Assets of Amazon EC2 Auto Scaling: groups."""

from posture.domain.asset import Family
from posture.domain.aws.arn import ArnShape
from posture.domain.aws.asset import AwsAsset


class AutoScalingGroup(AwsAsset, frozen=True, kw_only=True):
    """A group of instances.

    Attributes:
        zones: the zones in which it starts instances.
        behind_balancer: whether a load balancer sends requests to its instances.
        health_checks: whose health checks replace an instance, such as `EC2` and `ELB`.
        launch_configuration: the old launch configuration that it uses; None with a template.
    """

    service = "autoscaling"
    family = Family.COMPUTE
    arn = ArnShape("autoscaling", "autoScalingGroup:")

    zones: tuple[str, ...]
    behind_balancer: bool
    health_checks: tuple[str, ...]
    launch_configuration: str | None
