"""Attributes of metrics, spans and the process, with all their values where they are fixed."""

from typing import Final

from posture.telemetry.catalogue.kinds import Attribute

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
ROLE = Attribute("posture.role", "The role of the process.", ("server", "worker", "scan"))
RESOURCE: Final = (
    Attribute("service.name", "`posture`, or what `OTEL_SERVICE_NAME` says."),
    Attribute("service.version", "The version of the distribution."),
    Attribute("service.instance.id", "A random id of the process."),
    ROLE,
)
