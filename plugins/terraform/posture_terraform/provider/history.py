"""The data sources of what has happened: rows of the audit log, and deliveries of webhooks."""

import json
from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any, Final

from posture_terraform.framework.definition import Context, DataSource
from posture_terraform.framework.diagnostics import Diagnostic
from posture_terraform.framework.schema import NUMBER, STRING, Nested, Schema
from posture_terraform.framework.validators import matches
from posture_terraform.framework.values import State
from posture_terraform.provider.attributes import (
    AUDIT_RESULTS,
    DELIVERY_STATUSES,
    choices,
    computed,
    instant,
    moment,
    pick,
    uuid_attribute,
)
from posture_terraform.provider.connection import Configured
from posture_terraform.provider.data_sources import LIMIT, filter_by, listed

AUDIT_ROW: Final = {
    "id": computed(NUMBER, "Number of the row; a later row has a larger one."),
    "ts": computed(STRING, "When it happened, RFC 3339 in UTC."),
    "actor_user_id": computed(
        STRING,
        "Id of the token of the request; after the id of a token that was exchanged: `trust`, the "
        "id of the trust, the issuer and the subject, separated by spaces.",
    ),
    "actor_ip": computed(STRING, "Address that the request came from."),
    "action": computed(STRING, "What was done, for instance `suppression.created`."),
    "target_kind": computed(STRING, "The kind of thing that it was done to."),
    "target_id": computed(STRING, "Id of that thing."),
    "before_jsonb": computed(STRING, "The thing before, for `jsondecode`; null without one."),
    "after_jsonb": computed(STRING, "The thing afterwards, or facts, for `jsondecode`."),
    "result": computed(STRING, "`success` or `failure`."),
    "request_id": computed(STRING, "Id of the request in the logs of the server."),
}
_DOCUMENTS: Final = ("before_jsonb", "after_jsonb")

DELIVERY: Final = {
    "id": computed(STRING, "Id of the delivery, the `X-Posture-Delivery` of every attempt."),
    "webhook_id": computed(STRING, "The webhook."),
    "event": computed(STRING, "The event, for instance `run.completed`."),
    "run_id": computed(STRING, "The run that it is about; null for a test."),
    "status": computed(
        STRING, "`pending`, `delivered`, or `dead` after the last attempt of the server failed."
    ),
    "attempt_count": computed(NUMBER, "Attempts so far."),
    "response_status": computed(NUMBER, "Status of the last response, if there was one."),
    "error": computed(
        STRING,
        "Why the last attempt failed: `refused` (a status that is no 2xx), `redirected`, `gone`, "
        "`timeout`, `unreachable`, `address_refused`, `tls_failed` or `bad_answer`.",
    ),
    "created_at": computed(STRING, "When the event happened, RFC 3339 in UTC."),
    "next_attempt_at": computed(STRING, "When it is tried next; null after the last attempt."),
    "ended_at": computed(STRING, "When it was delivered or given up; null until then."),
}


def read_audit(context: Context[Configured], config: State) -> State:
    """List audit rows."""
    # `from` is a word of Python.
    filters = {"from_" if name == "from" else name: value for name, value in config.items()}
    del filters["audit"]
    rows = listed(context, filters, "audit rows", context.meta.list_audit)
    return config | {"audit": [_audit_row(row) for row in rows]}


def read_deliveries(context: Context[Configured], config: State) -> State:
    """List the deliveries of one webhook."""
    filters = {name: value for name, value in config.items() if name != "webhook_id"}
    operation = partial(context.meta.list_deliveries, config["webhook_id"])
    rows = listed(context, filters, "deliveries", operation, "webhook_id")
    return config | {"deliveries": [pick(DELIVERY, row) for row in rows]}


def _in_order(config: State) -> Iterator[Diagnostic]:
    """Refuse a period that ends before it begins: no row can be in it."""
    begin, end = config["from"], config["to"]
    if not isinstance(begin, str) or not isinstance(end, str) or moment(begin) or moment(end):
        return
    if instant(begin) >= instant(end):
        yield Diagnostic(
            "The period ends before it begins",
            f"No row is from {begin} on and before {end}. Exchange from and to, or leave one of "
            "them out.",
            ("to",),
        )


def _audit_row(row: Mapping[str, Any]) -> State:
    documents = {
        name: None if row[name] is None else json.dumps(row[name], sort_keys=True)
        for name in _DOCUMENTS
    }
    return pick(AUDIT_ROW, row) | documents


AUDIT: Final = DataSource(
    schema=Schema(
        description="Rows of the audit log, the newest first. Every POST leaves a row `api.call`, "
        "the refused ones too. Needs the scope `audit:read`.",
        attributes={
            "action": filter_by(
                "Only rows of this action.",
                matches(
                    r"(?=.{1,64}$)[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*){1,2}",
                    "an action such as suppression.created",
                ),
            ),
            "target_kind": filter_by(
                "Only rows about this kind of thing.",
                matches(r"[a-z][a-z0-9_]{0,31}", "a kind such as token"),
            ),
            "result": choices("Only rows with one of these results.", *AUDIT_RESULTS),
            "from": filter_by("Only rows from this moment on, RFC 3339.", moment),
            "to": filter_by("Only rows before this moment, RFC 3339.", moment),
            "limit": LIMIT,
            "audit": computed(Nested(AUDIT_ROW, "LIST"), "The rows."),
        },
    ),
    read=read_audit,
    validate=_in_order,
)

DELIVERIES: Final = DataSource(
    schema=Schema(
        description="What was posted to a webhook, or could not be, the newest first.",
        attributes={
            "webhook_id": uuid_attribute("The webhook.", required=True),
            "status": choices("Only deliveries with one of these statuses.", *DELIVERY_STATUSES),
            "limit": LIMIT,
            "deliveries": computed(Nested(DELIVERY, "LIST"), "The deliveries."),
        },
    ),
    read=read_deliveries,
)
