"""Policy documents of AWS as data, and what they let whom do.

Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
"""

import ipaddress
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any
from urllib.parse import unquote

from posture.domain.pattern import UNNAMED, WILD, matches, only_stars, takes_any

# A condition on one of these, with fixed values, names who may come: such a grant is not public.
# Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html
NAMING_KEYS = frozenset(
    {
        "aws:principalaccount",
        "aws:principalarn",
        "aws:principalorgid",
        "aws:principalorgpaths",
        "aws:sourceaccount",
        "aws:sourcearn",
        "aws:sourceip",
        "aws:sourceorgid",
        "aws:sourceorgpaths",
        "aws:sourceowner",
        "aws:sourcevpc",
        "aws:sourcevpcarn",
        "aws:sourcevpce",
        "aws:userid",
        "aws:vpceaccount",
        "aws:vpceorgid",
        "aws:vpceorgpaths",
        "kms:calleraccount",
        "lambda:eventsourcetoken",
        "s3:dataaccesspointaccount",
        "s3:dataaccesspointarn",
    }
)
# Of a missing key, these are false: `…IfExists` and `ForAllValues:` are true and name nobody.
NAMING_OPERATORS = frozenset(
    {"stringequals", "stringequalsignorecase", "stringlike", "arnequals", "arnlike", "ipaddress"}
)
# A range wider than this names nobody in particular.
WIDEST_IPV4_PREFIX = 8
WIDEST_IPV6_PREFIX = 32
_ACCOUNT = re.compile(r"^(?:arn:aws[\w-]*:(?:iam|sts)::)?(\d{12})(?::.*)?$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One statement; every member that JSON lets be one value or a list is a tuple here."""

    sid: str = ""
    effect: str = "Allow"
    principals: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    not_principals: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    actions: tuple[str, ...] = ()
    not_actions: tuple[str, ...] = ()
    resources: tuple[str, ...] = ()
    not_resources: tuple[str, ...] = ()
    conditions: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)

    @property
    def allows(self) -> bool:
        """Return whether it grants rather than denies."""
        return self.effect == "Allow"

    def covers(self, action: str) -> bool:
        """Return whether it speaks of an action, wildcards included; `action` itself has none."""
        if self.not_actions:
            return not any(matches(pattern, action) for pattern in self.not_actions)
        return any(matches(pattern, action) for pattern in self.actions)

    def covers_any(self, actions: Iterable[str]) -> bool:
        """Return whether it speaks of at least one of the actions."""
        return any(self.covers(action) for action in actions)

    def covers_all_of(self, service: str) -> bool:
        """Return whether it speaks of every action of a service."""
        if self.not_actions:
            return not any(matches(one.partition(":")[0], service) for one in self.not_actions)
        return self.covers(f"{service}:{UNNAMED}")

    def touches(self, service: str) -> bool:
        """Return whether it speaks of at least one action of a service."""
        if self.not_actions:
            return not any(matches(one, f"{service}:{UNNAMED}") for one in self.not_actions)
        return any(matches(one.partition(":")[0], service) for one in self.actions)

    @property
    def on_everything(self) -> bool:
        """Return whether it speaks of every resource, or of all but some."""
        return self.on_all or bool(self.not_resources)

    @property
    def on_all(self) -> bool:
        """Return whether it speaks of every resource there is."""
        return any(only_stars(one) for one in self.resources)

    def on_any(self, service: str, kind: str) -> bool:
        """Return whether it speaks of a kind of resource (`role/`) whatever the resource's name."""
        if self.not_resources:
            return not any(takes_any(one, service, kind) for one in self.not_resources)
        return any(takes_any(one, service, kind) for one in self.resources)

    @property
    def for_anyone(self) -> bool:
        """Return whether its principal is everybody, conditions aside."""
        if self.not_principals:
            return self.allows
        return "*" in self.principals.get("AWS", ()) or "*" in self.principals.get("*", ())

    @property
    def public(self) -> bool:
        """Return whether it grants to anybody in the world."""
        return self.allows and self.for_anyone and not self.names_callers

    @property
    def names_callers(self) -> bool:
        """Return whether a condition narrows the callers to some that it names."""
        return self.names_by(NAMING_KEYS)

    def names_by(self, keys: frozenset[str]) -> bool:
        """Return whether a condition on one of these keys, in lower case, names who may come."""
        return any(
            key in keys and all(_names_somebody(key, value) for value in values)
            for key, values in self.demands
        )

    def pinned(self, key: str) -> tuple[str, ...]:
        """Return the values one of which a condition demands of a key; none if it does not."""
        return next((values for name, values in self.demands if name == key.lower()), ())

    @property
    def demands(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        """Stream the condition keys, in lower case, that must have one of some values."""
        for operator, keys in self.conditions.items():
            if operator.lower().removeprefix("foranyvalue:") in NAMING_OPERATORS:
                yield from ((key.lower(), values) for key, values in keys.items() if values)

    def condition(self, key: str) -> tuple[str, ...]:
        """Return all values that its conditions hold for a key."""
        return tuple(
            value
            for keys in self.conditions.values()
            for name, values in keys.items()
            if name.lower() == key.lower()
            for value in values
        )

    def foreign_accounts(self, account_id: str) -> frozenset[str]:
        """Return the ids of other accounts that it names as principals."""
        if not self.allows:
            return frozenset()
        named = (_ACCOUNT.match(value) for value in self.principals.get("AWS", ()))
        return frozenset(found[1] for found in named if found) - {account_id}


@dataclass(frozen=True, slots=True)
class Policy:
    """A policy document."""

    statements: tuple[Statement, ...] = ()

    @property
    def allowing(self) -> Iterator[Statement]:
        """Stream the statements that grant."""
        return (one for one in self.statements if one.allows)

    @property
    def public(self) -> Iterator[Statement]:
        """Stream the statements that grant to anybody in the world."""
        return (one for one in self.statements if one.public)

    @property
    def grants_everything(self) -> bool:
        """Return whether one statement grants every action on every resource."""
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
        if any(one.touches(service) for one in self._refusing):
            return False
        return any(one.on_everything and one.covers_all_of(service) for one in self.allowing)

    def grants(self, action: str) -> bool:
        """Return whether an action is granted on some resource and not denied on every one."""
        return any(self.granting(action))

    def granting(self, action: str) -> Iterator[Statement]:
        """Stream the statements that grant an action, if it is not denied on every resource."""
        if any(one.covers(action) for one in self._refusing):
            return iter(())
        return (one for one in self.allowing if one.covers(action))

    @property
    def _refusing(self) -> Iterator[Statement]:
        """Stream the statements that deny on every resource, whatever the circumstances."""
        return (
            one
            for one in self.statements
            if one.effect == "Deny" and one.on_all and not one.conditions
        )


def policy(document: str | Mapping[str, Any]) -> Policy:
    """Read a policy document, as JSON text (also URL-encoded, as IAM sends it) or parsed.

    Raises:
        ValueError: it is no policy document.
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


def _names_somebody(key: str, value: str) -> bool:
    if key == "aws:sourceip":
        try:
            network = ipaddress.ip_network(value, strict=False)
        except ValueError:
            return False
        widest = WIDEST_IPV4_PREFIX if network.version == 4 else WIDEST_IPV6_PREFIX  # noqa: PLR2004  # IP's own number
        return network.prefixlen >= widest
    if key == "aws:userid":
        return bool(value.strip("*:"))
    if key.endswith("arn"):
        return _is_of_somebody(value)
    if key.endswith("orgpaths"):
        value = value.partition("/")[0]
    return not WILD & set(value)


def _is_of_somebody(arn: str) -> bool:
    """Return whether an ARN pattern names an account or, where ARNs have none, one owner."""
    parts = arn.split(":", 5)
    if len(parts) < 6:  # noqa: PLR2004  # an ARN has six parts
        return not WILD & set(arn)
    account, resource = parts[4:]
    return not WILD & set(account or resource.partition("/")[0])
