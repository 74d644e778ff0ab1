"""Policy documents of AWS as data, with questions about what they allow.

Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import lru_cache
from typing import Any, Final
from urllib.parse import unquote

from msgspec import Struct, field

from posture.domain.aws.pattern import UNNAMED, matches, takes_any
from posture.domain.dated import DatedFacts
from posture.domain.pattern import only_stars

# These are false if the key is missing; `…IfExists` and `ForAllValues:` are true then.
LIMITING_OPERATORS = frozenset(
    {"stringequals", "stringequalsignorecase", "stringlike", "arnequals", "arnlike", "ipaddress"}
)

AMAZON: Final = ".amazonaws.com"
# The ends of the names of services in the partitions of China and of isolated regions.
PARTITION_SUFFIXES: Final[DatedFacts[tuple[str, ...]]] = DatedFacts(
    source="https://github.com/boto/botocore/blob/1.44.5/botocore/data/partitions.json",
    read_on=date(2026, 11, 29),
    facts=(
        ".amazonaws.com.cn",
        ".amazonaws.eu",
        ".c2s.ic.gov",
        ".cloud.adc-e.uk",
        ".csp.hci.ic.gov",
        ".sc2s.sgov.gov",
    ),
)


class Statement(Struct, frozen=True, kw_only=True):
    """One statement; members that are a value or a list in JSON are tuples."""

    sid: str = ""
    effect: str = "Allow"
    principals: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    not_principals: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    actions: tuple[str, ...] = ()
    not_actions: tuple[str, ...] = ()
    resources: tuple[str, ...] = ()
    not_resources: tuple[str, ...] = ()
    conditions: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)

    def __hash__(self) -> int:
        """Leave out the mappings, which have no hash: answers are remembered by statement."""
        return hash((self.effect, self.actions, self.not_actions, self.resources))

    @property
    def allows(self) -> bool:
        """Return whether the statement allows rather than denies."""
        return self.effect == "Allow"

    @property
    def denies(self) -> bool:
        """Return whether the statement denies."""
        return self.effect == "Deny"

    def covers(self, action: str) -> bool:
        """Return whether the statement covers an action; `action` contains no wildcard."""
        if self.not_actions:
            return not any(matches(pattern, action) for pattern in self.not_actions)
        return any(matches(pattern, action) for pattern in self.actions)

    def covers_resource(self, resource: str) -> bool:
        """Return whether the statement covers a resource; `resource` contains no wildcard.

        A statement of a resource's policy that names none is about that resource.
        """
        if self.not_resources:
            return not any(matches(pattern, resource) for pattern in self.not_resources)
        return not self.resources or any(matches(one, resource) for one in self.resources)

    def covers_any(self, actions: Iterable[str]) -> bool:
        """Return whether the statement covers at least one of the actions."""
        return any(self.covers(action) for action in actions)

    def covers_all_of(self, service: str) -> bool:
        """Return whether the statement covers every action of a service."""
        if self.not_actions:
            return not any(matches(one.partition(":")[0], service) for one in self.not_actions)
        return self.covers(f"{service}:{UNNAMED}")

    def touches(self, service: str) -> bool:
        """Return whether the statement covers at least one action of a service."""
        if self.not_actions:
            return not any(matches(one, f"{service}:{UNNAMED}") for one in self.not_actions)
        return any(matches(one.partition(":")[0], service) for one in self.actions)

    @property
    def on_everything(self) -> bool:
        """Return whether the statement covers every resource, or all but some."""
        return self.on_all or bool(self.not_resources)

    @property
    def on_all(self) -> bool:
        """Return whether the statement covers every resource."""
        return any(only_stars(one) for one in self.resources)

    def on_any(self, service: str, kind: str) -> bool:
        """Return whether the statement covers a kind of resource (`role/`) with any name."""
        if self.not_resources:
            return not any(takes_any(one, service, kind) for one in self.not_resources)
        return any(takes_any(one, service, kind) for one in self.resources)

    @property
    def for_anyone(self) -> bool:
        """Return whether the principal is everyone, regardless of conditions."""
        if self.not_principals:
            return self.allows
        return "*" in self.principals.get("AWS", ()) or "*" in self.principals.get("*", ())

    def required_values(self, key: str) -> tuple[str, ...]:
        """Return the values that a condition requires of a key; empty without a condition."""
        return next((values for name, values in self.requirements if name == key.lower()), ())

    @property
    def requirements(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        """Yield the condition keys, in lower case, with the values that they must have one of."""
        for operator, keys in self.conditions.items():
            if operator.lower().removeprefix("foranyvalue:") in LIMITING_OPERATORS:
                yield from ((key.lower(), values) for key, values in keys.items() if values)

    def condition(self, key: str) -> tuple[str, ...]:
        """Return all values of a key in the conditions."""
        return tuple(
            value
            for keys in self.conditions.values()
            for name, values in keys.items()
            if name.lower() == key.lower()
            for value in values
        )


class Policy(Struct, frozen=True):
    """A policy document."""

    statements: tuple[Statement, ...] = ()

    @property
    def allowing(self) -> Iterator[Statement]:
        """Yield the statements that allow."""
        return (one for one in self.statements if one.allows)

    @property
    def grants_everything(self) -> bool:
        """Return whether one statement allows every action on every resource."""
        return any(
            only_stars(action.replace(":", "*"))
            for one in self.allowing
            if one.on_everything
            for action in one.actions
        )

    def grants_all_of(self, service: str) -> bool:
        """Return whether one statement grants every action of a service on every resource.

        Where another takes some of them back everywhere, it is not every action any more.
        """
        if any(one.touches(service) for one in self._denying):
            return False
        return any(one.on_everything and one.covers_all_of(service) for one in self.allowing)

    def grants(self, action: str) -> bool:
        """Return whether an action is allowed on some resource and not denied on all."""
        return any(self.granting(action))

    def granting(self, action: str) -> Iterator[Statement]:
        """Yield the statements that allow an action, unless it is denied on all resources."""
        if any(one.covers(action) for one in self._denying):
            return iter(())
        return (one for one in self.allowing if one.covers(action))

    @property
    def _denying(self) -> Iterator[Statement]:
        """Yield the statements that deny on every resource, without conditions."""
        return (one for one in self.statements if one.denies and one.on_all and not one.conditions)


def combined(policies: Iterable[Policy]) -> Policy:
    """Return one policy with the statements of all."""
    return Policy(tuple(statement for one in policies for statement in one.statements))


def service_name(principal: str) -> str:
    """Return the name of a service as principal in any partition by its name in the largest one."""
    for suffix in PARTITION_SUFFIXES.facts:
        if principal.endswith(suffix):
            return principal.removesuffix(suffix) + AMAZON
    return principal


def policy(document: str | Mapping[str, Any]) -> Policy:
    """Parse a policy document, given as JSON text (also URL-encoded, as IAM sends it) or parsed.

    Raises:
        ValueError: it is not a policy document.
    """
    if isinstance(document, str):
        text = document.strip()
        return _policy_of(text if text.startswith("{") else unquote(text))
    return _read(document)


@lru_cache(maxsize=512)
def _policy_of(text: str) -> Policy:
    return _read(json.loads(text))


def _read(document: Any) -> Policy:  # noqa: ANN401  # whatever JSON holds
    if not isinstance(document, Mapping):
        raise ValueError("a policy document is an object")  # noqa: TRY004  # it is the text that is wrong, not the caller
    statements = document.get("Statement", [])
    if isinstance(statements, Mapping):
        statements = [statements]
    if not isinstance(statements, list) or not all(isinstance(one, Mapping) for one in statements):
        raise ValueError("a statement of a policy document is an object")
    return Policy(tuple(map(_statement, statements)))


def _statement(data: Mapping[str, Any]) -> Statement:
    return Statement(
        sid=str(data.get("Sid", "")),
        effect=str(data.get("Effect", "Allow")),
        principals=_principals(data.get("Principal")),
        not_principals=_principals(data.get("NotPrincipal")),
        actions=_many(data.get("Action")),
        not_actions=_many(data.get("NotAction")),
        resources=_many(data.get("Resource")),
        not_resources=_many(data.get("NotResource")),
        conditions={
            operator: {key: _many(values) for key, values in keys.items()}
            for operator, keys in (data.get("Condition") or {}).items()
        },
    )


def _principals(value: Any) -> dict[str, tuple[str, ...]]:  # noqa: ANN401  # whatever JSON holds
    if value is None:
        return {}
    if isinstance(value, str):
        return {value: (value,)} if value == "*" else {"AWS": (value,)}
    return {kind: _many(names) for kind, names in value.items()}


def _many(value: Any) -> tuple[str, ...]:  # noqa: ANN401  # whatever JSON holds
    if value is None:
        return ()
    if isinstance(value, list):
        return tuple(_text(one) for one in value)
    return (_text(value),)


def _text(value: Any) -> str:  # noqa: ANN401  # whatever JSON holds
    return str(value).lower() if isinstance(value, bool) else str(value)
