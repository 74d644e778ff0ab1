"""The model of policies against an evaluator that decides one request after the other.

The model never says that nobody is allowed where one of the requests of a small universe is.
"""

import ipaddress
import json
import re
from collections.abc import Iterator
from functools import cache
from itertools import product
from typing import Any, Final

from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from posture.domain.aws.policy import policy
from posture.domain.aws.policy_callers import EVERYONE
from posture.domain.aws.policy_model import (
    Question,
    denies_all,
    foreign_accounts,
    holding,
    public,
)

OWN: Final = "111111111111"
OTHER: Final = "222222222222"
NOBODY_KNOWN: Final = "777777777777"
Request = dict[str, Any]
ACTIONS: Final = ("s3:GetObject", "s3:PutObject", "s3:ListBucket")
RESOURCES: Final = ("arn:aws:s3:::b", "arn:aws:s3:::b/public/x", "arn:aws:s3:::b/y")
ORGANIZATIONS: Final[dict[str, list[str | None]]] = {
    OWN: ["o-1"],
    OTHER: ["o-1", "o-2", None],
    NOBODY_KNOWN: ["o-9", None],
}
ADDRESSES: Final = {
    OWN: ["198.51.100.7"],
    OTHER: ["198.51.100.7", "192.0.2.1"],
    NOBODY_KNOWN: ["8.8.8.8", "203.0.113.1", "2001:db8::1"],
}


def requests() -> Iterator[Request]:
    """Yield a small universe of requests, by all callers and under all keys."""
    for account in (OWN, OTHER, NOBODY_KNOWN):
        organizations, addresses = ORGANIZATIONS[account], ADDRESSES[account]
        held = product(organizations, addresses, ("true", "false"), (None, ["a"], ["a", "b"]))
        asked = product(ACTIONS, RESOURCES)
        for (action, resource), (organization, address, secure, tags) in product(asked, held):
            yield {
                "account": account,
                "action": action,
                "resource": resource,
                "aws:principalaccount": account,
                "aws:principalarn": f"arn:aws:iam::{account}:role/x",
                "aws:principalorgid": organization,
                "aws:sourceip": address,
                "aws:securetransport": secure,
                "aws:tagkeys": tags,
            }


UNIVERSE: Final = [*requests()]


def glob(pattern: str, text: str, flags: int = 0) -> bool:
    return _compiled(pattern, flags).fullmatch(text) is not None


@cache
def _compiled(pattern: str, flags: int) -> re.Pattern[str]:
    parts = (".*" if one == "*" else "." if one == "?" else re.escape(one) for one in pattern)
    return re.compile("".join(parts), flags)


def compare(operator: str, value: str, asked: str) -> bool:
    match operator:
        case "StringEquals":
            return value == asked
        case "StringLike":
            return glob(asked, value)
        case "Bool":
            return value.lower() == asked.lower()
        case "ArnLike":
            ours, theirs = asked.split(":", 5), value.split(":", 5)
            return len(ours) == len(theirs) and all(map(glob, ours, theirs))
        case "IpAddress":
            return ipaddress.ip_address(value) in ipaddress.ip_network(asked)
    raise AssertionError(operator)


def holds(operator: str, key: str, asked: list[str], request: Request) -> bool:
    value = request[key.lower()]
    quantifier, _, name = operator.rpartition(":")
    if name == "Null":
        return (value is None) == (asked == ["true"])
    if_exists = name.endswith("IfExists")
    name = name.removesuffix("IfExists")
    negated = "Not" in name
    name = name.replace("Not", "")
    if value is None:
        return negated or if_exists if not quantifier else quantifier == "ForAllValues"
    values = value if isinstance(value, list) else [value]
    passed = [any(compare(name, one, each) for each in asked) is not negated for one in values]
    return any(passed) if quantifier == "ForAnyValue" else all(passed)


def names(principals: Any, account: str) -> bool:  # noqa: ANN401  # as JSON holds it
    listed = [principals] if isinstance(principals, str) else principals["AWS"]
    return "*" in listed or f"arn:aws:iam::{account}:root" in listed


def applies(statement: dict[str, Any], request: Request) -> bool:
    if "NotPrincipal" in statement:
        principal = not names(statement["NotPrincipal"], request["account"])
    else:
        principal = names(statement["Principal"], request["account"])
    listed = statement.get("Action", statement.get("NotAction", []))
    action = any(glob(one, request["action"], re.IGNORECASE) for one in listed)
    patterns = statement.get("Resource", statement.get("NotResource", []))
    resource = any(glob(one, request["resource"]) for one in patterns)
    return (
        principal
        and action is ("Action" in statement)
        and resource is ("Resource" in statement)
        and all(
            holds(operator, key, asked, request)
            for operator, keys in statement.get("Condition", {}).items()
            for key, asked in keys.items()
        )
    )


def denied(statements: list[dict[str, Any]], request: Request) -> bool:
    return any(one["Effect"] == "Deny" and applies(one, request) for one in statements)


def allowed(statements: list[dict[str, Any]], request: Request) -> bool:
    return any(
        one["Effect"] == "Allow" and applies(one, request) for one in statements
    ) and not denied(statements, request)


def some(*values: str) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(values), min_size=1, max_size=2, unique=True)


def condition(
    operators: tuple[str, ...], key: str, *values: str
) -> st.SearchStrategy[tuple[str, str, list[str]]]:
    return st.tuples(st.sampled_from(operators), st.just(key), some(*values))


TEXT: Final = tuple(
    f"String{negated}{how}{if_exists}"
    for negated in ("", "Not")
    for how in ("Equals", "Like")
    for if_exists in ("", "IfExists")
)
CONDITIONS: Final = st.one_of(
    condition(TEXT, "aws:PrincipalOrgID", "o-1", "o-2", "o-*"),
    condition(TEXT, "aws:PrincipalAccount", OWN, OTHER, "2*"),
    condition(
        ("ArnLike", "ArnNotLike", "StringLike", "ArnNotLikeIfExists"),
        "aws:PrincipalArn",
        f"arn:aws:iam::{OTHER}:role/*",
        f"arn:*:iam::{OWN}:*",
        "arn:aws:iam::*:role/x",
    ),
    condition(
        ("IpAddress", "NotIpAddress", "IpAddressIfExists"),
        "aws:SourceIp",
        "198.51.100.0/24",
        "192.0.2.0/24",
        "0.0.0.0/1",
        "128.0.0.0/1",
        "::/0",
    ),
    condition(("Bool", "BoolIfExists", "StringNotEquals"), "aws:SecureTransport", "true", "false"),
    condition(
        tuple(
            f"{quantifier}:String{how}"
            for quantifier in ("ForAnyValue", "ForAllValues")
            for how in ("Equals", "NotEquals", "Like")
        ),
        "aws:TagKeys",
        "a",
        "b",
        "*",
    ),
    st.tuples(
        st.just("Null"),
        st.sampled_from(["aws:PrincipalOrgID", "aws:TagKeys", "aws:SourceIp"]),
        some("true", "false").map(lambda found: found[:1]),
    ),
)
PRINCIPALS: Final = st.sampled_from(
    ["*", *({"AWS": [f"arn:aws:iam::{one}:root"]} for one in (OWN, OTHER)), {"AWS": ["*"]}]
)
ACTION_LISTS: Final = some("s3:*", "s3:Get*", "S3:putobject", "*", "s3:?etObject")
RESOURCE_LISTS: Final = some("*", *RESOURCES[:1], "arn:aws:s3:::b/*", "arn:aws:s3:::b/public/*")


@st.composite
def statements(draw: st.DrawFn, effect: str, principal: str = "Principal") -> dict[str, Any]:
    found: dict[str, Any] = {
        "Effect": effect,
        principal: draw(PRINCIPALS),
        draw(st.sampled_from(["Action", "Action", "NotAction"])): draw(ACTION_LISTS),
        draw(st.sampled_from(["Resource", "Resource", "NotResource"])): draw(RESOURCE_LISTS),
    }
    for operator, key, values in draw(st.lists(CONDITIONS, max_size=2)):
        found.setdefault("Condition", {}).setdefault(operator, {})[key] = values
    return found


DOCUMENTS: Final = st.builds(
    lambda allows, denies: [*allows, *denies],
    st.lists(st.one_of(statements("Allow"), statements("Allow", "NotPrincipal")), max_size=2),
    st.lists(statements("Deny"), max_size=3),
)
# A found example is small as it is, and shrinking takes long on a busy machine.
PROFILE: Final = settings(
    max_examples=80, derandomize=True, phases=(Phase.explicit, Phase.generate)
)


@PROFILE
@given(DOCUMENTS)
def test_the_model_finds_the_allowed_callers(document: list[dict[str, Any]]) -> None:
    found = policy({"Statement": document})
    callers = {one["account"] for one in UNIVERSE if allowed(document, one)}
    if NOBODY_KNOWN in callers:
        assert public(found)
    if OTHER in callers and (OTHER in json.dumps(document)):
        assert OTHER in foreign_accounts(found, OWN)


@PROFILE
@given(DOCUMENTS)
def test_the_model_finds_the_actions_and_resources_that_are_allowed(
    document: list[dict[str, Any]],
) -> None:
    found = policy({"Statement": document})
    reached = {
        (one["action"], one["resource"])
        for one in UNIVERSE
        if one["account"] == NOBODY_KNOWN and allowed(document, one)
    }
    for action, resource in reached:
        assert public(found, actions=(action,), resources=(resource,))


@PROFILE
@given(st.lists(statements("Deny"), min_size=1, max_size=4))
def test_the_model_finds_requests_that_are_not_denied(document: list[dict[str, Any]]) -> None:
    plain = Question(
        caller=EVERYONE,
        actions=("s3:*",),
        resources=("arn:aws:s3:::b", "arn:aws:s3:::b/*"),
        keys=holding("aws:securetransport", "false"),
    )
    if denies_all(policy({"Statement": document}), plain):
        unsafe = (one for one in UNIVERSE if one["aws:securetransport"] == "false")
        assert all(denied(document, one) for one in unsafe)
