"""Fixtures of the contract: the API in this process, and one that really listens."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.api import Api, api_in


@pytest.fixture
async def api(tmp_path: Path, database_url: str) -> AsyncIterator[Api]:
    """The API over a fresh database."""
    async with api_in(tmp_path, database_url=database_url) as opened:
        yield opened
