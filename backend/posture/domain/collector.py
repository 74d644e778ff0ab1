"""Collector: how a run reaches a cloud without knowing which one."""

from collections import Counter, defaultdict
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from typing import Protocol, TypeAlias

from msgspec import Struct, field

from posture.domain.asset import Asset
from posture.domain.connection import Connection, ConnectionOptions
from posture.domain.evidence import Unread
from posture.domain.timeline import CallTally, Place


class Member(Struct, frozen=True, kw_only=True):
    """An account of an organization, and the options to connect to it."""

    account_id: str
    name: str
    options: ConnectionOptions


class AssumedRole(Struct, frozen=True):
    """A role that a worker's own credentials have assumed for a tenant.

    Only the tenant that used it first may: see `posture.services.assumed_roles`. For clouds without
    such roles it is the account itself, which the worker reads for a tenant.

    Attributes:
        id: what the cloud calls it, in one spelling.
        refusal: the message for another tenant. It is the one for a role that the cloud refuses,
            so it does not tell that the role is in use.
        why_open: returns in a sentence why other tenants could have assumed it, and None if the
            cloud refuses them; raises `ConnectError` if that cannot be found out.
        proven_always: whether `why_open` makes no calls, so that each run can prove it again.
    """

    id: str
    refusal: str
    why_open: Callable[[], Awaitable[str | None]] | None = None
    proven_always: bool = False


class Plan(Struct, frozen=True, kw_only=True):
    """What one run needs to know about the account.

    Attributes:
        needs: by asset type, the facts that the selected checks use.
        regions: limits the run to these regions; empty means those of the connection.
        resource_ids: limits the run to these assets; None means all of them.
        expected_absent: those of them that are right to be gone; nothing waits for them.
    """

    needs: Mapping[type[Asset], frozenset[str]]
    regions: tuple[str, ...] = ()
    resource_ids: frozenset[str] | None = None
    expected_absent: frozenset[str] = frozenset()

    def wanted(self, asset_type: type[Asset]) -> frozenset[str] | None:
        """Return the needed facts of an asset type or its base types; None if it is not needed."""
        kinds = [kind for kind in asset_type.__mro__ if kind in self.needs]
        return frozenset().union(*(self.needs[kind] for kind in kinds)) if kinds else None


class Unlisted(Struct, frozen=True):
    """An asset type and a region in which its assets could not be listed."""

    asset_type: type[Asset]
    region: str
    unread: Unread


class Unsettled(Struct, frozen=True):
    """An asset that is there, while the cloud still applies a change to it.

    What the cloud returns can be the old settings or the new ones, so no check evaluates it.
    """

    asset_type: type[Asset]
    resource_id: str
    region: str
    unread: Unread


Collected: TypeAlias = Asset | Unlisted | Unsettled


class Reads(Struct):
    """How many planned reads were made and how many failed, with the reasons.

    `missing` is how many of those that failed were named assets that were not found. `tallies` has
    the calls of each service in each region; `collecting` has for each planned service the number
    of its collectors, in all regions, that have not ended.
    """

    planned: int = 0
    failed: int = 0
    missing: int = 0
    calls: int = 0
    reasons: dict[Unread, int] = field(default_factory=dict)
    tallies: defaultdict[Place, CallTally] = field(default_factory=lambda: defaultdict(CallTally))
    collecting: Counter[str] = field(default_factory=Counter)

    def fail(self, unread: Unread) -> None:
        """Count one failed read."""
        self.failed += 1
        self.reasons[unread] = self.reasons.get(unread, 0) + 1

    def miss(self, unread: Unread) -> None:
        """Count one named asset that was to be read and is not there."""
        self.planned += 1
        self.missing += 1
        self.fail(unread)

    @property
    def coverage(self) -> float:
        """Return the share of planned reads that succeeded, 0 to 1; 0 if none was planned."""
        return 0.0 if not self.planned else (self.planned - self.failed) / self.planned


class Account(Protocol):
    """A connected account, for the time of one run."""

    account_id: str
    reads: Reads
    role: AssumedRole | None

    def collect(self, plan: Plan) -> AsyncGenerator[Collected, None]:
        """Stream the planned assets as they are read; a fact whose read fails becomes `Unread`.

        Named assets that are not listed yet, or are in transition, are looked for again for a
        limited time.
        """
        ...

    def key(self, resource_id: str) -> str:
        """Return what is the same for all spellings of an id that the cloud takes for one."""
        ...

    def covers(self, asset_type: type[Asset], region: str) -> bool:
        """Return whether `collect` listed all assets of a type, with its subtypes, in a region.

        An asset that was not looked for, or could not be listed, may still exist.
        """
        ...

    def why_missing(self, plan: Plan, resource_id: str) -> Unread | None:
        """Return why `collect` did not find a named asset.

        None if its listing failed: then that failure is the reason, and is already known.
        """
        ...

    async def verify(self, plan: Plan) -> None:
        """Make the first call of every planned asset type; `reads` counts the refused calls."""
        ...

    async def close(self) -> None:
        """Close the connections."""
        ...


class Collector(Protocol):
    """Connects accounts of one cloud."""

    async def connect(self, connection: Connection) -> Account:
        """Connect to the account and find out its id.

        Raises:
            ConnectError: the account cannot be reached; the message says why.
        """
        ...


class ConnectError(Exception):
    """The account cannot be reached: no endpoint, no credentials, no permission to identify."""
