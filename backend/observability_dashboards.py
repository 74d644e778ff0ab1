"""Dashboards of Grafana: panels whose queries name instruments and spans of the catalogue."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from observability_queries import (
    ANSWERED,
    busy,
    grown,
    increase,
    level,
    matching,
    mean,
    or_zero,
    quantile,
    rate,
    share,
    total,
)
from posture.telemetry.catalogue import (
    ACCOUNT,
    AUDIT_AGE,
    AUDIT_UNSEALED,
    BACKLOG,
    CALL_DURATION,
    CALL_ERROR,
    CALLS,
    COMMIT_DURATION,
    DELIVERIES,
    DELIVERY_STATUS,
    DELTA,
    DURATION,
    EXPIRING,
    FINDING_STATUS,
    FINDINGS_OPEN,
    GATE_REASON,
    GATE_VERDICT,
    GATE_VERDICTS,
    INTEGRATIONS,
    LISTENERS,
    OVERDUE,
    PROCESS_RUN,
    PROVIDER,
    QUEUE_AGE,
    QUEUE_DEPTH,
    REGION,
    REQUEST_DURATION,
    ROUTE,
    RUN_COVERAGE,
    RUN_DURATION,
    RUN_FINDINGS,
    RUN_ID,
    RUN_STATUS,
    RUN_VERDICTS,
    RUN_WAIT,
    RUNS,
    SERVICE,
    SEVERITY,
    SILENCE,
    STATUS_CODE,
    THROTTLED,
    TRIGGER,
    VERDICT,
    WORKERS,
    WRITER_QUEUE,
)

RANGE, STEP = "$__range", "$__rate_interval"
WIDTH, HEIGHT, COLUMNS = 8, 8, 24
SCHEMA: Final = 39
COUNT, SECONDS, SHARE, EACH_SECOND = "short", "s", "percentunit", "ops"
OPEN: Final = matching(FINDING_STATUS, "open", "triaged")
WITHIN: Final = 'le="0.5"'
SERVER_ERRORS: Final = f'{STATUS_CODE.label}=~"5.."'


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """A panel with one query: PromQL, or TraceQL where `traces` is true.

    `legend` are the labels of its series; `kind` is a type of panel of Grafana.
    """

    title: str
    description: str
    query: str
    legend: str = ""
    unit: str = COUNT
    kind: str = "timeseries"
    traces: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Dashboard:
    """A dashboard; `inputs` are text variables that a person fills in, with their labels."""

    uid: str
    title: str
    description: str
    panels: Sequence[Panel]
    inputs: dict[str, str] = field(default_factory=dict)


def trace_query(name: str) -> str:
    """Return the TraceQL of the spans with a name."""
    return f'{{ name="{name}" }}'


FLEET = Dashboard(
    uid="posture-fleet",
    title="posture / Fleet",
    description="Is every account looked at, and what is open?",
    panels=(
        Panel(
            title="Open findings",
            description="Findings that are still there and not accepted, by severity, now.",
            query=level(FINDINGS_OPEN, OPEN, by=(SEVERITY, FINDING_STATUS)),
            legend=f"{{{{{SEVERITY.label}}}}} {{{{{FINDING_STATUS.label}}}}}",
            kind="bargauge",
        ),
        Panel(
            title="Open findings over time",
            description="The same by severity: the sum of open and triaged ones.",
            query=f"sum by ({SEVERITY.label}) "
            f"({level(FINDINGS_OPEN, OPEN, by=(SEVERITY, FINDING_STATUS))})",
            legend=f"{{{{{SEVERITY.label}}}}}",
        ),
        Panel(
            title="New and resolved findings",
            description="What runs found for the first time, and what they found no longer.",
            query=or_zero(increase(RUN_FINDINGS, STEP, by=(DELTA,))),
            legend=f"{{{{{DELTA.label}}}}}",
        ),
        Panel(
            title="Integrations overdue",
            description="Schedules whose last two occurrences led to no completed run. 0 is good.",
            query=level(OVERDUE),
            kind="stat",
        ),
        Panel(
            title="Longest without a run",
            description="Time since the newest completed run of the account that waits longest.",
            query=level(SILENCE),
            unit=SECONDS,
            kind="stat",
        ),
        Panel(
            title="Integrations",
            description="Connected accounts, by cloud.",
            query=level(INTEGRATIONS, by=(PROVIDER,)),
            legend=f"{{{{{PROVIDER.label}}}}}",
            kind="stat",
        ),
        Panel(
            title="Coverage",
            description="Mean share of the planned reads that succeeded, in the chosen time.",
            query=mean(RUN_COVERAGE, RANGE),
            unit=SHARE,
            kind="stat",
        ),
        Panel(
            title="Unknown verdicts",
            description="Share of verdicts that could not be decided, because evidence is missing.",
            query=share(
                increase(RUN_VERDICTS, RANGE, matching(VERDICT, "unknown")),
                increase(RUN_VERDICTS, RANGE),
            ),
            unit=SHARE,
            kind="stat",
        ),
        Panel(
            title="Gates",
            description="Verdicts of gates in the chosen time, with the first reason.",
            query=or_zero(f"{increase(GATE_VERDICTS, RANGE, by=(GATE_VERDICT, GATE_REASON))} > 0"),
            legend=f"{{{{{GATE_VERDICT.label}}}}} {{{{{GATE_REASON.label}}}}}",
            kind="bargauge",
        ),
        Panel(
            title="Suppressions that end within 7 days",
            description="What they cover counts in gates again afterwards.",
            query=level(EXPIRING),
            kind="stat",
        ),
        Panel(
            title="Audit chains without a valid seal",
            description="0 is good; empty where no process has POSTURE_SECRET_KEY.",
            query=level(AUDIT_UNSEALED),
            kind="stat",
        ),
        Panel(
            title="Seals last found valid",
            description="Time since a process last found all heads of the audit log sealed.",
            query=level(AUDIT_AGE),
            unit=SECONDS,
            kind="stat",
        ),
    ),
)
RUN = Dashboard(
    uid="posture-run",
    title="posture / Run",
    description="How long runs take and why; one run by its id.",
    inputs={"run": "Run id"},
    panels=(
        Panel(
            title="Runs",
            description="Runs that ended, by status, in each step of time.",
            query=or_zero(increase(RUNS, STEP, by=(RUN_STATUS,))),
            legend=f"{{{{{RUN_STATUS.label}}}}}",
        ),
        Panel(
            title="Duration, p95",
            description="19 of 20 runs took no longer, by trigger; exemplars lead to traces.",
            query=quantile(0.95, RUN_DURATION, RANGE, by=(TRIGGER,)),
            legend=f"{{{{{TRIGGER.label}}}}}",
            unit=SECONDS,
        ),
        Panel(
            title="Wait for a worker, p95",
            description="From acceptance to claim.",
            query=quantile(0.95, RUN_WAIT, RANGE),
            unit=SECONDS,
        ),
        Panel(
            title="Spans of the run",
            description="The trace of the run whose id is above.",
            query=f'{{ span.{RUN_ID.key}="$run" }}',
            kind="table",
            traces=True,
        ),
        Panel(
            title="Slowest services of the run",
            description="The longest collecting, by service and region.",
            query=f'{{ name=~"collect .*" && span.{RUN_ID.key}="$run" }} | '
            f"max_over_time(span.{DURATION.key}) by (name, span.{REGION.key})",
            kind="table",
            traces=True,
        ),
        Panel(
            title="Failed calls of the run",
            description="Calls to the cloud that ended with an error, by method.",
            query=f'{{ kind=client && status=error && span.{RUN_ID.key}="$run" }} | '
            "count_over_time() by (span.rpc.method)",
            kind="table",
            traces=True,
        ),
        Panel(
            title="Duration of runs in traces, p95",
            description="By trigger, from the run's own duration in milliseconds.",
            query=f"{trace_query(PROCESS_RUN.name)} | "
            f"quantile_over_time(span.{DURATION.key}, 0.95) by (span.{TRIGGER.key})",
            unit="ms",
            traces=True,
        ),
        Panel(
            title="What failed runs have in common",
            description="Attributes of failed runs compared with those of the others.",
            query=f"{trace_query(PROCESS_RUN.name)} | compare({{ status=error }})",
            kind="table",
            traces=True,
        ),
    ),
)
CLOUD_CALLS = Dashboard(
    uid="posture-cloud-calls",
    title="posture / Cloud calls",
    description="Which calls are slow, refused or throttled, and where?",
    panels=(
        Panel(
            title="Calls by service and region",
            description="Calls in the chosen time.",
            query=f"{increase(CALLS, RANGE, by=(SERVICE, REGION))} > 0",
            legend=f"{{{{{SERVICE.label}}}}} {{{{{REGION.label}}}}}",
            kind="table",
        ),
        Panel(
            title="Calls without a result",
            description="By kind of error; `refused` is mostly: it does not exist.",
            query=or_zero(
                increase(CALLS, STEP, f'{CALL_ERROR.label}!=""', by=(CALL_ERROR,)),
            ),
            legend=f"{{{{{CALL_ERROR.label}}}}}",
        ),
        Panel(
            title="Denied calls",
            description="By service: permissions that are missing.",
            query=or_zero(
                f"{increase(CALLS, RANGE, matching(CALL_ERROR, 'denied'), by=(SERVICE,))} > 0"
            ),
            legend=f"{{{{{SERVICE.label}}}}}",
            kind="bargauge",
        ),
        Panel(
            title="Throttled attempts",
            description="By service: attempts that the cloud put off.",
            query=or_zero(increase(THROTTLED, STEP, by=(SERVICE,))),
            legend=f"{{{{{SERVICE.label}}}}}",
        ),
        Panel(
            title="Duration of calls, p95",
            description="By service, with retries and the wait for a turn.",
            query=quantile(0.95, CALL_DURATION, RANGE, by=(SERVICE,)),
            legend=f"{{{{{SERVICE.label}}}}}",
            unit=SECONDS,
        ),
        Panel(
            title="Time in calls",
            description="Seconds of calls in each second, by service.",
            query=busy(CALL_DURATION, STEP, by=(SERVICE,)),
            legend=f"{{{{{SERVICE.label}}}}}",
            unit=SECONDS,
        ),
        Panel(
            title="Failed calls by method",
            description="From traces; the exact method.",
            query="{ kind=client && status=error } | rate() by (span.rpc.method)",
            traces=True,
        ),
        Panel(
            title="Slowest collecting by region",
            description="From traces; the longest of each service and region.",
            query=f'{{ name=~"collect .*" }} | max_over_time(span.{DURATION.key}) '
            f"by (name, span.{REGION.key})",
            unit="ms",
            traces=True,
        ),
        Panel(
            title="Slow calls",
            description="From traces: calls of a second and more, with their account.",
            query=f"{{ kind=client && duration>1s }} | select(span.{ACCOUNT.key}, span.rpc.method)",
            kind="table",
            traces=True,
        ),
    ),
)
API = Dashboard(
    uid="posture-api",
    title="posture / API",
    description="Requests, errors, and what the server does beside them.",
    panels=(
        Panel(
            title="Requests",
            description="A second, by route. Requests whose client chose to wait are left out.",
            query=or_zero(rate(REQUEST_DURATION, STEP, ANSWERED, by=(ROUTE,))),
            legend=f"{{{{{ROUTE.label}}}}}",
            unit=EACH_SECOND,
        ),
        Panel(
            title="Errors of the server",
            description="A second, by route.",
            query=or_zero(rate(REQUEST_DURATION, STEP, SERVER_ERRORS, by=(ROUTE,))),
            legend=f"{{{{{ROUTE.label}}}}}",
            unit=EACH_SECOND,
        ),
        Panel(
            title="Duration, p95",
            description="By route; exemplars lead to traces.",
            query=quantile(0.95, REQUEST_DURATION, RANGE, ANSWERED, by=(ROUTE,)),
            legend=f"{{{{{ROUTE.label}}}}}",
            unit=SECONDS,
        ),
        Panel(
            title="Responses by status",
            description="A second.",
            query=or_zero(rate(REQUEST_DURATION, STEP, by=(STATUS_CODE,))),
            legend=f"{{{{{STATUS_CODE.label}}}}}",
            unit=EACH_SECOND,
        ),
        Panel(
            title="Live listeners",
            description="Clients that wait for changes of runs, of all servers.",
            query=total(LISTENERS),
        ),
        Panel(
            title="Writes that wait",
            description="For the database, of all processes.",
            query=total(WRITER_QUEUE),
        ),
        Panel(
            title="Duration of transactions, p95",
            description="With all writes that share one.",
            query=quantile(0.95, COMMIT_DURATION, RANGE),
            unit=SECONDS,
        ),
        Panel(
            title="Deliveries to webhooks",
            description="Attempts by outcome: `pending` is tried again, `dead` is not.",
            query=or_zero(increase(DELIVERIES, STEP, by=(DELIVERY_STATUS,))),
            legend=f"{{{{{DELIVERY_STATUS.label}}}}}",
        ),
        Panel(
            title="Deliveries to make",
            description="Events that no receiver has taken yet.",
            query=level(BACKLOG),
        ),
    ),
)
SLO = Dashboard(
    uid="posture-slo",
    title="posture / SLO",
    description="The few numbers that say whether the service does what it is for.",
    panels=(
        Panel(
            title="Requests without an error of the server",
            description="Share in the chosen time; the goal is 99 %.",
            query="1 - "
            + share(
                f"({or_zero(increase(REQUEST_DURATION, RANGE, ANSWERED, SERVER_ERRORS))})",
                increase(REQUEST_DURATION, RANGE, ANSWERED),
            ),
            unit=SHARE,
            kind="stat",
        ),
        Panel(
            title="Requests within half a second",
            description="Share in the chosen time; the goal is 95 %.",
            query=share(
                f"sum({grown(f'{REQUEST_DURATION.series}_bucket', RANGE, ANSWERED, WITHIN)})",
                increase(REQUEST_DURATION, RANGE, ANSWERED),
            ),
            unit=SHARE,
            kind="stat",
        ),
        Panel(
            title="Runs that completed",
            description="Share in the chosen time, without cancelled ones; the goal is 95 %.",
            query=share(
                increase(RUNS, RANGE, matching(RUN_STATUS, "completed")),
                increase(RUNS, RANGE, matching(RUN_STATUS, "completed", "failed")),
            ),
            unit=SHARE,
            kind="stat",
        ),
        Panel(
            title="Coverage",
            description="Mean of the completed runs in the chosen time; the goal is 95 %.",
            query=mean(RUN_COVERAGE, RANGE),
            unit=SHARE,
            kind="stat",
        ),
        Panel(
            title="Age of the queue",
            description="For how long the oldest waiting run has waited; the goal is 5 minutes.",
            query=level(QUEUE_AGE),
            unit=SECONDS,
        ),
        Panel(
            title="Workers",
            description="Runs that all processes can execute at a time; with 0 none is executed.",
            query=or_zero(total(WORKERS)),
            kind="stat",
        ),
        Panel(
            title="Runs that wait",
            description="For a worker.",
            query=level(QUEUE_DEPTH),
        ),
        Panel(
            title="Duration of runs, p95",
            description="By status.",
            query=quantile(0.95, RUN_DURATION, RANGE, by=(RUN_STATUS,)),
            legend=f"{{{{{RUN_STATUS.label}}}}}",
            unit=SECONDS,
        ),
    ),
)
DASHBOARDS: Final = (FLEET, RUN, CLOUD_CALLS, API, SLO)


def rendered(one: Dashboard) -> dict[str, Any]:
    """Return a dashboard as Grafana reads it."""
    return {
        "uid": one.uid,
        "title": one.title,
        "description": one.description,
        "tags": ["posture", "generated"],
        "schemaVersion": SCHEMA,
        "editable": False,
        "refresh": "1m",
        "time": {"from": "now-24h", "to": "now"},
        "templating": {"list": [*_sources(), *_inputs(one)]},
        "links": [
            {
                "title": "Other dashboards of posture",
                "type": "dashboards",
                "tags": ["posture"],
                "asDropdown": True,
                "includeVars": True,
            }
        ],
        "panels": [_panel(panel, number) for number, panel in enumerate(one.panels)],
    }


def _sources() -> list[dict[str, Any]]:
    return [
        {"name": name, "label": label, "type": "datasource", "query": kind}
        for name, label, kind in (
            ("metrics", "Metrics", "prometheus"),
            ("traces", "Traces", "tempo"),
        )
    ]


def _inputs(one: Dashboard) -> list[dict[str, Any]]:
    return [
        {"name": name, "label": label, "type": "textbox", "query": ""}
        for name, label in one.inputs.items()
    ]


def _panel(panel: Panel, number: int) -> dict[str, Any]:
    each = COLUMNS // WIDTH
    return {
        "id": number + 1,
        "type": panel.kind,
        "title": panel.title,
        "description": panel.description,
        "gridPos": {
            "h": HEIGHT,
            "w": WIDTH,
            "x": number % each * WIDTH,
            "y": number // each * HEIGHT,
        },
        "datasource": _source(panel),
        "fieldConfig": {"defaults": {"unit": panel.unit}, "overrides": []},
        "options": _options(panel),
        "targets": [_target(panel)],
    }


def _source(panel: Panel) -> dict[str, str]:
    if panel.traces:
        return {"type": "tempo", "uid": "${traces}"}
    return {"type": "prometheus", "uid": "${metrics}"}


def _options(panel: Panel) -> dict[str, Any]:
    if panel.kind in {"stat", "bargauge"}:
        return {"reduceOptions": {"calcs": ["lastNotNull"], "fields": "", "values": False}}
    return {}


def _target(panel: Panel) -> dict[str, Any]:
    about = {"refId": "A", "datasource": _source(panel)}
    if panel.traces:
        return {**about, "queryType": "traceql", "query": panel.query, "limit": 100}
    instant = panel.kind != "timeseries"
    return {
        **about,
        "expr": panel.query,
        "legendFormat": panel.legend or "__auto",
        "instant": instant,
        "range": not instant,
        "exemplar": not instant,
        **({"format": "table"} if panel.kind == "table" else {}),
    }
