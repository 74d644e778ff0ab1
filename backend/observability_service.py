"""Dashboards of the service: its API, and the numbers that say whether it does what it is for."""

from typing import Final

from observability_panels import EACH_SECOND, RANGE, SECONDS, SHARE, STEP, Dashboard, Panel
from observability_queries import (
    ANSWERED,
    grown,
    increase,
    level,
    matching,
    mean,
    or_zero,
    quantile,
    rate,
    share,
    total,
)
from posture.telemetry.catalogue import (
    BACKLOG,
    COMMIT_DURATION,
    DELIVERIES,
    DELIVERY_STATUS,
    LISTENERS,
    QUEUE_AGE,
    QUEUE_DEPTH,
    REQUEST_DURATION,
    ROUTE,
    RUN_COVERAGE,
    RUN_DURATION,
    RUN_STATUS,
    RUNS,
    STATUS_CODE,
    WORKERS,
    WRITER_QUEUE,
)

WITHIN: Final = 'le="0.5"'
SERVER_ERRORS: Final = f'{STATUS_CODE.label}=~"5.."'

API = Dashboard(
    uid="posture-api",
    title="posture / API",
    description="Requests, errors, and what the server does beside them.",
    panels=(
        Panel(
            title="Requests",
            description="A second, by route. Requests whose client chose to wait are left out.",
            query=or_zero(rate(REQUEST_DURATION, STEP, ANSWERED, by=(ROUTE,))),
            legend=f"{{{{{ROUTE.label}}}}}",
            unit=EACH_SECOND,
        ),
        Panel(
            title="Errors of the server",
            description="A second, by route.",
            query=or_zero(rate(REQUEST_DURATION, STEP, SERVER_ERRORS, by=(ROUTE,))),
            legend=f"{{{{{ROUTE.label}}}}}",
            unit=EACH_SECOND,
        ),
        Panel(
            title="Duration, p95",
            description="By route; exemplars lead to traces.",
            query=quantile(0.95, REQUEST_DURATION, RANGE, ANSWERED, by=(ROUTE,)),
            legend=f"{{{{{ROUTE.label}}}}}",
            unit=SECONDS,
        ),
        Panel(
            title="Responses by status",
            description="A second.",
            query=or_zero(rate(REQUEST_DURATION, STEP, by=(STATUS_CODE,))),
            legend=f"{{{{{STATUS_CODE.label}}}}}",
            unit=EACH_SECOND,
        ),
        Panel(
            title="Live listeners",
            description="Clients that wait for changes of runs, of all servers.",
            query=total(LISTENERS),
        ),
        Panel(
            title="Writes that wait",
            description="For the database, of all processes.",
            query=total(WRITER_QUEUE),
        ),
        Panel(
            title="Duration of transactions, p95",
            description="With all writes that share one.",
            query=quantile(0.95, COMMIT_DURATION, RANGE),
            unit=SECONDS,
        ),
        Panel(
            title="Deliveries to webhooks",
            description="Attempts by outcome: `pending` is tried again, `dead` is not.",
            query=or_zero(increase(DELIVERIES, STEP, by=(DELIVERY_STATUS,))),
            legend=f"{{{{{DELIVERY_STATUS.label}}}}}",
        ),
        Panel(
            title="Deliveries to make",
            description="Events that no receiver has taken yet.",
            query=level(BACKLOG),
        ),
    ),
)
SLO = Dashboard(
    uid="posture-slo",
    title="posture / SLO",
    description="The few numbers that say whether the service does what it is for.",
    panels=(
        Panel(
            title="Requests without an error of the server",
            description="Share in the chosen time; the goal is 99 %.",
            query="1 - "
            + share(
                f"({or_zero(increase(REQUEST_DURATION, RANGE, ANSWERED, SERVER_ERRORS))})",
                increase(REQUEST_DURATION, RANGE, ANSWERED),
            ),
            unit=SHARE,
            kind="stat",
        ),
        Panel(
            title="Requests within half a second",
            description="Share in the chosen time; the goal is 95 %.",
            query=share(
                f"sum({grown(f'{REQUEST_DURATION.series}_bucket', RANGE, ANSWERED, WITHIN)})",
                increase(REQUEST_DURATION, RANGE, ANSWERED),
            ),
            unit=SHARE,
            kind="stat",
        ),
        Panel(
            title="Runs that completed",
            description="Share in the chosen time, without cancelled ones; the goal is 95 %.",
            query=share(
                increase(RUNS, RANGE, matching(RUN_STATUS, "completed")),
                increase(RUNS, RANGE, matching(RUN_STATUS, "completed", "failed")),
            ),
            unit=SHARE,
            kind="stat",
        ),
        Panel(
            title="Coverage",
            description="Mean of the completed runs in the chosen time; the goal is 95 %.",
            query=mean(RUN_COVERAGE, RANGE),
            unit=SHARE,
            kind="stat",
        ),
        Panel(
            title="Age of the queue",
            description="For how long the oldest waiting run has waited; the goal is 5 minutes.",
            query=level(QUEUE_AGE),
            unit=SECONDS,
        ),
        Panel(
            title="Workers",
            description="Runs that all processes can execute at a time; with 0 none is executed.",
            query=or_zero(total(WORKERS)),
            kind="stat",
        ),
        Panel(
            title="Runs that wait",
            description="For a worker.",
            query=level(QUEUE_DEPTH),
        ),
        Panel(
            title="Duration of runs, p95",
            description="By status.",
            query=quantile(0.95, RUN_DURATION, RANGE, by=(RUN_STATUS,)),
            legend=f"{{{{{RUN_STATUS.label}}}}}",
            unit=SECONDS,
        ),
    ),
)
