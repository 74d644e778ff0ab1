"""Cloud: everything the product knows about one cloud, as one value.

The composition root holds the list of clouds. All other code gets clouds as arguments, so another
cloud is one folder in each layer and one entry in that list.
"""

from collections.abc import Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

from posture.domain.check import Check
from posture.domain.collector import Collector, Member
from posture.domain.connection import Connection, ConnectionOptions
from posture.domain.evidence import Unread
from posture.settings import Settings


class Location(NamedTuple):
    """The location of an asset according to its `resource_id`, in the cloud's own words.

    A part that the id does not contain is empty. `kind` is the type of resource within its
    service.
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
    """The cloud's own words for texts, and examples that people can paste into a shell.

    Attributes:
        resource_id: the name for the id of an asset.
        least_privilege: the name for the document of `Cloud.least_privilege`.
        region: an example of a region.
        services: examples of services, separated by commas.
        grant: the shell commands that grant the permissions in `posture-read-only.json`.
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
        title: its name for people.
        wording: its own words, for texts.
        account_type: OCSF's type for its accounts.
        connection: the shape of its connection options.
        locate: returns the location of a `resource_id`; None if it is not an id of this cloud.
        checks: all its checks.
        collector: returns the collector that connects its accounts.
        least_privilege: the document that grants the least a worker needs.
        further_permissions: permissions that the document cannot grant, each with the ids of the
            checks that need it.
        permission: returns what would allow a call that was denied; None if it was not denied.
        members: list the accounts of an organization; the text is what `member_choice` says.
        member_choice: how accounts are chosen: by the name of the `role` in each, or by the
            `parent` that they are in.
        member_options: the connection options that `members` sets for each of these accounts.
        required: the connection options that every integration must have.
        regions: all its regions; empty where they are not known, so that any name may be one.
        deferred: modules that its SDK imports, and that no call needs: a scan executes them when
            they are used.
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
    permission: Callable[[Unread], str | None]
    members: Callable[[Settings, Connection, str], Coroutine[Any, Any, Sequence[Member]]]
    member_options: frozenset[str]
    member_choice: Literal["role", "parent"] = "role"
    further_permissions: Callable[[], Mapping[str, Sequence[str]]] = dict
    required: frozenset[str] = frozenset()
    regions: frozenset[str] = frozenset()
    deferred: tuple[str, ...] = ()
