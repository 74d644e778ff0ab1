"""The settings of the audit log."""

from posture.settings.anchor import checked_anchor, shown_anchor
from posture.settings.variables import declared, number, setting, whole


@declared
class Auditing:
    """The settings of the audit log."""

    audit_checkpoint_seconds: float = number(
        60.0,
        "s",
        "Interval at which the service's own audit chain notes the heads of the tenants' chains.",
        least=0.05,
    )
    audit_verification_rows: int = whole(
        10_000,
        "rows",
        "Maximum number of rows of the audit log that a request verifies, the newest first.",
    )
    audit_anchor: str = setting(
        "",
        checked_anchor,
        "URL",
        "Where heads of the audit log are written as well, out of reach of who owns the database: "
        "`file:///path`, `https://host/path` or, with object lock, "
        "`s3://bucket/prefix?region=eu-central-1`.",
        show=shown_anchor,
    )
    audit_anchor_seconds: float = number(
        300.0, "s", "Interval at which a head is written there, if it has moved.", least=0.05
    )
    audit_anchor_days: int = whole(
        365, "days", "Time for which a bucket with object lock keeps each head.", most=36_500
    )
