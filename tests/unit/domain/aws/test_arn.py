"""The location of an asset according to its ARN."""

import pytest

from posture.domain.aws.arn import locate
from posture.domain.cloud import Location

ACCOUNT = "123456789012"


@pytest.mark.parametrize(
    ("resource_id", "expected"),
    [
        ("arn:aws:s3:::logs", Location("", "", "s3", "")),
        (f"arn:aws:iam::{ACCOUNT}:role/path/admin", Location(ACCOUNT, "", "iam", "role")),
        (
            f"arn:aws-cn:lambda:cn-north-1:{ACCOUNT}:function:f:1",
            Location(ACCOUNT, "cn-north-1", "lambda", "function"),
        ),
        (f"arn:aws:rds:evil.example/x:{ACCOUNT}:db:orders", None),
        ("i-0123", None),
        ("toy://acme/north/box/1", None),
        ("", None),
    ],
)
def test_an_arn_is_located(resource_id: str, expected: Location | None) -> None:
    assert locate(resource_id) == expected
