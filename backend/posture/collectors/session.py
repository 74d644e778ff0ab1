"""Session: what the engine needs to know of a cloud."""

from typing import Protocol, TypeVar

from posture.collectors.collecting import Client
from posture.collectors.errors import CallError
from posture.domain.cloud import Location
from posture.domain.collector import AssumedRole, Reads

C_co = TypeVar("C_co", bound=Client, covariant=True)


class Session(Protocol[C_co]):
    """A session with one account of one cloud."""

    @property
    def provider(self) -> str:
        """Name of the cloud."""
        ...

    @property
    def account_id(self) -> str:
        """The account, subscription or project."""
        ...

    @property
    def home_region(self) -> str:
        """The region where what is global is listed; `global` where the cloud has no such."""
        ...

    @property
    def role(self) -> AssumedRole | None:
        """The role that the worker's own credentials have assumed for a tenant, if any."""
        ...

    @property
    def reads(self) -> Reads:
        """What its calls are counted in."""
        ...

    def client(self, region: str) -> C_co:
        """Return what makes calls in a region."""
        ...

    async def regions(self) -> tuple[str, ...]:
        """List the regions that are enabled in the account; raises `CallError`."""
        ...

    def absent(self, error: CallError, region: str) -> bool:
        """Return whether an error says that the service does not exist, or is not enabled, there.

        Then there is nothing to list, and nothing is unread.
        """
        ...

    def locate(self, resource_id: str) -> Location | None:
        """Return where an asset lives, by its id; None where it is no id of this cloud."""
        ...

    def key(self, resource_id: str) -> str:
        """Return what is the same for all spellings of an id that the cloud takes for one."""
        ...

    def canonical(self, resource_id: str) -> str:
        """Return an id as the assets of the cloud have it; an unknown spelling stays as it is."""
        ...

    def forget(self) -> None:
        """Forget what was read once for the whole run, so that it is read again."""
        ...

    async def close(self) -> None:
        """Give back connections."""
        ...
