"""Scan the emulated Google Cloud project with posture and with the unmodified peer, and compare.

The peer only knows Google's own hosts: a proxy leads them to the emulated project, which checks its
requests with Google's discovery documents, too.
"""

import asyncio
import json
import os
import re
import tempfile
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

from posture.bootstrap.gcp import GCP
from posture.collectors.gcp.catalog import COLLECTORS
from posture.collectors.gcp.connect import GcpCollector
from posture.domain.asset import Asset
from posture.domain.connection import Connection
from posture.domain.gcp.connection import GcpConnection
from posture.settings import Settings
from posture.worker.evaluate import plan_for
from tests.emulator.gcp import PROJECT, EmulatedProject
from tests.emulator.gcp.credentials import key_file
from tests.emulator.gcp.proxy import certificate, proxied
from tests.emulator.gcp.seed import fill
from tests.oracle.compare import Seen, compare, differences, pairs
from tests.oracle.report import summary

PEER_SECONDS = 1_800
TOKENS = "https://oauth2.googleapis.com"
# How Google's SDKs and libraries are told about a proxy and its certificate.
CERTIFICATES = ("HTTPLIB2_CA_CERTS", "REQUESTS_CA_BUNDLE", "SSL_CERT_FILE")
LAST = re.compile(r"[^/:]+$")


def main(peer: str, services: Sequence[str]) -> int:
    return asyncio.run(_main(peer, services))


async def _main(peer: str, services: Sequence[str]) -> int:
    prefixes = tuple(f"gcp_{one}_" for one in services) or ("gcp_",)
    wanted = [pair for pair in pairs() if pair.check_id.startswith(prefixes)]
    project = EmulatedProject()
    fill(project)
    with tempfile.TemporaryDirectory() as folder:
        scratch = Path(folder)
        file = certificate(scratch / "ca.pem")
        key = key_file(scratch, TOKENS)
        async with proxied(project, file) as proxy:
            environ = {"HTTPS_PROXY": proxy, "GOOGLE_APPLICATION_CREDENTIALS": str(key)}
            environ |= dict.fromkeys(CERTIFICATES, str(file))
            await _peer(peer, [pair.peer_check_id for pair in wanted], scratch, environ)
            (report,) = sorted(scratch.glob("*.ocsf.json"))  # noqa: ASYNC240  # nothing waits meanwhile
            peers = _theirs(report)
            os.environ["GOOGLE_APPLICATION_CREDENTIALS"] = str(key_file(scratch, project.url))
            ours = await _ours(project.url)
    known = differences()
    results = [
        compare(
            pair,
            ours[pair.check_id],
            by_our_names(peers.get(pair.peer_check_id, ()), ours[pair.check_id]),
            known,
        )
        for pair in wanted
    ]
    judged = {seen.resource_id for verdicts in ours.values() for seen in verdicts}
    print(f"{len(judged)} assets", summary(results, known), sep="\n")
    for text in sorted(set(project.faults)):
        print(f"not as Google documents it: {text}")
    return int(any(one.unlisted for one in results))


async def _ours(url: str) -> dict[str, list[Seen]]:
    connection = Connection(
        provider="gcp", options=GcpConnection(project_id=PROJECT, endpoint_url=url), trusted=True
    )
    chosen = list(GCP.checks())
    found: dict[str, list[Seen]] = defaultdict(list)
    collector = GcpCollector(Settings(gcp_calls_per_minute=100_000), COLLECTORS)
    account = await collector.connect(connection)
    try:
        async for asset in account.collect(plan_for(chosen)):
            if isinstance(asset, Asset):
                for one in chosen:
                    if isinstance(asset, one.asset_type):
                        found[one.id].append(Seen(asset.resource_id, "", one(asset).status))
    finally:
        await account.close()
    return found


def _theirs(report: Path) -> dict[str, list[Seen]]:
    """Read the peer's report; where its id is a number, the name stands for it."""
    found: dict[str, list[Seen]] = defaultdict(list)
    for row in json.loads(report.read_text(encoding="utf-8")):
        resource = row["resources"][0]
        name = resource["name"] if resource["uid"].isdecimal() else resource["uid"]
        found[row["metadata"]["event_code"]].append(Seen(name, "", row["status_code"].lower()))
    return found


def by_our_names(seen: Sequence[Seen], ours: Sequence[Seen]) -> list[Seen]:
    """Return verdicts with our ids where the last part of both ids is the same.

    The peer has names, numbers or paths as ids, as each API answers them.
    """
    names = {_last(one.resource_id): one.resource_id for one in ours}
    return [
        one._replace(resource_id=names.get(_last(one.resource_id), one.resource_id)) for one in seen
    ]


def _last(resource_id: str) -> str:
    found = LAST.search(resource_id)
    return found[0].lower() if found else resource_id


async def _peer(
    command: str, check_ids: Sequence[str], scratch: Path, environ: dict[str, str]
) -> None:
    key = environ["GOOGLE_APPLICATION_CREDENTIALS"]
    project = ("--project-ids", PROJECT, "--credentials-file", key)
    asked = ("gcp", *project, "--checks", *sorted(set(check_ids)))
    options = ("--output-formats", "json-ocsf", "--output-directory", str(scratch), "--no-banner")
    process = await asyncio.create_subprocess_exec(
        command,
        *asked,
        *options,
        "--ignore-exit-code-3",
        env={**os.environ, **environ, "HOME": str(scratch)},
        stdout=asyncio.subprocess.DEVNULL,
    )
    async with asyncio.timeout(PEER_SECONDS):
        code = await process.wait()
    if code:
        raise SystemExit(f"the peer ended with {code}")
