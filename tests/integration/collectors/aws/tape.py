"""Responses that were recorded once, played again without one of their members or with an error."""

from collections import Counter
from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import replace
from typing import Any, cast

import botocore.model

from posture.collectors.aws.catalog import COLLECTORS
from posture.collectors.aws.client import AwsSession
from posture.collectors.engine import ConnectedAccount
from posture.collectors.errors import CallError
from posture.domain.asset import Asset
from posture.domain.check import Check
from posture.domain.collector import Account, Collected, Reads, Unlisted
from posture.domain.verdict import VerdictStatus
from posture.worker.evaluate import plan_for
from tests.integration.collectors.aws.engine import REGIONS, SERVICES, Outcome, evaluated

Path = tuple[str, ...]
Parameters = Mapping[str, object]
Tape = dict[tuple[str, str, str], Any]
Verdicts = dict[tuple[str, str], VerdictStatus]
EACH = "[]"
THROTTLED = "ThrottlingException"
DENIED = "AccessDeniedException"
GOOD = {VerdictStatus.PASS, VerdictStatus.NOT_APPLICABLE}


class Recorder:
    """Makes calls, and keeps their responses."""

    def __init__(self, caller: Any) -> None:  # noqa: ANN401  # the session's own caller
        self._caller = caller
        self.tape: Tape = {}

    async def call(self, call: str, region: str, parameters: Parameters) -> Any:  # noqa: ANN401  # any response
        key = call, region, repr(sorted(parameters.items()))
        try:
            self.tape[key] = await self._caller.call(call, region, parameters)
        except CallError as error:
            self.tape[key] = error
            raise
        return self.tape[key]


class Player:
    """Returns recorded responses, without one of their members or with a refused call."""

    def __init__(
        self,
        tape: Tape,
        *,
        lacking: tuple[str, Path] | None = None,
        refused: CallError | None = None,
    ) -> None:
        self._tape = tape
        self._lacking = lacking
        self._refused = refused
        self.made: Counter[str] = Counter()

    async def call(self, call: str, region: str, parameters: Parameters) -> Any:  # noqa: ANN401  # any response
        self.made[call] += 1
        if self._refused and call == self._refused.call:
            raise self._refused
        key = call, region, repr(sorted(parameters.items()))
        response = self._tape.get(key, CallError("NotRecorded", call))
        if isinstance(response, CallError):
            raise response
        if self._lacking and self._lacking[0] == call:
            return without(response, self._lacking[1])
        return response


def without(value: Any, path: Path) -> Any:  # noqa: ANN401  # any part of a response
    head, *rest = path
    if head == EACH:
        return [without(one, tuple(rest)) for one in value]
    if not isinstance(value, dict) or head not in value:
        return value
    if not rest:
        return {name: one for name, one in value.items() if name != head}
    return value | {head: without(value[head], tuple(rest))}


def members(value: Any, shape: botocore.model.Shape, path: Path = ()) -> Iterator[Path]:  # noqa: ANN401  # as above
    """Yield the path of every member of a response; the keys of a map are data.

    A document, such as a policy, is one member.
    """
    if getattr(shape, "is_document_type", False):
        return
    if isinstance(shape, botocore.model.StructureShape):
        for name in shape.members.keys() & value.keys():
            yield (*path, name)
            yield from members(value[name], shape.members[name], (*path, name))
    elif isinstance(shape, botocore.model.ListShape):
        for one in value:
            yield from members(one, shape.member, (*path, EACH))


def output(call: str) -> botocore.model.Shape:
    service, _, operation = call.partition(":")
    shape = SERVICES[service].model.operation_model(operation).output_shape
    assert shape is not None
    return shape


def account_of(session: AwsSession) -> Account:
    return ConnectedAccount(session, COLLECTORS, regions=REGIONS, items_in_flight=64)


async def collected(session: AwsSession, chosen: list[Check[Any]]) -> AsyncIterator[Collected]:
    async for found in account_of(session).collect(plan_for(chosen)):
        yield found


async def replayed(
    recorded: tuple[AwsSession, Tape], chosen: list[Check[Any]], refused: CallError | None = None
) -> tuple[Outcome, Counter[str]]:
    """Return what a run over recorded responses comes to, and the calls that it makes."""
    session, tape = recorded
    player = Player(tape, refused=refused)
    session = replace(session, caller=cast(Any, player), memory={}, reads=Reads())
    return await evaluated(account_of(session), chosen), player.made


async def play(
    recorded: tuple[AwsSession, Tape],
    chosen: list[Check[Any]],
    lacking: tuple[str, Path] | None = None,
    refused: CallError | None = None,
) -> tuple[Verdicts, set[type[Asset]]]:
    """Return the verdicts on recorded responses, and the types that could not be listed."""
    session, tape = recorded
    player = cast(Any, Player(tape, lacking=lacking, refused=refused))
    verdicts: Verdicts = {}
    unlisted: set[type[Asset]] = set()
    async for found in collected(replace(session, caller=player, memory={}, reads=Reads()), chosen):
        if isinstance(found, Unlisted):
            unlisted.add(found.asset_type)
            continue
        for one in chosen:
            if isinstance(found, one.asset_type):
                verdicts[one.id, found.resource_id] = one(found).status
    return verdicts, unlisted


def better(
    before: Verdicts, after: Verdicts, unlisted: set[type[Asset]], chosen: list[Check[Any]]
) -> list[str]:
    """Return the verdicts that got better, or whose asset is gone without a reason."""
    types = {one.id: one.asset_type for one in chosen}
    found = []
    for key, status in before.items():
        now = after.get(key)
        if now is None:
            gone = not any(issubclass(one, types[key[0]]) for one in unlisted)
            if gone and status not in GOOD:
                found.append(f"{key[0]} of {key[1]}: {status}, then gone")
        elif now in GOOD and now is not status:
            found.append(f"{key[0]} of {key[1]}: {status}, then {now}")
    return found


def leaves_nothing(call: str, path: Path, responses: list[Any]) -> bool:
    """Return whether nothing is left without a member: JSON services leave out an empty list."""
    shape = output(call)
    assert isinstance(shape, botocore.model.StructureShape)
    is_list = isinstance(shape.members[path[0]], botocore.model.ListShape)
    of_json = SERVICES[call.partition(":")[0]].protocol in {"json", "rest-json"}
    rest = {name for one in responses for name in one} - {path[0], "ResponseMetadata"}
    return of_json and is_list and len(path) == 1 and not rest
