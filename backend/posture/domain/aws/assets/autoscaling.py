"""Assets of Amazon EC2 Auto Scaling: groups, and the launch configurations of old groups."""

from posture.domain.asset import Family
from posture.domain.aws.arn import ArnShape
from posture.domain.aws.asset import AwsAsset
from posture.domain.evidence import Fact


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


class LaunchConfiguration(AwsAsset, frozen=True, kw_only=True):
    """How a group starts instances; new accounts have launch templates instead.

    Attributes:
        imdsv2: whether its instances require IMDSv2, or have no metadata service.
        public_ip: whether its instances get public addresses; None if the subnet decides.
        secrets: kinds of secrets in its user data, never their values.
        names_disks: whether it has settings of disks; the image decides about others.
        plain_disks: device names of disks that it does not encrypt by itself.
        region_encrypts: whether the region encrypts every new disk.
    """

    service = "autoscaling"
    family = Family.COMPUTE
    arn = ArnShape("autoscaling", "launchConfiguration:")

    imdsv2: bool
    public_ip: bool | None
    secrets: Fact[tuple[str, ...]]
    names_disks: bool
    plain_disks: tuple[str, ...]
    region_encrypts: Fact[bool]
