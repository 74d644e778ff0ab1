"""A throttled attempt is counted, though the call then succeeds."""

from collections.abc import Mapping
from typing import Any

import pytest
from opentelemetry import trace
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import InMemoryMetricReader
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from posture.collectors import caller
from posture.collectors.caller import Caller
from posture.collectors.errors import CallError, ErrorKind
from posture.domain.collector import Reads
from posture.settings import Settings
from posture.telemetry import span
from posture.telemetry.instruments import Instruments

pytestmark = pytest.mark.anyio

SERVICE = {"cloud.provider": "aws", "posture.cloud.service": "s3"}
IN_REGION = {**SERVICE, "cloud.region": "eu-west-1"}


class Cloud:
    """A transport whose first attempts are throttled, its source of keys and its pace."""

    def __init__(self, throttled_attempts: int) -> None:
        self.left = throttled_attempts
        self.waits: list[float | None] = []

    async def send(
        self, call: str, _region: str, _parameters: Mapping[str, Any], _keys: str
    ) -> dict[str, Any]:
        if self.left:
            self.left -= 1
            raise CallError("SlowDown", call, status=503, retry_after_seconds=0.001)
        return {"Buckets": []}

    async def keys(self) -> str:
        return "keys"

    def expire(self, _keys: str) -> None:
        raise AssertionError

    def of(self, _account_id: str, _region: str, _call: str) -> "Cloud":
        return self

    async def take(self) -> None:
        return None

    def succeeded(self) -> None:
        assert not self.left

    def throttled(self, refusal: CallError) -> None:
        self.waits.append(refusal.retry_after_seconds)


@pytest.mark.parametrize(("attempts", "result"), [(0, None), (2, None), (1_000, "throttled")])
async def test_throttled_attempts_are_counted_apart_from_the_call(
    attempts: int, result: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader = InMemoryMetricReader()
    provider = MeterProvider(metric_readers=[reader])
    made = Instruments(provider.get_meter("test"))
    monkeypatch.setattr(caller, "instruments", lambda: made)
    cloud, reads = Cloud(attempts), Reads()
    calls = Caller(
        cloud,
        cloud,
        cloud,
        # A call that is to succeed may take as long as this machine needs.
        Settings(
            cloud_retry_base_seconds=0.001,
            cloud_throttle_wait_seconds=0.05 if result else 240.0,
        ),
        kind_of=lambda _error: ErrorKind.THROTTLED,
        provider="aws",
        rpc_system="aws-api",
        account_id="123456789012",
        reads=reads,
    )
    refused = None
    try:
        await calls.call("s3:ListBuckets", "eu-west-1", {})
    except CallError as error:
        refused = error.code
    data: Any = reader.get_metrics_data()
    provider.shutdown()
    found = {
        metric.name: [(dict(point.attributes), point.value) for point in metric.data.data_points]
        for metric in data.resource_metrics[0].scope_metrics[0].metrics
        if metric.name in {"posture.cloud.throttled", "posture.cloud.calls"}
    }
    throttled = found.pop("posture.cloud.throttled", [])
    assert throttled == [(SERVICE, len(cloud.waits))] * bool(cloud.waits)
    ended = {**IN_REGION, "error.type": result} if result else IN_REGION
    assert found == {"posture.cloud.calls": [(ended, 1)]}
    assert (refused is not None) == (result is not None)
    (tally,) = reads.tallies.values()
    assert list(reads.tallies) == [("s3", "eu-west-1")]
    assert (tally.calls, tally.errors) == (reads.calls, int(result is not None))
    assert sum(tally.buckets) == 1
    # What the cloud throttled made the call wait, and that is a part of its time.
    assert (tally.throttled_seconds > 0) == bool(cloud.waits)
    assert tally.last - tally.first == tally.seconds >= tally.throttled_seconds


@pytest.mark.parametrize(
    ("code", "status", "is_traced"),
    [
        ("NoSuchBucketPolicy", 404, False),
        ("ResourceNotFoundException", 400, False),
        ("ValidationException", 400, True),
        ("AccessDenied", 403, True),
        ("HostNotFound", 0, True),
    ],
)
async def test_a_failed_call_has_a_span_unless_it_says_that_something_does_not_exist(
    code: str, status: int, *, is_traced: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    exporter, provider = InMemorySpanExporter(), TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    monkeypatch.setattr(trace, "get_tracer_provider", lambda: provider)
    reader = InMemoryMetricReader()
    meters = MeterProvider(metric_readers=[reader])
    made = Instruments(meters.get_meter("test"))
    monkeypatch.setattr(caller, "instruments", lambda: made)

    class Refusing(Cloud):
        async def send(
            self, call: str, _region: str, _parameters: Mapping[str, Any], _keys: str
        ) -> dict[str, Any]:
            raise CallError(code, call, status=status)

    cloud = Refusing(0)
    calls = Caller(
        cloud,
        cloud,
        cloud,
        Settings(trace_slow_call_ms=60_000),
        kind_of=lambda _error: ErrorKind.FINAL,
        provider="aws",
        rpc_system="aws-api",
        account_id="123456789012",
        reads=Reads(),
    )
    with span("collect s3"), pytest.raises(CallError):
        await calls.call("s3:GetBucketPolicy", "eu-west-1", {})
    names = [one.name for one in exporter.get_finished_spans()]
    assert names == ["s3.GetBucketPolicy"] * is_traced + ["collect s3"]
    data: Any = reader.get_metrics_data()
    meters.shutdown()
    metrics = data.resource_metrics[0].scope_metrics[0].metrics
    (duration,) = [one for one in metrics if one.name == "posture.cloud.call.duration"]
    (point,) = duration.data.data_points
    # Counted in any case, and an exemplar of what can be looked at.
    assert (point.count, len(point.exemplars)) == (1, int(is_traced))
