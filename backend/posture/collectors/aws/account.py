"""A connected AWS account during one run: runs the collectors, streams assets, counts reads."""

import asyncio
from collections import defaultdict
from collections.abc import (
    AsyncGenerator,
    AsyncIterator,
    Awaitable,
    Callable,
    Iterable,
    Mapping,
    Sequence,
)
from typing import Any

import jmespath

from posture.collectors.aws.collecting import Answer, Ask, AssetCollector, Item, Place, Read
from posture.collectors.aws.sdk import CallError, Services
from posture.collectors.aws.wire import Wire
from posture.domain.asset import Asset
from posture.domain.collector import Plan, Reads, Unlisted
from posture.domain.evidence import NOT_ASKED, Unread
from posture.telemetry import span

MALFORMED = (KeyError, TypeError, ValueError, AttributeError, IndexError)
NOWHERE = "NoEndpoint"


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
        self.wire = wire
        self.services = services
        self._collectors = collectors
        self._home_region = home_region
        self._regions = regions
        self._slots = asyncio.Semaphore(items_in_flight)
        self._backlog = items_in_flight
        self._close = close
        self.memory: dict[Any, asyncio.Future[Any]] = {}
        self._looked_in: tuple[str, ...] = ()
        self._limited_to: tuple[str, ...] = ()
        self._blind: set[tuple[type[Asset], str]] = set()

    def home(self) -> "AwsPlace":
        """Answer the account seen from where its partition's global services are asked for."""
        return AwsPlace(self, self._home_region)

    async def close(self) -> None:
        """Give back connections and what still waits for an answer."""
        for pending in self.memory.values():
            pending.cancel()
        await asyncio.gather(*self.memory.values(), return_exceptions=True)
        await self._close()

    async def collect(self, plan: Plan) -> AsyncGenerator[Asset | Unlisted, None]:
        """Stream the planned assets as they are read."""
        regions = await self._planned_regions(plan)
        self._looked_in, self._limited_to = regions, plan.regions
        queue: asyncio.Queue[Asset | Unlisted | None] = asyncio.Queue(self._backlog)

        async def run() -> None:
            try:
                async with asyncio.TaskGroup() as group:
                    for region, service, collectors in self._work(plan, regions):
                        place = AwsPlace(self, region)
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
        """Say whether `collect` listed every asset of this type (or of those based on it) there."""
        collectors = [one for one in self._collectors if issubclass(one.asset_type, asset_type)]
        return bool(collectors) and all(self._listed(one, region) for one in collectors)

    def _listed(self, collector: AssetCollector[Any], region: str) -> bool:
        kind = collector.asset_type
        if collector.regional:
            return region in self._looked_in and (kind, region) not in self._blind
        if self._limited_to and region not in self._limited_to:
            return False
        return not self._blind & {(kind, region), (kind, self._home_region)}

    async def probe(self, plan: Plan) -> None:
        """Make the first call of every planned listing, one page, and count what is refused."""
        regions = await self._planned_regions(plan)
        async with asyncio.TaskGroup() as group:
            for region, _, collectors in self._work(plan, regions):
                for collector in collectors:
                    group.create_task(self._probe(AwsPlace(self, region), collector, plan))

    async def _probe(self, place: "AwsPlace", collector: AssetCollector[Any], plan: Plan) -> None:
        self.reads.planned += 1
        try:
            async for _ in collector.items(place, self._ask(collector, plan)):
                return
        except CallError as error:
            self.reads.fail(Unread(error.code, error.call))

    async def _planned_regions(self, plan: Plan) -> tuple[str, ...]:
        if plan.regions:
            return plan.regions
        if self._regions:
            return self._regions
        self.reads.planned += 1
        place = AwsPlace(self, self._home_region)
        try:
            answer = await place.shared("ec2:DescribeRegions")
        except CallError as error:
            self.reads.fail(Unread(error.code, error.call))
            return (self._home_region,)
        return tuple(sorted(region["RegionName"] for region in answer["Regions"]))

    def _work(
        self, plan: Plan, regions: tuple[str, ...]
    ) -> list[tuple[str, str, list[AssetCollector[Any]]]]:
        work: dict[tuple[str, str], list[AssetCollector[Any]]] = defaultdict(list)
        for collector in self._collectors:
            if plan.wanted(collector.asset_type) is None:
                continue
            wanted = _wanted(collector, plan)
            if wanted is not None and not wanted:
                continue
            for region in regions if collector.regional else (self._home_region,):
                if collector.regional and wanted is not None and region not in _regions(wanted):
                    continue
                work[region, collector.asset_type.service].append(collector)
        return [(region, service, found) for (region, service), found in work.items()]

    def _ask(self, collector: AssetCollector[Any], plan: Plan) -> Ask:
        return Ask(plan.wanted(collector.asset_type) or frozenset(), _wanted(collector, plan))

    async def _collect_service(
        self,
        service: str,
        place: "AwsPlace",
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
        place: "AwsPlace",
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
        place: "AwsPlace",
        unread: Unread,
        queue: asyncio.Queue[Asset | Unlisted | None],
    ) -> None:
        self.reads.fail(unread)
        self._blind.add((collector.asset_type, place.region))
        await queue.put(Unlisted(collector.asset_type, place.region, unread))

    async def _items(
        self, collector: AssetCollector[Any], place: "AwsPlace", ask: Ask
    ) -> AsyncIterator[Item]:
        if ask.only is None:
            async for item in collector.items(place, ask):
                yield item
            return
        here = frozenset(one for one in ask.only if _region(one) in {"", place.region})
        found = collector.find(place, here) if collector.find else collector.items(place, ask)
        async for item in found:
            if item.resource_id in here:
                yield item

    def _absent_here(self, place: "AwsPlace", error: CallError) -> bool:
        """Say whether the service does not exist in the region, by AWS's own table."""
        if error.code != NOWHERE:
            return False
        prefix = self.services[error.call.partition(":")[0]].model.endpoint_prefix
        offered = self.services.resolver.get_available_endpoints(prefix, self.partition)
        return bool(offered) and place.region not in offered

    async def _describe(
        self,
        collector: AssetCollector[Any],
        place: "AwsPlace",
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


class AwsPlace:
    """The account seen from one region; see `posture.collectors.aws.collecting.Place`."""

    def __init__(self, account: AwsAccount, region: str) -> None:
        self._account = account
        self.account_id = account.account_id
        self.partition = account.partition
        self.region = region

    async def call(self, call: str, **parameters: object) -> Answer:
        """Make one call here; raises `CallError`."""
        return await self._account.wire.call(call, self.region, parameters)

    async def pages(self, call: str, key: str, **parameters: object) -> AsyncIterator[Any]:
        """Stream the members of `key` over all pages of a listing; raises `CallError`."""
        service, _, operation = call.partition(":")
        rule = self._account.services[service].paginators.get(operation)
        asked: dict[str, object] = dict(parameters)
        seen: set[str] = set()
        while True:
            answer = await self.call(call, **asked)
            members = jmespath.search(key, answer)
            for member in members or ():
                yield member
            token = _next_page(rule, answer) if rule else {}
            if not token:
                return
            if repr(token) in seen:
                raise CallError("MalformedAnswer", call)
            seen.add(repr(token))
            asked |= token

    async def shared(self, call: str, **parameters: object) -> Answer:
        """Make a call once for the whole run however many ask; raises `CallError`."""
        key = (call, self.region, repr(sorted(parameters.items())))
        answer: Answer = await self._once(key, lambda: self.call(call, **parameters))
        return answer

    async def shared_pages(self, call: str, key: str, **parameters: object) -> list[Any]:
        """Read all pages of a listing once for the whole run; raises `CallError`."""

        async def all_pages() -> list[Any]:
            return [member async for member in self.pages(call, key, **parameters)]

        memory = (call, self.region, key, repr(sorted(parameters.items())))
        found: list[Any] = await self._once(memory, all_pages)
        return found

    async def once(self, name: str, make: Callable[[], Awaitable[Any]]) -> Any:  # noqa: ANN401  # whatever `make` answers
        """Compute an index over shared answers once for this region and run; raises as `make`."""
        return await self._once((name, self.region), make)

    def at(self, region: str) -> "AwsPlace":
        """Answer the same account seen from another region."""
        return self if region == self.region else AwsPlace(self._account, region)

    def arn(self, service: str, resource: str, *, region: str | None = None) -> str:
        """Write an ARN of this account here; `region=""` for what is global."""
        where = self.region if region is None else region
        return f"arn:{self.partition}:{service}:{where}:{self.account_id}:{resource}"

    async def _once(self, key: object, make: Callable[[], Awaitable[Any]]) -> Any:  # noqa: ANN401  # whatever `make` answers
        memory = self._account.memory
        future = memory.get(key)
        if future is None:
            future = memory[key] = asyncio.ensure_future(make())
        return await asyncio.shield(future)


def _next_page(rule: Mapping[str, Any], answer: Answer) -> dict[str, Any]:
    more = rule.get("more_results")
    if more and not jmespath.search(more, answer):
        return {}
    names, tokens = _many(rule["input_token"]), _many(rule["output_token"])
    found = {
        name: jmespath.search(token, answer) for name, token in zip(names, tokens, strict=True)
    }
    return {name: token for name, token in found.items() if token}


def _many(value: str | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else value


def _wanted(collector: AssetCollector[Any], plan: Plan) -> frozenset[str] | None:
    if plan.resource_ids is None:
        return None
    return frozenset(filter(collector.asset_type.arn.matches, plan.resource_ids))


def _region(arn: str) -> str:
    return arn.split(":", 4)[3]


def _regions(arns: Iterable[str]) -> frozenset[str]:
    return frozenset(map(_region, arns))
