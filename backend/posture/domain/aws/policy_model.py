"""What policy documents allow and deny: questions about sets of requests.

A statement is a set of requests: principals x actions x resources x conditions. What a document
allows is the union of its allowing statements without what its denying statements certainly cover.
What is not understood makes the answer the worse one: a condition of unknown meaning is met in an
allowing statement, and not met in a denying one.

Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import chain
from typing import Final

from msgspec import Struct, field

from posture.domain.aws.pattern import UNNAMED
from posture.domain.aws.policy import Policy, Statement
from posture.domain.aws.policy_callers import (
    ACCOUNT_NAME,
    EVERYONE,
    STRANGER,
    AccountCaller,
    Caller,
    FederatedCaller,
    ServiceCaller,
    names_of,
)
from posture.domain.aws.policy_conditions import (
    ACTION,
    ARN_PARTS,
    LIST_KEYS,
    OWNERS,
    RESOURCE,
    list_keys,
    tests_of,
)
from posture.domain.aws.policy_networks import unnamed_addresses
from posture.domain.aws.policy_sets import (
    IP_KEYS,
    Pattern,
    Requests,
    Test,
    Texts,
    Values,
    failing,
    passing,
)
from posture.domain.pattern import is_wild, only_stars

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
# A denial that needs more comparisons of sets with patterns is not taken away.
MOST_COMPARISONS: Final = 2048
TRANSPORT: Final = "aws:securetransport"


class Question(Struct, frozen=True, kw_only=True):
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
    candidates = [one for one in policy.allowing if question.caller.may_match(one)]
    if not candidates:
        return
    lists = list_keys(policy)
    denials = [tests_of(one, lists) for one in _denying(policy, question.caller)]
    requests = question.requests
    for one in candidates:
        if _left(passing(requests, tests_of(one, lists)), denials):
            yield one


def denies_all(policy: Policy, question: Question) -> bool:
    """Return whether the policy certainly denies every one of the requests."""
    denying = [*_denying(policy, question.caller)]
    lists = list_keys(policy) if denying else LIST_KEYS
    return not _left(question.requests, [tests_of(one, lists) for one in denying])


def grants_everything(policy: Policy) -> bool:
    """Return whether statements together allow every action on every resource.

    Conditions are ignored if one statement alone does it. What is denied is not taken away.
    """
    if policy.grants_everything:
        return True
    covering = [one for one in policy.allowing if not one.conditions]
    # Most policies leave out what no pattern names: then there is nothing to compute.
    if not any(one.covers(UNNAMED) and one.covers_resource(UNNAMED) for one in covering):
        return False
    whole = Question(caller=EVERYONE).requests
    return not _left(whole, [tests_of(one, LIST_KEYS) for one in covering])


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
    if not policy or not any(map(STRANGER.may_match, policy.allowing)):
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


def federated_strangers(
    policy: Policy, provider: str, action: str, naming: Mapping[str, Callable[[str], bool]]
) -> bool:
    """Return whether users of an identity provider are allowed an action without being named.

    Args:
        policy: the trust policy of a role.
        provider: the identity provider as the policy names it.
        action: how its users assume the role.
        naming: the condition keys of claims, in lower case, each with the test of whether a value
            names the users. Keys of other providers are never in a request.
    """
    issuers = {key.rpartition(":")[0] for key in naming}
    keys = {
        key.lower() for one in policy.statements for keys in one.conditions.values() for key in keys
    }
    foreign = {
        key: Values(present=Texts(none_of=frozenset({Pattern("*")})))
        for key in keys
        if _is_claim(key) and key.rpartition(":")[0] not in issuers
    }
    held = {key: _unnamed_claim(key, names, policy) for key, names in naming.items()}
    question = Question(
        caller=FederatedCaller(provider), actions=(action,), keys={**foreign, **held}
    )
    return any(allowing(policy, question))


def _is_claim(key: str) -> bool:
    """Return whether a condition key is a claim of a token: its issuer is a host name."""
    return "." in key.rpartition(":")[0]


def _unnamed_claim(key: str, names: Callable[[str], bool], policy: Policy) -> Values:
    named = {
        _folded(value) for one in policy.statements for value in one.condition(key) if names(value)
    }
    return Values(present=Texts(none_of=frozenset(named)))


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
    named = {
        key.lower() for one in policy.statements for keys in one.conditions.values() for key in keys
    }
    # Under keys that are not listed, requests hold anything.
    return {key: _unnamed(key, policy) for key in keys if key.lower() in named}


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


def _named_accounts(policy: Policy) -> frozenset[str]:
    """Return the accounts that a policy names as callers."""
    names = chain(
        *(names_of(one.principals) for one in policy.statements),
        *(names_of(one.not_principals) for one in policy.statements),
        *(one.condition(key) for one in policy.statements for key in ACCOUNT_KEYS),
    )
    return frozenset(found[1] for found in map(ACCOUNT_NAME.match, names) if found)


def _unnamed(key: str, policy: Policy) -> Values:
    if key in IP_KEYS:
        return Values(present=unnamed_addresses(key, policy))
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
    return bool(value) and not is_wild(value)


def _has_owner(arn: str) -> bool:
    """Return whether an ARN pattern has a fixed account or, without one, a fixed resource."""
    parts = arn.split(":", ARN_PARTS - 1)
    if len(parts) < ARN_PARTS:
        return not is_wild(arn)
    account, resource = parts[4:]
    return not is_wild(account or resource.partition("/")[0])
