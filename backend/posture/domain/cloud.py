"""Cloud: everything the product knows of one cloud, as one value.

The composition root holds the list of clouds. Whoever else needs one gets it as an argument, so
that a further cloud is one folder in each layer and one entry in that list.
"""

from collections.abc import Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from posture.domain.check import Check
from posture.domain.collector import Collector, Member
from posture.domain.connection import Connection, ConnectionOptions
from posture.settings import Settings


class Location(NamedTuple):
    """Where the asset of a `resource_id` lives, in the cloud's own words.

    A part that the id does not say is empty. `kind` is the type of resource within its service.
    """

    account: str
    region: str
    service: str
    kind: str


class AccountType(NamedTuple):
    """What OCSF calls an account of a cloud: https://schema.ocsf.io/objects/account."""

    id: int
    name: str


class Wording(NamedTuple):
    """What people call things in this cloud, and examples that they can paste into a shell.

    Attributes:
        resource_id: what the id of an asset is called.
        least_privilege: what the document of `Cloud.least_privilege` is called.
        region: a region.
        services: some services, with commas between.
        grant: the lines that grant what `posture-read-only.json` says.
    """

    resource_id: str
    least_privilege: str
    region: str
    services: str
    grant: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cloud:
    """One cloud.

    Attributes:
        name: its `provider` in the contract, one word in lower case.
        title: what people call it.
        wording: what people call things in it.
        account_type: what OCSF calls its accounts.
        connection: the shape of its connection options.
        locate: where an asset lives, by its `resource_id`; None where that is no id of this cloud.
        checks: all its checks.
        collector: what connects its accounts.
        least_privilege: the document that grants the least a worker needs.
        members: list the accounts of an organization, with the named role in each.
        member_options: the connection options by which it says how one of them is reached.
    """

    name: str
    title: str
    wording: Wording
    account_type: AccountType
    connection: type[ConnectionOptions]
    locate: Callable[[str], Location | None]
    checks: Callable[[], Sequence[Check[Any]]]
    collector: Callable[[Settings], Collector]
    least_privilege: Callable[[], Mapping[str, Any]]
    members: Callable[[Settings, Connection, str], Coroutine[Any, Any, Sequence[Member]]]
    member_options: frozenset[str]
