"""Days until a Lambda runtime's support ends."""

from datetime import date

from posture.collectors.aws.lambda_runtimes import SUPPORTED_UNTIL, supported_days


def test_a_runtime_is_supported_until_the_end_of_its_last_day() -> None:
    last = SUPPORTED_UNTIL["nodejs18.x"]
    assert supported_days("nodejs18.x", last) == 0
    assert supported_days("nodejs18.x", date(last.year, last.month, last.day + 1)) == -1
    assert supported_days("a-runtime-of-tomorrow", last) is None
    assert supported_days(None, last) is None
