"""Answers that lack a part, or that are about a part only, never make a check pass."""

from typing import Any

import pytest

from posture.bootstrap.azure import AZURE
from posture.bootstrap.scan import scan
from posture.domain.azure.connection import AzureConnection
from posture.domain.connection import Connection
from posture.domain.verdict import VerdictStatus
from posture.settings import Settings
from posture.worker.assess import Assessment
from posture.worker.scope import Scope
from tests.emulator.arm import SUBSCRIPTION, EmulatedSubscription
from tests.emulator.arm.seed import fill
from tests.emulator.arm.seed_further import fill_further

pytestmark = pytest.mark.anyio

SSH = "azure_network_security_group_ssh_not_public"
ROLE = "azure_compute_machine_identity_without_privileged_role"
FIREWALL = "azure_network_application_gateway_waf_enabled"
ALERT = "azure_subscription_alert_on_security_group"
WHOLE = f"/subscriptions/{SUBSCRIPTION}"
WRITE = "Microsoft.Network/networkSecurityGroups/write"
OPEN = {
    "direction": "Inbound",
    "access": "Allow",
    "priority": 100,
    "protocol": "Tcp",
    "sourcePortRange": "*",
    "sourceAddressPrefix": "*",
    "destinationPortRange": "22",
    "destinationAddressPrefix": "*",
}


async def scanned(subscription: EmulatedSubscription, check_id: str) -> Assessment:
    options = AzureConnection(subscription_id=SUBSCRIPTION, endpoint_url=subscription.url)
    return await scan(
        Settings(cloud_settle_seconds=0.0, azure_burst_calls=1_000),
        Connection(provider="azure", options=options, trusted=True),
        scope=Scope(check_ids=(check_id,)),
        clouds=(AZURE,),
    )


@pytest.mark.parametrize(
    "changed",
    [
        *({name: None} for name in ("direction", "access", "priority", "protocol")),
        {"destinationPortRange": None},
        {"direction": "Both"},
        {"protocol": "Sctp"},
    ],
)
async def test_a_rule_that_lacks_a_part_leaves_its_group_unread(
    subscription: EmulatedSubscription, changed: dict[str, Any]
) -> None:
    rule = {"name": "ssh", "properties": {**OPEN, **changed}}
    subscription.add("Microsoft.Network/networkSecurityGroups", "web", {"securityRules": [rule]})

    found = await scanned(subscription, SSH)

    assert found.evaluation.counts[VerdictStatus.PASS] == 0
    assert "MalformedAnswer: network:ListSecurityGroups" in map(str, found.reads.reasons)


async def test_a_rule_with_all_its_parts_is_evaluated(subscription: EmulatedSubscription) -> None:
    rule = {"name": "ssh", "properties": OPEN}
    subscription.add("Microsoft.Network/networkSecurityGroups", "web", {"securityRules": [rule]})

    found = await scanned(subscription, SSH)

    assert found.evaluation.counts[VerdictStatus.FAIL] == 1


@pytest.mark.parametrize(
    ("identity", "status"),
    [
        ({"type": "SystemAssigned"}, VerdictStatus.UNKNOWN),
        ({"type": "UserAssigned"}, VerdictStatus.UNKNOWN),
        ({"type": "UserAssigned", "userAssignedIdentities": {"a": {}}}, VerdictStatus.UNKNOWN),
        ({"type": "UserAssigned", "userAssignedIdentities": {"a": None}}, VerdictStatus.UNKNOWN),
        (
            {
                "type": "SystemAssigned, UserAssigned",
                "principalId": "one",
                "userAssignedIdentities": {"a": {}},
            },
            VerdictStatus.UNKNOWN,
        ),
        (
            {"type": "UserAssigned", "userAssignedIdentities": {"a": {"principalId": "one"}}},
            VerdictStatus.PASS,
        ),
        ({"type": "None"}, VerdictStatus.PASS),
    ],
)
async def test_an_identity_without_its_principal_has_unknown_roles(
    subscription: EmulatedSubscription, identity: dict[str, Any], status: VerdictStatus
) -> None:
    subscription.add("Microsoft.Compute/virtualMachines", "machine", {}, identity=identity)

    found = await scanned(subscription, ROLE)

    assert dict(found.evaluation.counts) == {status: 1}


@pytest.mark.parametrize(
    ("condition", "status"),
    [
        ({"field": "resourceId", "equals": f"{WHOLE}/one"}, VerdictStatus.FAIL),
        ({"field": "resourceGroup", "equals": "shop"}, VerdictStatus.FAIL),
        ({"field": "resourceType", "equals": "Microsoft.Sql/servers"}, VerdictStatus.FAIL),
        (
            {"field": "resourceType", "equals": "Microsoft.Network/networkSecurityGroups"},
            VerdictStatus.PASS,
        ),
        ({"field": "status", "equals": "Failed"}, VerdictStatus.FAIL),
        ({"field": "status", "equals": "Succeeded"}, VerdictStatus.PASS),
        ({"anyOf": [{"field": "resourceGroup", "equals": "shop"}]}, VerdictStatus.FAIL),
    ],
)
async def test_an_alert_on_some_resources_is_no_alert_on_all(
    subscription: EmulatedSubscription, condition: dict[str, Any], status: VerdictStatus
) -> None:
    fill(subscription)
    fill_further(subscription)
    alert = next(one for at, one in subscription.resources.items() if at.endswith("alerts/groups"))
    conditions = [
        {"field": "category", "equals": "Administrative"},
        {"field": "operationName", "equals": WRITE},
        condition,
    ]
    alert["properties"]["condition"] = {"allOf": conditions}

    found = await scanned(subscription, ALERT)

    assert dict(found.evaluation.counts) == {status: 1}


POLICIES = "Microsoft.Network/applicationGatewayWebApplicationFirewallPolicies"
BLOCKING = {"state": "Enabled", "mode": "Prevention"}


@pytest.mark.parametrize(
    ("of_gateway", "of_part", "status"),
    [
        (BLOCKING, BLOCKING, VerdictStatus.PASS),
        (BLOCKING, {**BLOCKING, "mode": "Detection"}, VerdictStatus.FAIL),
        (BLOCKING, {**BLOCKING, "state": "Disabled"}, VerdictStatus.FAIL),
        ({**BLOCKING, "mode": "Detection"}, BLOCKING, VerdictStatus.FAIL),
    ],
)
@pytest.mark.parametrize("place", ["listener", "path"])
async def test_the_firewall_of_a_listener_or_path_replaces_the_gateways(
    subscription: EmulatedSubscription,
    of_gateway: dict[str, str],
    of_part: dict[str, str],
    place: str,
    status: VerdictStatus,
) -> None:
    ids = {
        name: subscription.add(POLICIES, name, {"policySettings": settings})
        for name, settings in (("gateway", of_gateway), ("part", of_part))
    }
    narrower = {"name": "shop", "properties": {"firewallPolicy": {"id": ids["part"].upper()}}}
    placed: dict[str, Any] = {
        "listener": {"httpListeners": [{"name": "bare", "properties": {}}, narrower]},
        "path": {"urlPathMaps": [{"name": "map", "properties": {"pathRules": [narrower]}}]},
    }
    subscription.add(
        "Microsoft.Network/applicationGateways",
        "gateway",
        {"firewallPolicy": {"id": ids["gateway"]}, **placed[place]},
    )

    found = await scanned(subscription, FIREWALL)

    assert dict(found.evaluation.counts) == {status: 1}
