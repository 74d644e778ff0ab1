"""What a table of dated facts does not know is unread with a reason, and never a pass."""

from collections.abc import Callable

import pytest

from posture.collectors.aws.lambda_runtimes import LIST_CALL, RUNTIMES
from posture.collectors.aws.sagemaker_platforms import PLATFORMS
from posture.domain.aws.instance_families import LOCAL_DISKS
from posture.domain.aws.managed_policies import POLICIES
from posture.domain.aws.policy import service_name
from posture.domain.aws.rds_engines import ENGINES
from posture.domain.aws.tls import CIPHER_PARTS, VERSIONS, broken, retired
from posture.domain.aws.trail_events import BEDROCK_TYPES, S3_WRITES
from posture.domain.dated import DatedTable
from posture.domain.evidence import UnknownFactError, Unread
from posture.domain.shared_issuers import ISSUERS

CALL = "elasticloadbalancing:DescribeSSLPolicies"
NEWER = "of-next-year"


@pytest.mark.parametrize(
    "table",
    [CIPHER_PARTS, ENGINES, ISSUERS, LOCAL_DISKS, PLATFORMS, POLICIES, RUNTIMES, VERSIONS],
)
def test_a_name_that_a_table_does_not_have_is_unread_with_the_day(
    table: DatedTable[object],
) -> None:
    fact = table.of(NEWER, LIST_CALL)
    assert fact == Unread(f"NotInTable({NEWER}, {table.read_on.isoformat()})", LIST_CALL)


@pytest.mark.parametrize(
    ("judge", "names"),
    [(retired, {"TLSv1.2", "TLSv1.4"}), (broken, {"AES128-SHA", "ECDHE-RSA-ASCON-SHA256"})],
)
def test_a_policy_with_an_unknown_part_is_not_passed(
    judge: Callable[[set[str], str], list[str]], names: set[str]
) -> None:
    with pytest.raises(UnknownFactError):
        judge(names, CALL)


@pytest.mark.parametrize(
    ("judge", "names", "found"),
    [
        (retired, {"TLSv1.4", "TLSv1.1"}, ["TLSv1.1"]),
        (broken, {"ECDHE-RSA-ASCON-SHA256", "EXP-KRB5-RC4-MD5"}, ["EXP-KRB5-RC4-MD5"]),
        (broken, {"PSK-3DES-EDE-CBC-SHA"}, []),
    ],
)
def test_what_is_known_to_be_wrong_counts_beside_what_is_not_known(
    judge: Callable[[set[str], str], list[str]], names: set[str], found: list[str]
) -> None:
    assert judge(names, CALL) == found


@pytest.mark.parametrize(
    "principal",
    [
        "ec2.amazonaws.com.cn",
        "ec2.amazonaws.eu",
        "ec2.c2s.ic.gov",
        "ec2.cloud.adc-e.uk",
        "ec2.csp.hci.ic.gov",
        "ec2.sc2s.sgov.gov",
    ],
)
def test_a_service_has_one_name_in_every_partition(principal: str) -> None:
    assert service_name(principal) == "ec2.amazonaws.com"


def test_a_principal_of_an_unknown_partition_keeps_its_name() -> None:
    assert service_name("ec2.amazonaws.mars") == "ec2.amazonaws.mars"


def test_names_that_the_pages_added_are_known() -> None:
    assert "PostObject" in S3_WRITES.facts
    assert "AWS::Bedrock::AsyncInvoke" in BEDROCK_TYPES.facts
    assert ISSUERS.rows["vstoken.actions.githubusercontent.com"] == {"sub": ("repo:",)}
