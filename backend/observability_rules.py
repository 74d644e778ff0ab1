"""Recording rules and alerts, each with the series that make it fire and those that do not."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from observability_queries import (
    ANSWERED,
    increase,
    level,
    matching,
    mean,
    quantile,
    rate,
    share,
)
from posture.telemetry.catalogue import (
    AUDIT_AGE,
    AUDIT_UNSEALED,
    DELIVERIES,
    DELIVERY_STATUS,
    EVENT,
    EXPIRING,
    OVERDUE,
    PROVIDER,
    QUEUE_AGE,
    QUEUE_DEPTH,
    REQUEST_DURATION,
    RUN_COVERAGE,
    RUN_STATUS,
    RUNS,
    STATUS_CODE,
    TRIGGER,
)

RUNBOOKS: Final = "backend/docs/observability.md"
FAILED: Final = matching(RUN_STATUS, "failed")
SERVER_ERRORS: Final = f'{STATUS_CODE.label}=~"5.."'

RECORDED: Final[Mapping[str, str]] = {
    "posture:api_requests:rate5m": rate(REQUEST_DURATION, "5m", ANSWERED),
    "posture:api_latency_seconds:p95_5m": quantile(0.95, REQUEST_DURATION, "5m", ANSWERED),
    **{
        f"posture:api_errors:ratio_{window}": share(
            rate(REQUEST_DURATION, window, ANSWERED, SERVER_ERRORS),
            rate(REQUEST_DURATION, window, ANSWERED),
        )
        for window in ("5m", "1h", "6h")
    },
    **{
        f"posture:runs_failed:ratio_{window}": share(
            increase(RUNS, window, FAILED), increase(RUNS, window)
        )
        for window in ("1h", "6h")
    },
    "posture:coverage:mean_1d": mean(RUN_COVERAGE, "1d"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """An alert; `fires` and `quiet` are series of a test, one value a minute, and `at` its end.

    `severity` is `page` where somebody must act now, else `ticket`.
    """

    name: str
    expression: str
    minutes: int
    severity: str
    summary: str
    meaning: str
    action: str
    fires: Mapping[str, str]
    quiet: Mapping[str, str]
    at: str = "3h"

    @property
    def runbook(self) -> str:
        """Where the page says what to do."""
        return f"{RUNBOOKS}#{self.name.lower()}"


def _requests(status: int, bound: str, growth: str) -> dict[str, str]:
    """Return series of requests that all take less than a bound."""
    labels = f'{STATUS_CODE.label}="{status}"'
    found = {f"{REQUEST_DURATION.series}_count{{{labels}}}": growth}
    for edge in REQUEST_DURATION.bounds:
        below = growth if edge >= float(bound) else "0x600"
        found[f'{REQUEST_DURATION.series}_bucket{{{labels},le="{edge:g}"}}'] = below
    found[f'{REQUEST_DURATION.series}_bucket{{{labels},le="+Inf"}}'] = growth
    return found


def _runs(status: str, growth: str) -> dict[str, str]:
    labels = f"{matching(RUN_STATUS, status)},{matching(TRIGGER, 'scheduled')}"
    return {f"{RUNS.series}{{{labels}}}": growth}


def _coverage(each: str) -> dict[str, str]:
    labels = matching(PROVIDER, "aws")
    return {
        f"{RUN_COVERAGE.series}_sum{{{labels}}}": f"0+{each}x1500",
        f"{RUN_COVERAGE.series}_count{{{labels}}}": "0+1x1500",
    }


def _deliveries(status: str) -> str:
    labels = f"{matching(DELIVERY_STATUS, status)},{matching(EVENT, 'run.completed')}"
    return f"{DELIVERIES.series}{{{labels}}}"


ALERTS: Final = (
    Alert(
        name="PostureSilent",
        expression=f"absent({QUEUE_DEPTH.series})",
        minutes=10,
        severity="page",
        summary="No worker of posture exports metrics.",
        meaning="No process that executes runs has exported for ten minutes. All other alerts are "
        "blind meanwhile.",
        action="Look at the processes first (`/health/ready`), then at the collector's log and at "
        "`OTEL_EXPORTER_OTLP_ENDPOINT`.",
        fires={"up": "1x200"},
        quiet={QUEUE_DEPTH.series: "0x200"},
    ),
    Alert(
        name="PostureQueueOld",
        expression=f"{level(QUEUE_AGE)} > 300",
        minutes=5,
        severity="page",
        summary="A run has waited for a worker for more than five minutes.",
        meaning="There are fewer workers than runs need, or none takes any.",
        action="See `posture.queue.depth` and the slowest runs. Start more workers, or raise "
        "`POSTURE_WORKERS`. An integration has one run at a time: many runs of one wait longer.",
        fires={QUEUE_AGE.series: "0+10x200"},
        quiet={QUEUE_AGE.series: "250x200"},
    ),
    Alert(
        name="PostureRunsFailing",
        expression="posture:runs_failed:ratio_1h > 0.05 and posture:runs_failed:ratio_6h > 0.05",
        minutes=5,
        severity="page",
        summary="More than 5 % of the runs of the last hours failed.",
        meaning="Accounts cannot be reached, or take too long: what they hold is not looked at.",
        action="`posture runs` by `error.type` says why. `unreachable`: roles, networks, keys. "
        "`timeout`: see the slowest calls of a trace. A run with the trigger `verify` tries "
        "one account.",
        fires={**_runs("completed", "0+9x600"), **_runs("failed", "0+1x600")},
        quiet={**_runs("completed", "0+99x600"), **_runs("failed", "0+1x600")},
        at="8h",
    ),
    Alert(
        name="PostureIntegrationsOverdue",
        expression=f"{level(OVERDUE)} > 0",
        minutes=15,
        severity="ticket",
        summary="An integration with a schedule had no completed run for two occurrences.",
        meaning="Its findings are old, and everything that changed since is not looked at.",
        action="Find it with `posture integration list`; its newest run says why it failed.",
        fires={OVERDUE.series: "1x200"},
        quiet={OVERDUE.series: "0x200"},
    ),
    Alert(
        name="PostureCoverageLow",
        expression="posture:coverage:mean_1d < 0.95",
        minutes=15,
        severity="ticket",
        summary="Runs of the last day could read less than 95 % of what they planned.",
        meaning="Verdicts are `unknown` where evidence could not be read.",
        action="The log has `run.unread` with the call and the reason; grant the calls "
        "that it names. Throttled calls: see the dashboard of cloud calls.",
        fires=_coverage("0.9"),
        quiet=_coverage("0.99"),
        at="25h",
    ),
    Alert(
        name="PostureWebhooksDead",
        expression=f"{increase(DELIVERIES, '1h', matching(DELIVERY_STATUS, 'dead'))} > 0",
        minutes=0,
        severity="ticket",
        summary="Events were not delivered to a webhook, and are not tried again.",
        meaning="The receiver refused them or did not respond until the attempts were used up.",
        action="`posture webhook deliveries` shows the responses. After the receiver is repaired, "
        "send them again with `posture webhook redeliver`.",
        fires={_deliveries("dead"): "0x150 1x50"},
        quiet={_deliveries("dead"): "1x200", _deliveries("pending"): "0+1x200"},
    ),
    Alert(
        name="PostureApiSlow",
        expression="posture:api_latency_seconds:p95_5m > 0.5",
        minutes=10,
        severity="page",
        summary="One of twenty requests takes longer than half a second.",
        meaning="The database is slow, or the server has too much to do. Requests that wait "
        "because their client wants to are not counted.",
        action="Compare the routes on the dashboard of the API with "
        "`posture.writer.commit.duration` and `posture.writer.queue`.",
        fires=_requests(200, "1", "0+10x200"),
        quiet=_requests(200, "0.1", "0+10x200"),
    ),
    Alert(
        name="PostureApiErrors",
        expression="posture:api_errors:ratio_5m > 0.01 and posture:api_errors:ratio_1h > 0.01",
        minutes=5,
        severity="page",
        summary="More than 1 % of the requests end with an error of the server.",
        meaning="A 503 means that the database or the queue is unavailable; a 500 is a fault.",
        action="The log has `request.failed` with the request's id and its trace.",
        fires={**_requests(200, "0.1", "0+90x200"), **_requests(503, "0.1", "0+10x200")},
        quiet={**_requests(200, "0.1", "0+99x200"), **_requests(404, "0.1", "0+10x200")},
    ),
    Alert(
        name="PostureAuditUnsealed",
        expression=f"{level(AUDIT_UNSEALED)} > 0",
        minutes=5,
        severity="page",
        summary="The head of an audit chain has no valid seal.",
        meaning="Rows of the audit log were changed outside of posture, or a process has another "
        "`POSTURE_SECRET_KEY`.",
        action="Run `posture audit verify`, keep the database as it is, and compare with the "
        "anchors.",
        fires={AUDIT_UNSEALED.series: "1x200"},
        quiet={AUDIT_UNSEALED.series: "0x200"},
    ),
    Alert(
        name="PostureAuditNotVerified",
        expression=f"{level(AUDIT_AGE)} > 86400",
        minutes=0,
        severity="ticket",
        summary="The seals of the audit log were not found valid for a day.",
        meaning="They are broken, or nobody looked at an earlier alert.",
        action="As for PostureAuditUnsealed.",
        fires={AUDIT_AGE.series: "90000x200"},
        quiet={AUDIT_AGE.series: "30x200"},
    ),
    Alert(
        name="PostureSuppressionsExpiring",
        expression=f"{level(EXPIRING)} > 0",
        minutes=60,
        severity="ticket",
        summary="Suppressions end within 7 days; what they cover then counts again.",
        meaning="Gates will stop on findings that were accepted until now.",
        action="`posture suppression list` has their owners: fix the finding, or decide again.",
        fires={EXPIRING.series: "2x200"},
        quiet={EXPIRING.series: "0x200"},
    ),
)


def rules() -> dict[str, Any]:
    """Return the rules as Prometheus reads them."""
    recorded = [{"record": name, "expr": query} for name, query in RECORDED.items()]
    return {
        "groups": [
            {"name": "posture-recorded", "interval": "1m", "rules": recorded},
            {"name": "posture-alerts", "rules": [_rule(one) for one in ALERTS]},
        ]
    }


def _rule(one: Alert) -> dict[str, Any]:
    waits = {"for": f"{one.minutes}m"} if one.minutes else {}
    return {
        "alert": one.name,
        "expr": one.expression,
        **waits,
        "labels": {"severity": one.severity},
        "annotations": {"summary": one.summary, "runbook": one.runbook},
    }


def rule_tests() -> dict[str, Any]:
    """Return tests for `promtool test rules`: each alert fires, and does not."""
    return {
        "rule_files": ["slo.yaml"],
        "evaluation_interval": "1m",
        "tests": [test for one in ALERTS for test in _tests(one)],
    }


def _tests(one: Alert) -> Iterator[dict[str, Any]]:
    rule = _rule(one)
    fired = {"exp_labels": rule["labels"], "exp_annotations": rule["annotations"]}
    for word, series, expected in (("fires", one.fires, [fired]), ("is quiet", one.quiet, [])):
        yield {
            "name": f"{one.name} {word}",
            "interval": "1m",
            "input_series": [{"series": name, "values": found} for name, found in series.items()],
            "alert_rule_test": [
                {"eval_time": one.at, "alertname": one.name, "exp_alerts": expected}
            ],
        }
