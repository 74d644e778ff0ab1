"""The settings of tokens and reports."""

from posture.settings.variables import declared, number, whole


@declared
class Reports:
    """The settings of tokens and reports."""

    tokens_per_tenant: int = whole(
        1_000,
        "tokens",
        "Valid tokens of one tenant that the API may make, and of one trust; more get 409.",
    )
    token_lifetime_seconds: int = whole(
        31_536_000,
        "s",
        "Maximum lifetime of a token that the API makes; longer ones are refused.",
        least=60,
    )
    reports_per_tenant: int = whole(
        20, "reports", "Reports of one tenant that wait or have a file; more get 409."
    )
    report_days: int = whole(7, "days", "Age after which the file of a report is deleted.")
    report_bytes: int = whole(
        67_108_864,
        "bytes",
        "Maximum size of the file of a report; a larger one is failed.",
        least=1_024,
    )
    report_period_days: int = whole(366, "days", "Maximum length of the period of a report.")
    report_timeout_seconds: float = number(
        300.0, "s", "Timeout of an attempt to make a report.", least=0.05
    )
    report_attempts: int = whole(3, "attempts", "Attempts to make a report before it is failed.")
    report_retry_seconds: float = number(
        5.0, "s", "Wait before a report is tried again.", least=0.0
    )
    report_poll_seconds: float = number(
        1.0,
        "s",
        "Interval at which a process that executes runs looks for reports to make.",
        least=0.01,
    )
    reports_in_flight: int = whole(
        1, "reports", "Reports that one process makes at the same time, of different tenants."
    )
    report_rows: int = whole(
        500, "findings", "Findings that a PDF lists, the worst first; the evidence has all."
    )
    report_render_seconds: int = whole(
        120, "s", "Time of a processor that making one PDF may take."
    )
    report_render_bytes: int = whole(
        1_073_741_824,
        "bytes",
        "Memory that making one PDF may take, as address space.",
        least=1_048_576,
    )
    report_proof_rows: int = whole(
        10_000, "rows", "Audit rows that the proof of a report verifies at most."
    )
