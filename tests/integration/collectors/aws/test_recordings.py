"""Services that the emulator lacks, or has without what decides: whole, named, denied, empty.

Each module of `recordings` has the answers of one service. A run over them finds what the module
says. The same run for named assets finds the same. With any call denied or throttled, or without
any member of a response, nothing gets better.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType
from typing import Any, cast

import pytest

from posture.bootstrap.clouds import CLOUDS
from posture.checks.catalog import checks
from posture.collectors.aws.client import AwsSession
from posture.collectors.errors import CallError
from posture.domain.aws.connection import AwsConnection
from posture.domain.check import Check
from posture.domain.connection import Connection
from posture.domain.verdict import VerdictStatus
from tests.emulator.faults import Endpoint, error
from tests.emulator.recorded import Recording, recorded
from tests.integration.collectors.aws import recordings
from tests.integration.collectors.aws.absent_members import MEANING_OF_ABSENCE
from tests.integration.collectors.aws.engine import REGIONS, Outcome, aws, run
from tests.integration.collectors.aws.tape import (
    DENIED,
    GOOD,
    THROTTLED,
    Recorder,
    Tape,
    better,
    collected,
    leaves_nothing,
    members,
    output,
    play,
    replayed,
)

pytestmark = pytest.mark.anyio

MODULES = {
    one.name: import_module(f"{recordings.__name__}.{one.name}")
    for one in iter_modules(recordings.__path__)
}
each = pytest.mark.parametrize("here", MODULES.values(), ids=MODULES)
# What a service answers to a denied call is read alike for all of its calls.
CALLS = [
    pytest.param(here, call, id=call, marks=[pytest.mark.exhaustive] if place else [])
    for here in MODULES.values()
    for place, call in enumerate(sorted(here.ANSWERS))
]


def failures(outcome: Outcome) -> dict[str, set[str]]:
    """Return the failed checks of each asset."""
    found: dict[str, set[str]] = {}
    for (check_id, arn), one in outcome.verdicts.items():
        failed = found.setdefault(arn, set())
        if one.status is VerdictStatus.FAIL:
            failed.add(check_id.removeprefix("aws_"))
    return found


def chosen(here: ModuleType) -> list[Check[Any]]:
    services = {call.partition(":")[0] for call in here.ANSWERS} | set(
        getattr(here, "SERVICES", ())
    )
    kinds = getattr(here, "KINDS", None)
    return [
        one
        for one in checks(CLOUDS)
        if one.provider == "aws"
        and (one.asset_type.__name__ in kinds if kinds else one.service in services)
    ]


async def outcome_of(
    here: ModuleType, changed: Mapping[str, Recording], named: list[str] | None = None
) -> tuple[Outcome, Counter[str]]:
    async with recorded(here.ANSWERS | changed) as endpoint:
        outcome = await run(endpoint.url, chosen(here), resource_ids=named)
        return outcome, endpoint.calls


UNDISTURBED: dict[str, Outcome] = {}


async def undisturbed(here: ModuleType) -> Outcome:
    """Return a run over the answers as they are; every case of a service shares it."""
    if here.__name__ not in UNDISTURBED:
        UNDISTURBED[here.__name__], _ = await outcome_of(here, {})
    return UNDISTURBED[here.__name__]


@each
async def test_the_answers_of_a_service_are_evaluated(here: ModuleType) -> None:
    outcome, calls = await outcome_of(here, {})
    assert failures(outcome) == here.FAILED
    assert not outcome.unlisted
    assert [str(one.unread) for one in outcome.verdicts.values() if one.unread] == []
    assert calls.keys() == here.ANSWERS.keys()
    assert {call: count for call, count in calls.items() if count > 1} == here.CALLS


@each
async def test_named_assets_are_evaluated_as_all_are(here: ModuleType) -> None:
    outcome, _ = await outcome_of(here, {}, sorted(here.FAILED))
    assert failures(outcome) == here.FAILED
    assert not outcome.unlisted


@pytest.mark.parametrize(("here", "call"), CALLS)
async def test_a_call_that_the_service_denies_makes_nothing_better(
    here: ModuleType, call: str
) -> None:
    after, _ = await outcome_of(here, {call: error(call, DENIED)})
    expect_nothing_better(await undisturbed(here), after, call)


@each
async def test_a_denied_call_makes_nothing_better(here: ModuleType) -> None:
    tape, rules = await taped(here), chosen(here)
    before, _ = await replayed(tape, rules)
    for call in here.ANSWERS:
        after, _ = await replayed(tape, rules, CallError(DENIED, call))
        expect_nothing_better(before, after, call)


def expect_nothing_better(before: Outcome, after: Outcome, call: str) -> None:
    reasons = {str(one.unread) for one in after.verdicts.values()}
    reasons |= {str(one.unread) for one in after.unlisted}
    # A response to HEAD has no body that could contain the code.
    assert reasons & {f"AccessDeniedException: {call}", f"AccessDenied: {call}"}
    assert after.reads.coverage < 1
    better = {
        key: one.status
        for key, one in after.verdicts.items()
        if one.status in GOOD and one.status is not before.verdicts[key].status
    }
    assert better == {}


TAPED: dict[str, tuple[AwsSession, Tape]] = {}


async def taped(here: ModuleType) -> tuple[AwsSession, Tape]:
    """Return a session over the answers of a service, and the responses to all its calls.

    The session is closed and tests only read the responses, so two of them share both.
    """
    if here.__name__ not in TAPED:
        TAPED[here.__name__] = await _taped(here)
    return TAPED[here.__name__]


async def _taped(here: ModuleType) -> tuple[AwsSession, Tape]:
    async with recorded(here.ANSWERS) as endpoint:
        options = AwsConnection(regions=REGIONS, endpoint_url=endpoint.url)
        session = await aws({}).open_session(Connection(provider="aws", options=options))
        recorder = Recorder(session.caller)
        async for _ in collected(replace(session, caller=cast(Any, recorder)), chosen(here)):
            pass
        await session.close()
    return session, recorder.tape


def first_with(call: str) -> ModuleType | None:
    """Return the first module that has an answer to a call."""
    return next((one for one in MODULES.values() if call in one.ANSWERS), None)


@each
async def test_a_throttled_call_makes_nothing_better(here: ModuleType) -> None:
    tape, rules = await taped(here), chosen(here)
    before, _ = await play(tape, rules)
    found = {}
    for call in here.ANSWERS:
        after, unlisted = await play(tape, rules, refused=CallError(THROTTLED, call))
        assert after != before, call
        if improved := better(before, after, unlisted, rules):
            found[call] = improved
    assert found == {}


@each
async def test_a_response_without_one_of_its_members_makes_nothing_better(
    here: ModuleType,
) -> None:
    tape, rules = await taped(here), chosen(here)
    before, _ = await play(tape, rules)
    found = {}
    for call in here.ANSWERS:
        responses = [
            one
            for (made, _, _), one in tape[1].items()
            if made == call and not isinstance(one, CallError)
        ]
        paths = {path for one in responses for path in members(one, output(call))}
        for path in sorted(paths):
            if leaves_nothing(call, path, responses):
                continue
            after, unlisted = await play(tape, rules, (call, path))
            if improved := better(before, after, unlisted, rules):
                found[f"{call} {'.'.join(path)}"] = improved
    excused = {one for one in MEANING_OF_ABSENCE if first_with(one.partition(" ")[0]) is here}
    assert {name: one for name, one in found.items() if name not in MEANING_OF_ABSENCE} == {}
    assert excused <= found.keys(), "these members decide nothing any more"


@each
async def test_an_account_without_the_service_pays_its_listings_only(
    here: ModuleType, cloud: Endpoint
) -> None:
    await run(cloud.url, chosen(here))
    made = set(cloud.calls) - {"sts:GetCallerIdentity"}
    assert made <= set(here.LISTINGS)
    each = getattr(here, "EACH", ())  # for each item of a listing
    assert max(count for call, count in cloud.calls.items() if call not in each) == 1
