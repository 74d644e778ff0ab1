"""What the comparisons of a cloud behind a proxy share: the peer's run, ours, and the names."""

import asyncio
import json
import os
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from posture.domain.asset import Asset
from posture.domain.check import Check
from posture.domain.collector import Account
from posture.worker.evaluate import plan_for
from tests.oracle.compare import Comparison, Pair, Seen, compare, differences, pairs
from tests.oracle.report import summary

PEER_SECONDS = 1_800
# How the clouds' SDKs and libraries are told about a proxy's certificate.
CERTIFICATES = ("HTTPLIB2_CA_CERTS", "REQUESTS_CA_BUNDLE", "SSL_CERT_FILE")
LAST = re.compile(r"[^/:]+$")


def wanted(provider: str, services: Sequence[str]) -> list[Pair]:
    """Return the pairs of a cloud that are compared: those of some services, or all."""
    prefixes = tuple(f"{provider}_{one}_" for one in services) or (f"{provider}_",)
    return [pair for pair in pairs() if pair.check_id.startswith(prefixes)]


async def peer_report(
    command: Sequence[str], check_ids: Iterable[str], scratch: Path, environ: Mapping[str, str]
) -> Path:
    """Let the peer evaluate its checks, and return its report.

    Raises:
        SystemExit: it failed.
    """
    options = ("--output-formats", "json-ocsf", "--output-directory", str(scratch), "--no-banner")
    process = await asyncio.create_subprocess_exec(
        *command,
        "--checks",
        *sorted(set(check_ids)),
        *options,
        "--ignore-exit-code-3",
        env={**os.environ, **environ, "HOME": str(scratch)},
        stdout=asyncio.subprocess.DEVNULL,
    )
    async with asyncio.timeout(PEER_SECONDS):
        code = await process.wait()
    if code:
        raise SystemExit(f"the peer ended with {code}")
    (report,) = sorted(scratch.glob("*.ocsf.json"))  # noqa: ASYNC240  # nothing waits meanwhile
    return report


def peer_verdicts(report: Path) -> dict[str, list[Seen]]:
    """Read the peer's report; where its id is a number, the name stands for it."""
    found: dict[str, list[Seen]] = defaultdict(list)
    for row in json.loads(report.read_text(encoding="utf-8")):
        resource = row["resources"][0]
        name = resource["name"] if resource["uid"].isdecimal() else resource["uid"]
        found[row["metadata"]["event_code"]].append(Seen(name, "", row["status_code"].lower()))
    return found


async def our_verdicts(account: Account, chosen: Sequence[Check[Any]]) -> dict[str, list[Seen]]:
    """Evaluate checks over a whole account."""
    found: dict[str, list[Seen]] = defaultdict(list)
    try:
        async for asset in account.collect(plan_for(chosen)):
            if isinstance(asset, Asset):
                for one in chosen:
                    if isinstance(asset, one.asset_type):
                        found[one.id].append(Seen(asset.resource_id, "", one(asset).status))
    finally:
        await account.close()
    return found


def by_our_names(seen: Sequence[Seen], ours: Sequence[Seen]) -> list[Seen]:
    """Return verdicts with our ids where both ids, or their last parts, are the same.

    The peer has names, numbers or paths as ids, as each API answers them.
    """
    names = {_last(one.resource_id): one.resource_id for one in ours}
    names |= {one.resource_id.lower(): one.resource_id for one in ours}
    found = []
    for one in seen:
        whole = one.resource_id.lower()
        ours_id = names.get(whole) or names.get(_last(whole), one.resource_id)
        found.append(one._replace(resource_id=ours_id))
    return found


def _last(resource_id: str) -> str:
    found = LAST.search(resource_id)
    return found[0].lower() if found else resource_id


def show(compared: Sequence[Comparison], ours: Mapping[str, Sequence[Seen]]) -> bool:
    """Print the comparison, and return whether every disagreement is listed."""
    judged = {seen.resource_id for verdicts in ours.values() for seen in verdicts}
    print(f"{len(judged)} assets", summary(compared, differences()), sep="\n")
    return not any(one.unlisted for one in compared)


def compared(
    listed: Iterable[Pair],
    ours: Mapping[str, Sequence[Seen]],
    peers: Mapping[str, Sequence[Seen]],
) -> list[Comparison]:
    """Compare every pair of checks."""
    known = differences()
    found = []
    for pair in listed:
        mine = ours.get(pair.check_id, ())
        other = by_our_names(peers.get(pair.peer_check_id, ()), mine)
        found.append(compare(pair, mine, other, known))
    return found
