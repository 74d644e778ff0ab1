"""Cases of the checks of EBS volumes and snapshots."""

from posture.domain.aws.assets.ebs import EbsSnapshot, EbsVolume
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

VOLUMES: list[Row] = [
    ("encrypted", {}, PASS),
    ("encrypted", {"encrypted": False}, FAIL),
    ("attached", {"age_days": 400}, PASS),
    ("attached", {"attached": False, "age_days": 7}, PASS),
    ("attached", {"attached": False, "age_days": 8}, FAIL),
    ("has_snapshot", {}, PASS),
    ("has_snapshot", {"has_snapshot": False}, FAIL),
    ("has_snapshot", {"has_snapshot": DENIED}, UNKNOWN),
    ("in_backup", {}, PASS),
    ("in_backup", {"backed_up": False}, FAIL),
    ("in_backup", {"backed_up": False, "attached": False}, NOT_APPLICABLE),
    ("in_backup", {"backed_up": DENIED}, UNKNOWN),
]
SNAPSHOTS: list[Row] = [
    ("encrypted", {}, PASS),
    ("encrypted", {"encrypted": False}, FAIL),
    ("not_public", {}, PASS),
    ("not_public", {"public": True}, FAIL),
    ("not_public", {"public": DENIED}, UNKNOWN),
]
COMPLIANT: Compliant = {
    EbsVolume: {
        "encrypted": True,
        "attached": True,
        "age_days": 1,
        "has_snapshot": True,
        "backed_up": True,
    },
    EbsSnapshot: {"encrypted": True, "age_days": 1, "public": False},
}
CASES = rows("aws_ec2_volume", VOLUMES) + rows("aws_ec2_snapshot", SNAPSHOTS)
