"""An emulated project, and the environment of a worker that signs in to it."""

from collections.abc import AsyncIterator
from functools import cache
from pathlib import Path

import pytest
from aiohttp import web
from cryptography.hazmat.primitives import serialization

from tests.emulator.gcp import EmulatedProject
from tests.emulator.gcp.credentials import key_file

# To read a private key is to prove its numbers prime, which takes longer than most scans here.
read_once = cache(serialization.load_pem_private_key)


@pytest.fixture(autouse=True)
def keys_are_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the tests share what is read of the key that they share."""
    monkeypatch.setattr(serialization, "load_pem_private_key", read_once)


@pytest.fixture
async def project(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> AsyncIterator[EmulatedProject]:
    """The project; in the end, no request and no answer was other than Google documents it."""
    served = EmulatedProject()
    runner = web.AppRunner(served.application(), access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    host, port = runner.addresses[0][:2]
    served.url = f"http://{host}:{port}"
    file = key_file(tmp_path, served.url)
    monkeypatch.setenv("GOOGLE_APPLICATION_CREDENTIALS", str(file))
    monkeypatch.delenv("GCE_METADATA_HOST", raising=False)
    yield served
    await runner.cleanup()
    assert served.faults == []
