"""Spans, and what each of them says."""

from typing import Final

from posture.telemetry.catalogue.attributes import (
    ACCOUNT,
    DURATION,
    ERROR_TYPE,
    EVENT,
    INTEGRATION,
    METHOD,
    PROVIDER,
    REGION,
    ROUTE,
    RUN_ID,
    RUN_STATUS,
    SCHEME,
    STATUS_CODE,
    TRIGGER,
)
from posture.telemetry.catalogue.kinds import Attribute, SpanKindOf

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
)
