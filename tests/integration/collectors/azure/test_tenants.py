"""Tenants of one server and a subscription that the worker can read: only its owner scans it."""

from pathlib import Path
from typing import Any

import pytest

from posture.bootstrap.azure import AZURE
from posture.bootstrap.clouds import by_name
from posture.collectors.azure.catalog import COLLECTORS
from posture.collectors.azure.connect import AzureCollector
from posture.services.assumed_roles import list_roles
from posture.worker.metrics import RunMetrics
from posture.worker.run import Worker
from tests.api import Api, api_in
from tests.emulator.arm import SUBSCRIPTION, EmulatedSubscription
from tests.emulator.server import LOOPBACK
from tests.integration.fakes import FRAMEWORKS
from tests.promises import promise

pytestmark = pytest.mark.anyio

INTEGRATIONS = "/api/v2/integrations"
RUNS = "/api/v2/cloud-posture-runs"


async def connected(api: Api, token: str, url: str) -> dict[str, Any]:
    """Connect the subscription with a tenant's token; return the integration."""
    azure = {"subscription_id": SUBSCRIPTION, "endpoint_url": url}
    body = {"name": "shop", "provider": "azure", "azure": azure}
    async with api.client(token) as client:
        made = await client.post(INTEGRATIONS, json=body)
    assert made.status_code == 201, made.text
    found: dict[str, Any] = made.json()
    return found


async def scanned(api: Api, token: str, integration: dict[str, Any]) -> dict[str, Any]:
    """Scan one check's assets with the collectors of Azure; return the run after its end."""
    asked = {
        "integration_id": integration["id"],
        "scope": {"check_ids": ["azure_subscription_owners_few"]},
    }
    async with api.client(token) as client:
        place = (await client.post(RUNS, json=asked)).headers["location"]
        worker = Worker(
            store=api.store,
            settings=api.deps.settings,
            clouds=by_name(),
            collectors={"azure": AzureCollector(api.deps.settings, COLLECTORS)},
            checks={one.id: one for one in AZURE.checks()},
            frameworks=FRAMEWORKS,
            metrics=RunMetrics(),
            name="test",
        )
        claim = await worker.claim()
        assert claim is not None
        await worker.execute(claim)
        found: dict[str, Any] = (await client.get(place)).json()
    return found


@promise("tenants", "Of several tenants only the one that a subscription's tag names can scan it")
async def test_only_the_tenant_that_the_tag_names_scans_a_subscription(
    tmp_path: Path, subscription: EmulatedSubscription
) -> None:
    async with api_in(tmp_path, endpoint_networks=LOOPBACK, manual_runs_per_window=9) as api:
        owner = api.token
        stranger = await api.mint(tenant_id=await api.tenant("stranger"))
        own = await connected(api, owner, subscription.url)
        theirs = await connected(api, stranger, subscription.url)

        before = [
            await scanned(api, stranger, theirs),
            await scanned(api, owner, own),
        ]
        assert [run["status"] for run in before] == ["failed", "failed"]
        assert await list_roles(api.store) == []

        subscription.tags = {"posture-tenant": own["azure"]["external_id"]}
        refused = await scanned(api, stranger, theirs)
        done = await scanned(api, owner, own)
        (bound,) = await list_roles(api.store)
        assert (refused["status"], done["status"]) == ("failed", "completed")
        assert refused["error"] == before[0]["error"]
        assert (bound.tenant_id, bound.role) == (api.tenant_id, SUBSCRIPTION)

        subscription.tags = {"posture-tenant": theirs["azure"]["external_id"]}
        ended = await scanned(api, owner, own)
        moved = await scanned(api, stranger, theirs)
        assert (ended["status"], moved["status"]) == ("failed", "completed")


async def test_the_only_tenant_of_a_server_needs_no_tag(
    tmp_path: Path, subscription: EmulatedSubscription
) -> None:
    async with api_in(tmp_path, endpoint_networks=LOOPBACK) as api:
        own = await connected(api, api.token, subscription.url)
        assert (await scanned(api, api.token, own))["status"] == "completed"
