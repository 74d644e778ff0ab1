"""Scan the emulated subscription with posture and with the unmodified peer, and compare.

The peer only knows Azure's own hosts: a proxy leads them to the emulated subscription.
"""

import asyncio
import os
import tempfile
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from posture.bootstrap.azure import AZURE
from posture.collectors.azure.catalog import COLLECTORS
from posture.collectors.azure.connect import AzureCollector
from posture.domain.azure.connection import AzureConnection
from posture.domain.connection import Connection
from posture.settings import Settings
from tests.emulator.arm import SUBSCRIPTION
from tests.emulator.arm.foreign import HOSTS, LOGIN, ForeignSubscription
from tests.emulator.arm.scaled import AUTHORITY, signing_in
from tests.emulator.arm.seed_compared import fill_compared
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
from tests.oracle.compare import Pair, Seen

BURST = 100_000


def main(peer: str, services: Sequence[str]) -> int:
    return asyncio.run(_main(peer, services))


async def _main(peer: str, services: Sequence[str]) -> int:
    listed = wanted("azure", services)
    subscription = ForeignSubscription()
    fill_compared(subscription)
    with tempfile.TemporaryDirectory() as folder:
        async with peer_proxy(subscription, Path(folder)) as environ:
            report = peer_verdicts(await evaluated(peer, listed, Path(folder), environ))
            os.environ.update(signing_in(subscription.url))
            connection = Connection(
                provider="azure",
                options=AzureConnection(
                    subscription_id=SUBSCRIPTION, endpoint_url=subscription.url
                ),
                trusted=True,
            )
            collector = AzureCollector(Settings(azure_burst_calls=BURST), COLLECTORS)
            ours = await our_verdicts(await collector.connect(connection), list(AZURE.checks()))
    peers = {
        pair.peer_check_id: of_assets(report.get(pair.peer_check_id, ()), ours[pair.check_id])
        for pair in listed
    }
    agreed = show(compared(listed, ours, peers), ours)
    for path in sorted(subscription.unknown):
        print(f"nothing is known of {path}")
    return int(not agreed)


@asynccontextmanager
async def peer_proxy(
    subscription: ForeignSubscription, scratch: Path
) -> AsyncIterator[dict[str, str]]:
    """Lead a scanner to a subscription for the time of a `with` block; yield its environment."""
    file = certificate(scratch / "ca.pem", HOSTS)
    async with proxied(subscription, file) as proxy:
        yield {
            **signing_in(subscription.url),
            **dict.fromkeys(CERTIFICATES, str(file)),
            AUTHORITY: LOGIN,
            "HTTPS_PROXY": proxy,
        }


async def evaluated(
    peer: str, listed: Iterable[Pair], scratch: Path, environ: dict[str, str]
) -> Path:
    """Let the peer evaluate its checks of these pairs; return its report."""
    command = (peer, "azure", "--sp-env-auth", "--subscription-ids", SUBSCRIPTION)
    return await peer_report(command, [pair.peer_check_id for pair in listed], scratch, environ)


async def peer_evaluates(peer: str, subscription: ForeignSubscription, scratch: Path) -> None:
    """Let the peer evaluate every check that has a counterpart here."""
    async with peer_proxy(subscription, scratch) as environ:
        await evaluated(peer, wanted("azure", ()), scratch, environ)


def of_assets(seen: Sequence[Seen], ours: Sequence[Seen]) -> list[Seen]:
    """Return verdicts on what belongs to our assets as verdicts on those.

    The peer evaluates settings of a resource, and ours the resource; the worst verdict counts.
    """
    names = {one.resource_id.lower(): one.resource_id for one in ours}
    found = []
    for one in seen:
        above = one.resource_id.lower()
        while above and above not in names:
            above = above.rpartition("/")[0]
        found.append(one._replace(resource_id=names.get(above, one.resource_id)))
    return found
