"""Catalogue: every instrument, span and attribute that posture emits, once.

Instruments are made from it (`posture.telemetry.instruments`); the page
`docs/observability.md`, the dashboards, the rules and the tests read it. What a name means does not
change within a version of the API; a name that goes is in the changelog.
"""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

SCOPE: Final = "posture"


class Kind(StrEnum):
    """What an instrument measures: events, their sizes, or a state at a moment."""

    COUNTER = "counter"
    HISTOGRAM = "histogram"
    GAUGE = "gauge"


@dataclass(frozen=True, slots=True, eq=False)
class Attribute:
    """An attribute of metrics, spans or both; `values` are all that it has, where they are fixed.

    `optional` attributes are left out where there is no value; an empty one is never emitted.
    """

    key: str
    description: str
    values: tuple[str, ...] = ()
    optional: bool = False

    @property
    def label(self) -> str:
        """The name in Prometheus."""
        return self.key.replace(".", "_")


@dataclass(frozen=True, slots=True, eq=False)
class Instrument:
    """An instrument with its unit (UCUM), attributes and, for a histogram, bounds of buckets.

    `limit` is how many combinations of attributes one process exports at most, where their values
    are not fixed; what is beyond them is one more, with `otel.metric.overflow` alone. A `frequent`
    counter is counted thousands of times in a run, and without exemplars.
    """

    name: str
    kind: Kind
    unit: str
    description: str
    attributes: tuple[Attribute, ...] = ()
    bounds: tuple[float, ...] = ()
    limit: int = 0
    frequent: bool = False

    @property
    def series(self) -> str:
        """The name in Prometheus, without `_bucket`, `_sum` and `_count` of a histogram."""
        name = self.name.replace(".", "_")
        if self.unit == "s":
            name += "_seconds"
        if self.kind is Kind.COUNTER:
            name += "_total"
        return name

    @property
    def names(self) -> frozenset[str]:
        """Every name that Prometheus has for it."""
        if self.kind is not Kind.HISTOGRAM:
            return frozenset({self.series})
        return frozenset(self.series + suffix for suffix in ("_bucket", "_sum", "_count"))


@dataclass(frozen=True, slots=True, eq=False)
class SpanKindOf:
    """A span: its name, where `{…}` stands for something of few values, and its attributes."""

    name: str
    kind: str
    description: str
    attributes: tuple[Attribute, ...] = field(default=())


# Attributes.
METHOD = Attribute("http.request.method", "The method; `_OTHER` for an unknown one.")
ROUTE = Attribute("http.route", "The path with its parameters' names.", optional=True)
STATUS_CODE = Attribute("http.response.status_code", "The status of the response.", optional=True)
SCHEME = Attribute("url.scheme", "`http` or `https`.", ("http", "https"))
WAITED = Attribute(
    "posture.http.waited",
    "`true` where the client chose to wait: live progress and `wait_seconds`.",
    ("true",),
    optional=True,
)
ERROR_TYPE = Attribute("error.type", "What went wrong, in few words.", optional=True)
RUN_ERROR = Attribute(
    "error.type",
    "Why a run failed.",
    ("attempts_exhausted", "internal_error", "no_evidence", "timeout", "unreachable"),
    optional=True,
)
CALL_ERROR = Attribute(
    "error.type",
    "Why the call has no result, after its retries; `refused` is mostly: it does not exist.",
    ("denied", "expired", "refused", "throttled", "unavailable"),
    optional=True,
)
RUN_STATUS = Attribute(
    "posture.run.status", "How the run ended.", ("completed", "failed", "cancelled")
)
TRIGGER = Attribute(
    "posture.run.trigger", "What started the run.", ("scheduled", "manual", "verify")
)
PROVIDER = Attribute("cloud.provider", "The cloud.", ("aws", "azure", "gcp"))
REGION = Attribute("cloud.region", "The region.", optional=True)
ACCOUNT = Attribute("cloud.account.id", "The account; left out until it is known.", optional=True)
SERVICE = Attribute("posture.cloud.service", "The cloud's name for its service, as in its API.")
VERDICT = Attribute(
    "posture.verdict", "The verdict.", ("pass", "fail", "unknown", "not_applicable")
)
DELTA = Attribute("posture.delta", "The change since the run before.", ("new", "resolved"))
SEVERITY = Attribute(
    "posture.finding.severity", "The severity.", ("critical", "high", "medium", "low", "info")
)
FINDING_STATUS = Attribute(
    "posture.finding.status",
    "The status; resolved findings are not counted.",
    ("open", "triaged", "accepted", "false_positive"),
)
GATE_VERDICT = Attribute(
    "posture.gate.verdict", "The gate's verdict.", ("pass", "fail", "inconclusive")
)
GATE_REASON = Attribute(
    "posture.gate.reason",
    "The first reason against a pass; `none` where it passes.",
    (
        "none",
        "findings",
        "unknown",
        "coverage",
        "nothing_evaluated",
        "policy_without_checks",
        "run_verify",
        "run_failed",
        "run_cancelled",
    ),
)
DELIVERY_STATUS = Attribute(
    "posture.delivery.status",
    "The outcome of an attempt: `pending` is tried again, `dead` is not.",
    ("delivered", "pending", "dead"),
)
EVENT = Attribute(
    "posture.webhook.event",
    "The event.",
    (
        "finding.created",
        "finding.resolved",
        "run.completed",
        "run.failed",
        "run.cancelled",
        "report.completed",
        "report.failed",
        "webhook.test",
    ),
)
INTEGRATION = Attribute("posture.integration.id", "The integration.")
RUN_ID = Attribute("posture.run.id", "The run.")
DURATION = Attribute(
    "duration_ms", "Duration in whole milliseconds; of `process run` the run's own."
)

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

# Instruments.
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

# Spans.
_OF_RUN = (RUN_ID, INTEGRATION, PROVIDER, DURATION, ERROR_TYPE)
REQUEST = SpanKindOf(
    "{http.request.method} {http.route}",
    "server",
    "A request; it continues the caller's trace.",
    (
        METHOD,
        ROUTE,
        STATUS_CODE,
        SCHEME,
        Attribute("url.path", "The path."),
        Attribute("network.protocol.version", "The version of HTTP."),
        Attribute("client.address", "The caller's address.", optional=True),
        Attribute("user_agent.original", "The caller's program.", optional=True),
        Attribute("posture.request.id", "The id of the request, as in its response."),
        Attribute("posture.run.id", "The run that it started.", optional=True),
        Attribute("posture.integration.id", "The integration of that run.", optional=True),
        DURATION,
        ERROR_TYPE,
    ),
)
PROCESS_RUN = SpanKindOf(
    "process run",
    "consumer",
    "A run, from a worker's claim to its end; a child of the request that started it.",
    (
        *_OF_RUN,
        TRIGGER,
        Attribute("posture.run.attempt", "Which attempt it is: 1 unless a worker died."),
        Attribute(RUN_STATUS.key, RUN_STATUS.description, RUN_STATUS.values, optional=True),
        ACCOUNT,
    ),
)
SCHEDULE = SpanKindOf(
    "schedule run",
    "producer",
    "An occurrence of a schedule; the run that it starts is a child.",
    (INTEGRATION, DURATION, ERROR_TYPE),
)
CONNECT = SpanKindOf("connect account", "internal", "Credentials and identity.", _OF_RUN)
COLLECT = SpanKindOf(
    "collect {service}",
    "internal",
    "The assets of one service in one region.",
    (
        *_OF_RUN,
        REGION,
        ACCOUNT,
        Attribute(
            "posture.call.untraced_count",
            "Calls below it that have no span of their own: see `POSTURE_TRACE_CALLS`.",
            optional=True,
        ),
    ),
)
WAIT = SpanKindOf(
    "wait for assets",
    "internal",
    "A pause before a run looks again for named assets that were not listed or in transition.",
    (*_OF_RUN, Attribute("posture.asset.count", "Assets that were evaluated, or are waited for.")),
)
CALL = SpanKindOf(
    "{service}.{operation}",
    "client",
    "A call to a cloud, with its retries.",
    (
        *_OF_RUN,
        Attribute("rpc.system.name", "`aws-api`, `azure-resource-manager` or `googleapis`."),
        Attribute("rpc.method", "Service and operation."),
        REGION,
        ACCOUNT,
        STATUS_CODE,
        Attribute(
            "posture.call.throttled_count", "Attempts that the cloud throttled.", optional=True
        ),
    ),
)
EVALUATE = SpanKindOf(
    "evaluate checks",
    "internal",
    "The checks on each asset as it arrives, beside the collecting.",
    (
        *_OF_RUN,
        Attribute("posture.asset.count", "Assets that were evaluated, or are waited for."),
        Attribute("posture.finding.count", "Findings."),
    ),
)
RECORD = SpanKindOf(
    "record findings", "internal", "The transaction that ends a completed run.", _OF_RUN
)
DELIVER = SpanKindOf(
    "deliver event",
    "client",
    "An attempt to deliver an event to a webhook.",
    (
        Attribute("posture.webhook.id", "The webhook."),
        Attribute("posture.delivery.id", "The delivery, the same in each attempt."),
        EVENT,
        STATUS_CODE,
        DURATION,
        ERROR_TYPE,
    ),
)
REPORT = SpanKindOf(
    "make report",
    "consumer",
    "An attempt to make the file of a report.",
    (
        Attribute("posture.report.id", "The report."),
        Attribute("posture.report.format", "The format of its file.", ("pdf", "json")),
        DURATION,
        ERROR_TYPE,
    ),
)
SPANS: Final = (
    *(
        REQUEST,
        SCHEDULE,
        PROCESS_RUN,
        CONNECT,
        COLLECT,
        WAIT,
        CALL,
        EVALUATE,
        RECORD,
        DELIVER,
        REPORT,
    ),
)

ROLE = Attribute("posture.role", "The role of the process.", ("server", "worker", "scan"))
RESOURCE: Final = (
    Attribute("service.name", "`posture`, or what `OTEL_SERVICE_NAME` says."),
    Attribute("service.version", "The version of the distribution."),
    Attribute("service.instance.id", "A random id of the process."),
    ROLE,
)
