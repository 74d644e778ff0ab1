"""What the catalogue has: attributes, instruments and spans, with their names in Prometheus."""

from enum import StrEnum

from msgspec import Struct


class Kind(StrEnum):
    """What an instrument measures: events, their sizes, or a state at a moment."""

    COUNTER = "counter"
    HISTOGRAM = "histogram"
    GAUGE = "gauge"


class Attribute(Struct, frozen=True, eq=False):
    """An attribute of metrics, spans or both; `values` are all that it has, where they are fixed.

    `optional` attributes are left out where there is no value; an empty one is never emitted.
    """

    key: str
    description: str
    values: tuple[str, ...] = ()
    optional: bool = False

    @property
    def label(self) -> str:
        """The name in Prometheus."""
        return self.key.replace(".", "_")


class Instrument(Struct, frozen=True, eq=False):
    """An instrument with its unit (UCUM), attributes and, for a histogram, bounds of buckets.

    `limit` is how many combinations of attributes one process exports at most, where their values
    are not fixed; what is beyond them is one more, with `otel.metric.overflow` alone. A `frequent`
    counter is counted thousands of times in a run, and without exemplars.
    """

    name: str
    kind: Kind
    unit: str
    description: str
    attributes: tuple[Attribute, ...] = ()
    bounds: tuple[float, ...] = ()
    limit: int = 0
    frequent: bool = False

    @property
    def series(self) -> str:
        """The name in Prometheus, without `_bucket`, `_sum` and `_count` of a histogram."""
        name = self.name.replace(".", "_")
        if self.unit == "s":
            name += "_seconds"
        if self.kind is Kind.COUNTER:
            name += "_total"
        return name

    @property
    def names(self) -> frozenset[str]:
        """Every name that Prometheus has for it."""
        if self.kind is not Kind.HISTOGRAM:
            return frozenset({self.series})
        return frozenset(self.series + suffix for suffix in ("_bucket", "_sum", "_count"))


class SpanKindOf(Struct, frozen=True, eq=False):
    """A span: its name, where `{…}` stands for something of few values, and its attributes."""

    name: str
    kind: str
    description: str
    attributes: tuple[Attribute, ...] = ()
