"""A connector for Procrastinate that retries queries while the database is unavailable.

Procrastinate's worker silently ends its heartbeat at the first failed query, and would be taken for
dead while it works; a job whose end cannot be written would hold its lock for ever.

A query is a transaction of its own, in one message, and does not wait for the disk: if a crash of
the server loses a job's state, the run's row still has it (`executor.procrastinate`).
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from typing import Any, TypeVar

import psycopg
import structlog
from procrastinate import PsycopgConnector
from procrastinate.connector import Notify
from procrastinate.exceptions import AppNotOpen, ConnectorException

from posture.executor.liveness import Liveness
from posture.settings import Settings

T = TypeVar("T")
log = structlog.get_logger()


class RetryingConnector(PsycopgConnector):
    """Retries each query until it succeeds, or until `stopping` is set."""

    def __init__(self, settings: Settings) -> None:
        super().__init__(
            conninfo=settings.server_url(),
            configure=_configure,
            kwargs={"application_name": "posture queue"},
            min_size=1,
            max_size=settings.queue_connections,
            timeout=settings.database_connect_seconds,
            reconnect_timeout=settings.database_connect_seconds,
        )
        self._retry_seconds = settings.database_retry_seconds
        # A worker that is alive sends heartbeats, which are queries.
        self.liveness = Liveness()
        self.stopping = False

    async def open_async(self, pool: Any = None) -> None:  # noqa: ANN401  # as the base has it
        """Open the pool of connections.

        Raises:
            ConnectorException: it has no connection in time; the next call makes another pool.
        """
        try:
            await super().open_async(pool)
        except psycopg.OperationalError as error:
            await self.close_async()
            raise ConnectorException from error

    async def execute_query_async(self, query: Any, **arguments: Any) -> None:  # noqa: ANN401  # as the base has it
        """Run a query without a result."""
        await self._retry(super().execute_query_async, query, arguments)

    async def execute_query_one_async(self, query: Any, **arguments: Any) -> dict[str, Any]:  # noqa: ANN401  # as above
        """Run a query that returns one row."""
        return await self._retry(super().execute_query_one_async, query, arguments)

    async def execute_query_all_async(self, query: Any, **arguments: Any) -> list[dict[str, Any]]:  # noqa: ANN401  # as above
        """Run a query that returns rows."""
        return await self._retry(super().execute_query_all_async, query, arguments)

    async def listen_notify(self, on_notification: Notify, channels: Iterable[str]) -> None:
        """Listen for notifications, again after a lost connection; the worker polls meanwhile."""
        known = list(channels)
        while True:
            try:
                await super().listen_notify(on_notification, known)
            except (ConnectorException, psycopg.Error) as error:
                log.warning("queue.deaf", reason=type(error.__cause__ or error).__name__)
                await asyncio.sleep(self._retry_seconds)

    async def _retry(
        self, run: Callable[..., Awaitable[T]], query: str, arguments: dict[str, Any]
    ) -> T:
        while True:
            try:
                found = await run(query, **arguments)
            except (ConnectorException, AppNotOpen) as error:
                if self.stopping or not _passes(error):
                    raise
                log.warning("queue.waits", reason=type(error.__cause__ or error).__name__)
            else:
                self.liveness.note()
                return found
            await asyncio.sleep(self._retry_seconds)


def _passes(error: Exception) -> bool:
    """Return whether the cause is a database that is away, or a pool that is being opened again."""
    return isinstance(error, AppNotOpen) or isinstance(error.__cause__, psycopg.OperationalError)


async def _configure(connection: "psycopg.AsyncConnection[Any]") -> None:
    await connection.set_autocommit(True)
    await connection.execute("SET synchronous_commit = off")
