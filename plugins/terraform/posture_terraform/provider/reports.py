"""The data source of reports: what was made about which period, and the digests of the files."""

from typing import Final

from posture_terraform.framework.definition import Context, DataSource
from posture_terraform.framework.schema import NUMBER, STRING, STRINGS, Nested, Schema
from posture_terraform.framework.validators import matches
from posture_terraform.framework.values import State
from posture_terraform.provider.attributes import choices, computed, pick
from posture_terraform.provider.connection import Configured
from posture_terraform.provider.data_sources import LIMIT, filter_by, listed

REPORT_STATUSES: Final = ("queued", "running", "ready", "failed", "expired")
SCOPE: Final = {
    "from": computed(STRING, "Begin of the period, RFC 3339 in UTC."),
    "to": computed(STRING, "End of the period, exclusive, RFC 3339 in UTC."),
    "include_severities": computed(STRINGS, "The severities of the findings that are listed."),
    "integration_ids": computed(STRINGS, "Ids of the only integrations; null for all."),
}
ERROR: Final = {
    "code": computed(STRING, "Why it could not be made, as one word."),
    "message": computed(STRING, "Why it could not be made."),
}
REPORT: Final = {
    "id": computed(STRING, "Id of the report."),
    "title": computed(STRING, "Its title."),
    "frameworks": computed(STRINGS, "The frameworks whose controls it has."),
    "scope": computed(Nested(SCOPE), "What it is about."),
    "format": computed(STRING, "`json` for evidence, `pdf` for people."),
    "status": computed(STRING, "Whether its file is there."),
    "queued_at": computed(STRING, "When it was created, RFC 3339 in UTC."),
    "started_at": computed(STRING, "When the last attempt to make it began."),
    "ended_at": computed(STRING, "When it was ready or failed."),
    "expires_at": computed(STRING, "When its file is deleted."),
    "size_bytes": computed(NUMBER, "Size of its file."),
    "sha256": computed(STRING, "SHA-256 of its file."),
    "evidence_sha256": computed(STRING, "SHA-256 of the evidence that it was made from."),
    "error": computed(Nested(ERROR), "Why a failed report has no file."),
}


def read_reports(context: Context[Configured], config: State) -> State:
    """List reports."""
    rows = listed(context, config, "reports", context.meta.list_reports)
    return config | {"reports": [pick(REPORT, row) for row in rows]}


REPORTS: Final = DataSource(
    schema=Schema(
        description="The reports, the newest first; expired ones too.",
        attributes={
            "status": choices("Only reports with one of these statuses.", *REPORT_STATUSES),
            "digest": filter_by(
                "Only reports whose file has this SHA-256, in lower-case hex.",
                matches(r"[0-9a-f]{64}", "a SHA-256 in lower-case hex"),
            ),
            "limit": LIMIT,
            "reports": computed(Nested(REPORT, "LIST"), "The reports."),
        },
    ),
    read=read_reports,
)
