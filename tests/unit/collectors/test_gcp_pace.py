"""Quotas of Google Cloud: minutes that begin for all callers at once."""

import msgspec
import pytest

from posture.collectors.errors import CallError, UsedUpQuota
from posture.collectors.gcp.errors import error_of
from posture.collectors.gcp.pace import METRICS_OF_A_CALL, Quota, Quotas
from posture.collectors.http import HttpResponse

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

    quota.close(said)
    await taken(quota, 1)

    assert clock.waits == [waited]


async def test_a_shorter_wait_does_not_end_a_longer_one() -> None:
    clock = Clock(NINE)
    quota = Quota(100, clock=clock, sleep=clock.sleep)

    quota.close(50)
    quota.close(5)
    await taken(quota, 1)

    assert clock.waits == [50]


SHOP = "shop"
KEYS = "cloudkms:projects.locations.keyRings.list"
POLICIES = "cloudkms:projects.locations.keyRings.getIamPolicy"
BUCKETS = "storage:buckets.list"
ENDPOINTS = "aiplatform:projects.locations.endpoints.list"
MODELS = "aiplatform:projects.locations.models.list"


class Paced:
    """Quotas, the clock that they wait by, and calls."""

    def __init__(self, calls: int = 1_000) -> None:
        self.clock = Clock(NINE + 45)
        self.quotas = Quotas(calls, clock=self.clock, sleep=self.clock.sleep)

    async def waits(
        self, call: str, *, project: str = SHOP, region: str = "global", count: int = 1
    ) -> list[float]:
        """Return how long some calls waited, of which each moves the clock."""
        self.clock.waits.clear()
        for _ in range(count):
            await self.quotas.of(project, region, call).take()
        return [*self.clock.waits]

    def refuse(
        self, call: str, quota: UsedUpQuota | None, *, project: str = SHOP, region: str = "global"
    ) -> None:
        refusal = CallError("RATE_LIMIT_EXCEEDED", call, 429, retry_after_seconds=15, quota=quota)
        self.quotas.of(project, region, call).throttled(refusal)


async def test_a_project_has_one_quota_for_all_locations_of_an_api() -> None:
    paced = Paced(calls=3)

    assert await paced.waits(KEYS, region="europe-west1") == []
    assert await paced.waits(KEYS, region="us-east1") == []
    assert await paced.waits(POLICIES) == []
    assert await paced.waits(BUCKETS) == []
    assert await paced.waits(KEYS, project="other") == []
    assert await paced.waits(POLICIES) == [15]


async def test_an_api_with_a_host_for_each_region_has_a_quota_for_each() -> None:
    paced = Paced(calls=1)

    assert await paced.waits(ENDPOINTS, region="europe-west1") == []
    assert await paced.waits(ENDPOINTS, region="us-east1") == []
    assert await paced.waits(ENDPOINTS, region="europe-west1") == [15]


async def test_an_api_that_allows_fewer_calls_has_its_own_number() -> None:
    paced = Paced()

    assert await paced.waits("logging:projects.sinks.list", count=60) == []
    assert await paced.waits("logging:projects.sinks.list") == [15]


async def test_a_refusal_without_a_metric_closes_its_api_until_the_next_minute() -> None:
    paced = Paced()

    paced.refuse(KEYS, None)

    assert await paced.waits(BUCKETS) == []
    assert await paced.waits(POLICIES) == [15]


async def test_a_used_up_metric_stops_only_the_methods_that_it_refused() -> None:
    paced = Paced()

    paced.refuse(KEYS, UsedUpQuota("cloudkms.googleapis.com/read_requests"))

    assert await paced.waits(POLICIES) == []
    assert await paced.waits(BUCKETS) == []
    assert await paced.waits(KEYS, project="other") == []
    assert await paced.waits(KEYS) == [15]
    # The next minute, all may be called again.
    assert await paced.waits(KEYS) == []


async def test_methods_that_one_metric_refused_share_it() -> None:
    paced = Paced()
    reads = UsedUpQuota("cloudkms.googleapis.com/read_requests", calls=4)
    paced.refuse(KEYS, reads)
    paced.refuse(POLICIES, reads)

    assert await paced.waits(KEYS, count=3) == [15]
    assert await paced.waits(POLICIES) == []
    assert await paced.waits(POLICIES) == [60]


async def test_a_quota_of_the_workers_project_is_shared_by_the_scans_of_all_projects() -> None:
    paced = Paced()

    paced.refuse(KEYS, UsedUpQuota("cloudkms.googleapis.com/read_requests", consumer="999"))

    assert await paced.waits(POLICIES, project="other") == []
    assert await paced.waits(KEYS, project="other") == [15]


async def test_the_quota_of_a_region_stops_its_methods_there_alone() -> None:
    paced = Paced()
    there = UsedUpQuota("aiplatform.googleapis.com/reads", region="europe-west1")

    paced.refuse(ENDPOINTS, there, region="europe-west1")

    assert await paced.waits(ENDPOINTS, region="us-east1") == []
    assert await paced.waits(MODELS, region="europe-west1") == []
    assert await paced.waits(ENDPOINTS, region="europe-west1") == [15]


async def test_ever_new_metrics_close_the_api_and_are_not_kept() -> None:
    paced = Paced()
    for number in range(METRICS_OF_A_CALL):
        paced.refuse(KEYS, UsedUpQuota(f"cloudkms.googleapis.com/m{number}"))
    assert await paced.waits(POLICIES) == []

    paced.refuse(KEYS, UsedUpQuota("cloudkms.googleapis.com/one_more"))

    assert await paced.waits(POLICIES) == [15]
    assert len(paced.quotas.metrics_of(SHOP, "global", KEYS)) == METRICS_OF_A_CALL


def refused(**metadata: object) -> UsedUpQuota | None:
    """Return the quota in an error with this metadata, of a scan of the project `shop`."""
    info = {"reason": "RATE_LIMIT_EXCEEDED", "metadata": metadata}
    body = {"error": {"code": 429, "status": "RESOURCE_EXHAUSTED", "details": [info]}}
    response = HttpResponse(429, {}, msgspec.json.encode(body))
    return error_of(KEYS, response, {SHOP, "415"}).quota


METRIC = "cloudkms.googleapis.com/read_requests"


@pytest.mark.parametrize(
    ("metadata", "quota"),
    [
        ({}, None),
        ({"quota_metric": ""}, None),
        ({"quota_metric": "<script>"}, None),
        ({"quota_metric": ["a"]}, None),
        ({"quota_metric": METRIC}, UsedUpQuota(METRIC)),
        ({"quota_metric": METRIC, "consumer": "projects/415"}, UsedUpQuota(METRIC)),
        ({"quota_metric": METRIC, "consumer": "projects/shop"}, UsedUpQuota(METRIC)),
        (
            {"quota_metric": METRIC, "consumer": "projects/9"},
            UsedUpQuota(METRIC, consumer="9"),
        ),
        ({"quota_metric": METRIC, "quota_location": "global"}, UsedUpQuota(METRIC)),
        (
            {"quota_metric": METRIC, "quota_location": "europe-west1"},
            UsedUpQuota(METRIC, region="europe-west1"),
        ),
        ({"quota_metric": METRIC, "quota_limit_value": "60"}, UsedUpQuota(METRIC, calls=60)),
        # An API that is not for this project has none, which is no pace.
        ({"quota_metric": METRIC, "quota_limit_value": "0"}, UsedUpQuota(METRIC)),
        ({"quota_metric": METRIC, "quota_limit_value": "-1"}, UsedUpQuota(METRIC)),
        ({"quota_metric": METRIC, "quota_limit_value": 60}, UsedUpQuota(METRIC, calls=60)),
        ({"quota_metric": METRIC, "quota_limit_value": "9" * 40}, UsedUpQuota(METRIC)),
    ],
)
def test_a_refusal_names_the_quota_that_is_used_up(
    metadata: dict[str, object], quota: UsedUpQuota | None
) -> None:
    assert refused(**metadata) == quota


def test_another_refusal_names_no_quota() -> None:
    info = {"reason": "IAM_PERMISSION_DENIED", "metadata": {"quota_metric": METRIC}}
    body = {"error": {"code": 403, "status": "PERMISSION_DENIED", "details": [info]}}
    response = HttpResponse(403, {}, msgspec.json.encode(body))

    assert error_of(KEYS, response, {SHOP}).quota is None
