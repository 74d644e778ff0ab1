"""The subscriptions of a tenant, or of a management group, become integrations."""

from typing import Any

import pytest

from posture.bootstrap.azure import AZURE
from posture.domain.azure.connection import AzureConnection
from posture.domain.collector import ConnectError
from posture.domain.connection import Connection
from tests.emulator.arm import EmulatedSubscription, Refusal
from tests.integration.collectors.azure.test_azure import FAST

pytestmark = pytest.mark.anyio
IDS = [f"6f2c1a54-9d0e-4c77-8b57-1f8f0a3f5b1{number}" for number in range(3)]
NAMES = ["Shop", "Lab", "Old"]


@pytest.fixture
def tenant(subscription: EmulatedSubscription) -> EmulatedSubscription:
    """Three subscriptions, of which one is disabled; one is in the management group."""
    subscription.page_size = 1
    subscription.subscriptions = [
        {
            "subscriptionId": id_,
            "displayName": name,
            "state": "Disabled" if name == "Old" else "Enabled",
        }
        for id_, name in zip(IDS, NAMES, strict=True)
    ]
    subscription.descendants = [
        {"type": "Microsoft.Management/managementGroups", "name": IDS[1]},
        {"type": "Microsoft.Management/managementGroups/subscriptions", "name": IDS[0].upper()},
        {"type": "/subscriptions", "name": IDS[2]},
    ]
    return subscription


async def listed(tenant: EmulatedSubscription, parent: str = "") -> list[tuple[str, str]]:
    options = AzureConnection(endpoint_url=tenant.url)
    connection = Connection(provider="azure", options=options, trusted=True)
    found = await AZURE.members(FAST, connection, parent)
    made = [one.options for one in found if isinstance(one.options, AzureConnection)]
    assert [one.subscription_id for one in made] == [one.account_id for one in found]
    return [(one.account_id, one.name) for one in found]


async def test_the_enabled_subscriptions_of_the_tenant_are_listed(
    tenant: EmulatedSubscription,
) -> None:
    assert await listed(tenant) == [(IDS[0], "Shop"), (IDS[1], "Lab")]


async def test_those_of_a_management_group_are_listed_however_their_ids_are_spelled(
    tenant: EmulatedSubscription,
) -> None:
    assert await listed(tenant, "managementGroups/shops") == [(IDS[0], "Shop")]


@pytest.mark.parametrize(
    "parent", ["shops", "managementGroups/", "managementGroups/a/b", "folders/1"]
)
async def test_what_is_no_management_group_is_refused_before_any_call(
    tenant: EmulatedSubscription, parent: str
) -> None:
    with pytest.raises(ConnectError, match="managementGroups/NAME"):
        await listed(tenant, parent)

    assert tenant.forms == []


@pytest.mark.parametrize(
    ("kind", "action"),
    [
        ("descendants", "Microsoft.Management/managementGroups/descendants/read"),
        ("/subscriptions", "Microsoft.Resources/subscriptions/read"),
    ],
)
async def test_a_denied_listing_names_the_permission(
    tenant: EmulatedSubscription, kind: str, action: str
) -> None:
    tenant.refusals[kind] = Refusal(403, "AuthorizationFailed")

    with pytest.raises(ConnectError, match=action):
        await listed(tenant, "managementGroups/shops")


@pytest.mark.parametrize("odd", [{"subscriptionId": 7}, {"displayName": "no id"}, []])
async def test_an_odd_listing_connects_nothing(tenant: EmulatedSubscription, odd: Any) -> None:  # noqa: ANN401  # any JSON
    tenant.subscriptions.append(odd)

    with pytest.raises(ConnectError, match="MalformedAnswer"):
        await listed(tenant, "managementGroups/shops")
