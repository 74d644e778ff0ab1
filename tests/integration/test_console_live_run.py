"""A run that is under way, in a real browser: the services that remain, by the one stream."""

import asyncio
from collections import Counter
from collections.abc import Iterator

import httpx
import pytest

from posture.domain.collector import Reads
from posture.domain.run import RunPhase
from posture.worker.claim import Claim
from posture.worker.progress import Progress
from tests.console import READ, Site, claimed, opened, progressed, sign_in, stopped
from tests.server import Served

ALL = ("ec2", "iam", "kms", "s3")
HEADING = "document.querySelector('.remaining h3')?.textContent"
NAMES = "[...document.querySelectorAll('.remaining li')].map((one) => one.textContent).join(' ')"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with opened(tmp_path_factory.mktemp("live")) as found:
        yield found


@pytest.fixture
def client(site: Site) -> Iterator[httpx.Client]:
    headers = {"Authorization": f"Bearer {site.server.token}"}
    with httpx.Client(base_url=f"{site.server.url}/api/v2", headers=headers) as found:
        yield found


def collect(server: Served, claim: Claim, *left: str) -> None:
    """Record progress as a worker does, with the services that are left."""
    reads = Reads(collecting=Counter({name: name in left for name in ALL}))
    progress = Progress(phase=RunPhase.COLLECTING, reads=reads)
    asyncio.run(progressed(server, claim, progress.counts(), services=progress.services()))


def test_the_services_that_remain_are_shown_live_without_a_request(
    site: Site, client: httpx.Client
) -> None:
    account = client.get("/integrations").json()["data"][0]["id"]
    body = {"integration_id": account}
    run_id = client.post("/cloud-posture-runs", json=body).json()["run_id"]
    page = sign_in(site.browser.page(), site, place=f"/runs/{run_id}")
    page.until(READ)
    page.sees("Under way")
    claim = asyncio.run(claimed(site.server))
    assert claim.run_id == run_id
    collect(site.server, claim, *ALL)
    page.until(f"{HEADING} === '4 of 4 services remain' && {NAMES} === 'ec2 iam kms s3'")
    # From here on the stream alone brings what is new.
    page.requests.clear()
    collect(site.server, claim, "ec2", "kms")
    page.until(f"{HEADING} === '2 of 4 services remain' && {NAMES} === 'ec2 kms'")
    collect(site.server, claim, "ec2")
    page.until(f"{HEADING} === '1 of 4 services remains' && {NAMES} === 'ec2'")
    collect(site.server, claim)
    page.until(f"{HEADING} === 'All services are collected'")
    assert page.requests == []
    progress = client.get(f"/cloud-posture-runs/{run_id}").json()["progress"]
    assert progress["services"] == {"planned_count": 4, "remaining": []}

    asyncio.run(stopped(site.server, claim))
    page.sees("There is no result")
    page.until("!document.querySelector('.remaining')")
    assert "services" not in client.get(f"/cloud-posture-runs/{run_id}").json()["progress"]
    assert page.complaints() == []
    page.close()
