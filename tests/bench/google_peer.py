"""The leading scanner over the replay of a Google Cloud project: it only knows Google's own hosts.

A proxy leads them to the replay, where the host is the first part of the path.
"""

import asyncio
import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event, Thread
from typing import NamedTuple

import aiohttp
from aiohttp import web
from yarl import URL

from tests.bench.scans import PROJECT, children_cpu_seconds
from tests.emulator.gcp.credentials import key_file
from tests.emulator.proxy import certificate, proxied
from tests.oracle.both import CERTIFICATES
from tests.oracle.google import HOSTS, TOKENS

START_SECONDS = 30.0
PEER_SECONDS = 1_800
_OWN = frozenset({"host", "content-length", "connection", "accept-encoding"})
_HOP = frozenset({"transfer-encoding", "connection", "content-encoding", "content-length", "date"})


class PeerRun(NamedTuple):
    """How long the peer's process ran, and how much of the processor it used."""

    seconds: float
    cpu_seconds: float


def peer_run(command: str, upstream: str) -> PeerRun:
    """Let the peer scan the whole project, as our runs do."""
    with TemporaryDirectory() as folder:
        scratch = Path(folder)
        file = certificate(scratch / "ca.pem", HOSTS)
        key = str(key_file(scratch, TOKENS))
        with _proxy(upstream, file) as proxy:
            asked = [command, "gcp", "--project-ids", PROJECT, "--credentials-file", key]
            options = ["--output-formats", "json-ocsf", "--no-banner", "--ignore-exit-code-3"]
            own = {"GOOGLE_APPLICATION_CREDENTIALS": key, "HOME": folder, "HTTPS_PROXY": proxy}
            own |= dict.fromkeys(CERTIFICATES, str(file))
            begun, used = time.perf_counter(), children_cpu_seconds()
            subprocess.run(
                [*asked, *options, "--output-directory", folder],
                env=os.environ | own,
                stdout=subprocess.DEVNULL,
                check=True,
                timeout=PEER_SECONDS,
            )
            return PeerRun(time.perf_counter() - begun, children_cpu_seconds() - used)


@contextmanager
def _proxy(upstream: str, file: Path) -> Iterator[str]:
    """Provide the proxy in a thread of its own for the time of a `with` block."""
    started, ended = Event(), Event()
    found: list[str] = []

    async def serve() -> None:
        # The peer's connections are many; each of its requests is one here.
        connector = aiohttp.TCPConnector(limit=0)
        async with (
            aiohttp.ClientSession(connector=connector, auto_decompress=False) as session,
            proxied(_Forwarding(upstream, session), file) as proxy,
        ):
            found.append(proxy)
            started.set()
            await asyncio.to_thread(ended.wait)

    thread = Thread(target=lambda: asyncio.run(serve()), daemon=True)
    thread.start()
    if not started.wait(START_SECONDS):
        raise SystemExit("the proxy to the replay does not start")
    try:
        yield found[0]
    finally:
        ended.set()
        thread.join(START_SECONDS)


class _Forwarding:
    """The replay at Google's own hosts."""

    def __init__(self, upstream: str, session: aiohttp.ClientSession) -> None:
        self.url = ""
        self._upstream = upstream
        self._session = session

    def application(self) -> web.Application:
        app = web.Application(client_max_size=64 * 2**20)
        app.router.add_route("*", "/{path:.*}", self._forward)
        return app

    async def _forward(self, request: web.Request) -> web.Response:
        host = request.host.partition(":")[0]
        # The endpoint of tokens is the replay's own.
        place = "" if TOKENS.endswith(host) else f"/{host}"
        headers = {name: one for name, one in request.headers.items() if name.lower() not in _OWN}
        url = URL(f"{self._upstream}{place}{request.raw_path}", encoded=True)
        body = await request.read()
        async with self._session.request(
            request.method, url, headers=headers, data=body or None, allow_redirects=False
        ) as answer:
            kept = {name: one for name, one in answer.headers.items() if name.lower() not in _HOP}
            return web.Response(status=answer.status, headers=kept, body=await answer.read())
