"""What policy documents allow and deny: questions about sets of requests.

A statement is a set of requests: principals x actions x resources x conditions. What a document
allows is the union of its allowing statements without what its denying statements certainly cover.
What is not understood makes the answer the worse one: a condition of unknown meaning is met in an
allowing statement, and not met in a denying one.

Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
"""

import ipaddress
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import chain
from typing import Final, Protocol

from posture.domain.aws.policy import Policy, Statement
from posture.domain.aws.policy_sets import (
    EVERY_ADDRESS,
    IP_KEYS,
    Addresses,
    Pattern,
    Quantifier,
    Range,
    Requests,
    Test,
    Texts,
    Values,
    failing,
    passing,
    without,
)
from posture.domain.pattern import WILD, only_stars

# Keys whose values name the account of the caller.
ACCOUNT_KEYS: Final = frozenset({"aws:principalaccount", "aws:principalarn", "kms:calleraccount"})
# Keys whose values name the organization of the caller.
ORGANIZATION_KEYS: Final = frozenset({"aws:principalorgid", "aws:principalorgpaths"})
# Keys whose values name the resource, the account or the organization that a service acts for.
SOURCE_KEYS: Final = frozenset(
    {"aws:sourceaccount", "aws:sourcearn", "aws:sourceorgid", "aws:sourceorgpaths"}
)
# Keys whose values name the caller or the network of the caller. Other keys can have any value.
# Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html
CALLER_KEYS: Final = (
    ACCOUNT_KEYS
    | ORGANIZATION_KEYS
    | SOURCE_KEYS
    | {
        "aws:sourceip",
        "aws:sourceowner",
        "aws:sourcevpc",
        "aws:sourcevpcarn",
        "aws:sourcevpce",
        "aws:userid",
        "aws:vpceaccount",
        "aws:vpceorgid",
        "aws:vpceorgpaths",
        "lambda:eventsourcetoken",
        "s3:dataaccesspointaccount",
        "s3:dataaccesspointarn",
    }
)
# Keys that can have several values.
LIST_KEYS: Final = frozenset(
    {
        "aws:calledvia",
        "aws:principalorgpaths",
        "aws:principalservicenameslist",
        "aws:sourceorgpaths",
        "aws:tagkeys",
        "aws:vpceorgpaths",
    }
)
# A wider range, or more addresses together, does not limit the callers.
WIDEST_PREFIX: Final = {4: 8, 6: 32}
MOST_ADDRESSES: Final = {4: 2**28, 6: 2**100}
# These variables stand for one value: that of the owner of the resource.
OWNERS: Final = frozenset(
    {"${aws:resourceaccount}", "${aws:resourceorgid}", "${aws:resourceorgpaths}"}
)
# A denial that needs more comparisons of sets with patterns is not taken away.
MOST_COMPARISONS: Final = 2048
TRANSPORT: Final = "aws:securetransport"
ACTION: Final = "action"
RESOURCE: Final = "resource"
_ACCOUNT: Final = re.compile(r"^(?:arn:aws[\w-]*:(?:iam|sts)::)?(\d{12})(?::.*)?$")
_ARN_PARTS: Final = 6
_TEXT: Final = frozenset({"stringequals", "stringequalsignorecase", "stringlike", "bool"})
_ARN: Final = frozenset({"arnequals", "arnlike"})


class Caller(Protocol):
    """A set of callers."""

    def may_match(self, statement: Statement) -> bool:
        """Return whether the principals of a statement can include one of the callers."""
        ...

    def all_match(self, statement: Statement) -> bool:
        """Return whether the principals of a statement certainly include all the callers."""
        ...


class Everyone:
    """All callers: users, roles and services of any account, and callers without credentials."""

    def may_match(self, statement: Statement) -> bool:  # noqa: ARG002  # of the protocol
        """Return whether the principals of a statement can include one of the callers."""
        return True

    def all_match(self, statement: Statement) -> bool:
        """Return whether the principals of a statement certainly include all the callers."""
        return not statement.not_principals and _includes_anyone(statement.principals)


class Stranger:
    """A caller that no policy names."""

    def may_match(self, statement: Statement) -> bool:
        """Return whether the principals of a statement can include one of the callers."""
        if statement.not_principals:
            return not _includes_anyone(statement.not_principals)
        return any(map(_is_pattern, _names(statement.principals)))

    def all_match(self, statement: Statement) -> bool:
        """Return whether the principals of a statement certainly include all the callers."""
        if statement.not_principals:
            return not any(WILD & set(name) for name in _names(statement.not_principals))
        return _includes_anyone(statement.principals)


@dataclass(frozen=True, slots=True)
class AccountCaller:
    """The users and roles of an account."""

    account_id: str

    def may_match(self, statement: Statement) -> bool:
        """Return whether the principals of a statement can include one of the callers."""
        if statement.not_principals:
            return not _includes_anyone(statement.not_principals)
        return any(self._can_be(name) for name in _names(statement.principals))

    def all_match(self, statement: Statement) -> bool:
        """Return whether the principals of a statement certainly include all the callers."""
        if statement.not_principals:
            return not any(
                self._can_be(name) or not _ACCOUNT.match(name)
                for name in _names(statement.not_principals)
            )
        return _includes_anyone(statement.principals)

    def _can_be(self, name: str) -> bool:
        found = _ACCOUNT.match(name)
        return found[1] == self.account_id if found else _is_pattern(name)


@dataclass(frozen=True, slots=True)
class ServiceCaller:
    """An AWS service that acts for somebody."""

    name: str

    def may_match(self, statement: Statement) -> bool:
        """Return whether the principals of a statement can include one of the callers."""
        if statement.not_principals:
            return self.name not in _names(statement.not_principals)
        return self.name in _names(statement.principals) or _includes_anyone(statement.principals)

    def all_match(self, statement: Statement) -> bool:
        """Return whether the principals of a statement certainly include all the callers."""
        if statement.not_principals:
            return False
        return self.name in _names(statement.principals) or "*" in statement.principals.get("*", ())


EVERYONE: Final = Everyone()
STRANGER: Final = Stranger()


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """Requests to ask about.

    Attributes:
        actions: patterns of actions.
        resources: patterns of ARNs.
        keys: what requests hold under condition keys in lower case; anything under others.
    """

    caller: Caller
    actions: tuple[str, ...] = ("*",)
    resources: tuple[str, ...] = ("*",)
    keys: Mapping[str, Values] = field(default_factory=dict)

    @property
    def requests(self) -> list[Requests]:
        """Return the requests as sets."""
        return passing(
            [Requests(self.keys)],
            [
                Test(key=ACTION, patterns=tuple(Pattern(one, fold=True) for one in self.actions)),
                Test(key=RESOURCE, patterns=tuple(map(Pattern, self.resources))),
            ],
        )


def allowing(policy: Policy, question: Question) -> Iterator[Statement]:
    """Yield the statements that allow some of the requests, without those that are denied."""
    lists = _list_keys(policy)
    denials = [_tests(one, lists) for one in _denying(policy, question.caller)]
    requests = question.requests
    for one in policy.allowing:
        if not question.caller.may_match(one):
            continue
        if _left(passing(requests, _tests(one, lists)), denials):
            yield one


def denies_all(policy: Policy, question: Question) -> bool:
    """Return whether the policy certainly denies every one of the requests."""
    lists = _list_keys(policy)
    denials = [_tests(one, lists) for one in _denying(policy, question.caller)]
    return not _left(question.requests, denials)


def grants_everything(policy: Policy) -> bool:
    """Return whether statements together allow every action on every resource.

    Conditions are ignored if one statement alone does it. What is denied is not taken away.
    """
    covering = (one for one in policy.allowing if not one.conditions)
    whole = Question(caller=EVERYONE).requests
    return policy.grants_everything or not _left(
        whole, [_tests(one, LIST_KEYS) for one in covering]
    )


def requires_tls(
    policy: Policy | None, *, actions: tuple[str, ...], resources: tuple[str, ...]
) -> bool:
    """Return whether the policy denies everyone each of the actions without TLS.

    A policy that denies them with TLS too does not require TLS.
    """
    plain, encrypted = (
        Question(
            caller=EVERYONE, actions=actions, resources=resources, keys=holding(TRANSPORT, held)
        )
        for held in ("false", "true")
    )
    return policy is not None and denies_all(policy, plain) and not denies_all(policy, encrypted)


def public(
    policy: Policy | None,
    *,
    actions: tuple[str, ...] = ("*",),
    resources: tuple[str, ...] = ("*",),
    keys: Mapping[str, Values] | None = None,
) -> list[Statement]:
    """Return the statements of a policy that allow strangers one of the actions."""
    if not policy:
        return []
    held = {**strangers(policy), **(keys or {})}
    asked = Question(caller=STRANGER, actions=actions, resources=resources, keys=held)
    return [*allowing(policy, asked)]


def foreign_accounts(
    policy: Policy | None,
    account_id: str,
    *,
    actions: tuple[str, ...] = ("*",),
    resources: tuple[str, ...] = ("*",),
    keys: Iterable[str] = (),
) -> frozenset[str]:
    """Return the ids of the other accounts that a policy names and allows one of the actions.

    A condition on the account of anyone allows that account as a principal does.

    Args:
        policy: the policy of a resource.
        account_id: the owner of the resource.
        actions: patterns of actions.
        resources: patterns of ARNs.
        keys: condition keys under which the callers hold no value that the policy names.
    """
    if not policy:
        return frozenset()
    held = strangers(policy, keys)
    return frozenset(
        one
        for one in _named_accounts(policy) - {account_id}
        if any(
            allowing(
                policy,
                Question(
                    caller=AccountCaller(one),
                    actions=actions,
                    resources=resources,
                    keys={**held, **of_account(one)},
                ),
            )
        )
    )


def services_for_strangers(
    policy: Policy | None,
    *,
    actions: tuple[str, ...] = ("*",),
    keys: Iterable[str] = CALLER_KEYS,
) -> frozenset[str]:
    """Return the AWS services that are allowed one of the actions on behalf of strangers.

    The strangers hold no value that the policy names under the condition keys.
    """
    if not policy:
        return frozenset()
    held = strangers(policy, keys)
    named = {name for one in policy.allowing for name in one.principals.get("Service", ())}
    return frozenset(
        one
        for one in named
        if any(allowing(policy, Question(caller=ServiceCaller(one), actions=actions, keys=held)))
    )


def of_account(account_id: str) -> dict[str, Values]:
    """Return what requests of an account hold under the keys that name the caller's account."""
    account = Texts(all_of=frozenset({Pattern(account_id)}))
    arn = Texts(all_of=frozenset({Pattern(f"arn:*:*::{account_id}:*")}))
    return {
        "aws:principalaccount": Values(missing=False, present=account),
        "aws:principalarn": Values(missing=False, present=arn),
        # Only requests to KMS have it.
        "kms:calleraccount": Values(present=account),
    }


def strangers(policy: Policy, keys: Iterable[str] = CALLER_KEYS) -> dict[str, Values]:
    """Return what requests of strangers hold: no value that the policy names for one of the keys.

    They can hold other values, or none.
    """
    return {key: _unnamed(key, policy) for key in keys}


def holding(key: str, value: str) -> dict[str, Values]:
    """Return that requests hold a value under a key, in any case."""
    return {key: Values(missing=False, present=Texts(all_of=frozenset({_folded(value)})))}


def lacking(key: str, value: str) -> dict[str, Values]:
    """Return that requests hold another value under a key, or none."""
    return {key: Values(present=Texts(none_of=frozenset({_folded(value)})))}


def _folded(value: str) -> Pattern:
    return Pattern(value, fold=True)


def _left(requests: list[Requests], denials: list[list[Test]]) -> bool:
    """Return whether requests are left that no denial certainly covers."""
    for tests in denials:
        # What is not subtracted stays allowed, which is the worse answer.
        if len(requests) * sum(len(one.patterns or ()) for one in tests) > MOST_COMPARISONS:
            continue
        requests = failing(requests, tests)
    return bool(requests)


def _denying(policy: Policy, caller: Caller) -> Iterator[Statement]:
    return (one for one in policy.statements if one.denies and caller.all_match(one))


def _tests(statement: Statement, lists: frozenset[str]) -> list[Test]:
    """Return the tests that a request to which the statement applies passes."""
    found = [
        _elements(ACTION, statement.actions, statement.not_actions, fold=True),
    ]
    # The policy of a resource applies to that resource if it names none.
    if statement.resources or statement.not_resources:
        found.append(_elements(RESOURCE, statement.resources, statement.not_resources))
    found += [
        _condition(operator.lower(), key.lower(), values, lists)
        for operator, keys in statement.conditions.items()
        for key, values in keys.items()
    ]
    return found


def _elements(
    key: str, listed: tuple[str, ...], excepted: tuple[str, ...], *, fold: bool = False
) -> Test:
    patterns = tuple(
        Pattern(_VARIABLE.sub("*", one), fold=fold, exact="${" not in one)
        for one in excepted or listed
    )
    return Test(key=key, patterns=patterns, negated=bool(excepted))


_VARIABLE: Final = re.compile(r"\$\{.*?\}")


def _condition(operator: str, key: str, values: tuple[str, ...], lists: frozenset[str]) -> Test:
    """Return the test of a condition.

    Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
    """
    unknown = Test(key=key, patterns=None)
    if not values:
        return unknown
    prefix, _, name = operator.rpartition(":")
    if_exists = name.endswith("ifexists")
    name = name.removesuffix("ifexists")
    if name == "null":
        return _null(key, values) if not prefix and not if_exists else unknown
    negated = "not" in name
    patterns = _patterns(name.replace("not", ""), key, values)
    if patterns is None or prefix not in {"", "forallvalues", "foranyvalue"}:
        return unknown
    quantifier = Quantifier.ONLY
    missing: bool | None = negated or if_exists
    if prefix == "forallvalues":
        quantifier, missing = Quantifier.ALL, True
    elif prefix == "foranyvalue":
        # The documentation does not say which of the two decides about a missing key.
        quantifier, missing = Quantifier.ANY, None if if_exists else False
    elif key in lists:
        # Nor does it say how a list is compared without a quantifier.
        if negated:
            return unknown
        quantifier = Quantifier.ANY
        patterns = tuple(replace(one, exact=False) for one in patterns)
    return Test(key=key, patterns=patterns, negated=negated, missing=missing, quantifier=quantifier)


def _null(key: str, values: tuple[str, ...]) -> Test:
    match [value.lower() for value in values]:
        case ["true"]:
            return Test(key=key, patterns=(), missing=True)
        case ["false"]:
            return Test(key=key, patterns=(), negated=True)
        case _:
            return Test(key=key, patterns=None)


def _patterns(operator: str, key: str, values: tuple[str, ...]) -> tuple[Pattern, ...] | None:
    """Return the patterns of the values of an operator; None if they are not understood."""
    if operator == "ipaddress" and key in IP_KEYS:
        return tuple(map(Pattern, values)) if all(map(_is_network, values)) else None
    if key in IP_KEYS:
        return None
    if operator in _TEXT:
        fold = operator in {"stringequalsignorecase", "bool"}
        equal = operator != "stringlike"
        return tuple(
            _pattern(one, fold=fold, exact=not equal or not WILD & set(one)) for one in values
        )
    if operator in _ARN:
        return tuple(_pattern(one, exact=_whole_parts(one)) for one in values)
    return None


def _pattern(value: str, *, fold: bool = False, exact: bool = True) -> Pattern:
    if "${" in value and value.lower() not in OWNERS:
        return Pattern("*", exact=False)
    return Pattern(value, fold, exact)


def _whole_parts(arn: str) -> bool:
    """Return whether a pattern of an ARN matches the same as a pattern of a text.

    Each part of an ARN is matched on its own, so a star does not reach into the next part.
    """
    *parts, _ = [*arn.split(":", _ARN_PARTS - 1)]
    return len(parts) == _ARN_PARTS - 1 and not any("*" in part for part in parts)


def _is_network(value: str) -> bool:
    try:
        ipaddress.ip_network(value, strict=False)
    except ValueError:
        return False
    return True


def _list_keys(policy: Policy) -> frozenset[str]:
    """Return the keys that can have several values."""
    return LIST_KEYS | {
        key.lower()
        for one in policy.statements
        for operator, keys in one.conditions.items()
        if ":" in operator
        for key in keys
    }


def _names(principals: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    return chain.from_iterable(principals.values())


def _is_pattern(name: str) -> bool:
    """Return whether a principal is everyone, or everyone who is alike."""
    return bool(WILD & set(name)) and not _ACCOUNT.match(name)


def _includes_anyone(principals: Mapping[str, tuple[str, ...]]) -> bool:
    return "*" in principals.get("AWS", ()) or "*" in principals.get("*", ())


def _named_accounts(policy: Policy) -> frozenset[str]:
    """Return the accounts that a policy names as callers."""
    names = chain(
        *(_names(one.principals) for one in policy.statements),
        *(_names(one.not_principals) for one in policy.statements),
        *(one.condition(key) for one in policy.statements for key in ACCOUNT_KEYS),
    )
    return frozenset(found[1] for found in map(_ACCOUNT.match, names) if found)


def _unnamed(key: str, policy: Policy) -> Values:
    if key in IP_KEYS:
        return Values(present=_unnamed_addresses(key, policy))
    named = {
        _folded(value)
        for one in policy.statements
        for value in one.condition(key)
        if _names_caller(key, value)
    }
    return Values(present=Texts(none_of=frozenset(named)))


def _names_caller(key: str, value: str) -> bool:
    """Return whether a value of a condition key names callers, instead of all that are alike."""
    if "${" in value:
        return value.lower() in OWNERS
    if key == "sts:externalid":
        return not only_stars(value)
    if key == "aws:userid":
        value = value.partition(":")[0]
    if key.endswith("orgpaths"):
        value = value.partition("/")[0]
    if key.endswith("arn"):
        return _has_owner(value)
    return bool(value) and not WILD & set(value)


def _has_owner(arn: str) -> bool:
    """Return whether an ARN pattern has a fixed account or, without one, a fixed resource."""
    parts = arn.split(":", _ARN_PARTS - 1)
    if len(parts) < _ARN_PARTS:
        return not WILD & set(arn)
    account, resource = parts[4:]
    return not WILD & set(account or resource.partition("/")[0])


def _unnamed_addresses(key: str, policy: Policy) -> Addresses:
    everywhere = Addresses()
    lists = (
        [Pattern(value) for value in values if _is_network(value)]
        for one in policy.statements
        for operator, keys in one.conditions.items()
        if "ipaddress" in operator.lower()
        for name, values in keys.items()
        if name.lower() == key
    )
    narrow = [one for one in lists if not _wide(everywhere.outside(one).ranges)]
    rest = everywhere.outside(chain.from_iterable(narrow))
    return everywhere if _wide(rest.ranges) else rest


def _wide(rest: Iterable[Range]) -> bool:
    """Return whether all addresses without the rest are too many to limit the callers."""
    counts = {4: 0, 6: 0}
    for version, first, last in without(EVERY_ADDRESS, rest):
        counts[version] += last - first + 1
        if any(one.prefixlen < WIDEST_PREFIX[version] for one in _networks(version, first, last)):
            return True
    return any(count > MOST_ADDRESSES[version] for version, count in counts.items())


def _networks(
    version: int, first: int, last: int
) -> Iterator[ipaddress.IPv4Network] | Iterator[ipaddress.IPv6Network]:
    if version == 4:  # noqa: PLR2004  # IP's own number
        ends = ipaddress.IPv4Address(first), ipaddress.IPv4Address(last)
        return ipaddress.summarize_address_range(*ends)
    return ipaddress.summarize_address_range(
        ipaddress.IPv6Address(first), ipaddress.IPv6Address(last)
    )
