"""What policies allow to everyone, to other accounts and to services, and what they deny."""

import json
from typing import Any

import pytest

from posture.domain.aws.policy import Policy, policy
from posture.domain.aws.policy_model import (
    foreign_accounts,
    public,
    requires_tls,
    services_for_strangers,
)
from tests.calls import calls_at_most

OWN = "123456789012"
OTHER = "999988887777"
ORG_PATHS = {"ForAnyValue:StringLike": {"aws:PrincipalOrgPaths": "o-abc123/r-1/*"}}
MINE = {"StringEquals": {"aws:PrincipalOrgID": "o-abc123"}}
NOT_MINE = {"StringNotEquals": {"aws:PrincipalOrgID": "o-abc123"}}
PLAIN = {"Bool": {"aws:SecureTransport": "false"}}
BUCKET = ("arn:aws:s3:::b", "arn:aws:s3:::b/*")


def document(*statements: dict[str, Any]) -> Policy:
    return policy({"Version": "2012-10-17", "Statement": [*statements]})


def only(**members: object) -> Policy:
    return document({"Effect": "Allow", "Action": "*", "Resource": "*", **members})


def statement(effect: str, **members: object) -> dict[str, Any]:
    return {"Effect": effect, "Principal": "*", "Action": "*", "Resource": "*"} | members


@pytest.mark.parametrize(
    "condition",
    [
        {"StringEquals": {"aws:PrincipalOrgID": "o-abc123"}},
        {"StringEquals": {"AWS:principalorgid": "o-abc123"}},
        {"StringEqualsIgnoreCase": {"aws:SourceAccount": "123456789012"}},
        {"StringEquals": {"aws:SourceAccount": ["123456789012", "210987654321"]}},
        {"ArnLike": {"aws:SourceArn": "arn:aws:sns:*:123456789012:*"}},
        {"ArnLike": {"aws:SourceArn": "arn:aws:s3:::my-bucket"}},
        {"StringLike": {"aws:PrincipalArn": "arn:aws:iam::123456789012:role/app-*"}},
        {"StringEquals": {"aws:SourceVpce": "vpce-1a2b3c4d"}},
        {"StringLike": {"aws:userid": "AROAEXAMPLE:*"}},
        {"IpAddress": {"aws:SourceIp": "203.0.113.0/24"}},
        {"IpAddress": {"aws:SourceIp": "10.0.0.0/8"}},
        {"IpAddress": {"aws:SourceIp": ["203.0.113.7", "2001:db8::/32"]}},
        {"StringEquals": {"kms:CallerAccount": "123456789012"}},
        ORG_PATHS,
        # All conditions must hold: one that names callers is enough.
        {"Bool": {"aws:SecureTransport": "true"}, "StringEquals": {"aws:SourceVpc": "vpc-1"}},
    ],
    ids=json.dumps,
)
def test_a_condition_that_limits_callers_is_not_public(condition: dict[str, Any]) -> None:
    assert not public(only(Principal="*", Condition=condition))


@pytest.mark.parametrize(
    "condition",
    [
        {},
        {"Bool": {"aws:SecureTransport": "true"}},
        {"StringLike": {"aws:PrincipalOrgID": "o-*"}},
        {"StringLike": {"aws:SourceAccount": "*"}},
        {"StringEquals": {"aws:SourceAccount": []}},
        {"StringLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/deployer"}},
        {"ArnLike": {"aws:SourceArn": "arn:aws:s3:::*"}},
        {"ArnLike": {"aws:SourceArn": "arn:aws:s3:::acme-*"}},
        {"ArnLike": {"aws:SourceArn": "arn:aws:sns:*:*:my-topic"}},
        {"ArnLike": {"aws:SourceArn": "*"}},
        {"StringLike": {"aws:userid": "*:*"}},
        {"IpAddress": {"aws:SourceIp": "0.0.0.0/0"}},
        {"IpAddress": {"aws:SourceIp": ["203.0.113.0/24", "0.0.0.0/1"]}},
        {"IpAddress": {"aws:SourceIp": "::/0"}},
        {"IpAddress": {"aws:SourceIp": "not an address"}},
        {"NotIpAddress": {"aws:SourceIp": "203.0.113.0/24"}},
        {"StringNotEquals": {"aws:PrincipalOrgID": "o-abc123"}},
        {"Null": {"aws:PrincipalOrgID": "false"}},
        # Of a request without the key, these hold.
        {"StringEqualsIfExists": {"aws:PrincipalOrgID": "o-abc123"}},
        {"ForAllValues:StringLike": {"aws:PrincipalOrgPaths": "o-abc123/*"}},
        {"ForAnyValue:StringLike": {"aws:PrincipalOrgPaths": "*/r-1/*"}},
        # It says how the URL is called, not by whom.
        {"StringEquals": {"lambda:FunctionUrlAuthType": "NONE"}},
    ],
    ids=json.dumps,
)
def test_a_condition_that_does_not_limit_the_callers_is_public(condition: dict[str, Any]) -> None:
    assert public(only(Principal={"AWS": "*"}, Condition=condition))


def test_a_deny_is_not_public() -> None:
    assert not public(only(Effect="Deny", Principal="*"))


@pytest.mark.parametrize(
    ("names", "foreign"),
    [
        ("arn:aws:iam::999988887777:root", {"999988887777"}),
        ("999988887777", {"999988887777"}),
        ("arn:aws-us-gov:iam::999988887777:role/x", {"999988887777"}),
        ("arn:aws:sts::999988887777:assumed-role/x/y", {"999988887777"}),
        (["arn:aws:iam::123456789012:root", "999988887777"], {"999988887777"}),
        ("arn:aws:iam::123456789012:user/x", set()),
        ("*", set()),
        ("AIDAEXAMPLEOFADELETEDUSER", set()),
    ],
)
def test_foreign_accounts_are_those_of_named_principals(
    names: str | list[str], foreign: set[str]
) -> None:
    assert foreign_accounts(only(Principal={"AWS": names}), OWN) == foreign


@pytest.mark.parametrize(
    ("condition", "foreign"),
    [
        ({"StringEquals": {"aws:PrincipalAccount": "999988887777"}}, {"999988887777"}),
        ({"StringEquals": {"kms:CallerAccount": ["123456789012", "1" * 12]}}, {"1" * 12}),
        ({"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::999988887777:role/x*"}}, {"999988887777"}),
        ({"StringEquals": {"aws:PrincipalAccount": "123456789012"}}, set()),
        ({"StringNotEquals": {"aws:PrincipalAccount": "999988887777"}}, set()),
        ({"StringEquals": {"aws:SourceAccount": "999988887777"}}, set()),
    ],
)
def test_a_condition_on_the_account_of_anyone_allows_it_as_a_principal_does(
    condition: dict[str, Any], foreign: set[str]
) -> None:
    anyone = only(Principal="*", Condition=condition)
    assert foreign_accounts(anyone, OWN) == foreign
    named = only(Principal={"AWS": "arn:aws:iam::123456789012:root"}, Condition=condition)
    assert foreign_accounts(named, OWN) == set()


@pytest.mark.parametrize(
    ("denial", "open_to_strangers"),
    [
        ({"Condition": NOT_MINE}, False),
        ({"Condition": {"StringNotEqualsIfExists": NOT_MINE["StringNotEquals"]}}, False),
        ({"Condition": {"NotIpAddress": {"aws:SourceIp": "198.51.100.0/24"}}}, False),
        ({"Condition": {"Null": {"aws:PrincipalOrgID": "true"}}}, True),
        ({"Condition": MINE}, True),
        ({"Condition": {"StringNotLike": {"aws:PrincipalOrgID": "o-*"}}}, True),
        ({"Condition": {"ForAnyValue:StringNotLike": {"aws:PrincipalOrgPaths": "o-1/*"}}}, True),
        ({"Condition": {"ForAllValues:StringNotLike": {"aws:PrincipalOrgPaths": "o-1/*"}}}, False),
        ({"Condition": NOT_MINE | {"Bool": {"aws:ViaAWSService": "false"}}}, True),
        ({"Condition": {"StringNotEquals": {"aws:Unheard": "x"}}}, True),
        ({"Condition": {"StringSounds": {"aws:PrincipalOrgID": "o-abc123"}}}, True),
        (
            {"Condition": {"StringNotEquals": {"aws:PrincipalAccount": "${aws:ResourceAccount}"}}},
            False,
        ),
        (
            {"Condition": {"StringNotEquals": {"aws:PrincipalAccount": "${aws:PrincipalTag/x}"}}},
            True,
        ),
        ({"Action": "s3:Put*"}, True),
        ({"Action": [], "NotAction": "s3:Put*"}, True),
        ({"Resource": "arn:aws:s3:::b"}, True),
        ({"Resource": [*BUCKET]}, False),
        ({"Principal": {"AWS": f"arn:aws:iam::{OTHER}:root"}}, True),
        ({"Principal": {"Service": "sns.amazonaws.com"}}, True),
        ({"Principal": {}, "NotPrincipal": {"AWS": f"arn:aws:iam::{OWN}:root"}}, False),
    ],
    ids=str,
)
def test_a_denial_takes_away_what_it_covers(
    denial: dict[str, Any],
    open_to_strangers: bool,  # noqa: FBT001  # a column of the table
) -> None:
    found = document(statement("Allow"), statement("Deny", **denial))
    assert bool(public(found, resources=BUCKET)) is open_to_strangers


def test_ranges_that_cover_the_internet_do_not_limit_the_callers() -> None:
    parts = [f"{first}.0.0.0/8" for first in range(256)]
    assert public(only(Principal="*", Condition={"IpAddress": {"aws:SourceIp": parts}}))
    halves = [
        statement("Allow", Condition={"IpAddress": {"aws:SourceIp": parts[start::2]}})
        for start in (0, 1)
    ]
    assert len(public(document(*halves))) == len(halves)


def test_two_tests_of_a_list_can_be_passed_by_different_values() -> None:
    found = only(
        Principal="*",
        Condition={
            "ForAnyValue:StringEquals": {"aws:TagKeys": "a"},
            "ForAnyValue:StringLike": {"aws:TagKeys": "b"},
        },
    )
    assert public(found)


@pytest.mark.parametrize(
    ("statements", "accounts"),
    [
        ([statement("Allow", Principal={"AWS": OTHER})], {OTHER}),
        ([statement("Allow", Principal={"AWS": OTHER}, Condition=MINE)], set()),
        ([statement("Allow", Principal={"AWS": OTHER}, Condition=NOT_MINE)], {OTHER}),
        (
            [
                statement(
                    "Allow",
                    Principal={"AWS": OTHER},
                    Condition={"Null": {"aws:PrincipalOrgID": "false"}},
                )
            ],
            {OTHER},
        ),
        (
            [
                statement("Allow", Principal={"AWS": OTHER}),
                statement("Deny", Condition=NOT_MINE),
            ],
            set(),
        ),
        (
            [
                statement("Allow", Principal={"AWS": OTHER}),
                statement("Deny", Condition={"StringNotEquals": {"aws:PrincipalAccount": OWN}}),
            ],
            set(),
        ),
        (
            [
                statement("Allow"),
                statement(
                    "Deny",
                    Condition={"StringNotEquals": {"aws:PrincipalAccount": [OWN, OTHER]}},
                ),
            ],
            {OTHER},
        ),
    ],
)
def test_accounts_outside_the_named_organization(
    statements: list[dict[str, Any]], accounts: set[str]
) -> None:
    found = foreign_accounts(document(*statements), OWN, keys=["aws:principalorgid"])
    assert found == accounts


@pytest.mark.parametrize(
    ("condition", "services"),
    [
        ({}, {"s3.amazonaws.com"}),
        ({"StringEquals": {"aws:SourceAccount": OWN}}, set()),
        ({"StringNotEquals": {"aws:SourceAccount": OWN}}, {"s3.amazonaws.com"}),
        ({"StringLike": {"aws:SourceAccount": "*"}}, {"s3.amazonaws.com"}),
        ({"Null": {"aws:SourceAccount": "false"}}, {"s3.amazonaws.com"}),
        ({"ArnLike": {"aws:SourceArn": "arn:aws:s3:::uploads"}}, set()),
    ],
)
def test_services_that_act_for_other_accounts(
    condition: dict[str, Any], services: set[str]
) -> None:
    found = only(Principal={"Service": "s3.amazonaws.com"}, Condition=condition)
    assert services_for_strangers(found) == services


@pytest.mark.parametrize(
    ("statements", "denied"),
    [
        ([{}], True),
        ([{"Action": "s3:*", "Resource": [*BUCKET]}], True),
        ([{"Resource": "arn:aws:s3:::b*"}], True),
        ([{"Resource": BUCKET[0]}, {"Resource": BUCKET[1]}], True),
        ([{"Action": "s3:Get*"}, {"Action": [], "NotAction": "s3:Get*"}], True),
        ([{"Action": [], "NotAction": "iam:*"}], True),
        ([{"Condition": {"BoolIfExists": PLAIN["Bool"]}}], True),
        ([{"Condition": {"StringNotEquals": {"aws:SecureTransport": "true"}}}], True),
        # Nothing is allowed with TLS either.
        ([{"Condition": {"Bool": {"aws:SecureTransport": ["false", "true"]}}}], False),
        ([{"Condition": {"Null": {"aws:SecureTransport": "false"}}}], False),
        ([{"Resource": BUCKET[0]}], False),
        ([{"Resource": BUCKET[1]}], False),
        ([{"Resource": "arn:aws:s3:::b/public/*"}], False),
        ([{"Resource": [*BUCKET], "Action": ["s3:GetObject", "s3:PutObject"]}], False),
        ([{"Principal": {"AWS": OTHER}}], False),
        ([{"Principal": {}, "NotPrincipal": {"AWS": OTHER}}], False),
        ([{"Condition": PLAIN | {"IpAddress": {"aws:SourceIp": "198.51.100.0/24"}}}], False),
        ([{"Condition": PLAIN | {"StringEquals": {"aws:SourceVpce": "vpce-1"}}}], False),
        ([{"Condition": PLAIN | {"StringNotEquals": {"aws:SourceVpce": "vpce-1"}}}], False),
        ([{"Condition": {"Bool": {"aws:SecureTransport": "true"}}}], False),
        ([{"Condition": {"Null": {"aws:SecureTransport": "true"}}}], False),
        (
            [
                {"Condition": PLAIN | {"StringEquals": {"aws:SourceVpce": "vpce-1"}}},
                {"Condition": PLAIN | {"StringNotEquals": {"aws:SourceVpce": "vpce-1"}}},
            ],
            True,
        ),
        (
            [
                {"Condition": PLAIN | {"IpAddress": {"aws:SourceIp": ["0.0.0.0/1", "::/0"]}}},
                {"Condition": PLAIN | {"NotIpAddress": {"aws:SourceIp": ["0.0.0.0/1", "::/0"]}}},
            ],
            True,
        ),
        ([{"Effect": "Allow"}], False),
    ],
    ids=json.dumps,
)
def test_what_denies_every_request_without_tls(
    statements: list[dict[str, Any]],
    denied: bool,  # noqa: FBT001  # a column of the table
) -> None:
    found = document(*(statement("Deny", Condition=PLAIN) | one for one in statements))
    assert requires_tls(found, actions=("s3:*",), resources=BUCKET) is denied


def test_a_document_with_many_long_lists_takes_bounded_work() -> None:
    actions = [f"s3:A{number}*" for number in range(50)]
    resources = [f"arn:aws:s3:::b/{number}/*" for number in range(50)]
    long = {"Action": actions, "Resource": resources, "Condition": PLAIN | NOT_MINE}
    found = document(statement("Allow", **long), *(5 * [statement("Deny", **long)]))
    with calls_at_most(1_000_000):  # six times what it takes; 10,000,000 without a limit
        assert not requires_tls(found, actions=("s3:*",), resources=BUCKET)
        assert public(found, resources=BUCKET)


def test_many_denials_that_each_cut_in_twenty_parts_take_bounded_work() -> None:
    """A denial multiplies the sets of requests: to subtract all would take 37,000,000 calls."""
    denials = [
        {"StringEquals": {f"aws:RequestTag/{denial}-{key}": "a" for key in range(20)}}
        for denial in range(20)
    ]
    found = document(
        statement("Allow"),
        *(
            statement("Deny", Action=f"s3:A{number}*", Condition=condition)
            for number, condition in enumerate(denials)
        ),
    )
    with calls_at_most(400_000):  # ten times what it takes
        assert not requires_tls(found, actions=("s3:*",), resources=BUCKET)
        assert public(found, resources=BUCKET)
