"""The audit log gets a limited number of rows about refusals in an hour."""

from posture.services.refusal_limit import HOUR_MS, RefusalLimit


def test_each_key_has_its_rows_and_more_after_an_hour() -> None:
    now = 1_000
    limit = RefusalLimit(2, now=lambda: now)
    assert [limit.take("a") for _ in range(3)] == [True, True, False]
    assert limit.take("b")
    now += HOUR_MS - 1
    assert not limit.take("a")
    now += 1
    assert limit.take("a")


def test_without_rows_nothing_is_recorded() -> None:
    assert not RefusalLimit(0, now=lambda: 0).take()
