"""Recorder: a histogram with its attributes, for what is recorded with the same ones all the time.

The SDK copies, sorts and hashes the attributes for each value, which takes a fifth of the time of a
small request. Here that is done once: what the SDK finds by them is kept. It has no public way for
this; where its own parts are not as expected, or its export forgets them (delta temporality), each
value takes the public way.

Values that are no exemplars can wait in a `Pending`. An export adds all of them before it reads, so
it misses none; to keep a value takes a tenth of the time of adding it.
"""

import time
from bisect import bisect_left
from collections import deque
from collections.abc import Mapping, Sequence
from threading import Lock
from typing import Any, Final, NamedTuple

from opentelemetry.context import Context, get_current
from opentelemetry.metrics import Histogram

# What the SDK's parts may raise where they are not as expected.
UNEXPECTED: Final = (AttributeError, ImportError, KeyError, TypeError)
# Adding so many takes less than a millisecond.
PENDING_VALUES: Final = 2_048
# What an aggregation with fixed bounds consists of.
PARTS: Final = ("_lock", "_boundaries", "_value", "_sum", "_record_min_max", "_min", "_max")
EMPTY: Final = Context()


class _Value(NamedTuple):
    """What an aggregation of the SDK reads of a measurement."""

    value: float
    time_unix_nano: int
    attributes: Mapping[str, str | int]
    context: Context


class _Bound(NamedTuple):
    """The SDK's aggregations of one histogram and one set of attributes, one for each reader.

    `readers` are those of the moment: the SDK replaces the mapping when it gets another one.
    `can_wait` is whether a value in no trace can never be an exemplar, and `is_plain` whether the
    aggregations have the parts to which values can be added.
    """

    consumer: Any
    readers: Mapping[Any, Any]
    aggregations: Sequence[Any]
    can_wait: bool
    is_plain: bool


class Pending:
    """Values that are added at the next export, or once there are `most`; oldest first."""

    def __init__(self, most: int = PENDING_VALUES) -> None:
        self.most = most
        self.values: deque[tuple[Recorder, float]] = deque()
        self._turn = Lock()

    def settle(self) -> None:
        """Add all values to their histograms; an export does so in a thread of its own."""
        by_recorder: dict[Recorder, list[float]] = {}
        with self._turn:  # what another thread has taken is added when this one returns
            for _ in range(len(self.values)):
                recorder, amount = self.values.popleft()
                by_recorder.setdefault(recorder, []).append(amount)
            for recorder, amounts in by_recorder.items():
                recorder.add(amounts)


class Recorder:
    """A histogram with attributes."""

    __slots__ = ("_attributes", "_bound", "_histogram", "_is_public", "_pending")

    def __init__(
        self,
        histogram: Histogram,
        attributes: Mapping[str, str | int],
        pending: Pending | None = None,
    ) -> None:
        self._histogram = histogram
        self._attributes = attributes
        self._pending = pending or Pending()
        self._bound: _Bound | None = None
        self._is_public = False

    @property
    def is_direct(self) -> bool:
        """Return whether the last value took the short way."""
        return self._bound is not None

    def record(self, amount: float) -> None:
        """Add a value, which is finite and not negative; in a trace, it can be an exemplar."""
        bound = self._current()
        if bound is None:
            self._record_publicly(amount)
            return
        found = _Value(amount, time.time_ns(), self._attributes, get_current())
        is_example = bound.consumer._sdk_config.exemplar_filter.should_sample(*found)  # noqa: SLF001  # see above
        for aggregation in bound.aggregations:
            aggregation.aggregate(found, is_example)

    def record_untraced(self, amount: float) -> None:
        """Add a value that is no exemplar, later and with others, which takes less time."""
        bound = self._bound or self._bind()
        if bound is None:
            self._record_publicly(amount)
            return
        if not bound.can_wait:
            self.record(amount)
            return
        pending = self._pending
        pending.values.append((self, amount))
        if len(pending.values) >= pending.most:
            pending.settle()

    def add(self, amounts: Sequence[float]) -> None:
        """Add values that are no exemplars."""
        bound = self._current()
        if bound is None:
            for amount in amounts:
                self._record_publicly(amount)
            return
        for aggregation in bound.aggregations:
            if bound.is_plain:
                _add(aggregation, amounts)
                continue
            for amount in amounts:
                found = _Value(amount, 0, self._attributes, EMPTY)
                aggregation.aggregate(found, False)  # noqa: FBT003  # as the SDK passes it

    def _record_publicly(self, amount: float) -> None:
        if self._is_public:
            self._histogram.record(amount, self._attributes)

    def _current(self) -> _Bound | None:
        bound = self._bound
        if bound is None or bound.consumer._reader_storages is not bound.readers:  # noqa: SLF001  # see above
            return self._bind()
        return bound

    def _bind(self) -> _Bound | None:
        """Find what the SDK has for these attributes; None before there is an SDK."""
        self._bound = None
        if self._is_public:
            return None
        # Before a provider is set, an instrument stands for one that is not made yet.
        real = getattr(self._histogram, "_real_instrument", self._histogram)
        if real is None:
            return None
        try:
            self._bound = _bound(real, self._attributes)
        except UNEXPECTED:
            self._bound = None
        self._is_public = self._bound is None
        return self._bound


def _bound(histogram: Any, attributes: Mapping[str, str | int]) -> _Bound | None:  # noqa: ANN401  # the SDK's, which only an exporting process imports
    from opentelemetry.sdk.metrics import AlwaysOffExemplarFilter, TraceBasedExemplarFilter  # noqa: PLC0415  # as above
    from opentelemetry.sdk.metrics._internal._view_instrument_match import _hash_attributes  # noqa: PLC0415  # as above

    consumer = histogram._measurement_consumer  # noqa: SLF001  # as above
    readers = consumer._reader_storages  # noqa: SLF001  # as above
    if not histogram._is_enabled():  # noqa: SLF001  # as above
        return None
    examples = type(consumer._sdk_config.exemplar_filter)  # noqa: SLF001  # as above
    can_wait = examples in {AlwaysOffExemplarFilter, TraceBasedExemplarFilter}
    key, aggregations = _hash_attributes({**attributes}), []
    for reader in readers.values():
        for match in reader._get_or_init_view_instrument_match(histogram):  # noqa: SLF001  # as above
            if match._reset_on_collect or match._view._attribute_keys is not None:  # noqa: SLF001  # as above
                return None
            with match._lock:  # noqa: SLF001  # as above
                aggregations.append(match._get_or_create_aggregation(key, {**attributes}))  # noqa: SLF001  # as above
    is_plain = all(hasattr(one, part) for one in aggregations for part in PARTS)
    return _Bound(consumer, readers, aggregations, can_wait, is_plain)


def _add(aggregation: Any, amounts: Sequence[float]) -> None:  # noqa: ANN401  # the SDK's, as above
    """Add values as `aggregate` of the SDK does, with one look at its parts for all of them."""
    bounds = aggregation._boundaries  # noqa: SLF001  # as above
    with aggregation._lock:  # noqa: SLF001  # as above
        if aggregation._value is None:  # noqa: SLF001  # as above
            aggregation._value = [0] * (len(bounds) + 1)  # noqa: SLF001  # as above
        counts = aggregation._value  # noqa: SLF001  # as above
        for amount in amounts:
            counts[bisect_left(bounds, amount)] += 1
        aggregation._sum += sum(amounts)  # noqa: SLF001  # as above
        if aggregation._record_min_max:  # noqa: SLF001  # as above
            aggregation._min = min(aggregation._min, *amounts)  # noqa: SLF001  # as above
            aggregation._max = max(aggregation._max, *amounts)  # noqa: SLF001  # as above
