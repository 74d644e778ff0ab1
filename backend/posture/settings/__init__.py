"""Settings: every limit, timeout and retry, read once from environment variables `POSTURE_*`."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from posture.settings.anchor import checked_anchor, shown_anchor
from posture.settings.database_url import (
    SERVERS,
    checked_url,
    default_url,
    shown_url,
    with_password,
)
from posture.settings.variables import (
    flag,
    networks,
    number,
    origins,
    password,
    secret,
    setting,
    text_of,
    whole,
    word,
)

__all__ = ["PREFIX", "Settings", "SettingsError", "shown_url"]

PREFIX = "POSTURE_"


class SettingsError(ValueError):
    """A variable with an invalid value; the message starts with its name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The settings; `posture settings` shows the `doc` of each."""

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
    trace_calls: str = word(
        "all",
        ("all", "slow", "errors"),
        "Which calls to a cloud get a span of their own, where traces are exported: all, slow and "
        "failed ones, or failed ones. The others are counted on the span above.",
    )
    trace_requests_per_second: float = number(
        10.0,
        "requests/s",
        "Requests that a server traces at most, where traces are exported; those with a "
        "`traceparent` are always traced, and a run always has a trace.",
        least=0.0,
    )
    trace_slow_call_ms: int = whole(
        50, "ms", "Duration from which a call to a cloud is a slow one.", least=0
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

    downloads: bool = flag(
        default=True,
        doc="Hand out the pipelines' gate and the Terraform provider below `/downloads/`, without "
        "a token.",
    )
    download_cache_seconds: int = whole(
        300, "s", "Time for which caches may keep such a download without asking.", least=0
    )
    body_limit_bytes: int = whole(
        1_048_576, "bytes", "Maximum size of a request body; larger ones get 413."
    )
    body_timeout_seconds: float = number(
        30.0, "s", "Time in which a request body must arrive.", least=0.05
    )
    ready_body_bytes: int = whole(
        16_777_216, "bytes", "Size of the cache of rendered lists, for clients that poll.", least=0
    )
    export_page_rows: int = whole(
        500, "findings", "Findings that an export reads from the database at a time."
    )
    export_chunk_bytes: int = whole(
        65_536, "bytes", "Minimum size of the parts in which an export is sent."
    )
    compression_level: int = whole(
        3,
        "1-9",
        "How much gzip tries on lists, exports and the OpenAPI document, for callers that accept "
        "it; 0 compresses nothing.",
        least=0,
        most=9,
    )
    compression_least_bytes: int = whole(
        1_024, "bytes", "Minimum size of a list that is compressed.", least=0
    )
    cors_origins: str = origins(
        "Origins of pages that may call the API from a browser, such as "
        "`https://console.example.com`; `*` is every origin."
    )
    rate_limit_bucket: int = whole(
        120, "requests", "Requests that a token may send at once: the size of its token bucket."
    )
    rate_limit_refill_per_second: float = number(
        1.0,
        "requests/s",
        "Requests that a token may send steadily: the refill of its token bucket.",
        least=0.001,
    )
    console: bool = flag(
        default=True,
        doc="Serve the console below `/console/`, and let people sign in there with a token.",
    )
    session_seconds: int = whole(
        604_800, "s", "Time after which a person must sign in to the console again.", least=60
    )
    session_idle_seconds: int = whole(
        43_200, "s", "Time after which a session that is not used ends.", least=60
    )
    session_seen_seconds: int = whole(
        300, "s", "Minimum time between two notes that a session is in use.", least=0
    )
    sessions_per_token: int = whole(
        100, "sessions", "Sessions of one token; a new one beyond them ends the oldest."
    )
    session_bucket: int = whole(
        600,
        "requests",
        "Requests that a session may send at once: a page of the console sends several.",
    )
    session_refill_per_second: float = number(
        20.0, "requests/s", "Requests that a session may send steadily.", least=0.001
    )
    sign_in_bucket: int = whole(
        20, "requests", "Attempts to sign in that one address may make at once."
    )
    sign_in_refill_per_second: float = number(
        0.2, "requests/s", "Attempts to sign in that one address may make steadily.", least=0.001
    )
    refused_requests_bucket: int = whole(
        300,
        "requests",
        "Requests without a valid token that an address may send at once; more get 429. An IPv6 "
        "address stands for its /64.",
    )
    refused_requests_refill_per_second: float = number(
        5.0,
        "requests/s",
        "Requests without a valid token that an address may send steadily.",
        least=0.001,
    )
    public_requests_bucket: int = whole(
        1_200,
        "requests",
        "Requests for public documents and downloads that an address may send at once; more get "
        "429. Health checks are not limited.",
    )
    public_requests_refill_per_second: float = number(
        50.0,
        "requests/s",
        "Requests for public documents and downloads that an address may send steadily.",
        least=0.001,
    )
    refused_addresses: int = whole(
        10_000,
        "addresses",
        "Addresses that a process counts such requests of; all others are counted together.",
    )
    manual_runs_per_window: int = whole(
        2,
        "runs",
        "Manual runs of one integration within the window, without the scoped ones; more get 429.",
    )
    manual_window_seconds: int = whole(
        86_400, "s", "Length of the window of the limits of manual and of scoped runs."
    )
    scoped_runs_per_window: int = whole(
        200,
        "runs",
        "Manual runs of one integration within the window that are limited to few resources or "
        "services; more get 429.",
    )
    scoped_resources: int = whole(
        500, "resources", "Resources that a scoped run may name.", most=1_000
    )
    scoped_services: int = whole(
        8,
        "services",
        "Services that a scoped run may name instead of resources, as after the first apply.",
        least=0,
        most=64,
    )
    schedule_distance_seconds: int = whole(
        3_600,
        "s",
        "Minimum time between two runs of a schedule, at most a day; other schedules are refused.",
        least=60,
        most=86_400,
    )
    coalescing_window_seconds: int = whole(
        300,
        "s",
        "Time in which other triggers of an apply are merged into its waiting run; 0 turns it off.",
        least=0,
    )
    idempotency_window_seconds: int = whole(
        86_400, "s", "Time for which an Idempotency-Key returns its first response."
    )

    unavailable_retry_seconds: int = whole(
        2, "s", "`Retry-After` of a 503: when a client may try again.", least=1
    )

    requests_in_flight: int = whole(
        256,
        "requests",
        "Requests that `posture serve` handles at the same time, without live streams.",
    )
    stream_listeners: int = whole(
        1_000, "listeners", "Live streams and long polls of one process; more get 503."
    )
    stream_seconds: float = number(
        300.0, "s", "Maximum length of a live stream; clients then resume it.", least=0.05
    )
    stream_heartbeat_seconds: float = number(
        15.0, "s", "Interval of the heartbeats on a live stream without events.", least=0.05
    )
    stream_retry_seconds: float = number(
        1.0, "s", "Time that a client waits before it resumes a live stream.", least=0.0
    )
    stream_token_seconds: float = number(
        5.0,
        "s",
        "Interval at which a live stream looks whether its token is still valid; if not, it ends.",
        least=0.01,
    )
    stream_poll_seconds: float = number(
        0.5,
        "s",
        "Interval at which a process looks for changes of other processes, for its live streams.",
        least=0.01,
    )
    stream_gap_seconds: float = number(
        0.02, "s", "Minimum time between two such looks, also when this process writes.", least=0.0
    )
    close_seconds: float = number(
        10.0,
        "s",
        "At shutdown, time for requests to end; then their connections are closed.",
        least=0.0,
    )
    stream_close_seconds: float = number(
        2.0, "s", "At shutdown, time for live streams to end.", least=0.0
    )
    long_poll_seconds: float = number(
        25.0, "s", "Maximum time for which `wait_seconds` delays a response.", least=0.0
    )
    suppression_lifetime_seconds: int = whole(31_536_000, "s", "Maximum lifetime of a suppression.")
    suppressions_in_force: int = whole(
        1_000, "suppressions", "Suppressions of one tenant that have not expired; more get 409."
    )

    writer_queue_size: int = whole(
        1_000, "writes", "Writes that wait for the writer; more get 503."
    )
    writer_batch_size: int = whole(128, "writes", "Maximum number of writes in one commit.")
    writers: int = whole(
        4,
        "connections",
        "Write connections of one process to a server; to a file there is always one.",
    )
    readers: int = whole(2, "connections", "Read connections of one process.")
    database_busy_seconds: float = number(
        5.0, "s", "Time that a write waits for a lock; then the request gets 503.", least=0.01
    )
    database_connect_seconds: float = number(
        5.0, "s", "Timeout of a connection to a database server.", least=1.0
    )
    database_start_seconds: float = number(
        60.0,
        "s",
        "Time that `posture serve` and `posture worker` wait at start for a database server that "
        "is not ready; 0 turns it off.",
    )
    database_retry_seconds: float = number(
        0.2,
        "s",
        "Time after a failed connection in which no new one is tried and requests get 503.",
    )
    database_attempts: int = whole(
        3, "attempts", "Attempts of a transaction that the server has rolled back."
    )
    database_statement_seconds: float = number(
        30.0, "s", "Timeout of one statement on a database server.", least=0.01
    )
    database_idle_seconds: float = number(
        10.0,
        "s",
        "Time after which a database server rolls back an idle transaction.",
        least=0.1,
    )

    workers: int = whole(
        2,
        "runs",
        "Runs that one process executes at the same time; with 0, only `posture worker` does.",
        least=0,
    )
    runs_per_tenant: int = whole(
        0,
        "runs",
        "Runs of one tenant that one process executes at the same time while there are other "
        "tenants; with 0, one fewer than `workers`.",
        least=0,
    )
    queue_connections: int = whole(
        4, "connections", "Connections to the queue, for each process that executes runs."
    )
    queue_runs: int = whole(10_000, "runs", "Runs that may wait for a worker; more get 502.")
    queue_poll_seconds: float = number(
        1.0,
        "s",
        "Interval at which a process looks for runs that other processes accepted.",
        least=0.01,
    )
    rescue_seconds: float = number(
        5.0, "s", "Interval at which a process looks for runs whose worker has died.", least=0.01
    )
    schedule_poll_seconds: float = number(
        10.0, "s", "Interval at which a process looks for due schedules.", least=0.01
    )
    run_timeout_seconds: float = number(
        3_600.0, "s", "Timeout of a run; it is then failed.", least=0.1
    )
    run_attempts: int = whole(3, "attempts", "Attempts to execute a run before it is failed.")
    beat_seconds: float = number(5.0, "s", "Interval of the heartbeats of a run.", least=0.05)
    stale_after_seconds: float = number(
        30.0, "s", "Time without a heartbeat after which another worker takes a run.", least=0.1
    )
    cancel_poll_seconds: float = number(
        0.5, "s", "Interval at which a run looks for a cancel request.", least=0.01
    )
    progress_seconds: float = number(
        0.5, "s", "Minimum time between two writes of progress.", least=0.0
    )
    drain_seconds: float = number(
        20.0, "s", "At shutdown, time for runs to end; then they go back to the queue."
    )

    secret_key: str = secret(
        "Part of the keys that sign webhooks and seal the audit log, so that the database alone is "
        "not enough to forge either. It must be the same for all processes; a new value changes "
        "the secrets of all webhooks, and `posture audit seal` must run once."
    )
    webhooks_per_tenant: int = whole(20, "webhooks", "Webhooks of one tenant; more get 409.")
    webhook_allow_http: bool = flag(
        default=False, doc="Allow webhooks to unencrypted `http://` URLs."
    )
    webhook_networks: str = networks(
        "Private networks to which webhooks may be sent, such as `10.1.0.0/16`."
    )
    webhook_findings: int = whole(
        100,
        "findings",
        "Maximum number of findings in one delivery; it also has the number of all.",
        least=0,
    )
    webhook_rotation_seconds: float = number(
        86_400.0,
        "s",
        "Time for which the former secret of a webhook signs beside the new one.",
        least=0.0,
    )
    webhook_timeout_seconds: float = number(
        10.0, "s", "Timeout of an attempt to deliver.", least=0.05
    )
    webhook_answer_bytes: int = whole(
        16_384,
        "bytes",
        "Maximum size of a receiver's response head; its body is not read.",
        least=256,
    )
    webhook_attempts: int = whole(8, "attempts", "Attempts of a delivery before it is dead.")
    webhook_age_seconds: float = number(
        86_400.0, "s", "Age after which a delivery is not tried again.", least=0.0
    )
    webhook_retry_base_seconds: float = number(
        10.0, "s", "First wait before a delivery is tried again; it doubles each time.", least=0.0
    )
    webhook_retry_most_seconds: float = number(3_600.0, "s", "Maximum of this wait.", least=0.0)
    webhook_poll_seconds: float = number(
        1.0, "s", "Interval at which a process that executes runs looks for deliveries.", least=0.01
    )
    webhooks_in_flight: int = whole(
        16,
        "deliveries",
        "Deliveries of one process at the same time; there is one for each webhook.",
    )

    tokens_per_tenant: int = whole(
        1_000, "tokens", "Valid tokens of one tenant that the API may make; more get 409."
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

    trusts_per_tenant: int = whole(100, "trusts", "Trusts of one tenant; more get 409.")
    exchanged_token_seconds: int = whole(
        3_600,
        "s",
        "Maximum lifetime of a token from the token exchange; trusts with a longer one are "
        "refused.",
        least=60,
    )
    exchange_bucket: int = whole(
        60, "requests", "Token exchanges that one address may request at once."
    )
    exchange_refill_per_second: float = number(
        1.0, "requests/s", "Token exchanges that one address may request steadily.", least=0.001
    )
    exchange_refusals_audited: int = whole(
        100,
        "rows/h",
        "Rows about refused exchanges that one process adds to the audit log for each trust; more "
        "are only logged.",
    )
    identity_token_bytes: int = whole(
        16_384, "bytes", "Maximum size of the token of a job in a token exchange.", least=1_024
    )
    identity_leeway_seconds: float = number(
        30.0, "s", "Maximum difference between the clocks of this server and of an issuer."
    )
    identity_lifetime_seconds: float = number(
        90_000.0, "s", "Maximum lifetime of the token of a job in a token exchange.", least=1.0
    )
    issuer_networks: str = networks(
        "Private networks in which issuers of job tokens may be, such as `10.1.0.0/16`."
    )
    issuer_timeout_seconds: float = number(
        5.0, "s", "Timeout of a request to an issuer.", least=0.05
    )
    issuer_answer_bytes: int = whole(
        262_144, "bytes", "Maximum size of a response of an issuer.", least=1_024
    )
    issuer_keys: int = whole(100, "keys", "Maximum number of keys of an issuer.")
    issuer_keys_seconds: float = number(
        3_600.0, "s", "Time for which the keys of an issuer are kept.", least=1.0
    )
    issuer_refresh_seconds: float = number(
        30.0, "s", "Minimum time between two looks for a key that an issuer did not have."
    )
    issuer_retry_seconds: float = number(
        5.0, "s", "Time after a failed request to an issuer in which no new one is sent."
    )
    issuer_fetches: int = whole(
        4, "issuers", "Issuers that one process reads at the same time for one tenant."
    )
    issuers_known: int = whole(256, "issuers", "Issuers whose keys one process keeps.")

    cloud_calls_in_flight: int = whole(64, "calls", "Cloud calls of one run at the same time.")
    cloud_calls_per_second: float = number(
        200.0, "calls/s", "Initial call rate for each account, region and service.", least=0.1
    )
    connect_seconds: float = number(
        30.0,
        "s",
        "Time in which a run must have connected to its account; it is then failed.",
        least=0.05,
    )
    azure_burst_calls: int = whole(
        250, "calls", "Calls that an Azure subscription allows at once, as Azure documents it."
    )
    azure_calls_per_second: float = number(
        25.0, "calls/s", "Rate at which Azure allows further calls to a subscription.", least=0.1
    )
    gcp_calls_per_minute: int = whole(
        1_200, "calls/min", "Calls a minute to each API of a Google Cloud project."
    )
    cloud_call_timeout_seconds: float = number(20.0, "s", "Timeout of a cloud call.", least=0.05)
    credentials_timeout_seconds: float = number(
        10.0,
        "s",
        "Timeout of each response in a worker's search for its own credentials: metadata of "
        "instances and containers, STS, credential processes.",
        least=0.05,
    )
    credentials_answer_bytes: int = whole(
        262_144, "bytes", "Maximum size of such a response.", least=1_024
    )
    cloud_connect_timeout_seconds: float = number(
        5.0, "s", "Timeout of a connection to a cloud endpoint.", least=0.05
    )
    cloud_answer_bytes: int = whole(
        16_777_216,
        "bytes",
        "Maximum size of a response to a cloud call; what is larger stays unread.",
        least=1_024,
    )
    cloud_answers_bytes: int = whole(
        25_165_824,
        "bytes",
        "Maximum size of all responses that one run is reading at the same time.",
        least=1_024,
    )
    cloud_answer_elements: int = whole(
        500_000,
        "elements",
        "Maximum number of elements or values in a response to a cloud call.",
        least=100,
    )
    cloud_listing_pages: int = whole(
        10_000, "pages", "Maximum number of pages of one listing; a longer one stays unread."
    )
    cloud_listing_items: int = whole(
        250_000, "items", "Maximum number of items of one listing; a longer one stays unread."
    )
    cloud_call_attempts: int = whole(
        4, "attempts", "Attempts of a cloud call that is throttled or interrupted."
    )
    cloud_retry_base_seconds: float = number(
        0.2,
        "s",
        "First backoff between two attempts of a cloud call; it doubles each time.",
        least=0.0,
    )
    cloud_silent_calls: int = whole(
        8,
        "calls",
        "Consecutive unreachable calls after which an operation is skipped in its region.",
    )
    cloud_throttle_wait_seconds: float = number(
        120.0, "s", "Maximum total wait of a throttled call; then what it reads stays unread."
    )

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
        doc="Refuse integrations that use a profile or the worker's own credentials instead of a "
        "role. Turn it on where tenants do not trust each other.",
    )
    open_roles: str = word(
        "refuse",
        ("refuse", "warn"),
        "What to do with a role that a worker can assume without the external id of its tenant, so "
        "that other tenants could use it: fail the run, or only log it.",
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

    @classmethod
    def from_environ(cls, environ: Mapping[str, str]) -> "Settings":
        """Read the settings of this process.

        Raises:
            SettingsError: a value is not valid.
        """
        known = {PREFIX + item.name.upper(): item for item in fields(cls)}
        values: dict[str, Any] = {}
        for name, item in known.items():
            try:
                text = text_of(environ, name, secret=item.metadata["show"] is not None)
            except ValueError as error:
                raise SettingsError(str(error)) from None
            if text is None:
                continue
            try:
                values[item.name] = item.metadata["parse"](text)
            except ValueError as error:
                show = item.metadata["show"] or str
                raise SettingsError(
                    f"{name}: {error} ({item.metadata['unit']}): {show(text)!r}"
                ) from None
        return cls(**values)

    def database_is_server(self) -> bool:
        """Return whether the database is a server, not a file."""
        return self.database_url.partition("://")[0] in SERVERS

    def database_file(self) -> Path | None:
        """Return the SQLite file, or None when the database is a server."""
        if self.database_is_server():
            return None
        return Path(self.database_url.partition("://")[2].removeprefix("/"))

    def server_url(self) -> str:
        """Return the URL of the server in the form of libpq, with its password."""
        rest = self.database_url.partition("://")[2]
        return f"postgresql://{with_password(rest, self.database_password)}"

    def shown_database(self) -> str:
        """Return the URL of the database without its password."""
        return shown_url(self.database_url)
