"""The leaky account behind a listening endpoint, and the engine pointed at it."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from typing import Any, cast

import pytest

from posture.bootstrap.clouds import CLOUDS
from posture.checks.catalog import checks
from posture.collectors.aws.client import AwsSession
from posture.domain.aws.connection import AwsConnection
from posture.domain.connection import Connection
from tests.emulator.account import seed
from tests.emulator.faults import Answers, Endpoint, endpoint
from tests.emulator.server import emulator
from tests.integration.collectors.aws.engine import REGIONS, aws
from tests.integration.collectors.aws.tape import Recorder, Tape, collected


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


@pytest.fixture(scope="session")
def recorded(leaky_account: str) -> tuple[AwsSession, Tape]:
    """Return a session with the account, and the responses to all calls of a run."""

    async def record() -> tuple[AwsSession, Tape]:
        options = AwsConnection(regions=REGIONS, endpoint_url=leaky_account)
        session = await aws({}).open_session(Connection(provider="aws", options=options))
        recorder = Recorder(session.caller)
        async for _ in collected(
            replace(session, caller=cast(Any, recorder)), list(checks(CLOUDS))
        ):
            pass
        await session.close()
        return session, recorder.tape

    with pytest.MonkeyPatch.context() as keys:
        keys.setenv("AWS_ACCESS_KEY_ID", "testing")
        keys.setenv("AWS_SECRET_ACCESS_KEY", "testing")
        return asyncio.run(record())
