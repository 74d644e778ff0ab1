"""Permissions that allow privilege escalation, and similar ones that do not."""

from typing import Any

import pytest

from posture.domain.aws.escalation import escalations
from posture.domain.aws.policy import policy

ROLES = "arn:aws:iam::123456789012:role/*"
LAMBDA = ["iam:PassRole", "lambda:CreateFunction", "lambda:InvokeFunction"]
LAMBDA_WAY = "iam:PassRole + lambda:CreateFunction + lambda:InvokeFunction"
SESSION = [
    "bedrock-agentcore:StartCodeInterpreterSession",
    "bedrock-agentcore:InvokeCodeInterpreter",
]


def allow(action: str | list[str], resource: str = "*", **more: object) -> dict[str, Any]:
    return {"Effect": "Allow", "Action": action, "Resource": resource, **more}


def deny(action: str | list[str], resource: str = "*", **more: object) -> dict[str, Any]:
    return {**allow(action, resource, **more), "Effect": "Deny"}


def ways(*statements: dict[str, Any]) -> set[str]:
    return set(escalations(policy({"Statement": list(statements)})))


def to(service: str) -> dict[str, Any]:
    return {"StringEquals": {"iam:PassedToService": service}}


@pytest.mark.parametrize(
    ("statements", "found"),
    [
        ([allow("iam:CreatePolicyVersion")], {"iam:CreatePolicyVersion"}),
        ([allow("IAM:createpolicyversion")], {"iam:CreatePolicyVersion"}),
        ([allow("iam:Attach*", ROLES)], {"iam:AttachRolePolicy"}),
        ([allow("iam:*AccessKey")], {"iam:CreateAccessKey"}),
        ([allow(LAMBDA)], {LAMBDA_WAY}),
        (
            [allow("iam:PassRole", ROLES), allow(LAMBDA[1:], "arn:aws:lambda:*:*:function:app-*")],
            {LAMBDA_WAY},
        ),
        (
            [allow(LAMBDA[1:]), allow("iam:PassRole", Condition=to("lambda.amazonaws.com"))],
            {LAMBDA_WAY},
        ),
        ([allow(LAMBDA[1:]), allow("iam:PassRole", Condition=to("*.amazonaws.com"))], {LAMBDA_WAY}),
        ([allow("ssm:StartSession")], {"ssm:StartSession"}),
        ([allow("ssm:StartSession", "arn:aws:ec2:*:*:instance/*")], {"ssm:StartSession"}),
        (
            [
                allow(
                    "lambda:UpdateFunctionCode", "arn:aws:lambda:eu-west-1:123456789012:function:*"
                )
            ],
            {"lambda:UpdateFunctionCode"},
        ),
        (
            [allow(SESSION)],
            {" + ".join(SESSION)},
        ),
        # A condition that every value meets limits nothing.
        (
            [allow("iam:AttachUserPolicy", Condition={"ArnLike": {"iam:PolicyARN": "*"}})],
            {"iam:AttachUserPolicy"},
        ),
        # A condition on how the caller signed in does not limit what it can do.
        (
            [
                allow(
                    "iam:PutUserPolicy", Condition={"Bool": {"aws:MultiFactorAuthPresent": "true"}}
                )
            ],
            {"iam:PutUserPolicy"},
        ),
        # What is denied for some is still granted for the others.
        (
            [allow("iam:PutUserPolicy"), deny("iam:*", "arn:aws:iam::*:user/admin")],
            {"iam:PutUserPolicy"},
        ),
        (
            [allow("iam:PutUserPolicy"), deny("iam:*", Condition={"Null": {"x": "true"}})],
            {"iam:PutUserPolicy"},
        ),
    ],
)
def test_an_escalation_is_found(statements: list[dict[str, Any]], found: set[str]) -> None:
    assert ways(*statements) == found


@pytest.mark.parametrize(
    "statements",
    [
        pytest.param([allow("iam:PassRole")], id="passing roles and nothing to pass them to"),
        pytest.param([allow(["iam:Get*", "iam:List*"])], id="reading"),
        pytest.param(
            [allow("iam:CreateAccessKey", "arn:aws:iam::*:user/${aws:username}")],
            id="one's own keys",
        ),
        pytest.param(
            [allow("iam:PassRole", "arn:aws:iam::*:role/app-*"), allow(LAMBDA[1:])],
            id="roles of one application",
        ),
        pytest.param(
            [allow("iam:PassRole", Condition=to("ecs-tasks.amazonaws.com")), allow(LAMBDA[1:])],
            id="roles for another service",
        ),
        pytest.param(
            [
                allow(
                    "iam:AttachRolePolicy",
                    Condition={"ArnEquals": {"iam:PolicyARN": "arn:aws:iam::aws:policy/X"}},
                )
            ],
            id="one policy to attach",
        ),
        pytest.param(
            [
                allow(
                    "iam:PutRolePolicy",
                    Condition={
                        "StringEquals": {
                            "iam:PermissionsBoundary": "arn:aws:iam::123456789012:policy/b"
                        }
                    },
                )
            ],
            id="only within a boundary",
        ),
        pytest.param(
            [allow("ssm:StartSession", Condition={"StringLike": {"ssm:resourceTag/team": "web"}})],
            id="only what has a tag",
        ),
        pytest.param(
            [allow("lambda:UpdateFunctionCode", "arn:aws:lambda:*:*:function:app-*")],
            id="functions of one application",
        ),
        pytest.param([allow(LAMBDA), deny("iam:PassRole")], id="passing roles is denied"),
        pytest.param([allow("*"), deny(["iam:*", "sso:*", "ssm:*"]), deny("*")], id="all denied"),
        pytest.param(
            [{"Effect": "Allow", "NotAction": ["*"], "Resource": "*"}], id="all but everything"
        ),
        pytest.param([deny("iam:*")], id="a denial"),
        pytest.param([allow("iam:CreatePolicyVersion", ROLES)], id="on what it does not act on"),
    ],
)
def test_limited_permissions_are_no_escalation(statements: list[dict[str, Any]]) -> None:
    assert ways(*statements) == set()


def test_all_but_iam_leaves_the_escalations_without_iam() -> None:
    found = ways({"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"})
    assert "ssm:StartSession" in found
    assert not {way for way in found if way.startswith("iam:")}


def test_an_administrator_has_every_escalation() -> None:
    assert len(ways(allow("*"))) > 60


@pytest.mark.parametrize(
    ("boundary", "found"),
    [
        ([allow("*")], {LAMBDA_WAY}),
        ([allow(["iam:PassRole", "lambda:*"])], {LAMBDA_WAY}),
        ([allow("lambda:*")], set()),
        ([allow("iam:*")], set()),
        ([allow("*"), deny("iam:PassRole")], set()),
        ([allow("*", "arn:aws:iam::*:role/app")], set()),
        ([allow("lambda:*"), allow("iam:PassRole", Condition=to("ec2.amazonaws.com"))], set()),
    ],
)
def test_a_boundary_leaves_out_what_it_does_not_allow(
    boundary: list[dict[str, Any]], found: set[str]
) -> None:
    holder, limit = policy({"Statement": allow(LAMBDA)}), policy({"Statement": boundary})
    assert set(escalations(holder, limit)) == found


def test_a_service_is_the_same_in_every_partition() -> None:
    china = allow("iam:PassRole", Condition=to("lambda.amazonaws.com.cn"))
    assert ways(china, allow(LAMBDA[1:])) == {LAMBDA_WAY}
    assert not ways(allow("iam:PassRole", Condition=to("ec2.amazonaws.com.cn")), allow(LAMBDA[1:]))
