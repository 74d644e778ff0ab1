"""Instruments: what the catalogue describes, made with one meter; recording is cheap when off."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache, partial
from itertools import product
from threading import Lock
from typing import TYPE_CHECKING, TypeAlias

from opentelemetry.metrics import (
    CallbackOptions,
    Counter,
    Histogram,
    Meter,
    Observation,
    get_meter,
)

from posture.telemetry.catalogue import INSTRUMENTS, SCOPE, Instrument, Kind
from posture.telemetry.recorder import Pending, Recorder

if TYPE_CHECKING:
    from opentelemetry.sdk.metrics.view import View

Attributes: TypeAlias = Mapping[str, str | int]
Level: TypeAlias = tuple[float, Attributes]
# What the SDK says of all combinations beyond a limit.
OVERFLOW = frozenset({("otel.metric.overflow", True)})


class Instruments:
    """All instruments of one meter."""

    def __init__(self, meter: Meter) -> None:
        self._counters: dict[Instrument, Counter] = {}
        self._totals: dict[Instrument, _Totals] = {}
        self._histograms: dict[Instrument, Histogram] = {}
        self._levels: dict[Instrument, Callable[[], Sequence[Level]]] = {}
        self._pending = Pending()
        for one in INSTRUMENTS:
            self._make(meter, one)

    def begin(self) -> None:
        """Add 0 to each counter whose attributes have fixed values.

        Otherwise a series would begin with its first event, which no rate and no increase shows.
        """
        for one, counter in self._counters.items():
            if all(attribute.values for attribute in one.attributes):
                for attributes in combinations(one):
                    counter.add(0, attributes)

    def count(self, instrument: Instrument, amount: int, attributes: Attributes) -> None:
        """Add to a counter."""
        totals = self._totals.get(instrument)
        if totals is not None:
            totals.add(amount, attributes)
        else:
            self._counters[instrument].add(amount, attributes)

    def counter(self, instrument: Instrument, attributes: Attributes) -> Callable[[int], None]:
        """Return what adds to a counter with the same attributes again and again."""
        totals = self._totals.get(instrument)
        if totals is not None:
            return totals.of(attributes)
        return partial(self._counters[instrument].add, attributes=attributes)

    def record(self, instrument: Instrument, amount: float, attributes: Attributes) -> None:
        """Add a value to a histogram."""
        self._histograms[instrument].record(amount, attributes)

    def recorder(self, instrument: Instrument, attributes: Attributes) -> Recorder:
        """Return what records values with the same attributes again and again."""
        return Recorder(self._histograms[instrument], attributes, self._pending)

    def set(self, instrument: Instrument, levels: Sequence[Level]) -> None:
        """Set all values of a gauge; those that are not among them are exported no more."""
        self._levels[instrument] = lambda: levels

    def follow(self, instrument: Instrument, read: Callable[[], Sequence[Level]]) -> None:
        """Read all values of a gauge at each export, in the thread that exports."""
        self._levels[instrument] = read

    def _make(self, meter: Meter, one: Instrument) -> None:
        about = {"unit": one.unit, "description": one.description}
        match one.kind:
            case Kind.COUNTER if one.frequent:
                totals = self._totals[one] = _Totals(one.limit)
                meter.create_observable_counter(one.name, callbacks=[totals.observe], **about)
            case Kind.COUNTER:
                self._counters[one] = meter.create_counter(one.name, **about)
            case Kind.HISTOGRAM:
                self._histograms[one] = meter.create_histogram(
                    one.name, explicit_bucket_boundaries_advisory=one.bounds, **about
                )
            case Kind.GAUGE:
                self.set(one, ())
                observe = partial(self._observe, one)
                meter.create_observable_gauge(one.name, callbacks=[observe], **about)

    def _observe(self, one: Instrument, _options: CallbackOptions) -> Iterable[Observation]:
        self._pending.settle()  # an export reads the gauges before the histograms
        return [Observation(value, attributes) for value, attributes in self._levels[one]()]


class _Totals:
    """A counter that exports its totals: to add to it takes a tenth of the time of the SDK's."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._by_attributes: dict[frozenset[tuple[str, str | int]], int] = {}
        self._turn = Lock()

    def add(self, amount: int, attributes: Attributes) -> None:
        """Add to the total of these attributes."""
        self._add(frozenset(attributes.items()), amount)

    def of(self, attributes: Attributes) -> Callable[[int], None]:
        """Return what adds to the total of these attributes."""
        return partial(self._add, frozenset(attributes.items()))

    def _add(self, key: frozenset[tuple[str, str | int]], amount: int) -> None:
        with self._turn:
            if key not in self._by_attributes and len(self._by_attributes) >= self._limit - 1:
                key = OVERFLOW
            self._by_attributes[key] = self._by_attributes.get(key, 0) + amount

    def observe(self, _options: CallbackOptions) -> Iterable[Observation]:
        """Return all totals."""
        with self._turn:
            return [Observation(total, dict(key)) for key, total in self._by_attributes.items()]


def combinations(one: Instrument) -> Iterator[dict[str, str]]:
    """Yield all attributes that an instrument can have, where all their values are fixed."""
    choices = [
        [*({attribute.key: value} for value in attribute.values), *[{}] * attribute.optional]
        for attribute in one.attributes
    ]
    for chosen in product(*choices):
        yield {key: value for part in chosen for key, value in part.items()}


def limits() -> "list[View]":
    """Return the limits of the instruments for the SDK, so that no name from outside adds series.

    Source: https://opentelemetry.io/docs/specs/otel/metrics/sdk/#cardinality-limits
    """
    from opentelemetry.sdk.metrics.view import View  # noqa: PLC0415  # 100 ms of imports that only an exporting process needs

    return [
        View(instrument_name=one.name, aggregation_cardinality_limit=one.limit)
        for one in INSTRUMENTS
        if one.limit
    ]


@cache
def instruments() -> Instruments:
    """Return the instruments of this process; they export once a provider is set."""
    return Instruments(get_meter(SCOPE))
