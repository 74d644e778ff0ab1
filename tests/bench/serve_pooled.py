"""Serves the product's API over a store in which each request writes a transaction of its own.

As with an ORM's session per request: a connection of a pool, BEGIN IMMEDIATE, COMMIT, an fsync.
"""

import asyncio
import os
from collections.abc import Callable
from contextlib import AsyncExitStack
from typing import Self, TypeVar

from posture import telemetry
from posture.api.app import create_app
from posture.bootstrap.scan import tune
from posture.settings import Settings
from posture.store.engine import Store
from posture.store.sqlite import SqliteThread, connection_thread, transact
from posture.store.statement import Connection
from posture.store.tenancy import Tenancy
from tests.bench.granian import serve
from tests.bench.serve_ours import deps_over

T = TypeVar("T")

# SQLAlchemy's pool by default: five connections, and ten more when it is crowded.
CONNECTIONS = 15


class PooledStore(Store):
    """A store whose writers compete for the database's lock."""

    async def open_pool(self, settings: Settings, stack: AsyncExitStack) -> Self:
        file = settings.database_file()
        assert file is not None
        self._free: asyncio.Queue[SqliteThread] = asyncio.Queue()
        for _ in range(CONNECTIONS):
            opened = connection_thread(
                file, busy_seconds=settings.database_busy_seconds, read_only=False
            )
            self._free.put_nowait(await stack.enter_async_context(opened))
        return self

    async def write(
        self,
        work: Callable[[Connection], T],
        *,
        tenant_id: Tenancy,  # noqa: ARG002  # the file knows none
        defers: bool = False,  # noqa: ARG002  # each transaction has one unit
        locks: str | None = None,  # noqa: ARG002  # as above
        last: bool = False,  # noqa: ARG002  # as above
    ) -> T:
        free = await self._free.get()
        try:
            return await free.run(lambda connection: transact(connection, work))
        finally:
            self._free.put_nowait(free)


async def main() -> None:
    settings = Settings.from_environ(os.environ)
    telemetry.setup(settings)
    tune()
    async with PooledStore(settings) as store, AsyncExitStack() as stack:
        await store.open_pool(settings, stack)
        await serve(create_app(deps_over(store, settings)))


if __name__ == "__main__":
    asyncio.run(main())
