"""The emulated subscription in any size, and the environment of a worker that signs in to it."""

import json
import re
from collections.abc import Mapping

from tests.emulator.arm import CLIENT, GROUP, SECRET, SUBSCRIPTION, TENANT, EmulatedSubscription
from tests.emulator.arm.seed import fill
from tests.emulator.arm.seed_further import fill_further

READER = "acdd72a7-3385-48ef-bd42-f606fba81ae7"
# The variable that names the host at which a worker signs in.
AUTHORITY = "AZURE_AUTHORITY_HOST"
IN_GROUP = re.compile(re.escape(GROUP.rpartition("/")[2]) + r"(?=/)", re.IGNORECASE)


def scaled(factor: int) -> EmulatedSubscription:
    """Return the subscription with the resources of its resource group in `factor` such groups."""
    subscription = EmulatedSubscription()
    fill(subscription)
    fill_further(subscription)
    multiply(subscription, factor)
    return subscription


def multiply(subscription: EmulatedSubscription, factor: int) -> None:
    """Put the resources of the resource group into `factor` such groups."""
    once = json.dumps(subscription.resources)
    for copy in range(1, factor):
        subscription.resources |= json.loads(IN_GROUP.sub(rf"\g<0>{copy}", once))


def add_assignments(subscription: EmulatedSubscription, count: int) -> None:
    """Give `count` people the role Reader, each for the whole subscription."""
    whole = f"/subscriptions/{SUBSCRIPTION}"
    roles = f"{whole}/providers/Microsoft.Authorization"
    for number in range(count):
        subscription.add(
            "Microsoft.Authorization/roleAssignments",
            f"{number:032x}",
            {
                "roleDefinitionId": f"{roles}/roleDefinitions/{READER}",
                "scope": whole,
                "principalId": f"00000000-0000-4000-8000-{number:012x}",
                "principalType": "User",
            },
            under=whole,
        )


def signing_in(url: str) -> Mapping[str, str]:
    """Return the variables of a worker, or of a shell, that signs in to the emulated tenant."""
    return {
        AUTHORITY: url,
        "AZURE_TENANT_ID": TENANT,
        "AZURE_CLIENT_ID": CLIENT,
        "AZURE_CLIENT_SECRET": SECRET,
    }
