"""The emulated subscription serves clients of other versions, and the compared one is readable."""

from collections import Counter
from collections.abc import AsyncIterator

import aiohttp
import pytest
from aiohttp import web

from posture.bootstrap.azure import AZURE
from posture.bootstrap.scan import scan
from posture.domain.azure.connection import AzureConnection
from posture.domain.connection import Connection
from posture.settings import Settings
from posture.worker.scope import Scope
from tests.emulator.arm import CLIENT, GRAPH_SCOPE, SCOPE, SECRET, SUBSCRIPTION, TENANT
from tests.emulator.arm.compared import WHOLE
from tests.emulator.arm.foreign import LOGIN, ForeignSubscription
from tests.emulator.arm.scaled import signing_in
from tests.emulator.arm.seed_compared import fill_compared

pytestmark = pytest.mark.anyio


@pytest.fixture
async def foreign() -> AsyncIterator[ForeignSubscription]:
    served = ForeignSubscription()
    fill_compared(served)
    runner = web.AppRunner(served.application(), access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    served.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    yield served
    await runner.cleanup()


async def get(client: aiohttp.ClientSession, path: str, token: str = "") -> object:
    async with client.get(path, headers={"Authorization": f"Bearer {token}"}) as response:
        return await response.json()


async def token_for(client: aiohttp.ClientSession, scope: str) -> str:
    form = {
        "client_id": CLIENT,
        "client_secret": SECRET,
        "grant_type": "client_credentials",
        "scope": scope,
    }
    async with client.post(f"/{TENANT}/oauth2/v2.0/token", data=form) as response:
        return str((await response.json())["access_token"])


async def test_a_client_finds_the_tenant_by_discovery(foreign: ForeignSubscription) -> None:
    async with aiohttp.ClientSession(foreign.url) as client:
        found = await get(client, f"/{TENANT}/v2.0/.well-known/openid-configuration")
        instance = await get(client, "/common/discovery/instance")

    assert isinstance(found, dict)
    assert isinstance(instance, dict)
    assert found["token_endpoint"] == f"{LOGIN}/{TENANT}/oauth2/v2.0/token"
    assert instance["tenant_discovery_endpoint"].startswith(f"{LOGIN}/{TENANT}/")


async def test_every_version_is_served_and_what_is_not_there_is_noted(
    foreign: ForeignSubscription,
) -> None:
    async with aiohttp.ClientSession(foreign.url) as client:
        token = await token_for(client, SCOPE)
        graph = await token_for(client, GRAPH_SCOPE)
        vaults = await get(
            client, f"{WHOLE}/providers/Microsoft.KeyVault/vaults?api-version=2019-09-01", token
        )
        roles = await get(
            client,
            f"{WHOLE}//providers/Microsoft.Authorization/roleAssignments"
            "?$filter=atScope()&api-version=2020-10-01",
            token,
        )
        hosts = await get(
            client,
            f"{WHOLE}/providers/Microsoft.Network/bastionHosts?api-version=2024-01-01",
            token,
        )
        users = await get(client, "/v1.0//users", graph)

    assert isinstance(vaults, dict)
    assert isinstance(roles, dict)
    assert isinstance(users, dict)
    assert (len(vaults["value"]), len(roles["value"]), len(users["value"])) == (10, 3, 2)
    assert hosts == {"value": []}
    assert foreign.unknown == {"microsoft.network/bastionhosts"}


async def test_the_compared_subscription_is_read_whole(
    foreign: ForeignSubscription, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, one in signing_in(foreign.url).items():
        monkeypatch.setenv(name, one)
    options = AzureConnection(subscription_id=SUBSCRIPTION, endpoint_url=foreign.url)

    found = await scan(
        Settings(azure_burst_calls=10_000),
        Connection(provider="azure", options=options, trusted=True),
        scope=Scope(),
        clouds=(AZURE,),
    )

    assert found.reads.coverage == 1
    counts: Counter[object] = Counter(found.evaluation.counts)
    assert counts.total() > 900
