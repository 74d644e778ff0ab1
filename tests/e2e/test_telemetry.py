"""One trace from the request through the worker to each cloud call, received over the network."""

import json
import re
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path
from statistics import median

import pytest
from opentelemetry.proto.metrics.v1.metrics_pb2 import Metric

from posture.settings import Settings
from posture.telemetry.catalogue import (
    INSTRUMENTS,
    RESOURCE,
    SCHEDULE,
    SPANS,
    WAIT,
    Instrument,
    Kind,
    SpanKindOf,
)
from posture.version import version
from posture_client import Client
from tests.dashboards import Query, queries
from tests.e2e.conftest import LONG_NAME, Traced
from tests.emulator.otlp import Span, points
from tests.panels import Points, by_hand
from tests.promql import answers, history, names_in, series_of
from tests.victoria import victoria

# What does not happen here: no call is throttled.
NOT_EMITTED = {"posture.cloud.throttled"}
# VictoriaMetrics adds the 0 for each series that the comparison drops, too.
FILLED = "> 0) or on() vector(0)"
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


def test_a_text_that_the_caller_chooses_is_cut(traced: Traced) -> None:
    request = named(traced, "POST /api/v2/cloud-posture-runs")
    most = Settings().trace_attribute_characters
    assert request.attributes["user_agent.original"] == LONG_NAME[:most]


@pytest.fixture(scope="module")
def metrics(traced: Traced) -> dict[str, Metric]:
    """The metrics after both runs and their deliveries, and after the gauges saw them."""

    def complete(found: dict[str, Metric]) -> bool:
        if not expected <= found.keys():
            return False
        ended = sum(point.as_int for _, point in points(found["posture.runs"]))
        delivered = sum(point.as_int for _, point in points(found["posture.webhook.deliveries"]))
        seen = sum(point.as_int for _, point in points(found["posture.integration.findings"]))
        return (ended, seen) == (2, traced.run["finding_count"]) and delivered > 1

    expected = {one.name for one in INSTRUMENTS} - NOT_EMITTED
    return traced.here.telemetry.wait_for_metrics(complete)


def test_every_exported_metric_is_in_the_catalogue(metrics: dict[str, Metric]) -> None:
    known = {one.name: (one.unit, one.description) for one in INSTRUMENTS}
    exported = {one.name: (one.unit, one.description) for one in metrics.values()}
    assert exported == {name: known[name] for name in exported}


@pytest.mark.parametrize(
    "one", [one for one in INSTRUMENTS if one.name not in NOT_EMITTED], ids=lambda one: one.name
)
def test_a_metric_has_the_attributes_of_the_catalogue(
    metrics: dict[str, Metric], one: Instrument
) -> None:
    found = points(metrics[one.name])
    assert found
    known = {attribute.key: attribute for attribute in one.attributes}
    for attributes, _ in found:
        assert attributes.keys() <= known.keys()
        assert {key for key, about in known.items() if not about.optional} <= attributes.keys()
        for key, value in attributes.items():
            assert str(value)
            assert not known[key].values or value in known[key].values


@pytest.mark.parametrize(
    "one", [one for one in INSTRUMENTS if one.kind is Kind.HISTOGRAM], ids=lambda one: one.name
)
def test_a_histogram_has_the_bounds_of_the_catalogue(
    metrics: dict[str, Metric], one: Instrument
) -> None:
    bounds = {tuple(point.explicit_bounds) for _, point in points(metrics[one.name])}
    assert bounds == {one.bounds}


def test_the_metrics_of_runs_are_those_of_the_api(
    traced: Traced, metrics: dict[str, Metric]
) -> None:
    run = traced.run

    def value(name: str, **wanted: str) -> float:
        attributes = {key.replace("__", "."): found for key, found in wanted.items()}
        found = [
            point.sum if hasattr(point, "bucket_counts") else point.as_int
            for known, point in points(metrics[name])
            if attributes.items() <= known.items()
        ]
        assert found
        return float(sum(found))

    completed = {"posture__run__status": "completed"}
    assert value("posture.runs", **completed) == 1
    assert value("posture.runs", posture__run__status="failed", error__type="unreachable") == 1
    assert value("posture.run.duration", **completed) == run["duration_ms"] / 1_000
    assert value("posture.run.verdicts", posture__verdict="pass") == run["verdict_counts"]["pass"]
    assert value("posture.run.coverage") == run["coverage"]
    assert value("posture.workers") == Settings().workers
    assert value("posture.integration.findings") == run["finding_count"]
    assert value("posture.gate.verdicts", posture__gate__reason="findings") == 1
    assert value("posture.gate.verdicts", posture__gate__verdict="fail") == 1
    new = [
        point.as_int
        for found, point in points(metrics["posture.run.findings"])
        if found["posture.delta"] == "new"
    ]
    assert sum(new) == run["finding_count"]
    calls = [
        point.as_int
        for found, point in points(metrics["posture.cloud.calls"])
        if found["posture.cloud.service"] == "s3"
    ]
    spans = [span for span in traced.spans if span.name.startswith("s3.")]
    assert sum(calls) == len(spans)


@pytest.mark.usefixtures("metrics")
def test_the_duration_of_a_run_has_an_exemplar_of_its_trace(traced: Traced) -> None:
    exemplars = traced.here.telemetry.exemplars("posture.run.duration")
    assert traced.trace_id in exemplars


def test_the_run_has_its_trace_id(traced: Traced) -> None:
    assert traced.run["trace_id"] == traced.trace_id


def test_every_span_is_in_the_catalogue_with_its_attributes(traced: Traced) -> None:
    seen = set()
    for span in traced.here.telemetry.spans():
        about = described(span)
        seen.add(about.name)
        known = {attribute.key: attribute for attribute in about.attributes}
        assert span.kind == about.kind
        assert span.attributes.keys() <= known.keys(), span.name
        # The calls of connecting come before the account is known; so does a run that fails then.
        required = {key for key, attribute in known.items() if not attribute.optional}
        assert required <= span.attributes.keys(), span.name
        assert "" not in span.attributes.values()
    # These have tests of their own: this run has no schedule, and names no assets to wait for.
    assert seen == {one.name for one in SPANS} - {SCHEDULE.name, WAIT.name}


def described(span: Span) -> SpanKindOf:
    """Return the span of the catalogue with the name."""
    parts = {"{http.request.method}": "[A-Z]+", "{http.route}": r"/\S*"}
    for one in SPANS:
        named = one.name.replace("}.{", "}[.]{")
        pattern = re.sub(r"\{[^}]*\}", lambda part: parts.get(part[0], "[A-Za-z0-9]+"), named)
        if re.fullmatch(pattern, span.name):
            return one
    raise LookupError(span.name)


def test_the_process_says_what_it_is(traced: Traced) -> None:
    (about,) = {
        tuple((one.key, found.get(one.key)) for one in RESOURCE)
        for found in traced.here.telemetry.resources()
    }
    named = dict(about)
    assert (named["service.name"], named["posture.role"]) == ("posture", "server")
    assert named["service.version"] == version()
    assert named["service.instance.id"]


def test_every_log_line_of_the_run_has_its_trace_id(traced: Traced) -> None:
    lines = [json.loads(line) for line in traced.here.log().splitlines()]
    mine = [line for line in lines if line.get("run_id") == traced.run["id"]]
    assert {line["event"] for line in mine} >= {"run.claimed", "run.ended"}
    assert {line["trace_id"] for line in mine} == {traced.trace_id}


def test_the_log_is_json_with_trace_ids(traced: Traced) -> None:
    lines = [json.loads(line) for line in traced.here.log().splitlines()]
    (ended,) = [
        line
        for line in lines
        if line["event"] == "run.ended" and line["run_id"] == traced.run["id"]
    ]
    assert ended["trace_id"] == traced.trace_id
    assert ended["run_id"] == traced.run["id"]
    assert ended["span_id"] in {span.span_id for span in traced.spans}


def test_neither_token_nor_credential_is_exported_or_logged(traced: Traced) -> None:
    exported = [repr(span) for span in traced.here.telemetry.spans()]
    secret = traced.here.environ["AWS_SECRET_ACCESS_KEY"]
    for text in (*exported, traced.here.log()):
        assert traced.here.token not in text
        assert secret not in text


def after_the_run(query: Query) -> str:
    """Return a query of a panel with its variables replaced: the hour in which the runs were."""
    text = query.text.replace("$__rate_interval_ms", "3600000")
    return re.sub(r"\$__range|\$__rate_interval", "1h", text)


@pytest.fixture(scope="module")
def hour(metrics: dict[str, Metric]) -> list[dict[str, str]]:
    return history(series_of(metrics.values()))


def test_every_panel_of_metrics_has_a_value_after_a_run(
    hour: list[dict[str, str]], tmp_path: Path
) -> None:
    shown = [query for query in queries() if not query.traces and query.place != "slo.yaml"]
    filled = {f"count({after_the_run(query)}) > bool 0": {"{}": 1.0} for query in shown}
    assert answers(tmp_path, hour, filled) == ""


def test_every_name_in_a_panel_was_exported_in_the_run(hour: list[dict[str, str]]) -> None:
    exported = {one["series"].partition("{")[0] for one in hour}
    labels = {
        name for one in hour for name in re.findall(r'([a-z_]+)="', one["series"].partition("{")[2])
    }
    throttled = {"posture_cloud_throttled_total"}
    for query in queries():
        if query.traces or query.place == "slo.yaml":
            continue
        named = names_in(query.text)
        assert named.metrics <= exported | throttled, query.title
        assert named.labels <= labels, query.title


def test_every_attribute_in_a_query_of_traces_was_exported_in_the_run(traced: Traced) -> None:
    exported = {key for span in traced.here.telemetry.spans() for key in span.attributes}
    for query in queries():
        if query.traces:
            assert set(re.findall(r"span\.([a-z_.]+)", query.text)) <= exported, query.title


def test_panels_show_the_numbers_of_the_api(
    traced: Traced, hour: list[dict[str, str]], tmp_path: Path
) -> None:
    run, by_title = traced.run, {(one.place, one.title): after_the_run(one) for one in queries()}
    with Client(traced.here.endpoint, traced.here.token, trace={}) as client:
        severities = Counter(
            finding["severity"] for finding in client.rows(client.list_findings, scan_id=run["id"])
        )
    counts = run["verdict_counts"]
    decided = sum(counts[one] for one in ("pass", "fail", "unknown", "not_applicable"))
    expected: dict[str, Mapping[str, float]] = {
        by_title["fleet", "Coverage"]: {"{}": run["coverage"] or 0.0},
        by_title["fleet", "Unknown verdicts"]: {"{}": counts["unknown"] / decided},
        by_title["fleet", "Integrations"]: {'{cloud_provider="aws"}': 2},
        by_title["fleet", "Audit chains without a valid seal"]: {"{}": 0},
        by_title["fleet", "Open findings over time"]: {
            f'{{posture_finding_severity="{severity}"}}': severities[severity]
            for severity in ("critical", "high", "medium", "low", "info")
        },
        by_title["slo", "Runs that completed"]: {"{}": 0.5},
        by_title["slo", "Requests without an error of the server"]: {"{}": 1},
        by_title["slo", "Runs that wait"]: {"{}": 0},
        by_title["run", "Runs"]: {
            f'{{posture_run_status="{status}"}}': count
            for status, count in (("completed", 1), ("failed", 1), ("cancelled", 0))
        },
        by_title["fleet", "New and resolved findings"]: {
            f'{{posture_delta="{delta}"}}': count
            for delta, count in (("new", run["finding_count"]), ("resolved", 0))
        },
    }
    assert answers(tmp_path, hour, expected) == ""


def test_every_panel_of_metrics_shows_in_victoriametrics_what_is_computed_by_hand(
    metrics: dict[str, Metric], tmp_path: Path
) -> None:
    series = list(series_of(metrics.values()))
    expected = by_hand(Points(series))
    shown = [query for query in queries() if not query.traces and query.place != "slo.yaml"]
    assert {(query.place, query.title) for query in shown} == expected.keys()
    with victoria(tmp_path) as server:
        server.fill(series)
        for query in shown:
            found = server.value(after_the_run(query))
            if FILLED in query.text:
                found = {labels: value for labels, value in found.items() if value}
            by_computation = expected[query.place, query.title]
            assert by_computation, query.title
            assert found == pytest.approx(dict(by_computation)), (query.place, query.title)
