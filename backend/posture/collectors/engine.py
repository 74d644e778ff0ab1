"""The engine: runs the collectors of a connected account, streams assets, counts reads."""

import asyncio
import re
from collections import defaultdict
from collections.abc import AsyncGenerator, Iterable, Sequence
from contextlib import aclosing
from dataclasses import replace
from typing import Any, Generic, TypeAlias, TypeVar

from posture.collectors.collecting import Ask, AssetCollector, Client, Item, Read, Unreached
from posture.collectors.errors import MALFORMED, MALFORMED_ANSWER, CallError
from posture.collectors.patience import IMPATIENT, Patience
from posture.collectors.planning import (
    in_region,
    named_assets,
    named_regions,
    regional_types,
    regions_of,
    types_of,
)
from posture.collectors.session import Session
from posture.collectors.slots import Slots
from posture.domain.asset import Asset
from posture.domain.collector import Collected, Plan, Unlisted, Unsettled
from posture.domain.evidence import (
    NO_CHECKS,
    NOT_AN_ID,
    NOT_FOUND,
    OTHER_ACCOUNT,
    OTHER_REGION,
    Unread,
    in_transition,
    is_in_transition,
)
from posture.telemetry import span

# Parts of a path that lead elsewhere.
DOTS = frozenset({".", ".."})
# Some servers take a backslash for a slash.
SEPARATOR = re.compile(r"[/\\]")
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
        self._limited_to: tuple[str, ...] = ()
        self._planned: set[tuple[type[Asset], str]] = set()
        self._unlisted: defaultdict[type[Asset], set[str]] = defaultdict(set)
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
        self._limited_to = plan.regions
        self._planned = {(one.asset_type, region) for region, _, found in work for one in found}
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

    async def _look(
        self, plan: Plan, work: Iterable[Work[C]], queue: asyncio.Queue[Collected | None]
    ) -> None:
        async with asyncio.TaskGroup() as group:
            for region, service, collectors in work:
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
        if any(
            self._failed(one, located.region) for one in self._collectors if one.asset_type in kinds
        ):
            return None
        if located.region and not any(self.covers(kind, located.region) for kind in kinds):
            return Unread(OTHER_REGION, resource_id)
        return Unread(NOT_FOUND, resource_id)

    def _listed(self, collector: AssetCollector[C, Any], region: str) -> bool:
        if collector.scattered and self._limited_to and region not in self._limited_to:
            return False
        return not self._failed(collector, region)

    def _failed(self, collector: AssetCollector[C, Any], region: str) -> bool:
        """Return whether the listing failed that has the assets of a region; empty means any."""
        there = self._unlisted[collector.asset_type]
        if not collector.regional:
            return bool(there & {region or self._home_region, self._home_region})
        return region in there if region else bool(there)

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
                async for item in self._items(collector, client, ask):
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

    async def _not_listed(
        self,
        collector: AssetCollector[C, Any],
        client: C,
        unread: Unread,
        queue: asyncio.Queue[Collected | None],
    ) -> None:
        self.reads.fail(unread)
        self._unlisted[collector.asset_type].add(client.region)
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
        if not DOTS.isdisjoint(SEPARATOR.split(resource_id)):
            return False
        located = self._session.locate(resource_id)
        return located is None or located.account in {"", self.account_id}

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
            facts = await self._facts(collector, here, wanted, item)
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

    async def _facts(
        self,
        collector: AssetCollector[C, Any],
        client: C,
        wanted: Sequence[Read[C]],
        item: Item,
    ) -> dict[str, Any] | Unread | None:
        """Read the facts asked for.

        None when the asset turns out to be gone; the reason when it is in transition.
        """
        if state := collector.transition(item):
            return in_transition(state, item.resource_id)
        facts = dict(collector.not_asked)
        reads = [self._read(one, client, item) for one in wanted]
        # A task for each read costs more than the rest of it, so the only one has none.
        answers = await asyncio.gather(*reads) if len(reads) > 1 else [await one for one in reads]
        reasons = [one.reason for one in answers if isinstance(one, Unread)]
        if not collector.gone.isdisjoint(reasons):
            return None
        for reason in reasons:
            if is_in_transition(reason):
                return Unread(reason, item.resource_id)
            if reason in collector.unready:
                return in_transition(reason, item.resource_id)
        for one, answer in zip(wanted, answers, strict=True):
            if isinstance(answer, Unread):
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
