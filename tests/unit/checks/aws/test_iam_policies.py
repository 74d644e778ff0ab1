"""What the rules about policy documents say of the grants that matter."""

from types import ModuleType
from typing import Any

import pytest

from posture.checks.aws import iam_policy, iam_policy_ai, iam_policy_service
from posture.domain.aws.assets.iam import Document, IamPolicy, IamRole
from posture.domain.aws.policy import policy
from posture.domain.check import Check
from posture.domain.verdict import VerdictStatus

PASS, FAIL, UNKNOWN, NOT_APPLICABLE = VerdictStatus
MODULES = (iam_policy, iam_policy_ai, iam_policy_service)
ACCOUNT = "123456789012"
Statement = dict[str, Any]


def allow(action: str | list[str], resource: str = "*", **more: object) -> Statement:
    return {"Effect": "Allow", "Action": action, "Resource": resource, **more}


def deny(action: str | list[str], resource: str = "*", **more: object) -> Statement:
    return {**allow(action, resource, **more), "Effect": "Deny"}


def all_but(*actions: str) -> Statement:
    return {"Effect": "Allow", "NotAction": list(actions), "Resource": "*"}


def passed_to(service: str) -> Statement:
    return {"Condition": {"StringEquals": {"iam:PassedToService": service}}}


def agentcore(resource: str) -> str:
    return f"arn:aws:bedrock-agentcore:eu-west-1:{ACCOUNT}:{resource}"


READ = allow(["s3:GetObject", "s3:ListBucket"], "arn:aws:s3:::reports/*")
TOKEN = "bedrock-agentcore:GetWorkloadAccessToken"
IDENTITIES = "workload-identity-directory/default"
AGENTCORE = "bedrock-agentcore.amazonaws.com"
CASES: list[tuple[ModuleType, str, list[Statement], VerdictStatus]] = [
    (iam_policy, "administration_not_granted", [READ], PASS),
    (iam_policy, "administration_not_granted", [allow("*")], FAIL),
    (iam_policy, "administration_not_granted", [READ, allow(["s3:*", "*:*"])], FAIL),
    (iam_policy, "administration_not_granted", [allow("*"), deny("iam:*")], FAIL),
    (iam_policy, "administration_not_granted", [allow("*", "arn:aws:s3:::a/*")], PASS),
    (iam_policy, "administration_not_granted", [deny("*")], PASS),
    (iam_policy, "privilege_escalation_absent", [READ], PASS),
    (iam_policy, "privilege_escalation_absent", [allow("iam:CreatePolicyVersion")], FAIL),
    (iam_policy, "privilege_escalation_absent", [allow("iam:PassRole")], PASS),
    (
        iam_policy,
        "privilege_escalation_absent",
        [allow(["iam:PassRole", "ec2:RunInstances"])],
        FAIL,
    ),
    (iam_policy, "pass_role_limited", [READ], PASS),
    (iam_policy, "pass_role_limited", [allow("iam:PassRole")], FAIL),
    (iam_policy, "pass_role_limited", [allow("iam:P*", f"arn:aws:iam::{ACCOUNT}:role/*")], FAIL),
    (iam_policy, "pass_role_limited", [allow("iam:PassRole", "arn:aws:iam::*:role/app")], PASS),
    (
        iam_policy,
        "pass_role_limited",
        [allow("iam:PassRole", **passed_to("lambda.amazonaws.com"))],
        PASS,
    ),
    (iam_policy, "pass_role_limited", [allow("iam:PassRole", **passed_to("*"))], FAIL),
    (iam_policy, "pass_role_limited", [allow("*"), deny("iam:PassRole")], PASS),
    (iam_policy, "role_assumption_limited", [READ], PASS),
    (iam_policy, "role_assumption_limited", [allow("sts:AssumeRole")], FAIL),
    (iam_policy, "role_assumption_limited", [allow("sts:*", "arn:aws:iam::*:role/*")], FAIL),
    (
        iam_policy,
        "role_assumption_limited",
        [allow("sts:AssumeRole", f"arn:aws:iam::{ACCOUNT}:role/deploy")],
        PASS,
    ),
    (iam_policy, "role_assumption_limited", [allow("sts:GetCallerIdentity")], PASS),
    (iam_policy, "service_wildcards_absent", [READ], PASS),
    (iam_policy, "service_wildcards_absent", [allow("s3:*", "arn:aws:s3:::a")], FAIL),
    (iam_policy, "service_wildcards_absent", [allow("*")], FAIL),
    (iam_policy, "service_wildcards_absent", [allow("s3:Get*")], PASS),
    (iam_policy, "service_wildcards_absent", [deny("s3:*")], PASS),
    (iam_policy, "grants_named", [READ], PASS),
    (iam_policy, "grants_named", [all_but("iam:*")], FAIL),
    (iam_policy, "grants_named", [{**all_but("iam:*"), "Effect": "Deny"}], PASS),
    (iam_policy, "grants_named", [{**all_but("s3:Put*"), "Resource": "arn:aws:s3:::a"}], PASS),
    (iam_policy_service, "cloudtrail_full_access_absent", [READ], PASS),
    (iam_policy_service, "cloudtrail_full_access_absent", [allow("cloudtrail:*")], FAIL),
    (iam_policy_service, "cloudtrail_full_access_absent", [allow("cloudtrail:Get*")], PASS),
    (iam_policy_service, "cloudtrail_full_access_absent", [all_but("iam:*")], FAIL),
    (
        iam_policy_service,
        "cloudtrail_full_access_absent",
        [allow("cloudtrail:*"), deny("cloudtrail:StopLogging")],
        PASS,
    ),
    (iam_policy_service, "kms_full_access_absent", [READ], PASS),
    (iam_policy_service, "kms_full_access_absent", [allow("KMS:*")], FAIL),
    (
        iam_policy_service,
        "kms_full_access_absent",
        [allow("kms:*", f"arn:aws:kms:eu-west-1:{ACCOUNT}:key/1")],
        PASS,
    ),
    (iam_policy_service, "decryption_limited", [READ], PASS),
    (iam_policy_service, "decryption_limited", [allow("kms:Decrypt")], FAIL),
    (iam_policy_service, "decryption_limited", [allow("kms:ReEncrypt*")], FAIL),
    (
        iam_policy_service,
        "decryption_limited",
        [allow("kms:Decrypt", f"arn:aws:kms:*:{ACCOUNT}:key/*")],
        FAIL,
    ),
    (
        iam_policy_service,
        "decryption_limited",
        [allow("kms:Decrypt", f"arn:aws:kms:eu-west-1:{ACCOUNT}:key/1")],
        PASS,
    ),
    (iam_policy_service, "decryption_limited", [allow("kms:Encrypt")], PASS),
    (iam_policy_service, "secret_reads_limited", [READ], PASS),
    (iam_policy_service, "secret_reads_limited", [allow("secretsmanager:GetSecretValue")], FAIL),
    (
        iam_policy_service,
        "secret_reads_limited",
        [allow("ssm:Get*", f"arn:aws:ssm:eu-west-1:{ACCOUNT}:parameter/*")],
        FAIL,
    ),
    (
        iam_policy_service,
        "secret_reads_limited",
        [allow("ssm:GetParameters", f"arn:aws:ssm:eu-west-1:{ACCOUNT}:parameter/app/*")],
        PASS,
    ),
    (
        iam_policy_service,
        "secret_reads_limited",
        [
            allow(
                "secretsmanager:GetSecretValue",
                Condition={"StringEquals": {"secretsmanager:ResourceTag/team": "web"}},
            )
        ],
        PASS,
    ),
    (iam_policy_service, "marketplace_subscription_limited", [READ], PASS),
    (
        iam_policy_service,
        "marketplace_subscription_limited",
        [allow("aws-marketplace:Subscribe")],
        FAIL,
    ),
    (iam_policy_service, "marketplace_subscription_limited", [allow("aws-marketplace:*")], FAIL),
    (
        iam_policy_service,
        "marketplace_subscription_limited",
        [allow("aws-marketplace:ViewSubscriptions")],
        PASS,
    ),
    (iam_policy_ai, "bedrock_full_access_absent", [READ], PASS),
    (iam_policy_ai, "bedrock_full_access_absent", [allow("bedrock:*")], FAIL),
    (iam_policy_ai, "bedrock_full_access_absent", [allow("bedrock-agentcore:*")], PASS),
    (iam_policy_ai, "sagemaker_full_access_absent", [READ], PASS),
    (iam_policy_ai, "sagemaker_full_access_absent", [allow("sagemaker:*")], FAIL),
    (iam_policy_ai, "sagemaker_full_access_absent", [allow("sagemaker:InvokeEndpoint")], PASS),
    (iam_policy_ai, "model_invocation_limited", [READ], PASS),
    (iam_policy_ai, "model_invocation_limited", [allow("bedrock:InvokeModel")], FAIL),
    (
        iam_policy_ai,
        "model_invocation_limited",
        [allow("bedrock:Invoke*", "arn:aws:bedrock:*::foundation-model/*")],
        FAIL,
    ),
    (
        iam_policy_ai,
        "model_invocation_limited",
        [allow("bedrock:InvokeModel", "arn:aws:bedrock:*::foundation-model/amazon.*")],
        PASS,
    ),
    (iam_policy_ai, "agent_identity_limited", [READ], PASS),
    (iam_policy_ai, "agent_identity_limited", [allow(TOKEN)], FAIL),
    (iam_policy_ai, "agent_identity_limited", [allow("bedrock-agentcore:Get*")], FAIL),
    (iam_policy_ai, "agent_identity_limited", [allow(TOKEN, agentcore("*"))], FAIL),
    (iam_policy_ai, "agent_identity_limited", [allow(TOKEN, agentcore(f"{IDENTITIES}/*"))], PASS),
    (iam_policy_ai, "agent_identity_limited", [allow(TOKEN), deny(TOKEN)], PASS),
    (iam_policy_ai, "agent_identity_limited", [allow("*")], PASS),
    (iam_policy_ai, "agent_role_passing_limited", [READ], PASS),
    (iam_policy_ai, "agent_role_passing_limited", [allow("iam:PassRole")], PASS),
    (
        iam_policy_ai,
        "agent_role_passing_limited",
        [allow("iam:PassRole"), allow("bedrock-agentcore:CreateAgentRuntime")],
        FAIL,
    ),
    (
        iam_policy_ai,
        "agent_role_passing_limited",
        [allow("iam:PassRole", **passed_to(AGENTCORE))],
        FAIL,
    ),
    (
        iam_policy_ai,
        "agent_role_passing_limited",
        [
            allow("iam:PassRole", **passed_to("lambda.amazonaws.com")),
            allow("bedrock-agentcore:CreateAgentRuntime"),
        ],
        PASS,
    ),
    (
        iam_policy_ai,
        "agent_role_passing_limited",
        [
            allow("iam:PassRole", f"arn:aws:iam::{ACCOUNT}:role/agent", **passed_to(AGENTCORE)),
            allow("bedrock-agentcore:*"),
        ],
        PASS,
    ),
]


def managed(*documents: list[Statement]) -> IamPolicy:
    return IamPolicy(
        resource_id=f"arn:aws:iam::{ACCOUNT}:policy/p",
        region="us-east-1",
        documents=tuple(Document("p", policy({"Statement": one})) for one in documents),
        attachment_count=1,
        boundary_count=0,
    )


def role(**documents: list[Statement]) -> IamRole:
    return IamRole(
        resource_id=f"arn:aws:iam::{ACCOUNT}:role/r",
        region="us-east-1",
        attached=(),
        documents=tuple(
            Document(name, policy({"Statement": one})) for name, one in documents.items()
        ),
        account_id=ACCOUNT,
        path="/",
        age_days=1,
        idle_days=1,
        trust=policy({"Statement": []}),
        maximum_session_hours=1,
    )


def rule(module: ModuleType, name: str) -> Check[Any]:
    found: Check[Any] = getattr(module, f"aws_iam_policy_{name}")
    return found


@pytest.mark.parametrize(
    ("module", "name", "statements", "verdict"),
    [pytest.param(*case, id=f"{case[1]}-{case[3]}-{i}") for i, case in enumerate(CASES)],
)
def test_verdict(
    module: ModuleType, name: str, statements: list[Statement], verdict: VerdictStatus
) -> None:
    found = rule(module, name)(managed(statements))
    assert found.status is verdict, found.message
    assert found.message or verdict is PASS


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.__name__)
def test_every_rule_is_seen_to_pass_and_to_fail(module: ModuleType) -> None:
    for one in vars(module).values():
        if isinstance(one, Check):
            seen = {case[3] for case in CASES if f"aws_iam_policy_{case[1]}" == one.id}
            assert {PASS, FAIL} <= seen, one.id


def test_inline_policies_are_judged_like_managed_ones_and_named() -> None:
    found = rule(iam_policy, "administration_not_granted")(role(good=[READ], bad=[allow("*")]))
    assert found.status is FAIL
    assert found.message == "Every action on every resource is granted by bad."


def test_a_principal_without_inline_policies_passes() -> None:
    for module in MODULES:
        for one in vars(module).values():
            if isinstance(one, Check):
                assert one(role()).status is PASS


def test_the_first_ways_up_are_shown_and_the_others_counted() -> None:
    found = rule(iam_policy, "privilege_escalation_absent")(
        managed([allow(["iam:AttachUserPolicy", "iam:AddUserToGroup"])])
    )
    assert found.message == "p grants iam:AddUserToGroup, iam:AttachUserPolicy."
    found = rule(iam_policy, "privilege_escalation_absent")(managed([allow("iam:Put*")]))
    assert found.message == "p grants iam:PutGroupPolicy, iam:PutRolePolicy, iam:PutUserPolicy."
    found = rule(iam_policy, "privilege_escalation_absent")(managed([allow("iam:*")]))
    assert found.message.endswith("and 12 more.")
