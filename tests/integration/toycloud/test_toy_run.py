"""A run over a further cloud, from its start to its gate and its export, through the product."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest

from posture.bootstrap.compose import application, compose
from posture.services.integrations import create_integration
from posture.services.tenants import create_tenant
from posture.services.tokens import SCOPES, mint
from posture.settings import Settings
from tests.integration.fakes import until
from tests.integration.toycloud.cloud import TOY
from tests.integration.toycloud.conftest import ToyAccount
from tests.integration.toycloud.domain import ToyConnection

pytestmark = pytest.mark.anyio

RUNS = "/api/v2/cloud-posture-runs"


@asynccontextmanager
async def api(
    settings: Settings, account: ToyAccount
) -> AsyncIterator[tuple[httpx.AsyncClient, str]]:
    """Yield a client of the whole product over the toy cloud, and the id of an integration."""
    parts = compose(settings, clouds=(TOY,))
    async with parts.running():
        tenant = await create_tenant(parts.store, name="acme")
        token = await mint(
            parts.store, tenant_id=tenant.id, name="test", scopes=SCOPES, expires_at=None
        )
        integration = await create_integration(
            parts.store,
            tenant_id=tenant.id,
            name="boxes",
            provider=TOY.name,
            options=ToyConnection(endpoint_url=account.url, key_name="audit"),
        )
        transport = httpx.ASGITransport(application(parts, opens=False))  # type: ignore[arg-type]  # two libraries, two words for one protocol
        async with httpx.AsyncClient(
            transport=transport,
            base_url="http://posture.test",
            headers={"authorization": f"Bearer {token.clear_text}"},
        ) as client:
            yield client, integration.id


async def ended(client: httpx.AsyncClient, integration_id: str) -> dict[str, Any]:
    """Start a run, and return it when it has ended."""
    body = {"integration_id": integration_id, "trigger": "manual"}
    run_id = (await client.post(RUNS, json=body)).json()["run_id"]

    async def has() -> bool:
        run = (await client.get(f"{RUNS}/{run_id}")).json()
        return run["status"] in {"completed", "failed"}

    await until(has)
    run: dict[str, Any] = (await client.get(f"{RUNS}/{run_id}")).json()
    return run


async def test_a_run_is_recorded_gated_and_exported(
    account: ToyAccount, settings: Settings
) -> None:
    opened = account.add("1", locked=False, label="books")
    async with api(settings, account) as (client, integration_id):
        run = await ended(client, integration_id)
        gate = (await client.get(f"{RUNS}/{run['id']}/gate")).json()
        export = await client.get(f"{RUNS}/{run['id']}/export", params={"format": "ocsf"})
        catalog = (await client.get("/api/v2/checks")).json()["data"]

    assert (run["status"], run["asset_count"], run["coverage"]) == ("completed", 1, 1.0)
    assert [one["code"] for one in gate["reasons"]] == ["findings"]
    event = json.loads(export.text.splitlines()[0])
    assert event["resources"][0]["uid"] == opened
    assert event["cloud"]["provider"] == "Toy Cloud"
    assert event["cloud"]["account"]["uid"] == "acme"
    assert [one["id"] for one in catalog] == ["toy_store_box_labelled", "toy_store_box_locked"]
