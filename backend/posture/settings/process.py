"""The settings of every process: its database, address, logs, traces and metrics."""

from posture.settings.database_url import checked_url, default_url, shown_url
from posture.settings.variables import (
    declared,
    flag,
    networks,
    number,
    password,
    setting,
    trace_url,
    whole,
    word,
)


@declared
class Process:
    """The settings of every process: its database, address, logs, traces and metrics."""

    database_url: str = setting(
        default_url,
        checked_url,
        "URL",
        "The database: a file, `sqlite:///path`, or a server, `postgresql://user@host/name`.",
        show=shown_url,
    )
    database_password: str = password(
        "The password of the role in the URL of a PostgreSQL server, if the URL has none."
    )
    database_role: str = setting(
        "",
        str,
        "role",
        "A PostgreSQL role to switch to, if the role of the URL bypasses row-level security or "
        "owns the tables.",
    )
    migrate_at_start: bool = flag(
        default=True, doc="Migrate the schema of the database when a process starts."
    )
    host: str = setting("127.0.0.1", str, "address", "Address on which `posture serve` listens.")
    port: int = whole(8080, "port", "Port of `posture serve`; 0 picks a free one.", least=0)
    trusted_proxies: str = networks(
        "Networks of the reverse proxies whose word about a caller's address is taken; CIDR lists "
        "of tokens and the audit log then see the caller."
    )
    trusted_proxy_header: str = word(
        "x-forwarded-for",
        ("x-forwarded-for", "forwarded"),
        "The header in which these proxies name it. They must add to it or replace it.",
    )
    log_level: str = word(
        "info",
        ("debug", "info", "warning", "error"),
        "Lowest level of the log lines that are written.",
    )
    log_format: str = word("json", ("json", "console"), "Format of log lines on stderr.")
    trace_url: str = trace_url(
        "Where people find a trace, such as `https://traces.example.com/trace/{trace_id}`: the "
        "timeline of a run leads there.",
    )
    trace_calls: str = word(
        "slow",
        ("all", "slow", "errors"),
        "Which calls to a cloud get a span of their own, where traces are exported: all; slow, "
        "throttled and failed ones; or throttled and failed ones. The others are counted on the "
        "span above, and all are in the metrics.",
    )
    trace_requests_per_second: float = number(
        10.0,
        "requests/s",
        "Requests that a server traces at most, where traces are exported; those with a "
        "`traceparent` are always traced, and a run always has a trace.",
        least=0.0,
    )
    trace_attribute_characters: int = whole(
        1_024,
        "characters",
        "Maximum length of a text in a span, where traces are exported: a caller chooses paths and "
        "the name of its program. `OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT` wins.",
    )
    trace_slow_call_ms: int = whole(
        1_000,
        "ms",
        "Duration from which a call to a cloud is a slow one; its wait for a turn is left out.",
        least=0,
    )
    metrics_seconds: float = number(
        30.0,
        "s",
        "Interval at which the gauges about the database are measured, where metrics are exported; "
        "longer where that takes more than a hundredth of the time.",
        least=0.05,
    )
    metrics_integrations: bool = flag(
        default=False, doc="Export a gauge of findings for each integration, of at most 500."
    )
