"""Fixtures of the contract: the API in this process, and one that really listens."""

import ssl
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from tests.api import Api, api_in
from tests.databases import Kind, fresh
from tests.issuer import Issuer, listening
from tests.machine import exhaustive


@pytest.fixture
async def api(tmp_path: Path, database_url: str) -> AsyncIterator[Api]:
    """The API over a fresh database."""
    async with api_in(tmp_path, database_url=database_url) as opened:
        yield opened


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """With `--exhaustive`, serve from both kinds of database."""
    if exhaustive() and "served_database_url" in metafunc.fixturenames:
        metafunc.parametrize("served_database_url", list(Kind), indirect=True, scope="module")


@pytest.fixture(scope="module")
def served_database_url(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """An empty database for a server that a module's tests share."""
    kind = getattr(request, "param", Kind.SQLITE)
    with fresh(kind, tmp_path_factory.mktemp("database")) as url:
        yield url


@pytest.fixture(scope="module")
def served() -> Iterator[tuple[Issuer, ssl.SSLContext]]:
    """An identity provider that listens, and a context that trusts it; a module shares it."""
    with listening() as found:
        yield found


@pytest.fixture
def issuer(served: tuple[Issuer, ssl.SSLContext]) -> Issuer:
    """The identity provider as it begins."""
    served[0].reset()
    return served[0]
