"""The leaky account behind a listening endpoint, and the engine pointed at it."""

from collections.abc import AsyncIterator, Iterator

import pytest

from tests.emulator.account import seed
from tests.emulator.faults import Answers, Endpoint, endpoint
from tests.emulator.server import emulator


@pytest.fixture(autouse=True)
def keys(monkeypatch: pytest.MonkeyPatch) -> None:
    """Give the process keys, as a worker finds them in its environment."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")


@pytest.fixture(scope="session")
def leaky_account() -> Iterator[str]:
    """Return the URL of an emulator that holds the demo's account; tests only read it."""
    with emulator() as running:
        account = seed(running.url)
        # The emulator makes AWS's key for file systems when it is first read.
        account.client("kms").describe_key(KeyId="alias/aws/elasticfilesystem")
        yield running.url


@pytest.fixture(scope="session")
def answers() -> Answers:
    """Keep what the account, which does not change, answers to reads."""
    return {}


@pytest.fixture
async def cloud(leaky_account: str, answers: Answers) -> AsyncIterator[Endpoint]:
    """Listen in front of the account, counting calls and ready for faults."""
    async with endpoint(leaky_account, answers=answers) as here:
        yield here
