"""A way to Procrastinate's tables that waits for a database that is away.

Procrastinate's worker ends its heart's beat at the first failed query, without a word, and would be
taken for dead while it works; a job whose end cannot be told would hold its lock for ever.

A query is a transaction of its own, in one message, and does not wait for the disk: what a crash of
the server forgets of a job, the run's row still says (`executor.procrastinate`).
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from typing import Any, TypeVar

import psycopg
import structlog
from procrastinate import PsycopgConnector
from procrastinate.connector import Notify
from procrastinate.exceptions import ConnectorException

from posture.settings import Settings

T = TypeVar("T")
log = structlog.get_logger()


class RetryingConnector(PsycopgConnector):
    """Asks again until there is an answer, or until nobody wants to wait any more."""

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
        self.hurried = False

    async def execute_query_async(self, query: Any, **arguments: Any) -> None:  # noqa: ANN401  # as the base has it
        """Run a query that answers nothing."""
        await self._insist(super().execute_query_async, query, arguments)

    async def execute_query_one_async(self, query: Any, **arguments: Any) -> dict[str, Any]:  # noqa: ANN401  # as above
        """Run a query that answers a row."""
        return await self._insist(super().execute_query_one_async, query, arguments)

    async def execute_query_all_async(self, query: Any, **arguments: Any) -> list[dict[str, Any]]:  # noqa: ANN401  # as above
        """Run a query that answers rows."""
        return await self._insist(super().execute_query_all_async, query, arguments)

    async def listen_notify(self, on_notification: Notify, channels: Iterable[str]) -> None:
        """Listen, and listen again when the connection was lost; polling goes on meanwhile."""
        known = list(channels)
        while True:
            try:
                await super().listen_notify(on_notification, known)
            except (ConnectorException, psycopg.Error) as error:
                log.warning("queue.deaf", reason=type(error.__cause__ or error).__name__)
                await asyncio.sleep(self._retry_seconds)

    async def _insist(
        self, run: Callable[..., Awaitable[T]], query: str, arguments: dict[str, Any]
    ) -> T:
        while True:
            try:
                return await run(query, **arguments)
            except ConnectorException as error:
                if self.hurried or not isinstance(error.__cause__, psycopg.OperationalError):
                    raise
                log.warning("queue.waits", reason=type(error.__cause__).__name__)
            await asyncio.sleep(self._retry_seconds)


async def _configure(connection: "psycopg.AsyncConnection[Any]") -> None:
    await connection.set_autocommit(True)
    await connection.execute("SET synchronous_commit = off")
