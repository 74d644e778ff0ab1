"""What Google Cloud adds to a collector: the reads of a project's client."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping
from typing import Any, NamedTuple, Protocol

from posture.collectors.collecting import Ask, Item, Read, Unreached
from posture.collectors.errors import CallError
from posture.collectors.gcp.errors import DENIED, DISABLED, GONE
from posture.collectors.stepping import together
from posture.domain.evidence import Unread
from posture.domain.gcp.names import full_name, parse, path_in, region_in, region_of, with_project

Response = dict[str, Any]
Record = Mapping[str, Any]


class ProjectClient(Protocol):
    """A project: the reads that a collector can make."""

    account_id: str
    number: str
    region: str

    async def call(self, call: str, **parameters: str) -> Response:
        """Make one read; raises `CallError`."""
        ...

    def pages(self, call: str, **parameters: str) -> AsyncIterator[Any | Unreached]:
        """Stream what a listing has on all its pages, and what it could not list."""
        ...

    async def shared(self, call: str, **parameters: str) -> list[Any]:
        """Read all pages of a listing once for the whole run; raises `CallError`."""
        ...

    async def once(self, name: object, make: Callable[[], Awaitable[Any]]) -> Any:  # noqa: ANN401  # whatever `make` returns
        """Call `make` once for this run, and keep its result; raises as `make` does."""
        ...

    async def enabled(self, service: str) -> bool:
        """Return whether the project uses an API; True where that cannot be read."""
        ...

    async def locations(self, call: str) -> tuple[str, ...]:
        """Return the locations of an API that the run is about; raises `CallError`."""
        ...

    def at(self, region: str) -> "ProjectClient":
        """Return the client for an asset of another region."""
        ...


class Form(NamedTuple):
    """How the records of a listing become items.

    Attributes:
        id: returns the full resource name of a record.
        region: returns the region of a record, where its name has none.
    """

    id: Callable[[ProjectClient, Record], str]
    region: Callable[[Record], str] = lambda _record: ""

    def item(self, client: ProjectClient, record: Record) -> Item:
        """Return a record as an item.

        Raises:
            LookupError, TypeError, ValueError: it is not a record of this type.
        """
        resource_id = with_project(self.id(client, record), client.number, client.account_id)
        found = parse(resource_id)
        if found is None:
            raise ValueError(resource_id)
        region = region_in(found.path) or self.region(record) or "global"
        return Item(resource_id, resource_id.rpartition("/")[2], record, region)


def by_name(host: str) -> Form:
    """Return the form of records whose `name` is their path."""
    return Form(lambda _client, record: full_name(host, _text(record, "name")))


def by_self_link(host: str) -> Form:
    """Return the form of records that have the URL of their API."""
    return Form(lambda _client, record: full_name(host, path_in(_text(record, "selfLink"))))


def by_id(host: str, path: str, member: str = "name", *, region: str = "") -> Form:
    """Return the form of records that have a name without a path.

    Args:
        host: the first word of the host in the name.
        path: the path, with `{project}` and `{name}`.
        member: the member of the record that has the name.
        region: the member that has the region, if one has it.
    """

    def name(client: ProjectClient, record: Record) -> str:
        found = _text(record, member)
        return full_name(host, path.format(project=client.account_id, name=found))

    def place(record: Record) -> str:
        return region_of(str(record.get(region) or "")) if region else ""

    return Form(name, place)


def _text(record: Record, member: str) -> str:
    found = record[member]
    if not isinstance(found, str) or not found:
        raise TypeError(member)
    return found


Items = Callable[[ProjectClient, Ask], AsyncIterator[Item | Unreached]]


def listing(call: str, form: Form) -> Items:
    """Return the `items` of a collector whose assets one listing has."""

    async def items(client: ProjectClient, _ask: Ask) -> AsyncIterator[Item | Unreached]:
        for found in await client.shared(call):
            yield found if isinstance(found, Unreached) else form.item(client, found)

    return items


def located(call: str, form: Form, *, locations: str) -> Items:
    """Return the `items` of a collector whose assets are listed location by location.

    Args:
        call: the listing; its path has `{location}`.
        form: the form of its records.
        locations: the call that lists the locations of the API.
    """

    async def items(client: ProjectClient, _ask: Ask) -> AsyncIterator[Item | Unreached]:
        for found in await everywhere(client, call, locations=locations):
            yield found if isinstance(found, Unreached) else form.item(client, found)

    return items


async def everywhere(client: ProjectClient, call: str, *, locations: str) -> list[Any]:
    """Return what a listing has in all locations of its API, and where it could not be read.

    Raises:
        CallError: the locations cannot be listed, or the call is refused in the whole project.
    """
    if not await client.enabled(call.partition(":")[0]):
        raise CallError(DISABLED, call)
    return await in_places(client, call, await client.locations(locations))


async def in_places(client: ProjectClient, call: str, places: Iterable[str]) -> list[Any]:
    """Return what a listing has in some places, and where it could not be read.

    Raises:
        CallError: the call is refused in the whole project.
    """

    async def there(place: str) -> list[Any]:
        try:
            return await client.shared(call, location=place)
        except CallError as error:
            if error.code in DENIED or error.code.startswith(DISABLED):
                raise
            if error.code in GONE:  # the API does not have this type in this location
                return []
            return [Unreached(region_of(place), Unread(error.code, error.call))]

    answers = await asyncio.gather(*map(there, places), return_exceptions=True)
    found: list[Any] = []
    for answer in answers:
        if isinstance(answer, BaseException):
            raise answer
        found += answer
    return found


def children(  # how two listings are one
    parents: Callable[[ProjectClient], Awaitable[list[Any]]],
    call: str,
    form: Form,
    *,
    of: Form,
    parameter: str = "parent",
) -> Items:
    """Return the `items` of a collector whose assets belong to assets of another listing.

    What the first listing could not list has children that are not listed either.
    """

    async def items(client: ProjectClient, ask: Ask) -> AsyncIterator[Item | Unreached]:
        found = await parents(client)
        for one in found:
            if isinstance(one, Unreached):
                yield one
        records = [one for one in found if not isinstance(one, Unreached)]
        pairs = [(of.item(client, one), one) for one in records]
        wanted = [pair for pair in pairs if _wanted(pair[0].resource_id, ask)]
        listings = (
            client.shared(call, **{parameter: parent.resource_id.split("/", 3)[3]})
            for parent, _ in wanted
        )
        for (_, record), listed in zip(wanted, await together(listings), strict=True):
            for child in listed:
                if isinstance(child, Unreached):
                    yield child
                    continue
                item = form.item(client, child)
                yield item._replace(data={**item.data, "parent": record})

    return items


def _wanted(parent_id: str, ask: Ask) -> bool:
    if ask.only is None:
        return True
    return any(one.startswith(f"{parent_id}/") for one in ask.only)


def named(call: str, form: Form) -> Callable[[ProjectClient, Iterable[str]], AsyncIterator[Item]]:
    """Return the `find` of a collector whose assets can each be read; the path has `{path}`."""

    async def find(client: ProjectClient, ids: Iterable[str]) -> AsyncIterator[Item]:
        for one in ids:
            try:
                found = await client.call(call, path=one.split("/", 3)[3])
            except CallError as error:
                if error.code in GONE:
                    continue
                raise
            yield form.item(client, found)

    return find


def read(
    fact: str | tuple[str, ...],
    call: str,
    *,
    of: Callable[[Response], Any],
    absent: Mapping[str, Any] | None = None,
) -> Read[ProjectClient]:
    """Declare a read that is one call about one resource.

    Args:
        fact: the fact (or facts) that it returns.
        call: a name of `OPERATIONS` whose path has `{path}`, the path in the resource's name.
        of: the fact in the call's response (a mapping when there are several).
        absent: error codes that *are* the evidence, with the fact they prove.
    """

    async def run(client: ProjectClient, item: Item) -> Any:  # noqa: ANN401  # the fact's own type
        path = item.resource_id.split("/", 3)[3]
        return of(await client.call(call, path=path))

    facts = (fact,) if isinstance(fact, str) else fact
    return Read(facts=facts, calls=(call,), run=run, absent=absent or {})
