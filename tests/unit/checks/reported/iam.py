"""Who may assume a role, and what an identity is granted."""

from typing import Any

from tests.unit.checks.evaluating import FAIL, PASS
from tests.unit.checks.reported.case import (
    ANYONE,
    OTHER,
    OWN,
    Reported,
    Statement,
    account,
    service,
    when,
)

SNS = {**service("sns.amazonaws.com"), "Action": "sts:AssumeRole"}
SOURCE = "aws_iam_role_service_trust_source_limited"
ROLE_TRUST = [
    Reported(
        "a source organization",
        SOURCE,
        (SNS | when("StringEquals", "aws:SourceOrgID", "o-1"),),
        PASS,
    ),
    Reported(
        "paths of a source organization",
        SOURCE,
        (SNS | when("ForAnyValue:StringLike", "aws:SourceOrgPaths", ["o-1/r-1/*"]),),
        PASS,
    ),
    Reported(
        "a source by a pattern of its own account",
        SOURCE,
        (SNS | when("ArnLike", "aws:SourceArn", f"arn:aws:sns:*:{OWN}:*"),),
        PASS,
    ),
    Reported(
        "a source of any account",
        SOURCE,
        (SNS | when("ArnLike", "aws:SourceArn", "arn:aws:sns:*:*:*"),),
        FAIL,
    ),
    Reported(
        "a source account that can be any",
        SOURCE,
        (SNS | when("StringLike", "aws:SourceAccount", "*"),),
        FAIL,
    ),
    Reported(
        "a source VPC, which a service does not have",
        SOURCE,
        (SNS | when("StringEquals", "aws:SourceVpc", "vpc-1"),),
        FAIL,
    ),
]
EXTERNAL = "aws_iam_role_cross_account_external_id_required"
ASSUME: Statement = {"Action": "sts:AssumeRole"}
ROLE_TRUST += [
    Reported("a principal that was deleted", EXTERNAL, (account("AROAEXAMPLEID") | ASSUME,), PASS),
    Reported("the own account as a number", EXTERNAL, (account(OWN) | ASSUME,), PASS),
    Reported("another account as a number", EXTERNAL, (account(OTHER) | ASSUME,), FAIL),
    Reported(
        "another account with an external id",
        EXTERNAL,
        (account(OTHER) | ASSUME | when("StringEquals", "sts:ExternalId", "a"),),
        PASS,
    ),
    Reported(
        "another account with any external id",
        EXTERNAL,
        (account(OTHER) | ASSUME | when("StringLike", "sts:ExternalId", "*"),),
        FAIL,
    ),
    Reported(
        "another account with MFA alone",
        EXTERNAL,
        (account(OTHER) | ASSUME | when("Bool", "aws:MultiFactorAuthPresent", "true"),),
        FAIL,
    ),
    Reported(
        "a denial of another account",
        EXTERNAL,
        ({"Effect": "Deny", "Principal": {"AWS": OTHER}} | ASSUME,),
        PASS,
    ),
]
TRUSTED = "aws_iam_role_trust_not_public"
ROLE_TRUST += [
    Reported(
        "everyone in a list",
        TRUSTED,
        ({"Effect": "Allow", "Principal": {"AWS": [OWN, "*"]}} | ASSUME,),
        FAIL,
    ),
    Reported(
        "everyone of the organization",
        TRUSTED,
        (ANYONE | ASSUME | when("StringEquals", "aws:PrincipalOrgID", "o-1"),),
        PASS,
    ),
    Reported(
        "roles of the own account",
        TRUSTED,
        (ANYONE | ASSUME | when("ArnLike", "aws:PrincipalArn", f"arn:aws:iam::{OWN}:role/x*"),),
        PASS,
    ),
    Reported(
        "a role's name in any account",
        TRUSTED,
        (ANYONE | ASSUME | when("ArnLike", "aws:PrincipalArn", "arn:aws:iam::*:role/x"),),
        FAIL,
    ),
    Reported(
        "everyone but the own account",
        TRUSTED,
        ({"Effect": "Allow", "NotPrincipal": {"AWS": OWN}} | ASSUME,),
        FAIL,
    ),
]
ASSUMING = "aws_iam_policy_role_assumption_limited"
ADMIN = "aws_iam_policy_administration_not_granted"
DECRYPT = "aws_iam_policy_decryption_limited"
ESCALATE = "aws_iam_policy_privilege_escalation_absent"


def allow(action: object, resource: object = "*", **more: Any) -> Statement:  # noqa: ANN401  # JSON
    return {"Effect": "Allow", "Action": action, "Resource": resource, **more}


def deny(action: object, resource: object = "*", **more: Any) -> Statement:  # noqa: ANN401  # JSON
    return {"Effect": "Deny", "Action": action, "Resource": resource, **more}


GRANTS = [
    Reported("any role", ASSUMING, (allow("sts:AssumeRole"),), FAIL),
    Reported("any role, by a wildcard of the service", ASSUMING, (allow("sts:*"),), FAIL),
    Reported(
        "any role of the account",
        ASSUMING,
        (allow("sts:AssumeRole", f"arn:aws:iam::{OWN}:role/*"),),
        FAIL,
    ),
    Reported(
        "one role's name in every account",
        ASSUMING,
        (allow("sts:AssumeRole", "arn:aws:iam::*:role/audit"),),
        PASS,
    ),
    Reported("any role, denied", ASSUMING, (deny("sts:AssumeRole"),), PASS),
    Reported(
        "any role, allowed and denied",
        ASSUMING,
        (allow("sts:AssumeRole"), deny("sts:AssumeRole")),
        PASS,
    ),
    Reported("everything", ADMIN, (allow("*:*"),), FAIL),
    Reported("everything in a list", ADMIN, (allow(["s3:Get*", "*"], ["*"]),), FAIL),
    Reported(
        "everything with MFA",
        ADMIN,
        (allow("*", **when("Bool", "aws:MultiFactorAuthPresent", "true")),),
        FAIL,
    ),
    Reported(
        "a denial of everything without MFA",
        ADMIN,
        (
            {"Effect": "Deny", "NotAction": "iam:*", "Resource": "*"}
            | when("BoolIfExists", "aws:MultiFactorAuthPresent", "false"),
        ),
        PASS,
    ),
    Reported(
        "all actions, in capitals",
        "aws_iam_policy_kms_full_access_absent",
        (allow("KMS:*"),),
        FAIL,
    ),
    Reported(
        "all actions on one key",
        "aws_iam_policy_kms_full_access_absent",
        (allow("kms:*", "arn:aws:kms:eu-west-1:1:key/a"),),
        PASS,
    ),
    Reported(
        "every key of every account",
        DECRYPT,
        (allow("kms:Decrypt", "arn:aws:kms:*:*:key/*"),),
        FAIL,
    ),
    Reported(
        "every key of the account",
        DECRYPT,
        (allow("kms:Decrypt", f"arn:aws:kms:eu-west-1:{OWN}:key/*"),),
        FAIL,
    ),
    Reported(
        "every key but one",
        DECRYPT,
        ({"Effect": "Allow", "Action": "kms:Decrypt", "NotResource": "arn:aws:kms:*:*:key/a"},),
        FAIL,
    ),
    Reported("new versions of policies", ESCALATE, (allow("iam:CreatePolicyVersion"),), FAIL),
    Reported(
        "one's own keys and password",
        ESCALATE,
        (
            allow(
                ["iam:CreateAccessKey", "iam:UpdateLoginProfile"],
                "arn:aws:iam::*:user/${aws:username}",
            ),
        ),
        PASS,
    ),
]
