"""One trace from the request through the worker to each cloud call, received over the network."""

import json
import time
from collections.abc import Callable
from statistics import median

import pytest

from tests.e2e.conftest import Traced
from tests.emulator.otlp import Span

COLLECTED = {"s3.ListBuckets", "s3.GetBucketPolicy", "s3.GetPublicAccessBlock"}


def only(traced: Traced, wanted: Callable[[Span], bool]) -> Span:
    (found,) = [span for span in traced.spans if wanted(span)]
    return found


def named(traced: Traced, name: str) -> Span:
    return only(traced, lambda span: span.name == name)


def ancestors(traced: Traced, span: Span) -> list[str]:
    by_id = {one.span_id: one for one in traced.spans}
    found = []
    while span.parent_id in by_id:
        span = by_id[span.parent_id]
        found.append(span.name)
    return found


def test_the_callers_trace_continues_in_the_request(traced: Traced) -> None:
    request = named(traced, "POST /api/v2/cloud-posture-runs")
    assert request.parent_id == traced.parent_id
    assert request.kind == "server"


def test_the_trace_of_the_request_continues_in_the_run(traced: Traced) -> None:
    run = named(traced, "process run")
    assert ancestors(traced, run) == ["POST /api/v2/cloud-posture-runs"]
    assert run.kind == "consumer"


@pytest.mark.parametrize(
    "step", ["connect account", "collect s3", "evaluate checks", "record findings"]
)
def test_each_step_is_below_the_run(traced: Traced, step: str) -> None:
    steps = [span for span in traced.spans if span.name == step]
    assert steps
    assert {tuple(ancestors(traced, span)) for span in steps} == {
        ("process run", "POST /api/v2/cloud-posture-runs")
    }


def test_each_cloud_call_is_below_what_collects_it(traced: Traced) -> None:
    calls = [span for span in traced.spans if span.kind == "client"]
    assert {span.name for span in calls} >= COLLECTED
    collected = [span for span in calls if span.name in COLLECTED]
    assert {" < ".join(ancestors(traced, span)[:2]) for span in collected} == {
        "collect s3 < process run"
    }
    collecting = [span for span in calls if "connect account" not in ancestors(traced, span)]
    assert len(collecting) == traced.run["progress"]["calls"]


def test_every_span_has_a_duration_of_whole_milliseconds(traced: Traced) -> None:
    apart = []
    for span in traced.spans:
        duration = span.attributes["duration_ms"]
        assert isinstance(duration, int)
        apart.append((span.end_ns - span.start_ns) / 1_000_000 - duration)
    # The run's own is read off another clock; and this machine may stop between two readings.
    assert -2 <= median(apart) <= 2


def test_the_span_of_a_run_has_the_duration_of_the_api(traced: Traced) -> None:
    assert named(traced, "process run").attributes["duration_ms"] == traced.run["duration_ms"]


def test_every_span_of_the_run_has_its_run_id(traced: Traced) -> None:
    below = [
        span for span in traced.spans if "process run" in (span.name, *ancestors(traced, span))
    ]
    expected = {
        "posture.run.id": traced.run["id"],
        "posture.integration.id": traced.run["integration_id"],
        "cloud.provider": "aws",
    }
    silent = {span.name for span in below if not expected.items() <= span.attributes.items()}
    assert silent == set()


def test_spans_of_cloud_calls_have_account_and_region(traced: Traced) -> None:
    calls = [span for span in traced.spans if span.kind == "client" and span.name in COLLECTED]
    assert {span.attributes["cloud.account.id"] for span in calls} == {"123456789012"}
    assert all(span.attributes["cloud.region"] for span in calls)


def test_http_spans_follow_the_conventions(traced: Traced) -> None:
    request = named(traced, "POST /api/v2/cloud-posture-runs")
    expected = {
        "http.request.method": "POST",
        "http.route": "/api/v2/cloud-posture-runs",
        "http.response.status_code": 202,
        "url.path": "/api/v2/cloud-posture-runs",
        "url.scheme": "http",
    }
    assert expected.items() <= request.attributes.items()


def test_the_runs_metrics_arrive(traced: Traced) -> None:
    wanted = {"posture.run.duration", "posture.runs", "posture.findings", "posture.queue.depth"}
    deadline = time.monotonic() + 240
    while not wanted <= traced.here.telemetry.metrics().keys():
        assert time.monotonic() < deadline, traced.here.telemetry.metrics().keys()
        time.sleep(0.1)
    runs = traced.here.telemetry.metrics()["posture.runs"]
    (point,) = runs.sum.data_points
    attributes = {one.key: one.value.string_value for one in point.attributes}
    assert point.as_int == 1
    assert attributes == {"posture.run.status": "completed", "posture.run.trigger": "manual"}


def test_the_log_is_json_with_trace_ids(traced: Traced) -> None:
    lines = [json.loads(line) for line in traced.here.log().splitlines()]
    (ended,) = [line for line in lines if line["event"] == "run.ended"]
    assert ended["trace_id"] == traced.trace_id
    assert ended["run_id"] == traced.run["id"]
    assert ended["span_id"] in {span.span_id for span in traced.spans}


def test_neither_token_nor_credential_is_exported_or_logged(traced: Traced) -> None:
    exported = [repr(span) for span in traced.here.telemetry.spans()]
    secret = traced.here.environ["AWS_SECRET_ACCESS_KEY"]
    for text in (*exported, traced.here.log()):
        assert traced.here.token not in text
        assert secret not in text
