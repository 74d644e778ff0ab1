"""A good resource of the compared subscription, and its variants."""

from collections.abc import Mapping
from typing import Any

from tests.emulator.arm import GROUP, SUBSCRIPTION, EmulatedSubscription
from tests.emulator.arm.seed import LOCATION

WHOLE = f"/subscriptions/{SUBSCRIPTION}"
Properties = dict[str, Any]
EVERYWHERE = "0.0.0.0"  # noqa: S104  # the first address of a rule
LAST = "255.255.255.255"
OFFICE = "198.51.100.7"
PLATFORM_KEY = "EncryptionAtRestWithPlatformKey"
CUSTOMER_KEY = "EncryptionAtRestWithCustomerKey"


def endpoint(status: str) -> list[Properties]:
    """Return the connections of a service with one private endpoint."""
    state = {"privateLinkServiceConnectionState": {"status": status}}
    return [{"id": f"{GROUP}/endpoint", "name": "endpoint", "type": "t", "properties": state}]


def vary(
    subscription: EmulatedSubscription,
    type_: str,
    good: Mapping[str, Any],
    variants: Mapping[str, Mapping[str, Any]],
    **top: object,
) -> dict[str, str]:
    """Add a good resource and its variants; return their ids by their names."""
    short = type_.rpartition("/")[2][:6].lower()
    known: dict[str, Any] = {"location": LOCATION, **top}
    return {
        name: subscription.add(type_, f"{short}-{name}", {**good, **changed}, **known)
        for name, changed in {"good": {}, **variants}.items()
    }
