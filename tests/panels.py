"""What each panel of metrics shows, computed by hand: from the exported points, without PromQL.

In the hour of `tests.promql.history` what grows begins with its value: that is its increase, and a
rate is the 3,600th part of it.
"""

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from typing import Final, TypeAlias

from tests.promql import labels_of

Labels: TypeAlias = frozenset[tuple[str, str]]
Values: TypeAlias = Mapping[Labels, float]
Where: TypeAlias = Callable[[Mapping[str, str]], bool]
HOUR_SECONDS: Final = 3_600
NO_LABELS: Final[Labels] = frozenset()

REQUESTS, CALLS = "http_server_request_duration_seconds", "posture_cloud_calls_total"
COVERAGE, VERDICTS = "posture_run_coverage", "posture_run_verdicts_total"
RUNS, RUN_SECONDS = "posture_runs_total", "posture_run_duration_seconds"
CALL_SECONDS, FINDINGS = "posture_cloud_call_duration_seconds", "posture_findings_open"


class Points:
    """The exported points by the names of their series."""

    def __init__(self, series: Iterable[tuple[str, float, bool]]) -> None:
        self._rows: dict[str, list[tuple[dict[str, str], float]]] = defaultdict(list)
        for shown, value, _ in series:
            name, labels = labels_of(shown)
            self._rows[name].append((labels, value))

    def sums(self, name: str, *by: str, where: Where = lambda _labels: True) -> dict[Labels, float]:
        """Return the sum of the points that `where` accepts, for each combination of labels."""
        found: dict[Labels, float] = defaultdict(float)
        for labels, value in self._rows[name]:
            if where(labels):
                found[_chosen(labels, by)] += value
        return dict(found)

    def total(self, name: str, where: Where = lambda _labels: True) -> float:
        """Return the sum of all points that `where` accepts."""
        return sum(value for labels, value in self._rows[name] if where(labels))

    def most(self, name: str, *by: str, where: Where = lambda _labels: True) -> dict[Labels, float]:
        """Return the greatest point for each combination of labels."""
        found: dict[Labels, float] = {}
        for labels, value in self._rows[name]:
            if where(labels):
                key = _chosen(labels, by)
                found[key] = max(value, found.get(key, -math.inf))
        return found

    def p95(self, name: str, *by: str, where: Where = lambda _labels: True) -> dict[Labels, float]:
        """Return the duration that 19 of 20 events do not exceed, as far as the buckets say."""
        buckets: dict[Labels, dict[float, float]] = defaultdict(lambda: defaultdict(float))
        for labels, value in self._rows[f"{name}_bucket"]:
            if where(labels):
                buckets[_chosen(labels, by)][float(labels["le"])] += value
        return {key: _p95(sorted(edges.items())) for key, edges in buckets.items()}


def by_hand(points: Points) -> dict[tuple[str, str], Values]:
    """Return what each panel of metrics shows, by dashboard and title."""
    coverage = _share(points.total(f"{COVERAGE}_sum"), points.total(f"{COVERAGE}_count"))
    of_requests, within = f"{REQUESTS}_count", f"{REQUESTS}_bucket"
    requests = points.total(of_requests, _answered)
    errors = points.total(of_requests, lambda one: _answered(one) and _is_server_error(one))
    fast = points.total(within, lambda one: _answered(one) and one["le"] == "0.5")
    ended = points.total(RUNS, lambda one: one["posture_run_status"] != "cancelled")
    completed = points.total(RUNS, lambda one: one["posture_run_status"] == "completed")
    unknown = points.total(VERDICTS, lambda one: one["posture_verdict"] == "unknown")
    severity, status = "posture_finding_severity", "posture_finding_status"
    still_open = points.most(FINDINGS, severity, status, where=_is_open)
    by_severity: dict[Labels, float] = defaultdict(float)
    for labels, value in still_open.items():
        by_severity[_chosen(dict(labels), (severity,))] += value
    service = "posture_cloud_service"
    gates = ("posture_gate_verdict", "posture_gate_reason")
    denied = points.sums(CALLS, service, where=lambda one: one.get("error_type") == "denied")
    return {
        ("api", "Requests"): _rate(points.sums(of_requests, "http_route", where=_answered)),
        ("api", "Errors of the server"): _or_zero(
            _rate(points.sums(of_requests, "http_route", where=_is_server_error))
        ),
        ("api", "Duration, p95"): points.p95(REQUESTS, "http_route", where=_answered),
        ("api", "Responses by status"): _rate(
            points.sums(of_requests, "http_response_status_code")
        ),
        ("api", "Live listeners"): points.sums("posture_stream_listeners"),
        ("api", "Writes that wait"): points.sums("posture_writer_queue"),
        ("api", "Duration of transactions, p95"): points.p95(
            "posture_writer_commit_duration_seconds"
        ),
        ("api", "Deliveries to webhooks"): points.sums(
            "posture_webhook_deliveries_total", "posture_delivery_status"
        ),
        ("api", "Deliveries to make"): points.most("posture_webhook_backlog"),
        ("cloud-calls", "Calls by service and region"): _above_zero(
            points.sums(CALLS, service, "cloud_region")
        ),
        ("cloud-calls", "Calls without a result"): _or_zero(
            points.sums(CALLS, "error_type", where=lambda one: "error_type" in one)
        ),
        ("cloud-calls", "Denied calls"): _or_zero(_above_zero(denied)),
        ("cloud-calls", "Throttled attempts"): _or_zero(
            points.sums("posture_cloud_throttled_total", service)
        ),
        ("cloud-calls", "Duration of calls, p95"): points.p95(CALL_SECONDS, service),
        ("cloud-calls", "Time in calls"): _rate(points.sums(f"{CALL_SECONDS}_sum", service)),
        ("fleet", "Open findings"): still_open,
        ("fleet", "Open findings over time"): by_severity,
        ("fleet", "New and resolved findings"): points.sums(
            "posture_run_findings_total", "posture_delta"
        ),
        ("fleet", "Integrations overdue"): points.most("posture_integrations_overdue"),
        ("fleet", "Longest without a run"): points.most("posture_integrations_silence_seconds"),
        ("fleet", "Integrations"): points.most("posture_integrations", "cloud_provider"),
        ("fleet", "Coverage"): coverage,
        ("fleet", "Unknown verdicts"): _share(unknown, points.total(VERDICTS)),
        ("fleet", "Gates"): _above_zero(points.sums("posture_gate_verdicts_total", *gates)),
        ("fleet", "Suppressions that end within 7 days"): points.most(
            "posture_suppressions_expiring"
        ),
        ("fleet", "Audit chains without a valid seal"): points.most("posture_audit_unsealed"),
        ("fleet", "Seals last found valid"): points.most("posture_audit_verified_age_seconds"),
        ("run", "Runs"): points.sums(RUNS, "posture_run_status"),
        ("run", "Duration, p95"): points.p95(RUN_SECONDS, "posture_run_trigger"),
        ("run", "Wait for a worker, p95"): points.p95("posture_run_wait_seconds"),
        ("slo", "Requests without an error of the server"): {NO_LABELS: 1 - errors / requests},
        ("slo", "Requests within half a second"): _share(fast, requests),
        ("slo", "Runs that completed"): _share(completed, ended),
        ("slo", "Coverage"): coverage,
        ("slo", "Age of the queue"): points.most("posture_queue_age_seconds"),
        ("slo", "Workers"): points.sums("posture_workers"),
        ("slo", "Runs that wait"): points.most("posture_queue_depth"),
        ("slo", "Duration of runs, p95"): points.p95(RUN_SECONDS, "posture_run_status"),
    }


def _answered(labels: Mapping[str, str]) -> bool:
    return "posture_http_waited" not in labels


def _is_server_error(labels: Mapping[str, str]) -> bool:
    return labels.get("http_response_status_code", "").startswith("5")


def _is_open(labels: Mapping[str, str]) -> bool:
    return labels["posture_finding_status"] in {"open", "triaged"}


def _chosen(labels: Mapping[str, str], by: Iterable[str]) -> Labels:
    return frozenset((name, labels[name]) for name in by if name in labels)


def _rate(found: Values) -> Values:
    return {labels: value / HOUR_SECONDS for labels, value in found.items()}


def _above_zero(found: Values) -> Values:
    return {labels: value for labels, value in found.items() if value > 0}


def _or_zero(found: Values) -> Values:
    return found or {NO_LABELS: 0.0}


def _share(part: float, whole: float) -> Values:
    return {NO_LABELS: part / whole} if whole else {}


def _p95(edges: list[tuple[float, float]]) -> float:
    rank, below, start = 0.95 * edges[-1][1], 0.0, 0.0
    for end, count in edges:
        if count >= rank:
            # Beyond the last bound nothing more is known than that bound.
            return (
                start
                if end == math.inf
                else start + (end - start) * (rank - below) / (count - below)
            )
        below, start = count, end
    raise AssertionError(edges)
