"""A service that does not exist in a region is told from one that cannot be reached."""

from typing import Any

import pytest

from posture.collectors.aws.client import AwsSession
from posture.collectors.aws.sdk import Services
from posture.collectors.errors import NO_ENDPOINT, CallError
from posture.domain.collector import Reads

SERVICES = Services()


async def _nothing() -> None:
    return None


def session(partition: str) -> AwsSession:
    caller: Any = None
    return AwsSession(
        account_id="123456789012",
        partition=partition,
        home_region="us-east-1",
        caller=caller,
        services=SERVICES,
        reads=Reads(),
        most_pages=1,
        most_items=1,
        disconnect=_nothing,
    )


@pytest.mark.parametrize(
    ("code", "call", "partition", "region", "absent"),
    [
        pytest.param(NO_ENDPOINT, "macie2:Get", "aws", "ca-west-1", True, id="neither"),
        pytest.param(
            NO_ENDPOINT, "macie2:Get", "aws-cn", "cn-north-1", True, id="another partition"
        ),
        pytest.param(NO_ENDPOINT, "macie2:Get", "aws", "eu-west-1", False, id="listed"),
        pytest.param("Unreachable", "macie2:Get", "aws", "ca-west-1", False, id="it resolves"),
        pytest.param("Timeout", "macie2:Get", "aws", "ca-west-1", False, id="it is slow"),
        pytest.param(NO_ENDPOINT, "mpa:ListSessions", "aws", "eu-west-1", False, id="too new"),
        pytest.param(
            NO_ENDPOINT, "s3vectors:List", "aws", "us-east-1", False, id="one of the first"
        ),
        pytest.param(NO_ENDPOINT, "s3vectors:List", "aws", "sa-east-1", True, id="perhaps not yet"),
        pytest.param(NO_ENDPOINT, "dms:List", "aws", "xx-new-1", True, id="new region"),
    ],
)
def test_only_a_name_that_neither_the_list_nor_the_resolver_has_is_absent(
    code: str, call: str, partition: str, region: str, *, absent: bool
) -> None:
    assert session(partition).absent(CallError(code, call), region) is absent
