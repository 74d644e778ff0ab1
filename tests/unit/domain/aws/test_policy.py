"""Policy documents: principals, actions and resources, wildcards, conditions and denials."""

import json
import re
from typing import Any
from urllib.parse import quote

import pytest

from posture.domain.aws.pattern import matches, takes_any
from posture.domain.aws.policy import Policy, Statement, policy
from posture.domain.pattern import compiled
from tests.calls import calls_at_most


def only(**members: object) -> Statement:
    """Return a document's only statement."""
    (statement,) = policy({"Statement": {"Effect": "Allow", **members}}).statements
    return statement


def document(*statements: dict[str, Any]) -> Policy:
    return policy({"Version": "2012-10-17", "Statement": list(statements)})


def allow(
    action: str | list[str], resource: str | list[str] = "*", **more: object
) -> dict[str, Any]:
    return {"Effect": "Allow", "Action": action, "Resource": resource, **more}


def deny(
    action: str | list[str], resource: str | list[str] = "*", **more: object
) -> dict[str, Any]:
    return {**allow(action, resource, **more), "Effect": "Deny"}


ONE = {"Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}}


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(ONE, id="an object"),
        pytest.param(json.dumps(ONE), id="JSON"),
        pytest.param(f"\n  {json.dumps(ONE)}\n", id="JSON with space around it"),
        pytest.param(quote(json.dumps(ONE)), id="URL-encoded, as IAM sends it"),
        pytest.param(quote(json.dumps(ONE), safe=""), id="URL-encoded to the last sign"),
        pytest.param({"Statement": [ONE["Statement"]]}, id="a list of one statement"),
        pytest.param(
            {"Statement": {"Effect": "Allow", "Action": ["s3:GetObject"], "Resource": ["*"]}},
            id="lists of one value",
        ),
    ],
)
def test_equivalent_documents_are_parsed_alike(text: str | dict[str, Any]) -> None:
    (statement,) = policy(text).statements
    assert (statement.actions, statement.resources) == (("s3:GetObject",), ("*",))


def test_a_plus_sign_is_not_decoded_as_a_space() -> None:
    encoded = quote(json.dumps({"Statement": {"Resource": "arn:aws:s3:::a+b", "Effect": "Deny"}}))
    assert policy(encoded).statements[0].resources == ("arn:aws:s3:::a+b",)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "null",
        "[]",
        '"Allow"',
        "{",
        "not a document",
        "%7B",
        '{"Statement": ["*"]}',
        '{"Statement": 1}',
    ],
)
def test_an_invalid_document_is_rejected(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        policy(text)


def test_a_document_without_statements_allows_nothing() -> None:
    empty = policy("{}")
    assert not [*empty.allowing]
    assert not empty.grants("s3:GetObject")
    assert not empty.grants_everything


def test_condition_values_are_text_as_json_writes_them() -> None:
    found = only(Condition={"Bool": {"aws:SecureTransport": False}, "NumericLessThan": {"x": 5}})
    assert found.condition("AWS:securetransport") == ("false",)
    assert found.condition("x") == ("5",)


@pytest.mark.parametrize(
    ("pattern", "text", "matched"),
    [
        ("*", "anything:At.All", True),
        ("s3:GetObject", "s3:getobject", True),
        ("S3:GET*", "s3:GetObject", True),
        ("s3:Get*", "s3:PutObject", False),
        ("s3:?etObject", "s3:GetObject", True),
        ("s3:?etObject", "s3:etObject", False),
        ("s3:*Object", "s3:GetObjectAcl", False),
        ("s3:*Object*", "s3:GetObjectAcl", True),
        ("*:*", "s3:GetObject", True),
        ("s3:*t*t", "s3:GetObject", True),
        ("s3:*ct*ct", "s3:GetObject", False),
        ("*ab", "aab", True),
        ("a**b", "axb", True),
        ("**", "x", True),
        ("", "x", False),
        ("s3.GetObject", "s3:GetObject", False),
        ("s3:[GP]etObject", "s3:GetObject", False),
        ("a*\n", "a\n", True),
        ("*?", "", False),
        ("*?c", "abc", True),
        ("*b?*d", "abcbd", True),
    ],
)
def test_a_pattern_matches_as_iam_says(pattern: str, text: str, matched: bool) -> None:  # noqa: FBT001  # a column of the table
    assert matches(pattern, text) is matched


def test_a_pattern_of_many_stars_is_matched_without_backtracking() -> None:
    """With backtracking the first comparison would take years."""
    pattern = "*a" * 60 + "*b" * 60 + "*?c"
    expression = compiled(pattern, re.IGNORECASE).pattern
    # What a group `(?>…)` has matched is not tried again: only the last star is outside of one.
    assert re.subn(r"\(\?>\.\*\?[ab]\)", "", expression) == (".*.c", 120)
    with calls_at_most(100):
        assert not matches(pattern, "bedrock-agentcore:" + "a" * 300)


@pytest.mark.parametrize(
    ("statement", "action", "covered"),
    [
        (only(Action="s3:*"), "s3:GetObject", True),
        (only(Action="s3:*"), "s3-object-lambda:GetObject", False),
        (only(Action=["ec2:*", "s3:Get*"]), "s3:GetObject", True),
        (only(NotAction="iam:*"), "s3:GetObject", True),
        (only(NotAction="iam:*"), "iam:PassRole", False),
        (only(NotAction=["IAM:Pass*", "sts:*"]), "iam:PassRole", False),
        (only(), "s3:GetObject", False),
    ],
)
def test_a_statement_covers_its_actions(statement: Statement, action: str, covered: bool) -> None:  # noqa: FBT001  # a column of the table
    assert statement.covers(action) is covered


@pytest.mark.parametrize(
    ("principal", "anyone"),
    [
        ({"Principal": "*"}, True),
        ({"Principal": {"AWS": "*"}}, True),
        ({"Principal": {"AWS": ["arn:aws:iam::123456789012:root", "*"]}}, True),
        ({"Principal": {"AWS": "arn:aws:iam::123456789012:root"}}, False),
        ({"Principal": {"AWS": "123456789012"}}, False),
        ({"Principal": {"Service": "sns.amazonaws.com"}}, False),
        ({"NotPrincipal": {"AWS": "arn:aws:iam::123456789012:root"}}, True),
        ({"NotPrincipal": {"AWS": "123456789012"}, "Effect": "Deny"}, False),
        ({}, False),
    ],
)
def test_a_wildcard_principal_is_anyone(principal: dict[str, Any], anyone: bool) -> None:  # noqa: FBT001  # a column of the table
    assert only(Action="s3:*", **principal).for_anyone is anyone


def test_required_values_are_those_that_a_condition_requires() -> None:
    found = only(
        Condition={
            "StringLike": {"token.example.com:SUB": ["repo:acme/*", "repo:acme-labs/*"]},
            "StringNotEquals": {"aws:SourceAccount": "123456789012"},
            "StringEqualsIfExists": {"sts:ExternalId": "x"},
        }
    )
    assert found.required_values("token.example.com:sub") == ("repo:acme/*", "repo:acme-labs/*")
    assert found.required_values("aws:SourceAccount") == ()
    assert found.required_values("sts:ExternalId") == ()


ROLE = ("iam", "role/")


@pytest.mark.parametrize(
    ("pattern", "any_name"),
    [
        ("*", True),
        ("arn:*", True),
        ("arn:aws:iam::*", True),
        ("arn:aws:iam::123456789012:role/*", True),
        ("arn:aws:iam::*:role/*", True),
        ("arn:aws:iam::*:*", True),
        ("arn:*:iam::123456789012:role/**", True),
        ("arn:aws:iam::123456789012:role/app-*", False),
        ("arn:aws:iam::123456789012:role/service-role/*", False),
        ("arn:aws:iam::123456789012:role/${aws:PrincipalTag/team}", False),
        ("arn:aws:iam::123456789012:role/?", False),
        ("arn:aws:iam::123456789012:user/*", False),
        ("arn:aws:s3:::*", False),
        ("", False),
    ],
)
def test_a_resource_pattern_that_matches_any_role(pattern: str, any_name: bool) -> None:  # noqa: FBT001  # a column of the table
    assert takes_any(pattern, *ROLE) is any_name
    assert only(Resource=pattern).on_any(*ROLE) is any_name


@pytest.mark.parametrize(
    ("pattern", "any_name"),
    [
        ("arn:aws:bedrock:*::foundation-model/*", True),
        ("arn:aws:bedrock:eu-west-1::foundation-model/*", True),
        ("arn:aws:bedrock:*:*:*", True),
        ("arn:aws:bedrock:*::foundation-model/anthropic.*", False),
        ("arn:aws:bedrock:*:123456789012:custom-model/*", False),
    ],
)
def test_a_resource_pattern_that_matches_any_model_without_an_account(
    pattern: str,
    any_name: bool,  # noqa: FBT001  # a column of the table
) -> None:
    assert takes_any(pattern, "bedrock", "foundation-model/") is any_name


def test_all_but_some_roles_are_any_role_and_all_but_roles_are_none() -> None:
    assert only(NotResource="arn:aws:iam::*:role/admin").on_any(*ROLE)
    assert not only(NotResource=["arn:aws:iam::*:role/*"]).on_any(*ROLE)


@pytest.mark.parametrize(
    ("found", "everything"),
    [
        (document(allow("*")), True),
        (document(allow("*:*")), True),
        (document(allow(["s3:*", "*"])), True),
        (document(allow("**", "**")), True),
        (document({"Effect": "Allow", "Action": "*", "NotResource": "arn:aws:s3:::x"}), True),
        (document(allow("*", Condition={"Bool": {"aws:MultiFactorAuthPresent": "true"}})), True),
        # One that still may do everything else: the statement is what AWS asks about.
        (document(allow("*"), deny("organizations:LeaveOrganization")), True),
        (document(allow("*", "arn:aws:s3:::x")), False),
        (document(allow("s3:*")), False),
        (document({"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"}), False),
        (document(deny("*")), False),
        (document(allow("*", []), allow([], "*")), False),
    ],
)
def test_a_document_that_allows_everything(found: Policy, everything: bool) -> None:  # noqa: FBT001  # a column of the table
    assert found.grants_everything is everything


@pytest.mark.parametrize(
    ("found", "full"),
    [
        (document(allow("kms:*")), True),
        (document(allow("KMS:*")), True),
        (document(allow("k*:*")), True),
        (document(allow("kms*")), True),
        (document(allow("*")), True),
        (document({"Effect": "Allow", "NotAction": ["iam:*", "sts:*"], "Resource": "*"}), True),
        (document({"Effect": "Allow", "NotAction": "kms:Decrypt", "Resource": "*"}), False),
        (document({"Effect": "Allow", "NotAction": "*:Decrypt", "Resource": "*"}), False),
        (document(allow("kms:D*")), False),
        (document(allow("kms:?")), False),
        (document(allow("kms:*", "arn:aws:kms:eu-west-1:123456789012:key/1")), False),
        (document(allow("kms:*"), deny("kms:ScheduleKeyDeletion")), False),
        (document(allow("kms:*"), deny("*")), False),
        (document(allow("kms:*"), deny("kms:*", "arn:aws:kms:::key/1")), True),
        (document(allow("kms:*"), deny("kms:*", Condition={"Null": {"x": "true"}})), True),
        (document(allow("kms:*"), deny("s3:*")), True),
        (
            document(allow("kms:*"), {"Effect": "Deny", "NotAction": "kms:Get*", "Resource": "*"}),
            False,
        ),
        (document(allow("kms:*"), {"Effect": "Deny", "NotAction": "kms:*", "Resource": "*"}), True),
    ],
)
def test_a_document_that_allows_all_of_a_service(found: Policy, full: bool) -> None:  # noqa: FBT001  # a column of the table
    assert found.grants_all_of("kms") is full


@pytest.mark.parametrize(
    ("found", "granted"),
    [
        (document(allow("iam:PassRole")), True),
        (document(allow("iam:*", "arn:aws:iam::*:role/x")), True),
        (document(allow("*"), deny("iam:*")), False),
        (document(allow("*"), deny("iam:*", "**")), False),
        (document(allow("*"), deny("iam:PassRole", "arn:aws:iam::*:role/admin")), True),
        (document(allow("*"), deny("iam:*", Condition={"Bool": {"x": "false"}})), True),
        (document(allow("*"), {"Effect": "Deny", "NotAction": "s3:*", "Resource": "*"}), False),
        (
            document(allow("*"), {"Effect": "Deny", "Action": "iam:*", "NotResource": "*/me"}),
            True,
        ),
        (document({"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"}), False),
        (document(deny("iam:PassRole")), False),
    ],
)
def test_actions_that_are_allowed_and_not_denied(found: Policy, granted: bool) -> None:  # noqa: FBT001  # a column of the table
    assert found.grants("iam:PassRole") is granted
