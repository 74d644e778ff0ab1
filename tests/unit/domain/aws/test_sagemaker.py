"""SageMaker instance types that accept a KMS key for their volume."""

import pytest

from posture.domain.aws.assets.sagemaker import (
    TYPES_CALL,
    all_take_volume_key,
    takes_volume_key,
)
from posture.domain.aws.instance_families import LOCAL_DISKS
from posture.domain.evidence import UnknownFactError, Unread


@pytest.mark.parametrize(
    ("instance_type", "takes"),
    [
        ("ml.m5.large", True),
        ("ml.m5d.large", False),
        ("ml.c5.xlarge", True),
        ("ml.g4dn.xlarge", False),
        ("ml.g5.xlarge", False),
        ("ml.g6e.xlarge", False),
        ("ml.p3.2xlarge", True),
        ("ml.p3dn.24xlarge", False),
        ("ml.p4de.24xlarge", False),
        ("ml.p5.48xlarge", False),
        ("ml.r7gd.large", False),
        ("ml.inf2.xlarge", True),
        ("ml.trn1.2xlarge", False),
        ("ml.t3.medium", True),
        ("ml.gr6.4xlarge", False),
        ("ml.im4gn.large", False),
    ],
)
def test_instances_with_local_disks_accept_no_key(instance_type: str, takes: bool) -> None:  # noqa: FBT001  # a table's column
    assert takes_volume_key(instance_type) is takes


def test_a_family_that_the_table_does_not_know_is_unread() -> None:
    day = LOCAL_DISKS.read_on.isoformat()
    assert takes_volume_key("ml.q9.large") == Unread(f"NotInTable(q9, {day})", TYPES_CALL)
    assert not all_take_volume_key(["ml.q9.large", "ml.m5d.large"])
    with pytest.raises(UnknownFactError):
        all_take_volume_key(["ml.q9.large", "ml.m5.large"])
