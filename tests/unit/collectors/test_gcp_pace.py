"""Quotas of Google Cloud: minutes that begin for all callers at once."""

import pytest

from posture.collectors.gcp.pace import Quota, Quotas

pytestmark = pytest.mark.anyio
NINE = 9 * 3_600.0


class Clock:
    """A clock that only waiting moves."""

    def __init__(self, now: float) -> None:
        self.now = now
        self.waits: list[float] = []

    def __call__(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.waits.append(seconds)
        self.now += seconds


async def taken(quota: Quota, count: int) -> None:
    for _ in range(count):
        await quota.take()


async def test_a_used_up_minute_is_waited_for_to_its_end() -> None:
    clock = Clock(NINE + 45)
    quota = Quota(3, clock=clock, sleep=clock.sleep)

    await taken(quota, 3)
    assert clock.waits == []
    await taken(quota, 3)
    assert clock.waits == [15]
    await taken(quota, 1)
    assert clock.waits == [15, 60]


async def test_what_is_left_of_a_minute_is_lost() -> None:
    clock = Clock(NINE)
    quota = Quota(2, clock=clock, sleep=clock.sleep)
    await taken(quota, 1)
    clock.now += 60

    await taken(quota, 2)

    assert clock.waits == []


@pytest.mark.parametrize(("said", "waited"), [(20.0, 20.0), (None, 60.0), (90.0, 90.0)])
async def test_after_a_refusal_nothing_is_called_for_as_long_as_it_says(
    said: float | None, waited: float
) -> None:
    clock = Clock(NINE)
    quota = Quota(100, clock=clock, sleep=clock.sleep)

    quota.throttled(said)
    await taken(quota, 1)

    assert clock.waits == [waited]


async def test_a_shorter_wait_does_not_end_a_longer_one() -> None:
    clock = Clock(NINE)
    quota = Quota(100, clock=clock, sleep=clock.sleep)

    quota.throttled(50)
    quota.throttled(5)
    await taken(quota, 1)

    assert clock.waits == [50]


def test_a_project_has_one_quota_for_all_locations_of_an_api() -> None:
    quotas = Quotas(100)

    kms = quotas.of("shop", "europe-west1", "cloudkms")

    assert quotas.of("shop", "us-east1", "cloudkms") is kms
    assert quotas.of("shop", "global", "cloudkms") is kms
    assert quotas.of("shop", "global", "storage") is not kms
    assert quotas.of("other", "global", "cloudkms") is not kms


def test_an_api_with_a_host_for_each_region_has_a_quota_for_each() -> None:
    quotas = Quotas(100)

    here = quotas.of("shop", "europe-west1", "aiplatform")

    assert quotas.of("shop", "europe-west1", "aiplatform") is here
    assert quotas.of("shop", "us-east1", "aiplatform") is not here


async def test_an_api_that_allows_fewer_calls_has_its_own_number() -> None:
    clock = Clock(NINE)
    quota = Quotas(100, clock=clock, sleep=clock.sleep).of("shop", "global", "logging")

    await taken(quota, 60)
    assert clock.waits == []
    await taken(quota, 1)
    assert clock.waits == [60]
