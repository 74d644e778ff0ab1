"""A cloud that throttles is asked more slowly, by all runs of the process, and still read whole."""

import asyncio
from time import monotonic

import pytest
from aiohttp import web

from posture.bootstrap.clouds import CLOUDS
from posture.checks.catalog import checks
from tests.emulator.faults import Endpoint, error
from tests.integration.collectors.aws.engine import aws, run
from tests.machine import exhaustive

pytestmark = pytest.mark.anyio

ALLOWED_PER_SECOND = 60.0


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


async def test_concurrent_runs_learn_the_allowed_rate_together_and_read_everything(
    cloud: Endpoint,
) -> None:
    cloud.fault = throttle = Throttle()
    shared = aws(
        {"POSTURE_CLOUD_THROTTLE_WAIT_SECONDS": "60", "POSTURE_CLOUD_CALLS_PER_SECOND": "200"}
    )
    s3 = [one for one in checks(CLOUDS) if one.service == "s3"]

    first = await asyncio.gather(*(run(cloud.url, s3, collector=shared) for _ in range(3)))
    refused_while_learning = throttle.refused

    assert [one.reads.coverage for one in first] == [1] * 3
    assert refused_while_learning > 0
    if not exhaustive():  # how fast they learn is a matter of time, which a busy machine has not
        return
    throttle.answered = throttle.refused = 0
    begun = monotonic()
    later = await asyncio.gather(*(run(cloud.url, s3, collector=shared) for _ in range(3)))
    asked_per_second = (throttle.answered + throttle.refused) / (monotonic() - begun)

    assert [one.reads.coverage for one in later] == [1] * 3
    assert throttle.refused < throttle.answered * 0.1
    assert asked_per_second <= ALLOWED_PER_SECOND * 1.1
