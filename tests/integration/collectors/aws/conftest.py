"""The leaky account behind a listening endpoint, and the engine pointed at it."""

import os
from collections.abc import AsyncIterator, Iterator

import pytest

from tests.emulator.account import seed
from tests.emulator.faults import Endpoint, endpoint
from tests.emulator.server import emulator

KEYS = {"AWS_ACCESS_KEY_ID": "testing", "AWS_SECRET_ACCESS_KEY": "testing"}


@pytest.fixture(scope="session")
def leaky_account() -> Iterator[str]:
    """Answer the URL of an emulator that holds the demo's account; tests only read it."""
    with emulator() as running:
        seed(running.url)
        yield running.url


@pytest.fixture
async def cloud(leaky_account: str) -> AsyncIterator[Endpoint]:
    """Listen in front of the account, counting calls and ready for faults."""
    os.environ.update(KEYS)
    async with endpoint(leaky_account) as here:
        yield here
