"""Fixtures of the contract: the API in this process, and one that really listens."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from tests.api import Api, api_in
from tests.databases import Kind, fresh


@pytest.fixture
async def api(tmp_path: Path, database_url: str) -> AsyncIterator[Api]:
    """The API over a fresh database."""
    async with api_in(tmp_path, database_url=database_url) as opened:
        yield opened


@pytest.fixture(scope="module", params=[Kind.SQLITE, Kind.POSTGRES])
def served_database_url(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """An empty database of either kind, for a server that a module's tests share."""
    with fresh(request.param, tmp_path_factory.mktemp("database")) as url:
        yield url
