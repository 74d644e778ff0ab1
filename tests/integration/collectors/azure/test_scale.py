"""What a scan costs does not grow with the square of what is in the subscription."""

from unittest.mock import patch

import pytest

from posture.collectors.azure import network
from posture.domain.verdict import VerdictStatus
from posture.worker.scope import Scope
from tests.emulator.arm import EmulatedSubscription
from tests.emulator.arm.seed import LOCATION, fill
from tests.integration.collectors.azure.test_azure import failed, scanned

pytestmark = pytest.mark.anyio
COUNT = 40
RULES = "posture.collectors.azure.guards.inbound_rules"


def interfaces(subscription: EmulatedSubscription, ids: dict[str, str]) -> list[str]:
    """Add public interfaces behind one open group, which their ids spell in different ways."""
    add = subscription.add
    standard = {"name": "Standard"}
    address = add("Microsoft.Network/publicIPAddresses", "address", {}, sku=standard)
    group, subnet = ids["open group"], ids["subnet"]
    return [
        add(
            "Microsoft.Network/networkInterfaces",
            f"interface{number}",
            {
                "networkSecurityGroup": {"id": group.upper() if number % 2 else group},
                "ipConfigurations": [
                    {
                        "properties": {
                            "publicIPAddress": {"id": address.lower()},
                            "subnet": {"id": subnet.upper()},
                        }
                    }
                ],
            },
            location=LOCATION,
        )
        for number in range(COUNT)
    ]


async def test_the_rules_of_a_group_are_parsed_once_for_all_interfaces(
    subscription: EmulatedSubscription,
) -> None:
    added = interfaces(subscription, fill(subscription))
    scope = Scope(check_ids=("azure_network_interface_management_not_public",))

    with patch(RULES, wraps=network.inbound_rules) as parsed:
        found = await scanned(subscription, scope)

    assert parsed.call_count == 1
    assert all(failed(found, one) for one in added)
    # The subscription, and one listing each of interfaces, networks, groups and addresses.
    assert len(subscription.requests) == 5


async def test_a_malformed_group_leaves_its_interfaces_unread_and_no_others(
    subscription: EmulatedSubscription,
) -> None:
    ids = fill(subscription)
    first, *_ = interfaces(subscription, ids)
    broken = subscription.resources[ids["guarded group"].lower()]["properties"]
    broken["securityRules"][0]["properties"]["priority"] = "first"
    properties = subscription.resources[first.lower()]["properties"]
    properties["networkSecurityGroup"]["id"] = ids["guarded group"]

    found = await scanned(
        subscription, Scope(check_ids=("azure_network_interface_management_not_public",))
    )

    assert found.evaluation.counts[VerdictStatus.UNKNOWN] == 1
    assert found.evaluation.counts[VerdictStatus.FAIL] == COUNT - 1


async def test_two_spellings_of_one_id_are_one_asset(subscription: EmulatedSubscription) -> None:
    ids = fill(subscription)
    spelled = (ids["leaky"], ids["leaky"].lower(), ids["leaky"].upper())

    found = await scanned(subscription, Scope(resource_ids=spelled))
    gone = tuple(one.replace("leaky", "gone").replace("LEAKY", "GONE") for one in spelled)
    missing = await scanned(subscription, Scope(resource_ids=gone, expected_absent=gone[1:]))

    assert found.evaluation.asset_count == 1
    assert missing.evaluation.absent_count == 1
    assert missing.evaluation.counts[VerdictStatus.UNKNOWN] == 0
