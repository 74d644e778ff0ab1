"""The far end of OTLP over HTTP: receives what the product exports and keeps it to be looked at."""

import gzip
import threading
import time
import urllib.request
from argparse import ArgumentTypeError
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import Message
from http.client import HTTPException
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import (
    ExportMetricsServiceRequest,
)
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.common.v1.common_pb2 import AnyValue, KeyValue
from opentelemetry.proto.metrics.v1.metrics_pb2 import Metric, ResourceMetrics
from opentelemetry.proto.trace.v1 import trace_pb2
from opentelemetry.proto.trace.v1.trace_pb2 import ResourceSpans

# An export that is not taken in this time is given up.
FORWARD_SECONDS = 5.0
UNSENT = (OSError, ValueError, HTTPException)


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A received span; ids are hex, times nanoseconds since the epoch."""

    trace_id: str
    span_id: str
    parent_id: str | None
    name: str
    kind: str
    service: str
    start_ns: int
    end_ns: int
    attributes: dict[str, Any] = field(hash=False)
    error: bool


class Receiver:
    """What has arrived so far."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._spans: list[Span] = []
        self._metrics: dict[str, Metric] = {}
        self._exemplars: defaultdict[str, set[str]] = defaultdict(set)
        self._sent_on = 0
        self._not_sent_on: list[str] = []
        self._resources: list[dict[str, Any]] = []
        self._arrived = threading.Condition()

    @property
    def environ(self) -> dict[str, str]:
        """Variables that make a process trace all requests, and export to here, at once."""
        return {
            "OTEL_EXPORTER_OTLP_ENDPOINT": self.url,
            "OTEL_EXPORTER_OTLP_PROTOCOL": "http/protobuf",
            "OTEL_BSP_SCHEDULE_DELAY": "200",
            "OTEL_METRIC_EXPORT_INTERVAL": "1000",
            "POSTURE_TRACE_CALLS": "all",
            "POSTURE_TRACE_REQUESTS_PER_SECOND": "1000000",
        }

    def spans(self, trace_id: str | None = None) -> list[Span]:
        """Return the spans, of one trace or of all, by their start."""
        with self._arrived:
            found = [span for span in self._spans if trace_id in {None, span.trace_id}]
        return sorted(found, key=lambda span: span.start_ns)

    def metrics(self) -> dict[str, Metric]:
        """Return the newest state of each metric by its name."""
        with self._arrived:
            return dict(self._metrics)

    def resources(self) -> list[dict[str, Any]]:
        """Return the attributes of the processes that exported, as often as they did."""
        with self._arrived:
            return list(self._resources)

    def exemplars(self, name: str) -> set[str]:
        """Return the trace ids of all exemplars of a metric; each is exported once."""
        with self._arrived:
            return set(self._exemplars[name])

    def wait_for_metrics(
        self, wanted: Callable[[dict[str, Metric]], bool], *, seconds: float = 240.0
    ) -> dict[str, Metric]:
        """Wait until the metrics are as expected, and return them.

        Raises:
            TimeoutError: they never were; its text names those that arrived.
        """
        deadline = time.monotonic() + seconds
        with self._arrived:
            while not wanted(self._metrics):
                if not self._arrived.wait(deadline - time.monotonic()):
                    raise TimeoutError(f"received only {sorted(self._metrics)}")
            return dict(self._metrics)

    def wait_for(
        self, wanted: Callable[[list[Span]], bool], *, seconds: float = 240.0
    ) -> list[Span]:
        """Wait until the spans are as expected, and return them.

        Raises:
            TimeoutError: they never were; its text names the spans that arrived.
        """
        deadline = time.monotonic() + seconds
        with self._arrived:
            while not wanted(self._spans):
                if not self._arrived.wait(deadline - time.monotonic()):
                    raise TimeoutError(f"received only {sorted({s.name for s in self._spans})}")
        return self.spans()

    def forward(self, url: str, headers: Message, body: bytes) -> None:
        """Send an export on as it came; what cannot be sent is counted, and that is all."""
        kept = ("Content-Type", "Content-Encoding")
        shown = {name: value for name in kept if (value := headers.get(name))}
        try:
            post(url, body, shown)
            self._sent_on += 1
        except UNSENT as error:
            self._not_sent_on.append(str(error))

    def sent_on(self, url: str) -> str:
        """Return a sentence on how much was sent on."""
        text = f"Sent {self._sent_on} exports of traces and metrics to {url}."
        if self._not_sent_on:
            text += f" {len(self._not_sent_on)} could not be sent: {self._not_sent_on[-1]}"
        return text

    def keep(self, path: str, body: bytes) -> None:
        """Decode and keep one export."""
        with self._arrived:
            if path.endswith("/traces"):
                traces = ExportTraceServiceRequest.FromString(body)
                self._resources += _resources(traces.resource_spans)
                self._spans += _spans(traces)
            elif path.endswith("/metrics"):
                metrics = ExportMetricsServiceRequest.FromString(body)
                self._resources += _resources(metrics.resource_metrics)
                self._metrics |= _metrics(metrics)
                for name, trace_id in _exemplars(metrics):
                    self._exemplars[name].add(trace_id)
            self._arrived.notify_all()


def post(url: str, body: bytes, headers: dict[str, str]) -> None:
    """Send an export; raises one of `UNSENT` if it is not taken."""
    request = urllib.request.Request(url, body, headers)  # noqa: S310  # what a person named
    with urllib.request.urlopen(request, timeout=FORWARD_SECONDS):  # noqa: S310  # as above
        return


def endpoint(text: str) -> str:
    """Return an OTLP/HTTP endpoint that takes exports; raises `ArgumentTypeError` otherwise."""
    url = urlsplit(text)
    if url.scheme not in {"http", "https"} or not url.hostname:
        raise ArgumentTypeError(f"{text!r} is no URL such as http://127.0.0.1:4318")
    try:
        post(f"{text.rstrip('/')}/v1/traces", b"", {"Content-Type": "application/x-protobuf"})
    except UNSENT as error:
        raise ArgumentTypeError(f"{text} takes no exports: {error}") from error
    return text


@contextmanager
def receiver(forward_to: str | None = None) -> Iterator[Receiver]:
    """Listen on a free port for the time of a `with` block; with `forward_to`, also send it on."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            if forward_to is not None:
                found.forward(f"{forward_to.rstrip('/')}{self.path}", self.headers, body)
            if self.headers.get("Content-Encoding") == "gzip":
                body = gzip.decompress(body)
            found.keep(self.path, body)
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            return

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        found = Receiver(f"http://127.0.0.1:{server.server_port}")
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield found
        finally:
            server.shutdown()
            thread.join()


def _resources(found: Iterable[ResourceSpans | ResourceMetrics]) -> list[dict[str, Any]]:
    return [_attributes(one.resource.attributes) for one in found]


def _spans(request: ExportTraceServiceRequest) -> Iterator[Span]:
    for resource in request.resource_spans:
        service = _attributes(resource.resource.attributes).get("service.name", "")
        for scope in resource.scope_spans:
            for span in scope.spans:
                yield _span(span, service)


def _span(span: trace_pb2.Span, service: str) -> Span:
    return Span(
        trace_id=span.trace_id.hex(),
        span_id=span.span_id.hex(),
        parent_id=span.parent_span_id.hex() or None,
        name=span.name,
        kind=trace_pb2.Span.SpanKind.Name(span.kind).removeprefix("SPAN_KIND_").lower(),
        service=service,
        start_ns=span.start_time_unix_nano,
        end_ns=span.end_time_unix_nano,
        attributes=_attributes(span.attributes),
        error=span.status.code == trace_pb2.Status.STATUS_CODE_ERROR,
    )


def _metrics(request: ExportMetricsServiceRequest) -> dict[str, Metric]:
    return {
        metric.name: metric
        for resource in request.resource_metrics
        for scope in resource.scope_metrics
        for metric in scope.metrics
    }


def _exemplars(request: ExportMetricsServiceRequest) -> Iterator[tuple[str, str]]:
    for metric in _metrics(request).values():
        for _, point in points(metric):
            for exemplar in point.exemplars:
                yield metric.name, exemplar.trace_id.hex()


def points(metric: Metric) -> list[tuple[dict[str, Any], Any]]:
    """Return the data points of a metric, each with its attributes."""
    kind = metric.WhichOneof("data")
    found = getattr(metric, kind).data_points if kind else ()
    return [(_attributes(point.attributes), point) for point in found]


def _attributes(pairs: Iterable[KeyValue]) -> dict[str, Any]:
    return {pair.key: _value(pair.value) for pair in pairs}


def _value(value: AnyValue) -> Any:  # noqa: ANN401  # what an attribute may be
    kind = value.WhichOneof("value")
    if kind == "array_value":
        return [_value(item) for item in value.array_value.values]
    return getattr(value, kind) if kind else None
