"""Schedule: when an account is scanned without a request, as five fields of cron in UTC.

Of cron's dialects, this accepts what all of them have in common: numbers, names of days and months,
lists, ranges (one that goes backwards, such as `22-2`, continues after the end of the field), and
steps of `*` or of a range. If a day of the month and a day of the week are both given, either of
them is enough, as in cron.
"""

from datetime import UTC, datetime
from functools import lru_cache
from itertools import pairwise, product
from typing import Final, NamedTuple

from cronsim import CronSim, CronSimError
from msgspec import Struct

MINUTES_OF_DAY: Final = 1_440
LONGEST: Final = 100
SUNDAY_TOO: Final = 7


class ScheduleError(ValueError):
    """A text that is not a schedule; the message says why."""


class NeverDueError(ScheduleError):
    """A schedule without any occurrence, such as 30 February."""


class Field(NamedTuple):
    """One field: its least and greatest number, and the names that stand for numbers from `first`.

    `digits` is how many digits a number may have.
    """

    least: int
    greatest: int
    digits: int = 2
    names: tuple[str, ...] = ()
    first: int = 0

    @property
    def is_week(self) -> bool:
        """Whether it has two numbers for one day, Sunday."""
        return self.greatest == SUNDAY_TOO

    @property
    def size(self) -> int:
        """How many different numbers it has."""
        return self.greatest - self.least + (0 if self.is_week else 1)


MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
DAYS: Final = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")
FIELDS: Final = (
    Field(0, 59),
    Field(0, 23),
    Field(1, 31),
    Field(1, 12, names=MONTHS, first=1),
    Field(0, SUNDAY_TOO, digits=1, names=DAYS),
)


class Schedule(Struct, frozen=True):
    """A schedule that is due again and again; made by `parse`.

    `minutes` and `hours` are those of a day on which it is due.
    """

    expression: str
    minutes: tuple[int, ...]
    hours: tuple[int, ...]

    def next_after(self, at: int) -> int:
        """Return when it is next due after a time, both in milliseconds since the epoch."""
        return round(_next_after(self.expression, at // 1_000).timestamp()) * 1_000

    def before(self, at: int, *, count: int) -> int:
        """Return when it was due the last time but `count - 1` before a time, in milliseconds."""
        backwards = CronSim(self.expression, datetime.fromtimestamp(at // 1_000, UTC), reverse=True)
        return round([next(backwards) for _ in range(count)][-1].timestamp()) * 1_000

    def least_distance_seconds(self) -> int:
        """Return the least time between two occurrences, as if it were due every day."""
        times = sorted(hour * 60 + minute for hour, minute in product(self.hours, self.minutes))
        times.append(times[0] + MINUTES_OF_DAY)
        return 60 * min(later - earlier for earlier, later in pairwise(times))


@lru_cache(maxsize=1_024)
def parse(text: str) -> Schedule:
    """Parse a schedule.

    Raises:
        ScheduleError: the text is not a schedule, or it is never due.
    """
    parts = text.split(" ")
    if len(text) > LONGEST or len(parts) != len(FIELDS):
        raise _not_a_schedule()
    numbers = [_numbers(field, part.lower()) for field, part in zip(FIELDS, parts, strict=True)]
    # All dialects read lists and `*` in the same way, so the library gets nothing else.
    expression = " ".join(map(_plain, FIELDS, numbers))
    try:
        _next_after(expression, 0)
    except (CronSimError, StopIteration):
        raise NeverDueError("It is never due: none of its months has any of its days.") from None
    return Schedule(expression, minutes=tuple(numbers[0]), hours=tuple(numbers[1]))


def _next_after(expression: str, seconds: int) -> datetime:
    return next(CronSim(expression, datetime.fromtimestamp(seconds, UTC)))


def _plain(field: Field, numbers: list[int]) -> str:
    return "*" if len(numbers) == field.size else ",".join(map(str, numbers))


def _numbers(field: Field, text: str) -> list[int]:
    """Return the numbers that a field stands for, in order."""
    found: set[int] = set()
    items = text.split(",")
    for item in items:
        span, slash, step = item.partition("/")
        low, dash, high = span.partition("-")
        if span == "*" and len(items) == 1:
            first, last = field.least, field.greatest
        elif slash and not dash:
            raise _not_a_schedule()
        else:
            first = _number(field, low)
            last = _number(field, high) if dash else first
        found.update(_range(field, first, last)[:: _step(step) if slash else 1])
    return sorted({number % SUNDAY_TOO for number in found} if field.is_week else found)


def _range(field: Field, first: int, last: int) -> list[int]:
    if first <= last:
        return [*range(first, last + 1)]
    end = field.least + field.size
    return [*range(first, end), *range(field.least, last + 1)]


def _number(field: Field, text: str) -> int:
    if text in field.names:
        return field.first + field.names.index(text)
    if not (text.isascii() and text.isdecimal() and len(text) <= field.digits):
        raise _not_a_schedule()
    number = int(text)
    if not field.least <= number <= field.greatest:
        raise _not_a_schedule()
    return number


def _step(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) <= 2) or text.startswith("0"):  # noqa: PLR2004  # no field has a hundred numbers
        raise _not_a_schedule()
    return int(text)


def _not_a_schedule() -> ScheduleError:
    return ScheduleError(
        "A schedule has five fields in UTC: minute, hour, day of month, month, day of week; "
        "for instance `30 4 * * MON-FRI`."
    )
