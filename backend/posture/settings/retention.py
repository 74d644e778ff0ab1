"""The settings of retention."""

from posture.settings.variables import declared, number, whole


@declared
class Retention:
    """The settings of retention."""

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
