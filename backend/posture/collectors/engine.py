"""The engine: runs the collectors of a connected account, streams assets, counts reads."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncGenerator, Iterable, Sequence
from contextlib import aclosing
from typing import Any, Generic, TypeAlias, TypeVar

from msgspec.structs import replace

from posture.collectors.collecting import Ask, AssetCollector, Client, Item, Read, Unreached
from posture.collectors.errors import MALFORMED, MALFORMED_ANSWER, CallError
from posture.collectors.listings import Listings
from posture.collectors.patience import IMPATIENT, Patience
from posture.collectors.planning import in_region, named_assets, named_regions, regional_types
from posture.collectors.reading import read_facts
from posture.collectors.scoping import items_of
from posture.collectors.session import Session
from posture.collectors.slots import Slots
from posture.domain.asset import Asset
from posture.domain.collector import Collected, Plan, Unlisted, Unsettled
from posture.domain.evidence import NOT_FOUND, Unread
from posture.telemetry import span

C = TypeVar("C", bound=Client)
# The collectors of one service in one region: the region, the service, and they.
Work: TypeAlias = tuple[str, str, list[AssetCollector[C, Any]]]


class ConnectedAccount(Generic[C]):
    """One account for the time of one run; see `posture.domain.collector.Account`."""

    def __init__(
        self,
        session: Session[C],
        collectors: Sequence[AssetCollector[C, Any]],
        *,
        regions: tuple[str, ...],
        items_in_flight: int,
        patience: Patience = IMPATIENT,
    ) -> None:
        self.account_id = session.account_id
        self.reads = session.reads
        self.role = session.role
        self._session = session
        self._collectors = collectors
        self._home_region = session.home_region
        self._regions = regions
        self._slots = Slots(items_in_flight)
        self._backlog = items_in_flight
        self._patience = patience
        self._listings = Listings(session, collectors)
        # Of a run that is limited to named assets: what is done, and what is looked for again.
        self._done: set[tuple[type[Asset], str]] = set()
        self._unsettled: set[str] = set()
        self._looks_again = False

    async def close(self) -> None:
        """Give back connections and what still waits for an answer."""
        await self._session.close()

    async def collect(self, plan: Plan) -> AsyncGenerator[Collected, None]:
        """Stream the planned assets as they are read."""
        plan = self._canonical(plan)
        regions, unread = await self._planned_regions(plan)
        work = self._work(plan, regions)
        self._listings.begin(
            ((one, region) for region, _, found in work for one in found),
            limited_to=plan.regions,
        )
        queue: asyncio.Queue[Collected | None] = asyncio.Queue(self._backlog)

        async def run() -> None:
            try:
                if unread is not None:
                    for kind in regional_types(self._collectors, plan):
                        await queue.put(Unlisted(kind, "", unread))
                pauses = [] if plan.resource_ids is None else list(self._patience.pauses())
                self._looks_again = bool(pauses)
                await self._look(plan, work, queue)
                while pauses and (left := self._left(plan)):
                    with span("wait for assets", {"posture.asset.count": len(left)}):
                        await asyncio.sleep(pauses.pop(0))
                    self._looks_again = bool(pauses)
                    self._unsettled.clear()
                    self._session.forget()
                    again = replace(plan, resource_ids=left)
                    await self._look(again, self._work(again, regions), queue)
            except asyncio.CancelledError:  # nothing takes from the queue any more: do not wait
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

    async def _look(
        self, plan: Plan, work: Iterable[Work[C]], queue: asyncio.Queue[Collected | None]
    ) -> None:
        async with asyncio.TaskGroup() as group:
            for region, service, collectors in work:
                self.reads.collecting[service] += len(collectors)
                client = self._session.client(region)
                group.create_task(self._collect_service(service, client, collectors, plan, queue))

    def _left(self, plan: Plan) -> frozenset[str]:
        """Return the named assets that another look may find, or find settled."""
        settled = {key for _, key in self._done}
        settled.update(map(self.key, (*plan.expected_absent, *self._unsettled)))
        left = set(self._unsettled)
        for one in plan.resource_ids or ():
            if self.key(one) not in settled:
                unread = self.why_missing(plan, one)
                if unread is not None and unread.reason == NOT_FOUND:
                    left.add(one)
        return frozenset(left)

    def key(self, resource_id: str) -> str:
        """Return what is the same for all spellings of an id that the cloud takes for one."""
        return self._session.key(resource_id)

    def covers(self, asset_type: type[Asset], region: str) -> bool:
        """Return whether `collect` listed every asset of this type, or based on it, there."""
        return self._listings.covers(asset_type, region)

    def why_missing(self, plan: Plan, resource_id: str) -> Unread | None:
        """Return why `collect` did not find a named asset; None if its listing failed."""
        return self._listings.why_missing(plan, resource_id)

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
            for region, service, collectors in self._work(plan, regions):
                self.reads.collecting[service] += len(collectors)
                for collector in collectors:
                    group.create_task(self._verify(self._session.client(region), collector, plan))

    async def _verify(self, client: C, collector: AssetCollector[C, Any], plan: Plan) -> None:
        self.reads.planned += 1
        try:
            ask = self._ask(collector, plan)
            async with aclosing(items_of(self._session, collector, client, ask)) as items:
                async for found in items:
                    if isinstance(found, Unreached):
                        self.reads.fail(found.unread)
                    return
        except CallError as error:
            if not self._session.absent(error, client.region):
                self.reads.fail(Unread(error.code, error.call))
        except MALFORMED:
            self.reads.fail(Unread(MALFORMED_ANSWER, collector.calls[0]))
        finally:
            self.reads.collecting[collector.asset_type.service] -= 1

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

    def _work(self, plan: Plan, regions: tuple[str, ...]) -> list[Work[C]]:
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
        queue: asyncio.Queue[Collected | None],
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
        queue: asyncio.Queue[Collected | None],
    ) -> None:
        ask = self._ask(collector, plan)
        wanted = collector.needed(ask.needs)
        self.reads.planned += 1
        async with asyncio.TaskGroup() as group:
            try:
                async for item in items_of(self._session, collector, client, ask):
                    if item.region and plan.regions and item.region not in plan.regions:
                        continue
                    if isinstance(item, Unreached):
                        there = client.at(item.region or client.region)
                        self.reads.planned += 1
                        await self._not_listed(collector, there, item.unread, queue)
                        continue
                    await self._slots.acquire()
                    described = self._describe(
                        collector, client, wanted, item, queue, is_named=ask.only is not None
                    )
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
        self.reads.collecting[collector.asset_type.service] -= 1

    async def _not_listed(
        self,
        collector: AssetCollector[C, Any],
        client: C,
        unread: Unread,
        queue: asyncio.Queue[Collected | None],
    ) -> None:
        self.reads.fail(unread)
        self._listings.fail(collector, client.region)
        await queue.put(Unlisted(collector.asset_type, client.region, unread))

    async def _describe(
        self,
        collector: AssetCollector[C, Any],
        client: C,
        wanted: Sequence[Read[C]],
        item: Item,
        queue: asyncio.Queue[Collected | None],
        *,
        is_named: bool,
    ) -> None:
        here = client.at(item.region) if item.region else client
        done = (collector.asset_type, self.key(item.resource_id))
        try:
            if done in self._done:  # this look is for another type that has the same ids
                return
            facts = await read_facts(collector, here, wanted, item, self.reads)
            if facts is None:
                return
            if isinstance(facts, Unread):
                await self._not_settled(collector, here, item, facts, queue)
                return
            facts |= collector.listed(here, item)
        except CallError as error:  # what is listed of the asset contradicts itself
            self.reads.planned += 1
            unread = Unread(error.code, error.call)
            await self._not_listed(collector, here, unread, queue)
            return
        except MALFORMED:
            self.reads.planned += 1
            unread = Unread(MALFORMED_ANSWER, collector.calls[0])
            await self._not_listed(collector, here, unread, queue)
            return
        finally:
            self._slots.release()
        if is_named:
            self._done.add(done)
        await queue.put(
            collector.asset_type(
                resource_id=item.resource_id, region=here.region, name=item.name, **facts
            )
        )

    async def _not_settled(
        self,
        collector: AssetCollector[C, Any],
        client: C,
        item: Item,
        unread: Unread,
        queue: asyncio.Queue[Collected | None],
    ) -> None:
        """Look for an asset in transition again; on the last look, it is not evaluated."""
        if self._looks_again:
            self._unsettled.add(item.resource_id)
            return
        self.reads.planned += 1
        self.reads.fail(unread)
        kind = collector.asset_type
        await queue.put(Unsettled(kind, item.resource_id, client.region, unread))
