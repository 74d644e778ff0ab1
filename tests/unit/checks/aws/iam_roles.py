"""Cases of IAM's checks of roles and of the principals that they trust."""

from posture.domain.aws.assets.iam import IamRole, MorePolicies
from posture.domain.aws.policy import Policy, policy
from tests.unit.checks.evaluating import (
    DENIED,
    FAIL,
    NOT_APPLICABLE,
    PASS,
    UNKNOWN,
    Compliant,
    Facts,
    Row,
    rows,
)

ACCOUNT, VENDOR = "123456789012", "999988887777"
AWS_POLICY = "arn:aws:iam::aws:policy/"


def trust(principal: object, action: str = "sts:AssumeRole", **condition: object) -> Policy:
    statement = {"Effect": "Allow", "Action": action, "Principal": principal}
    if condition:
        statement["Condition"] = condition
    return policy({"Version": "2012-10-17", "Statement": [statement]})


def trusting(principal: object, action: str = "sts:AssumeRole", **condition: object) -> Facts:
    return {"trust": trust(principal, action, **condition)}


def attached(*names: str) -> Facts:
    return {"attached": tuple(AWS_POLICY + name for name in names)}


IDENTITY_CENTER: Facts = {"path": "/aws-reserved/sso.amazonaws.com/eu-central-1/"}
LOOKALIKE: Facts = {"path": "/aws-reservedness/"}
SERVICE_LINKED: Facts = {"path": "/aws-service-role/elasticache.amazonaws.com/"}
EC2: Facts = {"Service": "ec2.amazonaws.com"}
EXTERNAL_ID: Facts = {"StringEquals": {"sts:ExternalId": "acme-7"}}
ORGANIZATION: Facts = {"StringEquals": {"aws:PrincipalOrgID": "o-abc123"}}
SOURCE: Facts = {"StringEquals": {"aws:SourceAccount": ACCOUNT}}
ROLE_CASES: list[Row] = [
    ("trust_not_public", {}, PASS),
    ("trust_not_public", trusting("*"), FAIL),
    ("trust_not_public", trusting({"AWS": ["*", ACCOUNT]}), FAIL),
    ("trust_not_public", trusting("*", "sts:*"), FAIL),
    ("trust_not_public", trusting("*", **ORGANIZATION), PASS),
    ("trust_not_public", trusting("*", **EXTERNAL_ID), FAIL),
    ("trust_not_public", trusting("*", StringLike={"aws:PrincipalOrgID": "*"}), FAIL),
    ("trust_not_public", trusting("*", "sts:TagSession"), PASS),
    ("trust_not_public", trusting(EC2), PASS),
    ("cross_account_external_id_required", {}, PASS),
    ("cross_account_external_id_required", trusting({"AWS": VENDOR}), FAIL),
    (
        "cross_account_external_id_required",
        trusting({"AWS": f"arn:aws:iam::{VENDOR}:role/scanner"}),
        FAIL,
    ),
    ("cross_account_external_id_required", trusting({"AWS": VENDOR}, **EXTERNAL_ID), PASS),
    ("cross_account_external_id_required", trusting({"AWS": VENDOR}, **ORGANIZATION), PASS),
    (
        "cross_account_external_id_required",
        trusting({"AWS": VENDOR}, StringLike={"sts:ExternalId": "*"}),
        FAIL,
    ),
    (
        "cross_account_external_id_required",
        trusting({"AWS": VENDOR}, StringNotEquals={"sts:ExternalId": "x"}),
        FAIL,
    ),
    (
        "cross_account_external_id_required",
        trusting({"AWS": VENDOR}, Bool={"aws:MultiFactorAuthPresent": "true"}),
        FAIL,
    ),
    (
        "cross_account_external_id_required",
        trusting("*", StringEquals={"aws:PrincipalAccount": VENDOR}),
        FAIL,
    ),
    (
        "cross_account_external_id_required",
        trusting("*", ArnLike={"aws:PrincipalArn": f"arn:aws:iam::{VENDOR}:role/*"}),
        FAIL,
    ),
    (
        "cross_account_external_id_required",
        trusting("*", StringEquals={"aws:PrincipalAccount": ACCOUNT}),
        PASS,
    ),
    ("cross_account_read_limited", attached("ReadOnlyAccess"), PASS),
    ("cross_account_read_limited", trusting({"AWS": VENDOR}), PASS),
    (
        "cross_account_read_limited",
        attached("ReadOnlyAccess") | trusting({"AWS": VENDOR}, **EXTERNAL_ID),
        FAIL,
    ),
    ("cross_account_read_limited", attached("ReadOnlyAccess") | trusting("*"), FAIL),
    ("cross_account_read_limited", attached("ReadOnlyAccess") | trusting(EC2), PASS),
    (
        "cross_account_read_limited",
        attached("job-function/ViewOnlyAccess") | trusting({"AWS": VENDOR}),
        PASS,
    ),
    ("service_trust_source_limited", {}, NOT_APPLICABLE),
    ("service_trust_source_limited", trusting(EC2) | SERVICE_LINKED, NOT_APPLICABLE),
    ("service_trust_source_limited", trusting(EC2), FAIL),
    ("service_trust_source_limited", trusting(EC2, **SOURCE), PASS),
    (
        "service_trust_source_limited",
        trusting(EC2, ArnLike={"aws:SourceArn": f"arn:aws:ec2:*:{ACCOUNT}:*"}),
        PASS,
    ),
    (
        "service_trust_source_limited",
        trusting(EC2, ArnLike={"aws:SourceArn": "arn:aws:ec2:*:*:*"}),
        FAIL,
    ),
    ("service_trust_source_limited", trusting(EC2, StringLike={"aws:SourceAccount": "*"}), FAIL),
    (
        "service_trust_source_limited",
        trusting(EC2, StringEqualsIfExists={"aws:SourceAccount": ACCOUNT}),
        FAIL,
    ),
    ("service_trust_source_limited", trusting(EC2, **EXTERNAL_ID), FAIL),
    ("used", {}, PASS),
    ("used", {"idle_days": 90}, PASS),
    ("used", {"idle_days": 91}, FAIL),
    ("used", {"idle_days": None}, FAIL),
    ("used", {"idle_days": None, "age_days": 5}, PASS),
    ("used", {"idle_days": None} | SERVICE_LINKED, NOT_APPLICABLE),
    ("administrator_session_limited", {}, NOT_APPLICABLE),
    ("administrator_session_limited", {"maximum_session_hours": DENIED}, NOT_APPLICABLE),
    ("administrator_session_limited", {"maximum_session_hours": 12}, NOT_APPLICABLE),
    ("administrator_session_limited", attached("AdministratorAccess"), PASS),
    (
        "administrator_session_limited",
        attached("AdministratorAccess") | {"maximum_session_hours": 12} | IDENTITY_CENTER,
        NOT_APPLICABLE,
    ),
    (
        "administrator_session_limited",
        attached("AdministratorAccess") | {"maximum_session_hours": 12} | LOOKALIKE,
        FAIL,
    ),
    ("service_trust_source_limited", trusting(EC2) | IDENTITY_CENTER, NOT_APPLICABLE),
    (
        "administrator_session_limited",
        attached("AdministratorAccess") | {"maximum_session_hours": 5},
        FAIL,
    ),
    (
        "administrator_session_limited",
        attached("AdministratorAccess") | {"maximum_session_hours": DENIED},
        UNKNOWN,
    ),
    ("ai_service_least_privilege", {}, NOT_APPLICABLE),
    ("ai_service_least_privilege", attached("AdministratorAccess"), NOT_APPLICABLE),
    (
        "ai_service_least_privilege",
        trusting({"Service": "sagemaker.amazonaws.com"}) | attached("ReadOnlyAccess"),
        PASS,
    ),
    (
        "ai_service_least_privilege",
        trusting({"Service": ["bedrock.amazonaws.com", "ec2.amazonaws.com"]})
        | attached("AmazonS3FullAccess"),
        FAIL,
    ),
]
MANAGER = "777788889999"
EXECUTION: Facts = {
    "name": "AWSControlTowerExecution",
    "managing_account": MANAGER,
    **trusting({"AWS": f"arn:aws:iam::{MANAGER}:root"}),
    **attached("AdministratorAccess"),
}
AUDITED: Facts = EXECUTION | {
    "name": "aws-controltower-AdministratorExecutionRole",
    **trusting({"AWS": f"arn:aws:iam::{VENDOR}:role/aws-controltower-AuditAdministratorRole"}),
}
NO_ORGANIZATION: Facts = {"managing_account": None}
DENIED_ORGANIZATION: Facts = {"managing_account": DENIED}
CONTROL_TOWER_CASES: list[Row] = [
    ("cross_account_external_id_required", EXECUTION, NOT_APPLICABLE),
    ("cross_account_external_id_required", EXECUTION | NO_ORGANIZATION, FAIL),
    ("cross_account_external_id_required", EXECUTION | DENIED_ORGANIZATION, UNKNOWN),
    ("cross_account_external_id_required", EXECUTION | {"name": "mine"}, FAIL),
    ("cross_account_external_id_required", AUDITED, UNKNOWN),
    ("cross_account_external_id_required", DENIED_ORGANIZATION, PASS),
    (
        "cross_account_read_limited",
        EXECUTION | attached("ReadOnlyAccess"),
        NOT_APPLICABLE,
    ),
    (
        "cross_account_read_limited",
        EXECUTION | attached("ReadOnlyAccess") | trusting("*"),
        FAIL,
    ),
    (
        "cross_account_read_limited",
        EXECUTION | attached("ReadOnlyAccess") | DENIED_ORGANIZATION,
        UNKNOWN,
    ),
    ("cross_account_read_limited", DENIED_ORGANIZATION, PASS),
    ("trust_not_public", EXECUTION | trusting("*"), FAIL),
    ("service_trust_source_limited", EXECUTION | trusting(EC2), NOT_APPLICABLE),
    ("administrator_session_limited", EXECUTION | {"maximum_session_hours": 12}, NOT_APPLICABLE),
    ("used", EXECUTION | {"idle_days": 200}, NOT_APPLICABLE),
    ("used", EXECUTION | {"idle_days": 200} | DENIED_ORGANIZATION, UNKNOWN),
    ("used", EXECUTION | {"idle_days": 200} | NO_ORGANIZATION, FAIL),
    ("used", DENIED_ORGANIZATION, PASS),
]
PRINCIPAL_CASES: list[Row] = [
    ("principal_administrator_access_not_attached", EXECUTION, NOT_APPLICABLE),
    ("principal_administrator_access_not_attached", EXECUTION | NO_ORGANIZATION, FAIL),
    ("principal_administrator_access_not_attached", EXECUTION | DENIED_ORGANIZATION, UNKNOWN),
    ("principal_administrator_access_not_attached", EXECUTION | trusting("*"), FAIL),
    ("principal_administrator_access_not_attached", DENIED_ORGANIZATION, PASS),
]
COMPLIANT: Compliant = {
    IamRole: {
        "name": "app",
        "attached": (),
        "documents": (),
        "more_policies": MorePolicies(),
        "account_id": ACCOUNT,
        "path": "/",
        "age_days": 400,
        "idle_days": 1,
        "trust": trust({"AWS": ACCOUNT}),
        "maximum_session_hours": 1,
    }
}
CASES = [
    *rows("aws_iam_role", ROLE_CASES + CONTROL_TOWER_CASES),
    *rows("aws_iam", PRINCIPAL_CASES, IamRole),
]
