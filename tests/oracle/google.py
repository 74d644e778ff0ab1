"""Scan the emulated Google Cloud project with posture and with the unmodified peer, and compare.

The peer only knows Google's own hosts: a proxy leads them to the emulated project, which checks its
requests with Google's discovery documents, too.
"""

import asyncio
import os
import tempfile
from collections.abc import Sequence
from pathlib import Path

from posture.bootstrap.gcp import GCP
from posture.collectors.gcp.catalog import COLLECTORS
from posture.collectors.gcp.connect import GcpCollector
from posture.domain.connection import Connection
from posture.domain.gcp.connection import GcpConnection
from posture.settings import Settings
from tests.emulator.gcp import PROJECT, EmulatedProject
from tests.emulator.gcp.credentials import key_file
from tests.emulator.gcp.seed import fill
from tests.emulator.proxy import certificate, proxied
from tests.oracle.both import (
    CERTIFICATES,
    compared,
    our_verdicts,
    peer_report,
    peer_verdicts,
    show,
    wanted,
)

HOSTS = ("googleapis.com", "*.googleapis.com")
TOKENS = "https://oauth2.googleapis.com"


def main(peer: str, services: Sequence[str]) -> int:
    return asyncio.run(_main(peer, services))


async def _main(peer: str, services: Sequence[str]) -> int:
    listed = wanted("gcp", services)
    project = EmulatedProject()
    fill(project)
    with tempfile.TemporaryDirectory() as folder:
        scratch = Path(folder)
        file = certificate(scratch / "ca.pem", HOSTS)
        key = key_file(scratch, TOKENS)
        async with proxied(project, file) as proxy:
            environ = {"HTTPS_PROXY": proxy, "GOOGLE_APPLICATION_CREDENTIALS": str(key)}
            environ |= dict.fromkeys(CERTIFICATES, str(file))
            command = (peer, "gcp", "--project-ids", PROJECT, "--credentials-file", str(key))
            names = [pair.peer_check_id for pair in listed]
            peers = peer_verdicts(await peer_report(command, names, scratch, environ))
            os.environ["GOOGLE_APPLICATION_CREDENTIALS"] = str(key_file(scratch, project.url))
            connection = Connection(
                provider="gcp",
                options=GcpConnection(project_id=PROJECT, endpoint_url=project.url),
                trusted=True,
            )
            collector = GcpCollector(Settings(gcp_calls_per_minute=100_000), COLLECTORS)
            ours = await our_verdicts(await collector.connect(connection), list(GCP.checks()))
    agreed = show(compared(listed, ours, peers), ours)
    for text in sorted(set(project.faults)):
        print(f"not as Google documents it: {text}")
    return int(not agreed)
