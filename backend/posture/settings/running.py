"""The settings of the queue, its workers and their runs."""

from posture.settings.variables import declared, number, whole


@declared
class Running:
    """The settings of the queue, its workers and their runs."""

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
        30.0, "s", "Time without a new heartbeat after which another worker takes a run.", least=0.1
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
