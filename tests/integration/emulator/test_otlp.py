"""The receiver keeps what the real exporter sends."""

import pytest
from opentelemetry.exporter.otlp.proto.http import Compression
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.trace import SpanKind, StatusCode

from tests.emulator.otlp import Receiver, receiver


@pytest.mark.parametrize("compression", [Compression.NoCompression, Compression.Gzip])
def test_spans_arrive_with_their_tree_and_attributes(compression: Compression) -> None:
    with receiver() as found:
        export(found, compression)
        parent, child = found.wait_for(lambda spans: len(spans) == 2)
    assert (parent.name, child.name) == ("accept run", "collect s3")
    assert child.parent_id == parent.span_id
    assert parent.parent_id is None
    assert child.trace_id == parent.trace_id
    assert (parent.kind, child.kind) == ("server", "internal")
    assert parent.service == "posture"
    assert child.attributes == {"duration_ms": 12, "cloud.region": "eu-central-1", "list": ["a"]}
    assert (parent.error, child.error) == (False, True)
    assert parent.start_ns <= child.start_ns <= child.end_ns <= parent.end_ns


def export(to: Receiver, compression: Compression) -> None:
    provider = TracerProvider(resource=Resource.create({"service.name": "posture"}))
    exporter = OTLPSpanExporter(f"{to.url}/v1/traces", compression=compression)
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    tracer = provider.get_tracer("test")
    with (
        tracer.start_as_current_span("accept run", kind=SpanKind.SERVER),
        tracer.start_as_current_span("collect s3") as span,
    ):
        span.set_attribute("duration_ms", 12)
        span.set_attribute("cloud.region", "eu-central-1")
        span.set_attribute("list", ["a"])
        span.set_status(StatusCode.ERROR)
    provider.shutdown()


def test_a_wait_for_missing_spans_reports_the_received_ones() -> None:
    with receiver() as found:
        export(found, Compression.NoCompression)
        with pytest.raises(TimeoutError, match="accept run"):
            found.wait_for(lambda spans: len(spans) > 9, seconds=0.2)


@pytest.mark.parametrize("compression", [Compression.NoCompression, Compression.Gzip])
def test_exports_are_sent_on_as_they_came(compression: Compression) -> None:
    with receiver() as far, receiver(far.url) as near:
        export(near, compression)
        near.wait_for(lambda spans: len(spans) == 2)
        far.wait_for(lambda spans: len(spans) == 2)
        assert far.spans() == near.spans()
        assert near.sent_on(far.url) == f"Sent 2 exports of traces and metrics to {far.url}."


def test_an_endpoint_that_is_away_loses_nothing_here() -> None:
    with receiver("http://127.0.0.1:9") as near:
        export(near, Compression.NoCompression)
        near.wait_for(lambda spans: len(spans) == 2)
        assert "2 could not be sent: " in near.sent_on("http://127.0.0.1:9")


def test_a_url_that_is_none_loses_nothing_here() -> None:
    with receiver("nonsense") as near:
        export(near, Compression.NoCompression)
        near.wait_for(lambda spans: len(spans) == 2)
        assert "2 could not be sent: unknown url type" in near.sent_on("nonsense")
