"""Schedule: when an account is looked at by itself, as a cron expression of five fields in UTC.

Of cron's dialects this takes what all of them agree upon: numbers, names of days and months,
lists, ranges (one that goes backwards, such as `22-2`, leads over the end), and steps of `*` or of
a range. A day of the month and a day of the week that are both given are each enough, as in cron.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from itertools import pairwise, product
from typing import Final

from croniter import (  # type: ignore[import-untyped]  # ships no types
    CroniterBadDateError,
    croniter,
)

MINUTES_OF_DAY: Final = 1_440
LONGEST: Final = 100


class ScheduleError(ValueError):
    """A text that is no schedule; the message says why."""


MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
DAYS: Final = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")


def _field(number: str, names: tuple[str, ...] = ()) -> str:
    """Return what one field may be, as a pattern that every regular-expression dialect knows."""
    value = "|".join([number, *names, *(name.upper() for name in names)])
    one = f"({value})(-({value})(/[1-9][0-9]?)?)?"
    return rf"(\*(/[1-9][0-9]?)?|{one}(,{one})*)"


PATTERN: Final = "^{} {} {} {} {}$".format(
    _field("[0-5]?[0-9]"),
    _field("[01]?[0-9]|2[0-3]"),
    _field("0?[1-9]|[12][0-9]|3[01]"),
    _field("0?[1-9]|1[0-2]", MONTHS),
    _field("[0-7]", DAYS),
)
_NUMBERS: Final = {
    **{name: str(number) for number, name in enumerate(MONTHS, 1)},
    **{name: str(number) for number, name in enumerate(DAYS)},
}
_NAME: Final = re.compile("[a-z]{3}")
# To croniter a range from a value to itself is the whole field; to everybody else it is the value.
_OF_ITSELF: Final = re.compile(r"\b0?([0-9]+)-0?\1\b(/[0-9]+)?")


@dataclass(frozen=True, slots=True)
class Schedule:
    """A schedule that is due again and again; made by `parse`."""

    expression: str

    def next_after(self, at: int) -> int:
        """Return when it is next due after a time, both in milliseconds since the epoch."""
        return _next_after(self.expression, at // 1_000) * 1_000

    def least_distance_seconds(self) -> int:
        """Return the least time between two occurrences, taking every day for one that is due."""
        minutes, hours, *_ = croniter.expand(self.expression)[0]
        times = sorted(
            hour * 60 + minute for hour, minute in product(_all(hours, 24), _all(minutes, 60))
        )
        times.append(times[0] + MINUTES_OF_DAY)
        return 60 * min(later - earlier for earlier, later in pairwise(times))


@lru_cache(maxsize=1_024)
def parse(text: str) -> Schedule:
    """Read a schedule.

    Raises:
        ScheduleError: it is none, or it is never due.
    """
    if len(text) > LONGEST or not re.fullmatch(PATTERN, text):
        raise ScheduleError(
            "A schedule has five fields in UTC: minute, hour, day of month, month, day of week; "
            "for instance `30 4 * * MON-FRI`."
        )
    numbers = _NAME.sub(lambda found: _NUMBERS[found[0]], text.lower())
    expression = _OF_ITSELF.sub(r"\1", numbers)
    try:
        _next_after(expression, 0)
    except CroniterBadDateError:
        raise ScheduleError("It is never due: no such month has such a day.") from None
    return Schedule(expression)


def _next_after(expression: str, seconds: int) -> int:
    found: datetime = croniter(expression, datetime.fromtimestamp(seconds, UTC)).get_next(datetime)
    return round(found.timestamp())


def _all(field: list[int | str], size: int) -> list[int]:
    return list(range(size)) if field == ["*"] else [int(one) for one in field]
