"""How a worker signs in, and what it does when it may not."""

from pathlib import Path

import pytest

from posture.collectors.azure.connect import AzureCollector
from posture.domain.azure.connection import AzureConnection
from posture.domain.collector import ConnectError
from posture.domain.connection import Connection
from tests.emulator.arm import SCOPE, SUBSCRIPTION, EmulatedSubscription, Refusal
from tests.emulator.arm.seed import fill
from tests.integration.collectors.azure.test_azure import EXTERNAL_ID, FAST, open_role, scanned
from tests.promises import promise

pytestmark = pytest.mark.anyio


async def test_an_expired_token_is_renewed(subscription: EmulatedSubscription) -> None:
    fill(subscription)
    subscription.expires_in = -1
    subscription.refusals["storageaccounts"] = Refusal(401, "ExpiredAuthenticationToken", times=1)
    subscription.expires_in = 3_600

    found = await scanned(subscription)

    assert found.reads.coverage == 1
    assert [one["scope"] for one in subscription.forms].count(SCOPE) == 2


async def test_a_worker_signs_in_with_the_token_of_its_workload(
    subscription: EmulatedSubscription, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    fill(subscription)
    file = tmp_path / "token"
    file.write_text("assertion\n")
    monkeypatch.delenv("AZURE_CLIENT_SECRET")
    monkeypatch.setenv("AZURE_FEDERATED_TOKEN_FILE", str(file))

    found = await scanned(subscription)

    assert found.account_id == SUBSCRIPTION
    assert "client_secret" not in subscription.forms[0]


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (7000222, "expired"),
        (7000215, "AZURE_CLIENT_SECRET"),
        (90002, "tenant does not exist"),
        (900023, "tenant does not exist"),
        (700016, "application does not exist in the tenant"),
        (700213, "No federated credential"),
        (65001, "consented"),
        (50000, "AADSTS50000"),
    ],
)
async def test_a_refused_sign_in_says_what_to_do(
    subscription: EmulatedSubscription, number: int, words: str
) -> None:
    subscription.token_refusal = ("invalid_client", number)

    with pytest.raises(ConnectError, match=words):
        await scanned(subscription)


async def test_a_subscription_of_another_tenant_than_the_token_says_so(
    subscription: EmulatedSubscription,
) -> None:
    subscription.refusals["/subscriptions/*"] = Refusal(401, "InvalidAuthenticationTokenTenant")

    with pytest.raises(ConnectError, match=r"is of another tenant: check tenant_id\.$"):
        await scanned(subscription)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
async def test_a_name_that_leads_inside_is_not_connected(
    subscription: EmulatedSubscription, monkeypatch: pytest.MonkeyPatch, host: str
) -> None:
    url = subscription.url.replace("127.0.0.1", host)
    monkeypatch.setenv("AZURE_AUTHORITY_HOST", url)
    options = AzureConnection(subscription_id=SUBSCRIPTION, endpoint_url=url)
    collector = AzureCollector(FAST, ())

    with pytest.raises(ConnectError, match="an address that is not public"):
        await collector.open_session(Connection(provider="azure", options=options))

    assert subscription.requests == []


async def test_a_disabled_subscription_is_not_scanned(subscription: EmulatedSubscription) -> None:
    subscription.state = "Disabled"

    with pytest.raises(ConnectError, match="not enabled"):
        await scanned(subscription)


async def test_the_token_of_the_real_cloud_goes_to_no_other_host(
    subscription: EmulatedSubscription, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("AZURE_AUTHORITY_HOST")

    with pytest.raises(ConnectError, match="access token of the real cloud"):
        await scanned(subscription)

    assert subscription.requests == []


@promise("tenants", "A subscription without the tag of the tenant is bound to no tenant")
@pytest.mark.parametrize(
    ("tags", "proven"),
    [
        ({}, False),
        ({"posture-tenant": EXTERNAL_ID}, True),
        ({"Posture-Tenant": EXTERNAL_ID, "team": "shop"}, True),
        ({"posture-tenant": EXTERNAL_ID.upper()}, False),
        ({"posture-tenant": "posture-of-another-tenant"}, False),
        ({"posture-tenant": ""}, False),
        ({"posture": EXTERNAL_ID}, False),
    ],
)
async def test_the_tag_of_a_subscription_proves_whose_it_is(
    subscription: EmulatedSubscription, tags: dict[str, str], *, proven: bool
) -> None:
    subscription.tags = tags
    role = await open_role(subscription)
    assert (role.id, role.proven_always) == (SUBSCRIPTION, True)
    assert role.why_open is not None
    assert await role.why_open() == (None if proven else role.refusal)
    assert EXTERNAL_ID in role.refusal
