"""Instruments, with the bounds of their buckets."""

from typing import Final

from posture.telemetry.catalogue.attributes import (
    CALL_ERROR,
    DELIVERY_STATUS,
    DELTA,
    ERROR_TYPE,
    EVENT,
    FINDING_STATUS,
    GATE_REASON,
    GATE_VERDICT,
    INTEGRATION,
    METHOD,
    PROVIDER,
    REGION,
    ROUTE,
    RUN_ERROR,
    RUN_STATUS,
    SCHEME,
    SERVICE,
    SEVERITY,
    STATUS_CODE,
    TRIGGER,
    VERDICT,
    WAITED,
)
from posture.telemetry.catalogue.kinds import Instrument, Kind

# Buckets, in seconds. A run takes seconds to an hour, a call and a request milliseconds to seconds.
RUN_BOUNDS: Final = (
    *(0.5, 1, 2, 5, 10, 15, 20, 30, 45, 60),
    *(90, 120, 180, 300, 600, 1200, 1800, 3600),
)
WAIT_BOUNDS: Final = (0.05, 0.25, 1, 5, 15, 60, 300, 1800)
CALL_BOUNDS: Final = (0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
REQUEST_BOUNDS: Final = (0.005, 0.025, 0.1, 0.25, 0.5, 1, 5)
COMMIT_BOUNDS: Final = (0.001, 0.005, 0.025, 0.1, 0.5, 2.5)
SHARE_BOUNDS: Final = (0.5, 0.8, 0.9, 0.95, 0.99, 0.999)

REQUEST_DURATION = Instrument(
    "http.server.request.duration",
    Kind.HISTOGRAM,
    "s",
    "Duration of HTTP requests.",
    (METHOD, ROUTE, STATUS_CODE, SCHEME, WAITED, ERROR_TYPE),
    REQUEST_BOUNDS,
    limit=320,
)
RUN_DURATION = Instrument(
    "posture.run.duration",
    Kind.HISTOGRAM,
    "s",
    "From a worker's claim to the end of a run.",
    (RUN_STATUS, TRIGGER, PROVIDER),
    RUN_BOUNDS,
)
RUN_WAIT = Instrument(
    "posture.run.wait",
    Kind.HISTOGRAM,
    "s",
    "From the acceptance of a run to its first claim by a worker.",
    (TRIGGER,),
    WAIT_BOUNDS,
)
RUNS = Instrument(
    "posture.runs",
    Kind.COUNTER,
    "{run}",
    "Runs that ended in a worker.",
    (RUN_STATUS, TRIGGER, RUN_ERROR),
)
RUN_VERDICTS = Instrument(
    "posture.run.verdicts",
    Kind.COUNTER,
    "{verdict}",
    "Verdicts of completed runs.",
    (VERDICT, PROVIDER),
)
RUN_FINDINGS = Instrument(
    "posture.run.findings",
    Kind.COUNTER,
    "{finding}",
    "Findings that completed runs found for the first time, or no longer.",
    (DELTA, SEVERITY),
)
RUN_COVERAGE = Instrument(
    "posture.run.coverage",
    Kind.HISTOGRAM,
    "1",
    "Share of the planned reads of a completed run that succeeded.",
    (PROVIDER,),
    SHARE_BOUNDS,
)
GATE_VERDICTS = Instrument(
    "posture.gate.verdicts",
    Kind.COUNTER,
    "{verdict}",
    "Runs with a gate that ended, by its verdict.",
    (GATE_VERDICT, GATE_REASON),
)
CALL_DURATION = Instrument(
    "posture.cloud.call.duration",
    Kind.HISTOGRAM,
    "s",
    "Duration of calls to a cloud, with their retries and their wait for a turn.",
    (PROVIDER, SERVICE),
    CALL_BOUNDS,
    limit=150,
)
CALLS = Instrument(
    "posture.cloud.calls",
    Kind.COUNTER,
    "{call}",
    "Calls to a cloud, by their outcome after retries.",
    (PROVIDER, SERVICE, REGION, CALL_ERROR),
    limit=3_000,
    frequent=True,
)
THROTTLED = Instrument(
    "posture.cloud.throttled",
    Kind.COUNTER,
    "{attempt}",
    "Attempts that a cloud throttled; most are followed by another one.",
    (PROVIDER, SERVICE),
    limit=150,
)
WORKERS = Instrument(
    "posture.workers",
    Kind.GAUGE,
    "{run}",
    "Runs that this process can execute at a time: 0 if it does not look for any.",
)
QUEUE_DEPTH = Instrument("posture.queue.depth", Kind.GAUGE, "{run}", "Runs that wait for a worker.")
QUEUE_AGE = Instrument(
    "posture.queue.age", Kind.GAUGE, "s", "For how long the oldest of them has waited."
)
FINDINGS_OPEN = Instrument(
    "posture.findings.open",
    Kind.GAUGE,
    "{finding}",
    "Findings that the newest run of their integration still found.",
    (SEVERITY, FINDING_STATUS),
)
INTEGRATION_FINDINGS = Instrument(
    "posture.integration.findings",
    Kind.GAUGE,
    "{finding}",
    "The same by integration; only with `POSTURE_METRICS_INTEGRATIONS`, the 500 with most.",
    (INTEGRATION,),
    limit=500,
)
INTEGRATIONS = Instrument(
    "posture.integrations", Kind.GAUGE, "{integration}", "Connected accounts.", (PROVIDER,)
)
OVERDUE = Instrument(
    "posture.integrations.overdue",
    Kind.GAUGE,
    "{integration}",
    "Integrations with a schedule whose last two occurrences led to no completed run.",
)
SILENCE = Instrument(
    "posture.integrations.silence",
    Kind.GAUGE,
    "s",
    "Time since the newest completed run of the integration that has had none for longest.",
)
DELIVERIES = Instrument(
    "posture.webhook.deliveries",
    Kind.COUNTER,
    "{attempt}",
    "Attempts to deliver an event to a webhook.",
    (DELIVERY_STATUS, EVENT),
)
BACKLOG = Instrument(
    "posture.webhook.backlog", Kind.GAUGE, "{delivery}", "Deliveries that are not made yet."
)
LISTENERS = Instrument(
    "posture.stream.listeners",
    Kind.GAUGE,
    "{listener}",
    "Clients of this process that wait for changes of a run.",
)
WRITER_QUEUE = Instrument(
    "posture.writer.queue",
    Kind.GAUGE,
    "{write}",
    "Writes of this process that wait for the database.",
)
COMMIT_DURATION = Instrument(
    "posture.writer.commit.duration",
    Kind.HISTOGRAM,
    "s",
    "Duration of a transaction with all writes that share it.",
    (),
    COMMIT_BOUNDS,
)
EXPIRING = Instrument(
    "posture.suppressions.expiring",
    Kind.GAUGE,
    "{suppression}",
    "Suppressions in force that end within 7 days.",
)
AUDIT_AGE = Instrument(
    "posture.audit.verified.age",
    Kind.GAUGE,
    "s",
    "Time since this process last found the heads of all audit chains validly sealed.",
)
AUDIT_UNSEALED = Instrument(
    "posture.audit.unsealed",
    Kind.GAUGE,
    "{chain}",
    "Audit chains whose head has no valid seal: 0 where nothing was changed from outside.",
)
INSTRUMENTS: Final = (
    REQUEST_DURATION,
    RUN_DURATION,
    RUN_WAIT,
    RUNS,
    RUN_VERDICTS,
    RUN_FINDINGS,
    RUN_COVERAGE,
    GATE_VERDICTS,
    CALL_DURATION,
    CALLS,
    THROTTLED,
    WORKERS,
    QUEUE_DEPTH,
    QUEUE_AGE,
    FINDINGS_OPEN,
    INTEGRATION_FINDINGS,
    INTEGRATIONS,
    OVERDUE,
    SILENCE,
    DELIVERIES,
    BACKLOG,
    LISTENERS,
    WRITER_QUEUE,
    COMMIT_DURATION,
    EXPIRING,
    AUDIT_AGE,
    AUDIT_UNSEALED,
)
