"""Days until the support of a Lambda runtime ends."""

from datetime import date, timedelta

import pytest

from posture.collectors.aws.lambda_runtimes import LIST_CALL, supported_days
from posture.domain.evidence import Unread

TODAY = date(2026, 11, 28)


@pytest.mark.parametrize(
    ("runtime", "last"),
    [
        ("nodejs18.x", date(2025, 9, 1)),
        ("provided.al2", date(2026, 7, 31)),
        ("java17", date(2027, 6, 30)),
        ("provided.al2023", date(2029, 6, 30)),
    ],
)
def test_a_runtime_is_supported_until_the_end_of_its_last_day(runtime: str, last: date) -> None:
    assert supported_days(runtime, last) == 0
    assert supported_days(runtime, last + timedelta(days=1)) == -1


def test_no_scheduled_end_is_none() -> None:
    assert supported_days("java17.al2023", TODAY) is None


def test_a_runtime_that_the_table_does_not_know_is_unread() -> None:
    found = supported_days("python9.1", TODAY)
    assert isinstance(found, Unread)
    assert found.call == LIST_CALL
    assert "python9.1" in found.reason
