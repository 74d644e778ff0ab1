"""Dashboards of Grafana: panels whose queries name instruments and spans of the catalogue."""

from typing import Final

from observability_panels import RANGE, SECONDS, SHARE, STEP, Dashboard, Panel, trace_query
from observability_queries import (
    busy,
    increase,
    level,
    matching,
    mean,
    or_zero,
    quantile,
    share,
)
from observability_service import API, SLO
from posture.telemetry.catalogue import (
    ACCOUNT,
    AUDIT_AGE,
    AUDIT_UNSEALED,
    CALL_DURATION,
    CALL_ERROR,
    CALLS,
    DELTA,
    DURATION,
    EXPIRING,
    FINDING_STATUS,
    FINDINGS_OPEN,
    GATE_REASON,
    GATE_VERDICT,
    GATE_VERDICTS,
    INTEGRATIONS,
    OVERDUE,
    PROCESS_RUN,
    PROVIDER,
    REGION,
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
    THROTTLED,
    TRIGGER,
    VERDICT,
)

OPEN: Final = matching(FINDING_STATUS, "open", "triaged")

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
DASHBOARDS: Final = (FLEET, RUN, CLOUD_CALLS, API, SLO)
