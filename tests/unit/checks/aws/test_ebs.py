"""What the rules say of disks and their snapshots."""

from typing import Any

import pytest

from posture.checks.aws import ebs
from posture.domain.aws.assets.ebs import EbsSnapshot, EbsVolume
from posture.domain.evidence import Unread
from posture.domain.verdict import VerdictStatus

PASS, FAIL, UNKNOWN, NOT_APPLICABLE = VerdictStatus
DENIED = Unread("UnauthorizedOperation", "ec2:DescribeSnapshots")
VOLUMES = [
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
SNAPSHOTS = [
    ("encrypted", {}, PASS),
    ("encrypted", {"encrypted": False}, FAIL),
    ("not_public", {}, PASS),
    ("not_public", {"public": True}, FAIL),
    ("not_public", {"public": DENIED}, UNKNOWN),
]


@pytest.mark.parametrize(("name", "changed", "status"), VOLUMES)
def test_a_volume_is_judged(name: str, changed: dict[str, Any], status: VerdictStatus) -> None:
    facts: dict[str, Any] = {
        "encrypted": True,
        "attached": True,
        "age_days": 1,
        "has_snapshot": True,
        "backed_up": True,
    }
    volume = EbsVolume(resource_id="arn:aws:ec2:r:1:volume/v", region="r", **facts | changed)
    assert getattr(ebs, f"aws_ec2_volume_{name}")(volume).status == status


@pytest.mark.parametrize(("name", "changed", "status"), SNAPSHOTS)
def test_a_snapshot_is_judged(name: str, changed: dict[str, Any], status: VerdictStatus) -> None:
    facts: dict[str, Any] = {"encrypted": True, "age_days": 1, "public": False}
    snapshot = EbsSnapshot(resource_id="arn:aws:ec2:r:1:snapshot/s", region="r", **facts | changed)
    assert getattr(ebs, f"aws_ec2_snapshot_{name}")(snapshot).status == status
