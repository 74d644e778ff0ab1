"""PromQL about instruments of the catalogue: a query names an object, so a name cannot be wrong."""

from typing import Final

from posture.telemetry import catalogue
from posture.telemetry.catalogue import Attribute, Instrument, Kind

# A request that waits because its client wants to says nothing about the speed of the API.
ANSWERED: Final = f'{catalogue.WAITED.label}=""'
SECONDS: Final = {"m": 60, "h": 3_600, "d": 86_400}


def matching(attribute: Attribute, *values: str) -> str:
    """Return a matcher of a label; a value must be one that the attribute has."""
    if unknown := set(values) - set(attribute.values):
        raise ValueError(f"{attribute.key} is never {', '.join(sorted(unknown))}")
    if len(values) == 1:
        return f'{attribute.label}="{values[0]}"'
    return f'{attribute.label}=~"{"|".join(values)}"'


def select(name: str, *matchers: str) -> str:
    """Return the series with a name and these labels."""
    return f"{name}{{{','.join(matchers)}}}" if matchers else name


def grown(name: str, window: str, *matchers: str) -> str:
    """Return how much each series grew in a window; one that began in it grew from 0.

    A series begins with its first event: the first failed run of a process, the first 500 of a
    route. `increase` alone takes that value as the base and shows nothing. A series is old where it
    had a value in the window before.
    """
    found = select(name, *matchers)
    newest = f"last_over_time({found}[{window}])"
    return (
        f"({newest} unless last_over_time({found}[{window}] offset {window}) "
        f"or increase({found}[{window}]))"
    )


def rate(one: Instrument, window: str, *matchers: str, by: tuple[Attribute, ...] = ()) -> str:
    """Return how often something happens a second: a counter, or the count of a histogram."""
    return f"{increase(one, window, *matchers, by=by)} / {_seconds(window)}"


def increase(one: Instrument, window: str, *matchers: str, by: tuple[Attribute, ...] = ()) -> str:
    """Return how often something happened in a window."""
    name = one.series + ("_count" if one.kind is Kind.HISTOGRAM else "")
    return f"sum{_by(by)}({grown(name, window, *matchers)})"


def quantile(
    share: float, one: Instrument, window: str, *matchers: str, by: tuple[Attribute, ...] = ()
) -> str:
    """Return a quantile of a histogram."""
    labels = ", ".join(["le", *(attribute.label for attribute in by)])
    found = grown(f"{one.series}_bucket", window, *matchers)
    return f"histogram_quantile({share}, sum by ({labels}) ({found}))"


def mean(one: Instrument, window: str) -> str:
    """Return the mean of a histogram's values; nothing where there are none."""
    total = f"sum({grown(f'{one.series}_sum', window)})"
    return share(total, f"sum({grown(f'{one.series}_count', window)})")


def busy(one: Instrument, window: str, by: tuple[Attribute, ...]) -> str:
    """Return the seconds of a histogram's events in each second."""
    return f"sum{_by(by)}({grown(f'{one.series}_sum', window)}) / {_seconds(window)}"


def level(one: Instrument, *matchers: str, by: tuple[Attribute, ...] = ()) -> str:
    """Return a gauge about the database: all processes measure the same."""
    return f"max{_by(by)}({select(one.series, *matchers)})"


def total(one: Instrument) -> str:
    """Return a gauge that each process has of its own."""
    return f"sum({one.series})"


def share(part: str, whole: str) -> str:
    """Divide; nothing where the whole is 0."""
    return f"{part} / ({whole} > 0)"


def or_zero(query: str) -> str:
    """Return 0 where there is nothing at all: only where that is the truth."""
    return f"({query}) or on() vector(0)"


def _seconds(window: str) -> str:
    """Return the length of a window in seconds; a variable of Grafana has one in milliseconds."""
    if window.startswith("$"):
        return f"({window}_ms / 1000)"
    return str(int(window[:-1]) * SECONDS[window[-1]])


def _by(by: tuple[Attribute, ...]) -> str:
    return f" by ({', '.join(one.label for one in by)}) " if by else ""
