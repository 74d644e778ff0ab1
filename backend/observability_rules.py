"""Recording rules and alerts, each with the series that make it fire and those that do not."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
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
    REQUEST_DURATION,
    ROLE,
    ROUTE,
    RUN_COVERAGE,
    RUN_STATUS,
    RUNS,
    STATUS_CODE,
    TRIGGER,
    WORKERS,
)

# The page of runbooks in the repository, and the external label of Prometheus that names a place at
# which people can open it.
RUNBOOKS: Final = "backend/docs/observability.md"
RUNBOOKS_LABEL: Final = "posture_runbooks"
_SET: Final = f"$externalLabels.{RUNBOOKS_LABEL}"
PAGE: Final = f"{{{{ if {_SET} }}}}{{{{ {_SET} }}}}{{{{ else }}}}{RUNBOOKS}{{{{ end }}}}"
FIRST: Final = "fires at the first events"
FAILED: Final = matching(RUN_STATUS, "failed")
SERVER_ERRORS: Final = f'{STATUS_CODE.label}=~"5.."'

RECORDED: Final[Mapping[str, str]] = {
    "posture:api_requests:rate5m": rate(REQUEST_DURATION, "5m", ANSWERED),
    "posture:api_latency_seconds:p95_5m": quantile(0.95, REQUEST_DURATION, "5m", ANSWERED),
    **{
        f"posture:api_errors:ratio_{window}": share(
            increase(REQUEST_DURATION, window, ANSWERED, SERVER_ERRORS),
            increase(REQUEST_DURATION, window, ANSWERED),
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
    """An alert with its tests: series with a value a minute, and `at`, when they are asked.

    It fires with `fires` and each of `fires_also`, and does not with `quiet`. No counter and no
    histogram exists when a test begins: as in a process, their series begin with the first event.
    `severity` is `page` where a person must act now, else `ticket`.
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
    fires_also: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    at: str = "3h"

    def runbook(self, page: str = RUNBOOKS) -> str:
        """Return where a page says what to do."""
        return f"{page}#{self.name.lower()}"


def _grows(each: float, minutes: int, start: int = 1) -> str:
    """Return a series that begins with its first events, and grows from then on."""
    return f"_x{start} {each:g}+{each:g}x{minutes}"


def _once(amount: float, start: int, minutes: int = 200) -> str:
    """Return a series that begins with its only events."""
    return f"_x{start} {amount:g}x{minutes}"


def _requests(status: int, bound: str, growth: str, route: str = "/runs") -> dict[str, str]:
    """Return series of requests that all take less than a bound."""
    labels = f'{STATUS_CODE.label}="{status}",{ROUTE.label}="{route}"'
    found = {f"{REQUEST_DURATION.series}_count{{{labels}}}": growth}
    none, _, _ = growth.partition(" ")
    for edge in REQUEST_DURATION.bounds:
        below = growth if edge >= float(bound) else f"{none} 0x600"
        found[f'{REQUEST_DURATION.series}_bucket{{{labels},le="{edge:g}"}}'] = below
    found[f'{REQUEST_DURATION.series}_bucket{{{labels},le="+Inf"}}'] = growth
    return found


def _each_route(status: int, bound: str, start: int) -> dict[str, str]:
    """Return requests to a route that had none before, each of 20 minutes."""
    found: dict[str, str] = {}
    for number in range(21):
        found |= _requests(status, bound, _once(1, start + number), route=f"/{number}")
    return found


def _runs(status: str, growth: str) -> dict[str, str]:
    labels = f"{matching(RUN_STATUS, status)},{matching(TRIGGER, 'scheduled')}"
    return {f"{RUNS.series}{{{labels}}}": growth}


def _coverage(total: str, count: str) -> dict[str, str]:
    labels = matching(PROVIDER, "aws")
    return {
        f"{RUN_COVERAGE.series}_sum{{{labels}}}": total,
        f"{RUN_COVERAGE.series}_count{{{labels}}}": count,
    }


def _deliveries(status: str) -> str:
    labels = f"{matching(DELIVERY_STATUS, status)},{matching(EVENT, 'run.completed')}"
    return f"{DELIVERIES.series}{{{labels}}}"


def _workers(role: str) -> str:
    return f"{WORKERS.series}{{{matching(ROLE, role)}}}"


ALERTS: Final = (
    Alert(
        name="PostureSilent",
        expression=f"(sum({WORKERS.series}) or vector(0)) < 1",
        minutes=10,
        severity="page",
        summary="No worker of posture is alive.",
        meaning="For ten minutes no process that executes runs has looked for any, or none has "
        "exported; a server with `POSTURE_WORKERS=0` executes none. Where no process exports, all "
        "other alerts are blind.",
        action="Look at the processes first: `posture worker`, and `posture serve` where it "
        "executes runs. A worker that is there and does not look for runs says why in its log "
        "(`executor.waits`). Then look at the collector's log and at "
        "`OTEL_EXPORTER_OTLP_ENDPOINT`.",
        fires={_workers("server"): "0x200"},
        quiet={_workers("server"): "0x200", _workers("worker"): "4x200"},
        fires_also={
            "fires after its worker died": {
                _workers("worker"): "4x150",
                _workers("server"): "0x200",
            },
            "fires without any process": {"up": "1x200"},
        },
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
        action="`posture run list --status failed` and the metric `posture.runs` by `error.type` "
        "say why. `unreachable`: roles, networks, keys. "
        "`timeout`: see the slowest calls of a trace. A run with the trigger `verify` tries "
        "one account.",
        fires={**_runs("completed", _grows(9, 600)), **_runs("failed", _grows(1, 600))},
        quiet={**_runs("completed", _grows(99, 600)), **_runs("failed", _grows(1, 600))},
        fires_also={FIRST: {**_runs("completed", _once(5, 460)), **_runs("failed", _once(1, 460))}},
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
        fires=_coverage(_grows(0.9, 200), _grows(1, 200)),
        quiet=_coverage(_grows(0.99, 200), _grows(1, 200)),
        fires_also={FIRST: _coverage(_once(0.5, 150), _once(1, 150))},
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
        quiet={_deliveries("dead"): _once(1, 60), _deliveries("pending"): _grows(1, 200)},
        fires_also={FIRST: {_deliveries("dead"): _once(1, 150)}},
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
        fires=_requests(200, "1", _grows(10, 200)),
        quiet=_requests(200, "0.1", _grows(10, 200)),
        # Each minute another route responds for the first time.
        fires_also={FIRST: _each_route(200, "1", start=160)},
    ),
    Alert(
        name="PostureApiErrors",
        expression="posture:api_errors:ratio_5m > 0.01 and posture:api_errors:ratio_1h > 0.01",
        minutes=5,
        severity="page",
        summary="More than 1 % of the requests end with an error of the server.",
        meaning="A 503 means that the database or the queue is unavailable; a 500 is a fault.",
        action="The log has `request.failed` with the request's id and its trace.",
        fires={**_requests(200, "0.1", _grows(90, 200)), **_requests(503, "0.1", _grows(10, 200))},
        quiet={**_requests(200, "0.1", _grows(99, 200)), **_requests(404, "0.1", _grows(10, 200))},
        fires_also={
            FIRST: {
                **_requests(200, "0.1", _grows(9, 200)),
                **_each_route(500, "0.1", start=160),
            }
        },
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
        "annotations": {"summary": one.summary, "runbook_url": one.runbook(PAGE)},
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
    annotations = {"summary": one.summary, "runbook_url": one.runbook()}
    fired = {"exp_labels": rule["labels"], "exp_annotations": annotations}
    for word, series, expected in (
        ("fires", one.fires, [fired]),
        ("is quiet", one.quiet, []),
        *((title, found, [fired]) for title, found in one.fires_also.items()),
    ):
        yield {
            "name": f"{one.name} {word}",
            "interval": "1m",
            "input_series": [{"series": name, "values": found} for name, found in series.items()],
            "alert_rule_test": [
                {"eval_time": one.at, "alertname": one.name, "exp_alerts": expected}
            ],
        }
