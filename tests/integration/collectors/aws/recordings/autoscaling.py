"""Auto Scaling: a group of one zone with a launch configuration, and one that is being deleted."""

from tests.emulator.account.account import ACCOUNT_ID, HOME
from tests.emulator.recorded import Recording

PLACE = f"arn:aws:autoscaling:{HOME}:{ACCOUNT_ID}:autoScalingGroup"
ARN = f"{PLACE}:1:autoScalingGroupName/web"
LISTINGS = {"autoscaling:DescribeAutoScalingGroups"}


def _group(name: str, more: str) -> str:
    return (
        f"<member><AutoScalingGroupName>{name}</AutoScalingGroupName>"
        f"<AutoScalingGroupARN>{PLACE}:1:autoScalingGroupName/{name}</AutoScalingGroupARN>"
        "<AvailabilityZones><member>eu-central-1a</member></AvailabilityZones>"
        "<TargetGroupARNs><member>arn:x</member></TargetGroupARNs>"
        f"<HealthCheckType>EC2</HealthCheckType>{more}</member>"
    )


OLD = "<LaunchConfigurationName>old</LaunchConfigurationName>"
GROUPS = _group("web", OLD) + _group("gone", "<Status>Delete in progress</Status>")
ANSWERS: dict[str, Recording] = {
    "autoscaling:DescribeAutoScalingGroups": (
        "<DescribeAutoScalingGroupsResponse><DescribeAutoScalingGroupsResult><AutoScalingGroups>"
        f"{GROUPS}</AutoScalingGroups></DescribeAutoScalingGroupsResult>"
        "</DescribeAutoScalingGroupsResponse>"
    )
}
FAILED = {
    ARN: {
        "autoscaling_group_balancer_health_checked",
        "autoscaling_group_several_zones",
        "autoscaling_group_from_launch_template",
    }
}
CALLS: dict[str, int] = {}
