"""A cloud that throttles is asked more slowly, by all runs of the process, and still read whole."""

import asyncio
from time import monotonic
from typing import Any

import pytest
from aiohttp import web

from posture.bootstrap.clouds import CLOUDS
from posture.checks.catalog import checks
from posture.collectors.aws.connect import AwsCollector
from posture.domain.check import Check
from tests.emulator.faults import Endpoint, error
from tests.integration.collectors.aws.engine import aws, run

pytestmark = pytest.mark.anyio

ALLOWED_PER_SECOND = 60.0
ANSWERED_FIRST, REFUSED_THEN = 15, 10


class Burst:
    """A service that answers some calls, then refuses some, and then answers all."""

    def __init__(self) -> None:
        self.calls = self.refused = 0

    def __call__(self, call: str) -> web.StreamResponse | None:
        if not call.startswith("s3:"):
            return None
        self.calls += 1
        if self.calls <= ANSWERED_FIRST or self.refused == REFUSED_THEN:
            return None
        self.refused += 1
        return error(call, "SlowDown", 503)


class Throttle:
    """A service that answers so many calls a second and refuses the rest."""

    def __init__(self) -> None:
        self.tokens = ALLOWED_PER_SECOND / 4
        self.at = monotonic()
        self.answered = self.refused = 0

    def __call__(self, call: str) -> web.StreamResponse | None:
        if not call.startswith("s3:"):
            return None
        now = monotonic()
        self.tokens += (now - self.at) * ALLOWED_PER_SECOND
        self.tokens, self.at = min(self.tokens, ALLOWED_PER_SECOND / 4), now
        if self.tokens < 1:
            self.refused += 1
            return error(call, "SlowDown", 503)
        self.tokens -= 1
        self.answered += 1
        return None


def under_load() -> tuple[AwsCollector, list[Check[Any]]]:
    """Return a collector that is as patient as a busy machine needs, and the checks of S3."""
    collector = aws(
        {"POSTURE_CLOUD_THROTTLE_WAIT_SECONDS": "240", "POSTURE_CLOUD_CALLS_PER_SECOND": "200"}
    )
    return collector, [one for one in checks(CLOUDS) if one.service == "s3"]


async def test_concurrent_runs_that_are_throttled_read_everything(cloud: Endpoint) -> None:
    cloud.fault = burst = Burst()
    shared, s3 = under_load()

    found = await asyncio.gather(*(run(cloud.url, s3, collector=shared) for _ in range(3)))

    assert burst.refused == REFUSED_THEN
    assert [one.reads.coverage for one in found] == [1] * 3


@pytest.mark.exhaustive
async def test_concurrent_runs_learn_the_allowed_rate_together(cloud: Endpoint) -> None:
    """How fast they learn is a matter of time, of which a busy machine has little."""
    cloud.fault = throttle = Throttle()
    shared, s3 = under_load()

    first = await asyncio.gather(*(run(cloud.url, s3, collector=shared) for _ in range(3)))
    refused_while_learning = throttle.refused
    throttle.answered = throttle.refused = 0
    begun = monotonic()
    later = await asyncio.gather(*(run(cloud.url, s3, collector=shared) for _ in range(3)))
    asked_per_second = (throttle.answered + throttle.refused) / (monotonic() - begun)

    assert refused_while_learning > 0
    assert [one.reads.coverage for one in (*first, *later)] == [1] * 6
    assert throttle.refused < throttle.answered * 0.1
    assert asked_per_second <= ALLOWED_PER_SECOND * 1.1
