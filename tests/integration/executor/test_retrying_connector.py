"""The connector of the queue, while its database does not respond."""

from typing import Any

import psycopg
import pytest
from procrastinate.exceptions import AppNotOpen, ConnectorException

from posture.executor.retrying_connector import RetryingConnector
from posture.settings import Settings

pytestmark = pytest.mark.anyio


class LatePool:
    """A pool of connections that may get none in its time."""

    def __init__(self, *, late: bool) -> None:
        self.late = late
        self.closed = False

    async def open(self, *, wait: bool) -> None:
        assert wait
        if self.late:
            raise psycopg.OperationalError("pool initialization incomplete")

    async def close(self) -> None:
        self.closed = True


class LateConnector(RetryingConnector):
    """A connector whose first pool is late."""

    def __init__(self) -> None:
        super().__init__(Settings(database_url="postgresql://posture@localhost/posture"))
        self.pools: list[LatePool] = []

    async def _create_pool(self, pool_args: dict[str, Any]) -> Any:  # noqa: ANN401  # as the base has it
        assert pool_args
        self.pools.append(LatePool(late=not self.pools))
        return self.pools[-1]


async def test_a_pool_that_has_no_connection_in_time_is_closed_and_made_again() -> None:
    connector = LateConnector()
    with pytest.raises(ConnectorException):
        await connector.open_async()
    await connector.open_async()

    assert [one.closed for one in connector.pools] == [True, False]
    await connector.close_async()
    assert connector.pools[1].closed


async def test_a_query_of_a_connector_that_is_not_open_is_refused_once_it_stops() -> None:
    connector = LateConnector()
    connector.stopping = True
    with pytest.raises(AppNotOpen):
        await connector.execute_query_all_async("SELECT 1")
