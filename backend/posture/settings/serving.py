"""The settings of the API and the console: sizes, rates, streams, sessions."""

from posture.settings.variables import declared, flag, number, origins, whole


@declared
class Serving:
    """The settings of the API and the console: sizes, rates, streams, sessions."""

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
    export_slice_seconds: float = number(
        0.002,
        "s",
        "Time after which an export that is rendered lets other requests go first.",
        least=0.0001,
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
    refused_token_seconds: float = number(
        5.0,
        "s",
        "Time for which a token that was not found is refused without another look at the "
        "database; 0 turns it off.",
        least=0.0,
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
    connection_head_seconds: float = number(
        30.0,
        "s",
        "Time in which the head of a request must arrive on a connection, the first one and each "
        "further one; then it is closed.",
        least=0.05,
    )
    connections_look_seconds: float = number(
        0.25,
        "s",
        "Interval of looks at the connections of `posture serve`: when few more could be made, the "
        "address with the most loses those that are silent.",
        least=0.01,
    )
    turn_wait_seconds: float = number(
        0.1,
        "s",
        "Time for which new work of a tenant that uses much of a process's time waits for requests "
        "of one that uses little, before it goes on for as long. Also its longest rest. 0 turns "
        "both off.",
        least=0.0,
    )
    turn_rest_factor: float = number(
        4.0,
        "times",
        "While requests of a tenant that uses little keep coming, one that uses much rests after "
        "each piece of its work for so many times as long as that took; 0 turns it off.",
        least=0.0,
    )
    stream_listeners: int = whole(
        1_000, "listeners", "Live streams and long polls of one process; more get 503."
    )
    stream_listeners_per_tenant: int = whole(500, "listeners", "Of these, those of one tenant.")
    stream_listeners_per_token: int = whole(
        20, "listeners", "Streams of a whole tenant in one process by one token; more get 503."
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
