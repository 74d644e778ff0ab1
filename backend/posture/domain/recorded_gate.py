"""Recorded gate: what a run keeps for its gate, as JSON text.

Policies, an answer, and those facts that are neither counts nor findings of the run.
"""

from typing import Final

import msgspec

from posture.domain.gate import Decision, GateFinding, GatePolicy

# A request that would bring one more policy gets a run of its own.
MOST_POLICIES: Final = 8


class RecordedAnswer(msgspec.Struct, frozen=True):
    """The decision about a run, and the policy that it was made under."""

    policy: GatePolicy
    decision: Decision


class GateFacts(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a gate needs to know of the integration as of the run.

    Attributes:
        is_first: whether no gate of the integration was decided before.
        unread: findings in no baseline that the run looked for, but could not read.
        actors: the names of those who accepted what the run found, by their ids.
    """

    is_first: bool = False
    unread: tuple[GateFinding, ...] = ()
    actors: dict[str, str] = {}


_POLICIES: Final = msgspec.json.Decoder(tuple[GatePolicy, ...])
_ANSWER: Final = msgspec.json.Decoder(RecordedAnswer)
_FACTS: Final = msgspec.json.Decoder(GateFacts)


def encoded(value: tuple[GatePolicy, ...] | RecordedAnswer | GateFacts) -> str:
    """Return the value as JSON text, the same for equal values."""
    return msgspec.json.encode(value, order="deterministic").decode()


def policies_of(text: str | None) -> tuple[GatePolicy, ...]:
    """Return the policies that a run was started with."""
    return () if text is None else _POLICIES.decode(text)


def answer_of(text: str | None) -> RecordedAnswer | None:
    """Return the recorded answer."""
    return None if text is None else _ANSWER.decode(text)


def facts_of(text: str | None) -> GateFacts:
    """Return the recorded facts."""
    return GateFacts() if text is None else _FACTS.decode(text)


def joined(one: tuple[GatePolicy, ...], other: tuple[GatePolicy, ...]) -> tuple[GatePolicy, ...]:
    """Return the policies of both, each once."""
    return tuple(dict.fromkeys((*one, *other)))
