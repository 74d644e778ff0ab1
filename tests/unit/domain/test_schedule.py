"""Schedules: which texts are valid, when they are due, and how close together."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posture.domain.schedule import ScheduleError, parse
from tests.schedules import schedules

A_TUESDAY = "2026-03-03T12:00:00"


TIMES = st.integers(min_value=0, max_value=4_000_000_000_000)


def ms(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp() * 1_000)


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("30 4 * * *", "2026-03-04T04:30:00"),
        ("0 12 * * *", "2026-03-04T12:00:00"),
        ("1 12 * * *", "2026-03-03T12:01:00"),
        ("0 0 1 * *", "2026-04-01T00:00:00"),
        ("0 0 29 2 *", "2028-02-29T00:00:00"),
        ("0 9 * * MON-FRI", "2026-03-04T09:00:00"),
        ("0 9 * * sat,sun", "2026-03-07T09:00:00"),
        ("0 9 * * 0", "2026-03-08T09:00:00"),
        ("0 9 * * 7", "2026-03-08T09:00:00"),
        ("0 9 * * MON-MON", "2026-03-09T09:00:00"),
        ("0 9 * * 1-MON", "2026-03-09T09:00:00"),
        ("0 9 04-4 * *", "2026-03-04T09:00:00"),
        ("0 */6 * * *", "2026-03-03T18:00:00"),
        ("0 22-2 * * *", "2026-03-03T22:00:00"),
        ("0 8-18/5 * * *", "2026-03-03T13:00:00"),
        ("0 0 5 * MON", "2026-03-05T00:00:00"),
        ("0 0 1 JAN *", "2027-01-01T00:00:00"),
        ("0 0 28-2/3 * *", "2026-03-28T00:00:00"),
        ("0 23-5/3 * * *", "2026-03-03T23:00:00"),
        ("0 23-1/3 4-4 * *", "2026-03-04T23:00:00"),
        ("0 20-4/5 4 * *", "2026-03-04T01:00:00"),
        ("0 0 * * FRI-MON", "2026-03-06T00:00:00"),
        ("0 0 * * 5-7/2", "2026-03-06T00:00:00"),
        ("0 0 * * 7-2", "2026-03-08T00:00:00"),
        ("0 0 */1 * SAT", "2026-03-07T00:00:00"),
        ("0 0 5 * 0-7", "2026-03-05T00:00:00"),
        ("0 0 */9 * MON", "2026-03-09T00:00:00"),
    ],
)
def test_a_schedule_is_next_due_at(text: str, due: str) -> None:
    assert parse(text).next_after(ms(A_TUESDAY)) == ms(due)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "* * * *",
        "0 0 * * * *",
        "0 0 * * *\n",
        " 0 0 * * *",
        "0  0 * * *",
        "@daily",
        "60 0 * * *",
        "0 24 * * *",
        "0 0 0 * *",
        "0 0 32 * *",
        "0 0 * 13 *",
        "0 0 * * 8",
        "*/0 0 * * *",
        "0/5 0 * * *",
        "*-5 0 * * *",
        "*,5 0 * * *",
        "5,* 0 * * *",
        "1-5/0 0 * * *",
        "1-5/05 0 * * *",
        "*/100 0 * * *",
        "*/ 0 * * *",
        "1-5-9 0 * * *",
        "1, 0 * * *",
        "1- 0 * * *",
        "000 0 * * *",
        "\u0661 0 * * *",
        "\u00b2 0 * * *",
        "0 0 * MON *",
        "0 0 * * JAN",
        "0 0 * * 00",
        "0\t0 * * *",
        "H H * * *",
        "R 0 * * *",
        "0 0 L * *",
        "0 0 ? * *",
        "0 0 15W * *",
        "0 0 * * 1#2",
        "0 0 * * Monday",
        "-1 0 * * *",
        ",".join(map(str, range(60))) + " 0 * * *",
    ],
)
def test_schedules_that_dialects_read_differently_are_refused(text: str) -> None:
    with pytest.raises(ScheduleError, match="five fields"):
        parse(text)


@pytest.mark.parametrize("text", ["0 0 30 2 *", "0 0 31 4,6,9,11 *"])
def test_schedules_that_are_never_due_are_refused(text: str) -> None:
    with pytest.raises(ScheduleError, match="never due"):
        parse(text)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("* * * * *", 60),
        ("*/7 * * * *", 240),
        ("0 * * * *", 3_600),
        ("0,50 4 * * *", 3_000),
        ("0 0,23 * * *", 3_600),
        ("30 4 * * *", 86_400),
        ("0 3,15 * * *", 43_200),
        ("44-3/18,0 * * * *", 120),
        ("0 22-2/2 * * *", 7_200),
    ],
)
def test_the_least_distance_of_two_occurrences(text: str, seconds: int) -> None:
    assert parse(text).least_distance_seconds() == seconds


@given(schedules(), TIMES)
def test_no_two_occurrences_are_closer_than_that(text: str, at: int) -> None:
    schedule = parse(text)
    first = schedule.next_after(at)
    assert at < first
    assert schedule.next_after(first) - first >= schedule.least_distance_seconds() * 1_000
