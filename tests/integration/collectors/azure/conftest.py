"""An emulated Azure subscription, and the environment of a worker that signs in to it."""

from collections.abc import AsyncIterator

import pytest
from aiohttp import web

from tests.emulator.arm import CLIENT, SECRET, TENANT, EmulatedSubscription


@pytest.fixture
async def subscription(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[EmulatedSubscription]:
    served = EmulatedSubscription()
    runner = web.AppRunner(served.application(), access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    host, port = runner.addresses[0][:2]
    served.url = f"http://{host}:{port}"
    monkeypatch.setenv("AZURE_AUTHORITY_HOST", served.url)
    monkeypatch.setenv("AZURE_TENANT_ID", TENANT)
    monkeypatch.setenv("AZURE_CLIENT_ID", CLIENT)
    monkeypatch.setenv("AZURE_CLIENT_SECRET", SECRET)
    yield served
    await runner.cleanup()
