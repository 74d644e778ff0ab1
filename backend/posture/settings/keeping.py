"""The settings of retention, of the audit log, and of what integrations may use."""

from dataclasses import dataclass

from posture.settings.anchor import checked_anchor, shown_anchor
from posture.settings.variables import flag, networks, number, setting, whole, word


@dataclass(frozen=True, kw_only=True)
class Keeping:
    """The settings of retention, of the audit log, and of what integrations may use."""

    retention_run_days: int = whole(
        0,
        "days",
        "Age after which ended runs are deleted with their records, except the newest completed "
        "run of each integration; 0 keeps all.",
        least=0,
    )
    retention_finding_days: int = whole(
        0,
        "days",
        "Age after which resolved findings are deleted, once no run refers to them; 0 keeps all.",
        least=0,
    )
    retention_audit_days: int = whole(
        0, "days", "Age after which audit rows are deleted; 0 keeps all.", least=0
    )
    retention_report_days: int = whole(
        0,
        "days",
        "Age after which reports without a file are deleted; their files can then no longer be "
        "compared with the server. 0 keeps all.",
        least=0,
    )
    retention_interval_seconds: float = number(
        3_600.0, "s", "Interval at which one of the processes deletes what is too old.", least=0.01
    )
    retention_batch_rows: int = whole(
        500, "rows", "Maximum number of rows that one transaction deletes."
    )

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

    roles_only: bool = flag(
        default=False,
        doc="Refuse integrations that use a profile or the worker's own credentials, in a cloud "
        "that has roles, instead of a role. Turn it on where tenants do not trust each other.",
    )
    open_roles: str = word(
        "refuse",
        ("refuse", "warn"),
        "What to do with a role that a worker can assume without the external id of its tenant, "
        "and with a subscription or project without the tag of its tenant, so that other tenants "
        "could use them: fail the run, or only log it.",
    )
    endpoint_networks: str = networks(
        "Private networks to which an integration's endpoint override may lead, such as "
        "`127.0.0.0/8 10.1.0.0/16`."
    )

    extra_regions: str = setting(
        "",
        str,
        "names",
        "Regions of clouds that are newer than this version, separated by spaces; other names "
        "that it does not know are refused.",
    )
