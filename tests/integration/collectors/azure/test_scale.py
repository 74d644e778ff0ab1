"""What a scan costs does not grow with the square of what is in the subscription."""

from dataclasses import replace
from unittest.mock import patch

import pytest

from posture.collectors.azure import network
from posture.domain.verdict import VerdictStatus
from posture.worker.scope import Scope
from tests.emulator.arm import EmulatedSubscription
from tests.emulator.arm.scaled import add_assignments
from tests.emulator.arm.seed import LOCATION, fill
from tests.emulator.arm.seed_further import fill_further
from tests.integration.collectors.azure.test_azure import FAST, failed, scanned
from tests.machine import scaled as scaled_count

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


async def test_thousands_of_role_assignments_are_read_once_for_all_machines(
    subscription: EmulatedSubscription,
) -> None:
    fill(subscription)
    ids = fill_further(subscription)
    count = scaled_count(small=3_000, full=50_000)
    add_assignments(subscription, count)
    scope = Scope(services=("iam", "compute", "subscription"))

    found = await scanned(subscription, scope)

    listed = [one for one in subscription.requests if "roleassignments" in one.lower()]
    assert len(listed) == count // subscription.page_size + 1
    assert found.reads.coverage == 1
    assert found.evaluation.asset_count > count
    assert failed(found, ids["machine"]) == {
        "azure_compute_machine_identity_without_privileged_role"
    }


async def test_more_role_assignments_than_a_listing_may_have_are_unread(
    subscription: EmulatedSubscription,
) -> None:
    fill(subscription)
    fill_further(subscription)
    add_assignments(subscription, 20)

    found = await scanned(
        subscription, Scope(services=("iam",)), replace(FAST, cloud_listing_items=10)
    )

    assert "AnswerTooLarge: iam:ListRoleAssignments" in map(str, found.reads.reasons)
    assert found.evaluation.counts[VerdictStatus.UNKNOWN] > 0
