"""The engine: runs the collectors of a connected account, streams assets, counts reads."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import replace
from typing import Any, Generic, Protocol, TypeVar

from posture.collectors.collecting import Ask, AssetCollector, Client, Item, Read, Unreached
from posture.collectors.errors import MALFORMED, MALFORMED_ANSWER, CallError
from posture.collectors.planning import (
    in_region,
    named_assets,
    named_regions,
    regional_types,
    regions_of,
    types_of,
)
from posture.domain.asset import Asset
from posture.domain.cloud import Location
from posture.domain.collector import AssumedRole, Plan, Reads, Unlisted
from posture.domain.evidence import (
    NO_CHECKS,
    NOT_AN_ID,
    NOT_FOUND,
    OTHER_ACCOUNT,
    OTHER_REGION,
    Unread,
)
from posture.telemetry import span

# Parts of a path that lead elsewhere.
DOTS = frozenset({".", ".."})
C = TypeVar("C", bound=Client)
C_co = TypeVar("C_co", bound=Client, covariant=True)


class Session(Protocol[C_co]):
    """A session with one account of one cloud: all that the engine needs to know of the cloud."""

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

    async def close(self) -> None:
        """Give back connections."""
        ...


class ConnectedAccount(Generic[C]):
    """One account for the time of one run; see `posture.domain.collector.Account`."""

    def __init__(
        self,
        session: Session[C],
        collectors: Sequence[AssetCollector[C, Any]],
        *,
        regions: tuple[str, ...],
        items_in_flight: int,
    ) -> None:
        self.account_id = session.account_id
        self.reads = session.reads
        self.role = session.role
        self._session = session
        self._collectors = collectors
        self._home_region = session.home_region
        self._regions = regions
        self._slots = asyncio.Semaphore(items_in_flight)
        self._backlog = items_in_flight
        self._limited_to: tuple[str, ...] = ()
        self._planned: set[tuple[type[Asset], str]] = set()
        self._unlisted: set[tuple[type[Asset], str]] = set()

    async def close(self) -> None:
        """Give back connections and what still waits for an answer."""
        await self._session.close()

    async def collect(self, plan: Plan) -> AsyncGenerator[Asset | Unlisted, None]:
        """Stream the planned assets as they are read."""
        plan = self._canonical(plan)
        regions, unread = await self._planned_regions(plan)
        work = self._work(plan, regions)
        self._limited_to = plan.regions
        self._planned = {(one.asset_type, region) for region, _, found in work for one in found}
        queue: asyncio.Queue[Asset | Unlisted | None] = asyncio.Queue(self._backlog)

        async def run() -> None:
            try:
                async with asyncio.TaskGroup() as group:
                    if unread is not None:
                        for kind in regional_types(self._collectors, plan):
                            await queue.put(Unlisted(kind, "", unread))
                    for region, service, collectors in work:
                        client = self._session.client(region)
                        group.create_task(
                            self._collect_service(service, client, collectors, plan, queue)
                        )
            except asyncio.CancelledError:  # nobody takes from the queue any more: do not wait
                raise
            except BaseException:
                await queue.put(None)
                raise
            await queue.put(None)

        task = asyncio.create_task(run())
        try:
            while (found := await queue.get()) is not None:
                yield found
            await task
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    def key(self, resource_id: str) -> str:
        """Return what is the same for all spellings of an id that the cloud takes for one."""
        return self._session.key(resource_id)

    def covers(self, asset_type: type[Asset], region: str) -> bool:
        """Return whether `collect` listed every asset of this type, or based on it, there."""
        planned = [
            one
            for one in self._collectors
            if issubclass(one.asset_type, asset_type)
            and (one.asset_type, region if one.regional else self._home_region) in self._planned
        ]
        return bool(planned) and all(self._listed(one, region) for one in planned)

    def why_missing(self, plan: Plan, resource_id: str) -> Unread | None:
        """Return why `collect` did not find a named asset; None if its listing failed."""
        located = self._session.locate(resource_id)
        if located is None:
            return Unread(NOT_AN_ID, resource_id)
        if located.account not in {"", self.account_id}:
            return Unread(OTHER_ACCOUNT, resource_id)
        kinds = types_of(self._collectors, plan, self._session.canonical(resource_id))
        if not kinds:
            return Unread(NO_CHECKS, resource_id)
        if any(kind in kinds and located.region in {"", there} for kind, there in self._unlisted):
            return None
        if located.region and not any(self.covers(kind, located.region) for kind in kinds):
            return Unread(OTHER_REGION, resource_id)
        return Unread(NOT_FOUND, resource_id)

    def _listed(self, collector: AssetCollector[C, Any], region: str) -> bool:
        kind = collector.asset_type
        if collector.scattered and self._limited_to and region not in self._limited_to:
            return False
        here = {(kind, region)}
        if not collector.regional:
            here.add((kind, self._home_region))
        return not self._unlisted & here

    def _canonical(self, plan: Plan) -> Plan:
        if plan.resource_ids is None:
            return plan
        ids = frozenset(map(self._session.canonical, plan.resource_ids))
        return replace(plan, resource_ids=ids)

    async def verify(self, plan: Plan) -> None:
        """Make the first call of every planned listing, one page, and count what is refused."""
        plan = self._canonical(plan)
        regions, _ = await self._planned_regions(plan)
        async with asyncio.TaskGroup() as group:
            for region, _, collectors in self._work(plan, regions):
                for collector in collectors:
                    group.create_task(self._verify(self._session.client(region), collector, plan))

    async def _verify(self, client: C, collector: AssetCollector[C, Any], plan: Plan) -> None:
        self.reads.planned += 1
        try:
            ask = self._ask(collector, plan)
            async with aclosing(self._items(collector, client, ask)) as items:
                async for found in items:
                    if isinstance(found, Unreached):
                        self.reads.fail(found.unread)
                    return
        except CallError as error:
            if not self._session.absent(error, client.region):
                self.reads.fail(Unread(error.code, error.call))
        except MALFORMED:
            self.reads.fail(Unread(MALFORMED_ANSWER, collector.calls[0]))

    async def _planned_regions(self, plan: Plan) -> tuple[tuple[str, ...], Unread | None]:
        """Return the regions to look at, and why they are not all, if they are not."""
        if plan.regions:
            return plan.regions, None
        if self._regions:
            return self._regions, None
        named = named_regions(self._collectors, plan, self._session.locate)
        if named is not None:
            return named, None
        self.reads.planned += 1
        try:
            return await self._session.regions(), None
        except CallError as error:
            unread = Unread(error.code, error.call)
        self.reads.fail(unread)
        return (self._home_region,), unread

    def _work(
        self, plan: Plan, regions: tuple[str, ...]
    ) -> list[tuple[str, str, list[AssetCollector[C, Any]]]]:
        work: dict[tuple[str, str], list[AssetCollector[C, Any]]] = defaultdict(list)
        for collector in self._collectors:
            if plan.wanted(collector.asset_type) is None:
                continue
            wanted = named_assets(collector, plan)
            if wanted is not None and not wanted:
                continue
            for region in regions if collector.regional else (self._home_region,):
                if collector.regional and not (
                    wanted is None or in_region(wanted, region, self._session.locate)
                ):
                    continue
                work[region, collector.asset_type.service].append(collector)
        return [(region, service, found) for (region, service), found in work.items()]

    def _ask(self, collector: AssetCollector[C, Any], plan: Plan) -> Ask:
        return Ask(plan.wanted(collector.asset_type) or frozenset(), named_assets(collector, plan))

    async def _collect_service(
        self,
        service: str,
        client: C,
        collectors: list[AssetCollector[C, Any]],
        plan: Plan,
        queue: asyncio.Queue[Asset | Unlisted | None],
    ) -> None:
        attributes = {
            "cloud.provider": self._session.provider,
            "cloud.region": client.region,
            "cloud.account.id": self.account_id,
        }
        with span(f"collect {service}", attributes):
            async with asyncio.TaskGroup() as group:
                for collector in collectors:
                    group.create_task(self._collect(collector, client, plan, queue))

    async def _collect(
        self,
        collector: AssetCollector[C, Any],
        client: C,
        plan: Plan,
        queue: asyncio.Queue[Asset | Unlisted | None],
    ) -> None:
        ask = self._ask(collector, plan)
        wanted = collector.needed(ask.needs)
        self.reads.planned += 1
        async with asyncio.TaskGroup() as group:
            try:
                async for item in self._items(collector, client, ask):
                    if item.region and plan.regions and item.region not in plan.regions:
                        continue
                    if isinstance(item, Unreached):
                        there = client.at(item.region or client.region)
                        self.reads.planned += 1
                        await self._not_listed(collector, there, item.unread, queue)
                        continue
                    await self._slots.acquire()
                    described = self._describe(collector, client, wanted, item, queue)
                    if wanted:
                        group.create_task(described)
                    else:  # there is nothing to wait for
                        await described
            except CallError as error:
                if not self._session.absent(error, client.region):
                    unread = Unread(error.code, error.call)
                    await self._not_listed(collector, client, unread, queue)
            except MALFORMED:
                unread = Unread(MALFORMED_ANSWER, collector.calls[0])
                await self._not_listed(collector, client, unread, queue)

    async def _not_listed(
        self,
        collector: AssetCollector[C, Any],
        client: C,
        unread: Unread,
        queue: asyncio.Queue[Asset | Unlisted | None],
    ) -> None:
        self.reads.fail(unread)
        self._unlisted.add((collector.asset_type, client.region))
        await queue.put(Unlisted(collector.asset_type, client.region, unread))

    async def _items(
        self, collector: AssetCollector[C, Any], client: C, ask: Ask
    ) -> AsyncGenerator[Item | Unreached, None]:
        """Yield the planned items of the account; listings show what others share, too."""
        async for item in self._found(collector, client, ask):
            if isinstance(item, Unreached):
                yield item
                continue
            located = self._session.locate(item.resource_id)
            if located is None or located.account in {"", self.account_id}:
                yield item

    async def _found(
        self, collector: AssetCollector[C, Any], client: C, ask: Ask
    ) -> AsyncGenerator[Item | Unreached, None]:
        if ask.only is None:
            async for item in collector.items(client, ask):
                yield item
            return
        here = frozenset(filter(self._can_be_here, ask.only))
        if not collector.scattered:
            here = in_region(here, client.region, self._session.locate)
        if not here:
            return
        found = collector.find(client, here) if collector.find else collector.items(client, ask)
        keys = frozenset(map(self.key, here))
        places = regions_of(here, self._session.locate)
        async for item in found:
            if isinstance(item, Unreached):
                # Where none of the named assets can be, none is missing.
                if not item.region or places & {"", item.region}:
                    yield item
            elif self.key(item.resource_id) in keys:
                yield item

    def _can_be_here(self, resource_id: str) -> bool:
        """Return whether a named asset can be one of this account.

        The worker may be able to read other accounts, which are another tenant's: whatever a caller
        names, no call is made for it there.
        """
        if not DOTS.isdisjoint(resource_id.split("/")):
            return False
        located = self._session.locate(resource_id)
        return located is None or located.account in {"", self.account_id}

    async def _describe(
        self,
        collector: AssetCollector[C, Any],
        client: C,
        wanted: Sequence[Read[C]],
        item: Item,
        queue: asyncio.Queue[Asset | Unlisted | None],
    ) -> None:
        here = client.at(item.region) if item.region else client
        try:
            facts = await self._facts(collector, here, wanted, item)
            if facts is None:
                return
            facts |= collector.listed(here, item)
        except MALFORMED:
            self.reads.planned += 1
            unread = Unread(MALFORMED_ANSWER, collector.calls[0])
            await self._not_listed(collector, here, unread, queue)
            return
        finally:
            self._slots.release()
        await queue.put(
            collector.asset_type(
                resource_id=item.resource_id, region=here.region, name=item.name, **facts
            )
        )

    async def _facts(
        self,
        collector: AssetCollector[C, Any],
        client: C,
        wanted: Sequence[Read[C]],
        item: Item,
    ) -> dict[str, Any] | None:
        """Read the facts asked for; None when the asset turns out to be gone."""
        facts = dict(collector.not_asked)
        reads = [self._read(one, client, item) for one in wanted]
        # A task for each read costs more than the rest of it, so the only one has none.
        answers = await asyncio.gather(*reads) if len(reads) > 1 else [await one for one in reads]
        for one, answer in zip(wanted, answers, strict=True):
            if isinstance(answer, Unread):
                if answer.reason in collector.gone:
                    return None
                self.reads.fail(answer)
                facts.update(dict.fromkeys(one.facts, answer))
            elif len(one.facts) == 1:
                facts[one.facts[0]] = answer
            else:
                facts.update(answer)
        return facts

    async def _read(self, one: Read[C], client: C, item: Item) -> Any:  # noqa: ANN401  # the fact's own type
        self.reads.planned += 1
        try:
            return await one.run(client, item)
        except CallError as error:
            if error.code in one.absent:
                return one.absent[error.code]
            return Unread(error.code, error.call)
        except MALFORMED:
            return Unread(MALFORMED_ANSWER, one.calls[-1])
