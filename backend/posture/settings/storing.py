"""The settings of readers and writers of the database."""

from posture.settings.variables import declared, number, whole


@declared
class Storing:
    """The settings of readers and writers of the database."""

    writer_queue_size: int = whole(
        1_000,
        "writes",
        "Writes that wait for the writer; more get 503, if their tenant has its share of them.",
    )
    writer_batch_size: int = whole(128, "writes", "Maximum number of writes in one commit.")
    writers: int = whole(
        4,
        "connections",
        "Write connections of one process to a server; to a file there is always one.",
    )
    readers: int = whole(4, "connections", "Read connections of one process.")
    readers_per_tenant: int = whole(
        0,
        "connections",
        "Read connections that one tenant has at a time, so that its long reads leave some to the "
        "others; with 0, half of `readers`.",
        least=0,
    )
    database_busy_seconds: float = number(
        5.0, "s", "Time that a write waits for a lock; then the request gets 503.", least=0.01
    )
    database_checkpoint_seconds: float = number(
        1.0,
        "s",
        "Time after a write at which a SQLite file takes over what its write-ahead log holds; it "
        "happens beside the writes.",
        least=0.01,
    )
    database_log_pages: int = whole(
        8_000,
        "pages",
        "Size of that log, in pages of 4 KiB, beyond which a write itself has the file take it "
        "over.",
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
