"""A connected AWS account during one run: runs the collectors, streams assets, counts reads."""

import asyncio
import csv
from collections import defaultdict
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import aclosing
from typing import Any

from posture.collectors.aws.collecting import Ask, AssetCollector, Item, Place, Read
from posture.collectors.aws.place import AwsPlace, Reach
from posture.collectors.aws.scope import (
    named_assets,
    named_regions,
    region_of,
    regional_types,
    regions_of,
)
from posture.collectors.aws.sdk import CallError, Services
from posture.collectors.aws.wire import Wire
from posture.domain.asset import Asset
from posture.domain.collector import Plan, Reads, Unlisted
from posture.domain.evidence import NOT_ASKED, Unread
from posture.telemetry import span

# What reading an answer raises that is not what its model, and so a collector, expects.
MALFORMED = (
    LookupError,
    TypeError,
    ValueError,
    AttributeError,
    ArithmeticError,
    RuntimeError,
    csv.Error,
)
NOWHERE = "NoEndpoint"
REGIONS_CALL = "ec2:DescribeRegions"


class AwsAccount:
    """One account for the time of one run; see `posture.domain.collector.Account`."""

    def __init__(  # the composition of one account
        self,
        wire: Wire,
        services: Services,
        collectors: Sequence[AssetCollector[Any]],
        *,
        account_id: str,
        partition: str,
        home_region: str,
        regions: tuple[str, ...],
        reads: Reads,
        items_in_flight: int,
        close: Callable[[], Awaitable[None]],
    ) -> None:
        self.account_id = account_id
        self.partition = partition
        self.reads = reads
        self._reach = Reach(
            account_id=account_id, partition=partition, wire=wire, services=services
        )
        self._collectors = collectors
        self._home_region = home_region
        self._regions = regions
        self._slots = asyncio.Semaphore(items_in_flight)
        self._backlog = items_in_flight
        self._close = close
        self._limited_to: tuple[str, ...] = ()
        self._looked: set[tuple[type[Asset], str]] = set()
        self._blind: set[tuple[type[Asset], str]] = set()

    def home(self) -> AwsPlace:
        """Return the account seen from where its partition's global services are asked for."""
        return AwsPlace(self._reach, self._home_region)

    async def close(self) -> None:
        """Give back connections and what still waits for an answer."""
        for pending in self._reach.memory.values():
            pending.cancel()
        await asyncio.gather(*self._reach.memory.values(), return_exceptions=True)
        await self._close()

    async def collect(self, plan: Plan) -> AsyncGenerator[Asset | Unlisted, None]:
        """Stream the planned assets as they are read."""
        regions, unread = await self._planned_regions(plan)
        work = self._work(plan, regions)
        self._limited_to = plan.regions
        self._looked = {(one.asset_type, region) for region, _, found in work for one in found}
        queue: asyncio.Queue[Asset | Unlisted | None] = asyncio.Queue(self._backlog)

        async def run() -> None:
            try:
                async with asyncio.TaskGroup() as group:
                    if unread is not None:
                        for kind in regional_types(self._collectors, plan):
                            await queue.put(Unlisted(kind, "", unread))
                    for region, service, collectors in work:
                        place = AwsPlace(self._reach, region)
                        group.create_task(
                            self._collect_service(service, place, collectors, plan, queue)
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

    def covers(self, asset_type: type[Asset], region: str) -> bool:
        """Return whether `collect` listed every asset of this type, or based on it, there."""
        looked = [
            one
            for one in self._collectors
            if issubclass(one.asset_type, asset_type)
            and (one.asset_type, region if one.regional else self._home_region) in self._looked
        ]
        return bool(looked) and all(self._listed(one, region) for one in looked)

    def _listed(self, collector: AssetCollector[Any], region: str) -> bool:
        kind = collector.asset_type
        if collector.scattered and self._limited_to and region not in self._limited_to:
            return False
        here = {(kind, region)}
        if not collector.regional:
            here.add((kind, self._home_region))
        return not self._blind & here

    async def probe(self, plan: Plan) -> None:
        """Make the first call of every planned listing, one page, and count what is refused."""
        regions, _ = await self._planned_regions(plan)
        async with asyncio.TaskGroup() as group:
            for region, _, collectors in self._work(plan, regions):
                for collector in collectors:
                    group.create_task(self._probe(AwsPlace(self._reach, region), collector, plan))

    async def _probe(self, place: AwsPlace, collector: AssetCollector[Any], plan: Plan) -> None:
        self.reads.planned += 1
        try:
            async with aclosing(self._items(collector, place, self._ask(collector, plan))) as items:
                async for _ in items:
                    return
        except CallError as error:
            if not self._absent_here(place, error):
                self.reads.fail(Unread(error.code, error.call))
        except MALFORMED:
            self.reads.fail(Unread("MalformedAnswer", collector.calls[0]))

    async def _planned_regions(self, plan: Plan) -> tuple[tuple[str, ...], Unread | None]:
        """Return the regions to look at, and why they are not all, if they are not."""
        if plan.regions:
            return plan.regions, None
        if self._regions:
            return self._regions, None
        if (named := named_regions(self._collectors, plan)) is not None:
            return named, None
        self.reads.planned += 1
        try:
            answer = await AwsPlace(self._reach, self._home_region).shared(REGIONS_CALL)
            return tuple(sorted(one["RegionName"] for one in answer["Regions"])), None
        except CallError as error:
            unread = Unread(error.code, error.call)
        except MALFORMED:
            unread = Unread("MalformedAnswer", REGIONS_CALL)
        self.reads.fail(unread)
        return (self._home_region,), unread

    def _work(
        self, plan: Plan, regions: tuple[str, ...]
    ) -> list[tuple[str, str, list[AssetCollector[Any]]]]:
        work: dict[tuple[str, str], list[AssetCollector[Any]]] = defaultdict(list)
        for collector in self._collectors:
            if plan.wanted(collector.asset_type) is None:
                continue
            wanted = named_assets(collector, plan)
            if wanted is not None and not wanted:
                continue
            for region in regions if collector.regional else (self._home_region,):
                if collector.regional and not (
                    wanted is None or regions_of(wanted).intersection(("", region))
                ):
                    continue
                work[region, collector.asset_type.service].append(collector)
        return [(region, service, found) for (region, service), found in work.items()]

    def _ask(self, collector: AssetCollector[Any], plan: Plan) -> Ask:
        return Ask(plan.wanted(collector.asset_type) or frozenset(), named_assets(collector, plan))

    async def _collect_service(
        self,
        service: str,
        place: AwsPlace,
        collectors: list[AssetCollector[Any]],
        plan: Plan,
        queue: asyncio.Queue[Asset | Unlisted | None],
    ) -> None:
        attributes = {
            "cloud.provider": "aws",
            "cloud.region": place.region,
            "cloud.account.id": self.account_id,
        }
        with span(f"collect {service}", attributes):
            async with asyncio.TaskGroup() as group:
                for collector in collectors:
                    group.create_task(self._collect(collector, place, plan, queue))

    async def _collect(
        self,
        collector: AssetCollector[Any],
        place: AwsPlace,
        plan: Plan,
        queue: asyncio.Queue[Asset | Unlisted | None],
    ) -> None:
        ask = self._ask(collector, plan)
        self.reads.planned += 1
        async with asyncio.TaskGroup() as group:
            try:
                async for item in self._items(collector, place, ask):
                    if item.region and plan.regions and item.region not in plan.regions:
                        continue
                    await self._slots.acquire()
                    group.create_task(self._describe(collector, place, ask, item, queue))
            except CallError as error:
                if not self._absent_here(place, error):
                    await self._unlisted(collector, place, Unread(error.code, error.call), queue)
            except MALFORMED:
                unread = Unread("MalformedAnswer", collector.calls[0])
                await self._unlisted(collector, place, unread, queue)

    async def _unlisted(
        self,
        collector: AssetCollector[Any],
        place: AwsPlace,
        unread: Unread,
        queue: asyncio.Queue[Asset | Unlisted | None],
    ) -> None:
        self.reads.fail(unread)
        self._blind.add((collector.asset_type, place.region))
        await queue.put(Unlisted(collector.asset_type, place.region, unread))

    async def _items(
        self, collector: AssetCollector[Any], place: AwsPlace, ask: Ask
    ) -> AsyncGenerator[Item, None]:
        if ask.only is None:
            async for item in collector.items(place, ask):
                yield item
            return
        here = frozenset(one for one in ask.only if region_of(one) in {"", place.region})
        found = collector.find(place, here) if collector.find else collector.items(place, ask)
        async for item in found:
            if item.resource_id in here:
                yield item

    def _absent_here(self, place: AwsPlace, error: CallError) -> bool:
        """Return whether the service does not exist in the region, by AWS's own table."""
        if error.code != NOWHERE:
            return False
        prefix = self._reach.services[error.call.partition(":")[0]].model.endpoint_prefix
        offered = self._reach.services.resolver.get_available_endpoints(prefix, self.partition)
        return bool(offered) and place.region not in offered

    async def _describe(
        self,
        collector: AssetCollector[Any],
        place: AwsPlace,
        ask: Ask,
        item: Item,
        queue: asyncio.Queue[Asset | Unlisted | None],
    ) -> None:
        here = place.at(item.region) if item.region else place
        try:
            facts = await self._facts(collector, here, ask, item)
            if facts is None:
                return
            facts |= collector.listed(here, item)
        except MALFORMED:
            self.reads.planned += 1
            unread = Unread("MalformedAnswer", collector.calls[0])
            await self._unlisted(collector, here, unread, queue)
            return
        finally:
            self._slots.release()
        await queue.put(
            collector.asset_type(
                resource_id=item.resource_id, region=here.region, name=item.name, **facts
            )
        )

    async def _facts(
        self, collector: AssetCollector[Any], place: Place, ask: Ask, item: Item
    ) -> dict[str, Any] | None:
        """Read the facts asked for; None when the asset turns out to be gone."""
        facts: dict[str, Any] = {name: NOT_ASKED for one in collector.reads for name in one.facts}
        wanted = collector.needed(ask.needs)
        answers = await asyncio.gather(*(self._read(one, place, item) for one in wanted))
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

    async def _read(self, one: Read, place: Place, item: Item) -> Any:  # noqa: ANN401  # the fact's own type
        self.reads.planned += 1
        try:
            return await one.run(place, item)
        except CallError as error:
            if error.code in one.absent:
                return one.absent[error.code]
            return Unread(error.code, error.call)
        except MALFORMED:
            return Unread("MalformedAnswer", one.calls[-1])
