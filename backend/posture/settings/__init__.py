"""Settings: every limit, timeout and retry of the service, read once from `POSTURE_*` variables."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from posture.settings.database_url import SERVERS, checked_url, default_url, shown_url
from posture.settings.variables import flag, networks, number, secret, setting, whole, word

__all__ = ["PREFIX", "Settings", "SettingsError", "shown_url"]

PREFIX = "POSTURE_"


class SettingsError(ValueError):
    """A variable whose value cannot be used; the message starts with its name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What an operator may change. `docs` metadata is the reference shown by `posture settings`."""

    database_url: str = setting(
        default_url,
        checked_url,
        "URL",
        "The database: a file, `sqlite:///path`, or a server, `postgresql://user@host/name`.",
        show=shown_url,
    )
    database_role: str = setting(
        "",
        str,
        "role",
        "A plain role of the server that is assumed, where the URL's own is above "
        "row-level security or owns the tables.",
    )
    migrate_at_start: bool = flag(
        default=True, doc="Bring the schema up to date when a process starts."
    )
    host: str = setting("127.0.0.1", str, "address", "Where `posture serve` listens.")
    port: int = whole(8080, "port", "Port of `posture serve`; 0 picks a free one.", least=0)
    log_level: str = word(
        "info",
        ("debug", "info", "warning", "error"),
        "Least severe log line that is written.",
    )
    log_format: str = word("json", ("json", "console"), "Shape of log lines on stderr.")

    body_limit_bytes: int = whole(1_048_576, "bytes", "Largest request body; beyond it 413.")
    body_timeout_seconds: float = number(
        30.0, "s", "A request body that has not arrived by then is refused.", least=0.05
    )
    ready_body_bytes: int = whole(
        16_777_216, "bytes", "Rendered lists kept ready for those who poll.", least=0
    )
    export_page_rows: int = whole(
        500, "findings", "Findings that an export reads, and holds, at a time."
    )
    export_chunk_bytes: int = whole(
        65_536, "bytes", "An export is sent in parts of at least this size."
    )
    rate_limit_bucket: int = whole(120, "requests", "Size of a token's request bucket.")
    rate_limit_refill_per_second: float = number(
        1.0, "requests/s", "Refill of a token's request bucket.", least=0.001
    )
    manual_runs_per_window: int = whole(
        2, "runs", "Manual runs of one integration within the window."
    )
    manual_window_seconds: int = whole(86_400, "s", "Window of the manual-run cap.")
    schedule_distance_seconds: int = whole(
        3_600,
        "s",
        "Least time between two occurrences of a schedule, up to a day; a closer one is refused.",
        least=60,
        most=86_400,
    )
    coalescing_window_seconds: int = whole(
        300, "s", "How long a waiting run takes in other triggers of its apply; 0 never.", least=0
    )
    idempotency_window_seconds: int = whole(
        86_400, "s", "How long an Idempotency-Key gives back its first answer."
    )

    requests_in_flight: int = whole(
        256,
        "requests",
        "Requests that `posture serve` answers at the same time, besides those who listen.",
    )
    stream_listeners: int = whole(
        1_000, "listeners", "Live streams and long polls of one process; beyond it 503."
    )
    stream_seconds: float = number(
        300.0, "s", "A live stream that lasts longer is ended, to be resumed.", least=0.05
    )
    stream_heartbeat_seconds: float = number(
        15.0, "s", "A live stream on which nothing happens says so this often.", least=0.05
    )
    stream_retry_seconds: float = number(
        1.0, "s", "How long a client is told to wait before it resumes a live stream.", least=0.0
    )
    stream_poll_seconds: float = number(
        0.5, "s", "How often a process looks for what others wrote, for all who listen.", least=0.01
    )
    stream_gap_seconds: float = number(
        0.02, "s", "Least time between two such looks, however much is written here.", least=0.0
    )
    close_seconds: float = number(
        10.0,
        "s",
        "At shutdown, how long requests under way may take; then their connections are dropped.",
        least=0.0,
    )
    stream_close_seconds: float = number(
        2.0, "s", "At shutdown, how long live streams may take to end.", least=0.0
    )
    long_poll_seconds: float = number(
        25.0, "s", "Longest time that an answer is held back by `wait_seconds`.", least=0.0
    )
    suppression_lifetime_seconds: int = whole(
        31_536_000, "s", "Farthest ahead that a suppression may expire."
    )
    suppressions_in_force: int = whole(
        1_000, "suppressions", "Suppressions of one tenant that have not expired; beyond it 409."
    )

    writer_queue_size: int = whole(1_000, "writes", "Writes waiting for the writer; beyond it 503.")
    writer_batch_size: int = whole(128, "writes", "Most writes that share one commit.")
    writers: int = whole(
        4, "connections", "Write connections of one process; to a file there is one."
    )
    readers: int = whole(2, "connections", "Read connections of one process.")
    database_busy_seconds: float = number(
        5.0, "s", "How long a write waits for a lock before 503.", least=0.01
    )
    database_connect_seconds: float = number(
        5.0, "s", "A database server that does not accept by then is unavailable.", least=1.0
    )
    database_start_seconds: float = number(
        60.0,
        "s",
        "How long `posture serve` and `posture worker` wait at start for a database server that is "
        "not there yet; 0 not at all.",
    )
    database_retry_seconds: float = number(
        0.2, "s", "After a failed connection, how long requests are refused without a new one."
    )
    database_attempts: int = whole(
        3, "attempts", "How often a transaction is tried of which a server kept nothing."
    )
    database_statement_seconds: float = number(
        30.0, "s", "A statement that keeps a server busy for longer is given up.", least=0.01
    )
    database_idle_seconds: float = number(
        10.0,
        "s",
        "A server undoes the transaction of a process that says nothing for so long.",
        least=0.1,
    )

    workers: int = whole(
        2,
        "runs",
        "Runs executed at the same time by one process; 0 leaves them to `posture worker`.",
        least=0,
    )
    queue_connections: int = whole(
        4, "connections", "Connections to the queue of one process that executes runs."
    )
    queue_runs: int = whole(10_000, "runs", "Runs that may wait for a worker; beyond it 502.")
    queue_poll_seconds: float = number(
        1.0, "s", "How often a process looks for runs that others accepted.", least=0.01
    )
    rescue_seconds: float = number(
        5.0, "s", "How often a process looks for runs whose worker died.", least=0.01
    )
    schedule_poll_seconds: float = number(
        10.0, "s", "How often a process looks for due schedules.", least=0.01
    )
    run_timeout_seconds: float = number(
        3_600.0, "s", "A run that takes longer is ended as failed.", least=0.1
    )
    run_attempts: int = whole(3, "attempts", "How often a run is started before it is failed.")
    beat_seconds: float = number(5.0, "s", "A working run shows life this often.", least=0.05)
    stale_after_seconds: float = number(
        30.0, "s", "A run that showed no life for so long is taken back.", least=0.1
    )
    cancel_poll_seconds: float = number(
        0.5, "s", "How often a working run looks for a cancel request.", least=0.01
    )
    progress_seconds: float = number(0.5, "s", "Least time between two progress writes.", least=0.0)
    drain_seconds: float = number(
        20.0, "s", "At shutdown, how long working runs may go on before they are handed back."
    )

    secret_key: str = secret(
        "Mixed into what webhooks are signed with, so that the database alone does not tell it; "
        "the same for all processes, and another one makes other secrets."
    )
    webhooks_per_tenant: int = whole(20, "webhooks", "Webhooks of one tenant; beyond it 409.")
    webhook_allow_http: bool = flag(
        default=False, doc="Let webhooks lead to `http://` URLs, unencrypted."
    )
    webhook_networks: str = networks(
        "Networks that webhooks may lead to although they are not public: `10.1.0.0/16`."
    )
    webhook_findings: int = whole(
        100, "findings", "Findings that one delivery names; the rest is only counted.", least=0
    )
    webhook_timeout_seconds: float = number(
        10.0, "s", "An attempt that is not answered by then has failed.", least=0.05
    )
    webhook_answer_bytes: int = whole(
        16_384, "bytes", "Longest head of a receiver's answer; its body is not read.", least=256
    )
    webhook_attempts: int = whole(8, "attempts", "How often a delivery is tried before it is dead.")
    webhook_age_seconds: float = number(
        86_400.0, "s", "A delivery that is older is not tried again.", least=0.0
    )
    webhook_retry_base_seconds: float = number(
        10.0, "s", "First pause before a delivery is tried again; doubles each time.", least=0.0
    )
    webhook_retry_most_seconds: float = number(3_600.0, "s", "Longest such pause.", least=0.0)
    webhook_poll_seconds: float = number(
        1.0, "s", "How often a process that executes runs looks for deliveries.", least=0.01
    )
    webhooks_in_flight: int = whole(
        16, "deliveries", "Deliveries of one process at the same time, one for each webhook."
    )

    cloud_calls_in_flight: int = whole(64, "calls", "Cloud calls of one run at the same time.")
    cloud_calls_per_second: float = number(
        200.0, "calls/s", "First call rate per account, region and service.", least=0.1
    )
    cloud_call_timeout_seconds: float = number(
        20.0, "s", "A cloud call without an answer by then has failed.", least=0.05
    )
    cloud_connect_timeout_seconds: float = number(
        5.0, "s", "A cloud endpoint that does not accept by then is unreachable.", least=0.05
    )
    cloud_call_attempts: int = whole(
        4, "attempts", "How often one cloud call is tried when throttled or broken off."
    )
    cloud_retry_base_seconds: float = number(
        0.2, "s", "First back-off between two tries of a cloud call; doubles each time.", least=0.0
    )
    cloud_silent_calls: int = whole(
        8, "calls", "Unreachable calls in a row after which an operation is given up in its region."
    )
    cloud_throttle_wait_seconds: float = number(
        120.0, "s", "How long one throttled call pauses in all before its answer is unread."
    )

    retention_run_days: int = whole(
        0,
        "days",
        "Runs that ended longer ago are purged with what they told, but no integration's newest "
        "completed one; 0 keeps all.",
        least=0,
    )
    retention_finding_days: int = whole(
        0,
        "days",
        "Findings that were resolved longer ago are purged once no run tells of them; 0 keeps all.",
        least=0,
    )
    retention_audit_days: int = whole(
        0, "days", "Audit rows that are older are purged; 0 keeps all.", least=0
    )
    retention_interval_seconds: float = number(
        3_600.0, "s", "How often one of the processes looks for what is too old.", least=0.01
    )
    retention_batch_rows: int = whole(500, "rows", "Most rows that one transaction purges.")

    roles_only: bool = flag(
        default=False,
        doc="Reach accounts by roles alone: refuse integrations that would use a profile or the "
        "worker's own credentials, as where tenants do not trust each other.",
    )
    endpoint_networks: str = networks(
        "Networks that an integration's endpoint override may lead to although they are not "
        "public: `127.0.0.0/8 10.1.0.0/16`."
    )

    @classmethod
    def from_environ(cls, environ: Mapping[str, str]) -> "Settings":
        """Read the settings of this process.

        Raises:
            SettingsError: a value that cannot be used, or a `POSTURE_` name that means nothing.
        """
        known = {PREFIX + item.name.upper(): item for item in fields(cls)}
        values: dict[str, Any] = {}
        for name, item in known.items():
            text = environ.get(name)
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
        """Return the server's URL as libpq reads it: with its password."""
        return f"postgresql://{self.database_url.partition('://')[2]}"

    def shown_database(self) -> str:
        """Return the database as it may be told to anybody."""
        return shown_url(self.database_url)
