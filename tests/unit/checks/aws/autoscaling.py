"""Cases of Auto Scaling's checks: groups."""

from posture.domain.aws.assets.autoscaling import AutoScalingGroup
from tests.unit.checks.evaluating import FAIL, NOT_APPLICABLE, PASS, Compliant, Row, rows

COMPLIANT: Compliant = {
    AutoScalingGroup: {
        "zones": ("eu-west-1a", "eu-west-1b"),
        "behind_balancer": True,
        "health_checks": ("EC2", "ELB"),
        "launch_configuration": None,
    }
}
CHECKED = "balancer_health_checked"
GROUPS: list[Row] = [
    (CHECKED, {"health_checks": ("EC2",)}, FAIL),
    (CHECKED, {"health_checks": ("EC2", "VPC_LATTICE")}, PASS),
    (CHECKED, {"health_checks": ("EC2",), "behind_balancer": False}, NOT_APPLICABLE),
    ("several_zones", {"zones": ("eu-west-1a",)}, FAIL),
    ("from_launch_template", {"launch_configuration": "old"}, FAIL),
]
CASES = rows("aws_autoscaling_group", GROUPS)
