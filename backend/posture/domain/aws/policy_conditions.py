"""What a statement requires of a request: its actions, resources and conditions as tests."""

import ipaddress
import re
from typing import Final

from msgspec.structs import replace

from posture.domain.aws.policy import Policy, Statement
from posture.domain.aws.policy_sets import IP_KEYS, Pattern, Quantifier, Test
from posture.domain.pattern import is_wild

ACTION: Final = "action"
RESOURCE: Final = "resource"
_TEXT: Final = frozenset({"stringequals", "stringequalsignorecase", "stringlike", "bool"})
_ARN: Final = frozenset({"arnequals", "arnlike"})
ARN_PARTS: Final = 6
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
# These variables stand for one value: that of the owner of the resource.
OWNERS: Final = frozenset(
    {"${aws:resourceaccount}", "${aws:resourceorgid}", "${aws:resourceorgpaths}"}
)
_VARIABLE: Final = re.compile(r"\$\{.*?\}")


def tests_of(statement: Statement, lists: frozenset[str]) -> list[Test]:
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
        return tuple(map(Pattern, values)) if all(map(is_network, values)) else None
    if key in IP_KEYS:
        return None
    if operator in _TEXT:
        fold = operator in {"stringequalsignorecase", "bool"}
        equal = operator != "stringlike"
        return tuple(
            _pattern(one, fold=fold, exact=not equal or not is_wild(one)) for one in values
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
    *parts, _ = [*arn.split(":", ARN_PARTS - 1)]
    return len(parts) == ARN_PARTS - 1 and not any("*" in part for part in parts)


def is_network(value: str) -> bool:
    """Return whether a text is an IP network or address."""
    try:
        ipaddress.ip_network(value, strict=False)
    except ValueError:
        return False
    return True


def list_keys(policy: Policy) -> frozenset[str]:
    """Return the keys that can have several values."""
    return LIST_KEYS | {
        key.lower()
        for one in policy.statements
        for operator, keys in one.conditions.items()
        if ":" in operator
        for key in keys
    }
