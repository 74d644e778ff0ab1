"""PromQL about instruments of the catalogue: a query names an object, so a name cannot be wrong."""

from posture.telemetry import catalogue
from posture.telemetry.catalogue import Attribute, Instrument, Kind

# A request that waits because its client wants to says nothing about the speed of the API.
ANSWERED = f'{catalogue.WAITED.label}=""'


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


def rate(one: Instrument, window: str, *matchers: str, by: tuple[Attribute, ...] = ()) -> str:
    """Return how often something happens a second: a counter, or the count of a histogram."""
    name = one.series + ("_count" if one.kind is Kind.HISTOGRAM else "")
    return f"sum{_by(by)}(rate({select(name, *matchers)}[{window}]))"


def increase(one: Instrument, window: str, *matchers: str, by: tuple[Attribute, ...] = ()) -> str:
    """Return how often something happened in a window."""
    name = one.series + ("_count" if one.kind is Kind.HISTOGRAM else "")
    return f"sum{_by(by)}(increase({select(name, *matchers)}[{window}]))"


def quantile(
    share: float, one: Instrument, window: str, *matchers: str, by: tuple[Attribute, ...] = ()
) -> str:
    """Return a quantile of a histogram."""
    labels = ", ".join(["le", *(attribute.label for attribute in by)])
    found = select(f"{one.series}_bucket", *matchers)
    return f"histogram_quantile({share}, sum by ({labels}) (rate({found}[{window}])))"


def mean(one: Instrument, window: str, by: tuple[Attribute, ...] = ()) -> str:
    """Return the mean of a histogram's values; nothing where there are none."""
    total = f"sum{_by(by)}(increase({one.series}_sum[{window}]))"
    return share(total, f"sum{_by(by)}(increase({one.series}_count[{window}]))")


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


def _by(by: tuple[Attribute, ...]) -> str:
    return f" by ({', '.join(one.label for one in by)}) " if by else ""
