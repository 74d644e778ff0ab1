"""Runs the real engine against an endpoint, for tests of how it evaluates responses."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from posture.bootstrap.clouds import CLOUDS
from posture.checks.catalog import checks as all_checks
from posture.collectors.aws.catalog import COLLECTORS
from posture.collectors.aws.connect import AwsCollector
from posture.collectors.aws.sdk import Services
from posture.domain.asset import Asset
from posture.domain.aws.connection import AwsConnection
from posture.domain.check import Check
from posture.domain.collector import Account, Reads, Unlisted
from posture.domain.connection import Connection
from posture.domain.verdict import Verdict
from posture.settings import Settings
from posture.worker.evaluate import Evaluation, plan_for
from tests.emulator.account.account import HOME
from tests.emulator.server import LOOPBACK

REGIONS = (HOME,)
QUICK = {
    "POSTURE_ENDPOINT_NETWORKS": LOOPBACK,
    "POSTURE_CLOUD_CALLS_PER_SECOND": "10000",
    "POSTURE_AWS_SERVICE_CALLS_PER_SECOND": "",
    "POSTURE_CLOUD_RETRY_BASE_SECONDS": "0.01",
    "POSTURE_CLOUD_CALL_ATTEMPTS": "2",
    "POSTURE_CLOUD_SETTLE_SECONDS": "0",
    "POSTURE_CLOUD_THROTTLE_WAIT_SECONDS": "0.2",
    # A busy machine may take long for any call.
    "POSTURE_CLOUD_CALL_TIMEOUT_SECONDS": "240",
    "POSTURE_CLOUD_CONNECT_TIMEOUT_SECONDS": "240",
}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run over an endpoint came to."""

    verdicts: dict[tuple[str, str], Verdict]
    unlisted: list[Unlisted]
    evaluation: Evaluation
    reads: Reads


SERVICES = Services()


def aws(environ: dict[str, str]) -> AwsCollector:
    """Return a way into AWS with quick settings, changed by `environ`."""
    return AwsCollector(Settings.from_environ(QUICK | environ), lambda: COLLECTORS, SERVICES)


async def run(
    url: str,
    checks: Sequence[Check[Any]] | None = None,
    *,
    regions: tuple[str, ...] = REGIONS,
    resource_ids: Iterable[str] | None = None,
    environ: dict[str, str] | None = None,
    collector: AwsCollector | None = None,
) -> Outcome:
    """Collect what the checks need, evaluate it, and return the verdicts by check and asset."""
    chosen = list(all_checks(CLOUDS) if checks is None else checks)
    way_in = collector or aws(environ or {})
    account = await way_in.connect(
        Connection(provider="aws", options=AwsConnection(regions=regions, endpoint_url=url))
    )
    try:
        return await evaluated(account, chosen, resource_ids)
    finally:
        await account.close()


async def evaluated(
    account: Account, chosen: Sequence[Check[Any]], resource_ids: Iterable[str] | None = None
) -> Outcome:
    """Collect what the checks need from a connected account, and evaluate it."""
    scope = None if resource_ids is None else frozenset(resource_ids)
    evaluation = Evaluation(chosen)
    verdicts: dict[tuple[str, str], Verdict] = {}
    async for found in account.collect(plan_for(chosen, resource_ids=scope)):
        evaluation.add(found)
        if isinstance(found, Asset):
            verdicts |= {
                (one.id, found.resource_id): one(found)
                for one in chosen
                if isinstance(found, one.asset_type)
            }
    return Outcome(verdicts, evaluation.unlisted, evaluation, account.reads)
