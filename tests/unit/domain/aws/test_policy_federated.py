"""Trust of identity providers against an evaluator that decides one token after the other.

The model never says that strangers are refused where a stranger's token is accepted.
"""

from typing import Any, Final

from hypothesis import given, settings
from hypothesis import strategies as st

from posture.domain.aws.policy import policy
from posture.domain.aws.policy_model import federated_strangers
from tests.machine import scaled
from tests.unit.domain.aws.test_policy_property import Request, holds

ACTION: Final = "sts:AssumeRoleWithWebIdentity"
ISSUER: Final = "token.actions.githubusercontent.com"
PROVIDER: Final = f"arn:aws:iam::111111111111:oidc-provider/{ISSUER}"
OTHER: Final = "arn:aws:iam::111111111111:oidc-provider/gitlab.com"
SUB, AUD, FOREIGN = f"{ISSUER}:sub", f"{ISSUER}:aud", "gitlab.com:sub"
STRANGERS: Final[list[Request]] = [
    {SUB: subject, AUD: "sts.amazonaws.com", FOREIGN: None}
    for subject in (
        "repo:evil/shop:environment:production",
        "repo:acme-2/shop:ref:refs/heads/main",
        "environment:production",
        "ref:refs/heads/main",
    )
]
SUBJECTS: Final = (
    "repo:acme/*",
    "repo:acme/shop:environment:production",
    "repo:acme*",
    "repo:*",
    "*",
    "environment:production",
    "repo:acme?2/*",
)


def names_owner(subject: str) -> bool:
    owner = subject.removeprefix("repo:").partition("/")[0]
    return subject.startswith("repo:") and bool(owner) and not {"*", "?"} & set(owner)


values = st.lists(st.sampled_from(SUBJECTS), min_size=1, max_size=2, unique=True)
tests = st.one_of(
    st.tuples(
        st.builds(
            "{}String{}{}".format,
            st.sampled_from(["", "ForAllValues:", "ForAnyValue:"]),
            st.sampled_from(["Equals", "Like", "NotEquals", "NotLike"]),
            st.sampled_from(["", "IfExists"]),
        ),
        st.sampled_from([SUB, FOREIGN]),
        values,
    ),
    st.tuples(st.just("StringEquals"), st.just(AUD), st.just(["sts.amazonaws.com"])),
    st.tuples(
        st.just("Null"), st.sampled_from([SUB, FOREIGN]), st.sampled_from([["true"], ["false"]])
    ),
)


@st.composite
def statements(draw: st.DrawFn) -> dict[str, Any]:
    conditions: dict[str, dict[str, list[str]]] = {}
    for operator, key, asked in draw(st.lists(tests, max_size=3)):
        conditions.setdefault(operator, {})[key] = asked
    providers = draw(st.sampled_from([[PROVIDER], [PROVIDER, OTHER], [OTHER]]))
    return {
        "Effect": draw(st.sampled_from(["Allow", "Allow", "Deny"])),
        "Action": draw(st.sampled_from([ACTION, "sts:*"])),
        "Principal": {"Federated": providers},
        "Condition": conditions,
    }


def applies(statement: dict[str, Any], token: Request) -> bool:
    return PROVIDER in statement["Principal"]["Federated"] and all(
        holds(operator, key, asked, token)
        for operator, keys in statement["Condition"].items()
        for key, asked in keys.items()
    )


def accepted(document: list[dict[str, Any]], token: Request) -> bool:
    effects = {one["Effect"] for one in document if applies(one, token)}
    return effects == {"Allow"}


@settings(max_examples=scaled(small=100, full=300), deadline=None)
@given(st.lists(statements(), min_size=1, max_size=3))
def test_strangers_are_never_missed(document: list[dict[str, Any]]) -> None:
    trust = policy({"Version": "2012-10-17", "Statement": document})
    if any(accepted(document, token) for token in STRANGERS):
        assert federated_strangers(trust, PROVIDER, ACTION, {SUB: names_owner})
