"""Auto Scaling: a group of one zone, one that is being deleted, and launch configurations."""

import base64

from tests.emulator.account.account import ACCOUNT_ID, HOME
from tests.emulator.recorded import Recording

PLACE = f"arn:aws:autoscaling:{HOME}:{ACCOUNT_ID}:autoScalingGroup"
ARN = f"{PLACE}:1:autoScalingGroupName/web"
LISTINGS = {
    "autoscaling:DescribeAutoScalingGroups",
    "autoscaling:DescribeLaunchConfigurations",
}


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
CONFIGURATION = PLACE.replace("autoScalingGroup", "launchConfiguration")
KEY = base64.b64encode(b"export AWS_ACCESS_KEY_ID=AKIAQWERTYUIOPASDFGH").decode()
DISK = "<member><DeviceName>/dev/xvda</DeviceName><Ebs><Encrypted>{}</Encrypted></Ebs></member>"


def _configuration(name: str, disk: str, more: str) -> str:
    return (
        f"<member><LaunchConfigurationName>{name}</LaunchConfigurationName>"
        f"<LaunchConfigurationARN>{CONFIGURATION}:1:launchConfigurationName/{name}"
        f"</LaunchConfigurationARN><BlockDeviceMappings>{DISK.format(disk)}"
        f"</BlockDeviceMappings>{more}</member>"
    )


CARELESS = f"<AssociatePublicIpAddress>true</AssociatePublicIpAddress><UserData>{KEY}</UserData>"
CAREFUL = "<MetadataOptions><HttpTokens>required</HttpTokens></MetadataOptions>"
CONFIGURATIONS = _configuration("old", "false", CARELESS) + _configuration("safe", "true", CAREFUL)
ANSWERS: dict[str, Recording] = {
    "autoscaling:DescribeAutoScalingGroups": (
        "<DescribeAutoScalingGroupsResponse><DescribeAutoScalingGroupsResult><AutoScalingGroups>"
        f"{GROUPS}</AutoScalingGroups></DescribeAutoScalingGroupsResult>"
        "</DescribeAutoScalingGroupsResponse>"
    ),
    "autoscaling:DescribeLaunchConfigurations": (
        "<DescribeLaunchConfigurationsResponse><DescribeLaunchConfigurationsResult>"
        f"<LaunchConfigurations>{CONFIGURATIONS}</LaunchConfigurations>"
        "</DescribeLaunchConfigurationsResult></DescribeLaunchConfigurationsResponse>"
    ),
    "ec2:GetEbsEncryptionByDefault": (
        "<GetEbsEncryptionByDefaultResponse>"
        "<ebsEncryptionByDefault>false</ebsEncryptionByDefault>"
        "</GetEbsEncryptionByDefaultResponse>"
    ),
}
KINDS = {"AutoScalingGroup", "LaunchConfiguration"}
FAILED: dict[str, set[str]] = {
    ARN: {
        "autoscaling_group_balancer_health_checked",
        "autoscaling_group_several_zones",
        "autoscaling_group_from_launch_template",
    },
    f"{CONFIGURATION}:1:launchConfigurationName/old": {
        "autoscaling_launch_configuration_imdsv2_required",
        "autoscaling_launch_configuration_no_public_ip",
        "autoscaling_launch_configuration_without_secrets",
        "autoscaling_launch_configuration_disks_encrypted",
    },
    f"{CONFIGURATION}:1:launchConfigurationName/safe": set(),
}
CALLS: dict[str, int] = {}
