"""Cases of Auto Scaling's checks: groups and launch configurations."""

from posture.domain.aws.assets.autoscaling import AutoScalingGroup, LaunchConfiguration
from tests.unit.checks.evaluating import (
    DENIED,
    FAIL,
    NOT_APPLICABLE,
    PASS,
    UNKNOWN,
    Compliant,
    Row,
    rows,
)

COMPLIANT: Compliant = {
    AutoScalingGroup: {
        "zones": ("eu-west-1a", "eu-west-1b"),
        "behind_balancer": True,
        "health_checks": ("EC2", "ELB"),
        "launch_configuration": None,
    },
    LaunchConfiguration: {
        "imdsv2": True,
        "public_ip": False,
        "secrets": (),
        "names_disks": True,
        "plain_disks": (),
        "region_encrypts": False,
    },
}
CHECKED = "balancer_health_checked"
GROUPS: list[Row] = [
    (CHECKED, {"health_checks": ("EC2",)}, FAIL),
    (CHECKED, {"health_checks": ("EC2", "VPC_LATTICE")}, PASS),
    (CHECKED, {"health_checks": ("EC2",), "behind_balancer": False}, NOT_APPLICABLE),
    ("several_zones", {"zones": ("eu-west-1a",)}, FAIL),
    ("from_launch_template", {"launch_configuration": "old"}, FAIL),
]
PLAIN = {"plain_disks": ("/dev/xvda",)}
CONFIGURATIONS: list[Row] = [
    ("imdsv2_required", {"imdsv2": False}, FAIL),
    ("no_public_ip", {"public_ip": True}, FAIL),
    ("no_public_ip", {"public_ip": None}, NOT_APPLICABLE),
    ("without_secrets", {"secrets": ("AWS access key in line 2",)}, FAIL),
    ("disks_encrypted", PLAIN, FAIL),
    ("disks_encrypted", PLAIN | {"region_encrypts": True}, PASS),
    ("disks_encrypted", PLAIN | {"region_encrypts": DENIED}, UNKNOWN),
    ("disks_encrypted", {"region_encrypts": DENIED}, PASS),
    ("disks_encrypted", {"names_disks": False}, NOT_APPLICABLE),
    ("disks_encrypted", {"names_disks": False, "region_encrypts": True}, PASS),
    ("disks_encrypted", {"names_disks": False, "region_encrypts": DENIED}, UNKNOWN),
]
CASES = [
    *rows("aws_autoscaling_group", GROUPS),
    *rows("aws_autoscaling_launch_configuration", CONFIGURATIONS),
]
