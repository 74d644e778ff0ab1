"""The facts of one asset: the reads that its checks need; one that fails becomes a reason."""

import asyncio
from collections.abc import Sequence
from typing import Any, TypeVar

from posture.collectors.collecting import AssetCollector, Client, Item, Read
from posture.collectors.errors import MALFORMED, MALFORMED_ANSWER, CallError
from posture.collectors.stepping import Rest, first_step
from posture.domain.collector import Reads
from posture.domain.evidence import Unread, in_transition, is_in_transition

C = TypeVar("C", bound=Client)


async def read_facts(
    collector: AssetCollector[C, Any],
    client: C,
    wanted: Sequence[Read[C]],
    item: Item,
    reads: Reads,
) -> dict[str, Any] | Unread | None:
    """Return the facts of an asset, and count its reads.

    None if the asset is gone; the reason if it is in transition.
    """
    if state := collector.transition(item):
        return in_transition(state, item.resource_id)
    facts = dict(collector.not_asked)
    answers = await _answers(wanted, client, item, reads)
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
            reads.fail(answer)
            facts.update(dict.fromkeys(one.facts, answer))
        elif len(one.facts) == 1:
            facts[one.facts[0]] = answer
        else:
            facts.update(answer)
    return facts


async def _answers(wanted: Sequence[Read[C]], client: C, item: Item, reads: Reads) -> list[Any]:
    """Make all reads at the same time; a task for a read takes longer than the rest of it."""
    if len(wanted) == 1:
        return [await _read(wanted[0], client, item, reads)]
    answers = [first_step(_read(one, client, item, reads)) for one in wanted]
    waiting = [(place, one) for place, one in enumerate(answers) if isinstance(one, Rest)]
    if len(waiting) == 1:
        ((place, rest),) = waiting
        answers[place] = await rest
    elif waiting:
        found = await asyncio.gather(*(rest.coroutine for _, rest in waiting))
        for (place, _), answer in zip(waiting, found, strict=True):
            answers[place] = answer
    return answers


async def _read(one: Read[C], client: C, item: Item, reads: Reads) -> Any:  # noqa: ANN401  # the fact's own type
    reads.planned += 1
    try:
        return await one.run(client, item)
    except CallError as error:
        if error.code in one.absent:
            return one.absent[error.code]
        return Unread(error.code, error.call)
    except MALFORMED:
        return Unread(MALFORMED_ANSWER, one.calls[-1])
