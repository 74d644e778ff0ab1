"""Cases of IAM's checks of policy documents."""

from typing import Any

from posture.checks.aws import iam_policy
from posture.domain.aws.assets.iam import Document, IamPolicy, IamRole, MorePolicies
from posture.domain.aws.policy import policy
from posture.domain.verdict import VerdictStatus
from tests.unit.checks.evaluating import DENIED, FAIL, PASS, UNKNOWN, Case, Compliant, Facts, rows

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
GRANTS: list[tuple[str, list[Statement], VerdictStatus]] = [
    ("administration_not_granted", [READ], PASS),
    ("administration_not_granted", [allow("*")], FAIL),
    ("administration_not_granted", [READ, allow(["s3:*", "*:*"])], FAIL),
    ("administration_not_granted", [allow("*"), deny("iam:*")], FAIL),
    ("administration_not_granted", [allow("*", "arn:aws:s3:::a/*")], PASS),
    ("administration_not_granted", [deny("*")], PASS),
    ("privilege_escalation_absent", [READ], PASS),
    ("privilege_escalation_absent", [allow("iam:CreatePolicyVersion")], FAIL),
    ("privilege_escalation_absent", [allow("iam:PassRole")], PASS),
    (
        "privilege_escalation_absent",
        [allow(["iam:PassRole", "ec2:RunInstances"])],
        FAIL,
    ),
    ("pass_role_limited", [READ], PASS),
    ("pass_role_limited", [allow("iam:PassRole")], FAIL),
    ("pass_role_limited", [allow("iam:P*", f"arn:aws:iam::{ACCOUNT}:role/*")], FAIL),
    ("pass_role_limited", [allow("iam:PassRole", "arn:aws:iam::*:role/app")], PASS),
    (
        "pass_role_limited",
        [allow("iam:PassRole", **passed_to("lambda.amazonaws.com"))],
        PASS,
    ),
    ("pass_role_limited", [allow("iam:PassRole", **passed_to("*"))], FAIL),
    ("pass_role_limited", [allow("*"), deny("iam:PassRole")], PASS),
    ("role_assumption_limited", [READ], PASS),
    ("role_assumption_limited", [allow("sts:AssumeRole")], FAIL),
    ("role_assumption_limited", [allow("sts:*", "arn:aws:iam::*:role/*")], FAIL),
    (
        "role_assumption_limited",
        [allow("sts:AssumeRole", f"arn:aws:iam::{ACCOUNT}:role/deploy")],
        PASS,
    ),
    ("role_assumption_limited", [allow("sts:GetCallerIdentity")], PASS),
    ("service_wildcards_absent", [READ], PASS),
    ("service_wildcards_absent", [allow("s3:*", "arn:aws:s3:::a")], FAIL),
    ("service_wildcards_absent", [allow("*")], FAIL),
    ("service_wildcards_absent", [allow("s3:Get*")], PASS),
    ("service_wildcards_absent", [deny("s3:*")], PASS),
    ("grants_named", [READ], PASS),
    ("grants_named", [all_but("iam:*")], FAIL),
    ("grants_named", [{**all_but("iam:*"), "Effect": "Deny"}], PASS),
    ("grants_named", [{**all_but("s3:Put*"), "Resource": "arn:aws:s3:::a"}], PASS),
    ("cloudtrail_full_access_absent", [READ], PASS),
    ("cloudtrail_full_access_absent", [allow("cloudtrail:*")], FAIL),
    ("cloudtrail_full_access_absent", [allow("cloudtrail:Get*")], PASS),
    ("cloudtrail_full_access_absent", [all_but("iam:*")], FAIL),
    (
        "cloudtrail_full_access_absent",
        [allow("cloudtrail:*"), deny("cloudtrail:StopLogging")],
        PASS,
    ),
    ("kms_full_access_absent", [READ], PASS),
    ("kms_full_access_absent", [allow("KMS:*")], FAIL),
    (
        "kms_full_access_absent",
        [allow("kms:*", f"arn:aws:kms:eu-west-1:{ACCOUNT}:key/1")],
        PASS,
    ),
    ("decryption_limited", [READ], PASS),
    ("decryption_limited", [allow("kms:Decrypt")], FAIL),
    ("decryption_limited", [allow("kms:ReEncrypt*")], FAIL),
    (
        "decryption_limited",
        [allow("kms:Decrypt", f"arn:aws:kms:*:{ACCOUNT}:key/*")],
        FAIL,
    ),
    (
        "decryption_limited",
        [allow("kms:Decrypt", f"arn:aws:kms:eu-west-1:{ACCOUNT}:key/1")],
        PASS,
    ),
    ("decryption_limited", [allow("kms:Encrypt")], PASS),
    ("secret_reads_limited", [READ], PASS),
    ("secret_reads_limited", [allow("secretsmanager:GetSecretValue")], FAIL),
    (
        "secret_reads_limited",
        [allow("ssm:Get*", f"arn:aws:ssm:eu-west-1:{ACCOUNT}:parameter/*")],
        FAIL,
    ),
    (
        "secret_reads_limited",
        [allow("ssm:GetParameters", f"arn:aws:ssm:eu-west-1:{ACCOUNT}:parameter/app/*")],
        PASS,
    ),
    (
        "secret_reads_limited",
        [
            allow(
                "secretsmanager:GetSecretValue",
                Condition={"StringEquals": {"secretsmanager:ResourceTag/team": "web"}},
            )
        ],
        PASS,
    ),
    ("marketplace_subscription_limited", [READ], PASS),
    (
        "marketplace_subscription_limited",
        [allow("aws-marketplace:Subscribe")],
        FAIL,
    ),
    ("marketplace_subscription_limited", [allow("aws-marketplace:*")], FAIL),
    (
        "marketplace_subscription_limited",
        [allow("aws-marketplace:ViewSubscriptions")],
        PASS,
    ),
    ("bedrock_full_access_absent", [READ], PASS),
    ("bedrock_full_access_absent", [allow("bedrock:*")], FAIL),
    ("bedrock_full_access_absent", [allow("bedrock-agentcore:*")], PASS),
    ("sagemaker_full_access_absent", [READ], PASS),
    ("sagemaker_full_access_absent", [allow("sagemaker:*")], FAIL),
    ("sagemaker_full_access_absent", [allow("sagemaker:InvokeEndpoint")], PASS),
    ("model_invocation_limited", [READ], PASS),
    ("model_invocation_limited", [allow("bedrock:InvokeModel")], FAIL),
    (
        "model_invocation_limited",
        [allow("bedrock:Invoke*", "arn:aws:bedrock:*::foundation-model/*")],
        FAIL,
    ),
    (
        "model_invocation_limited",
        [allow("bedrock:InvokeModel", "arn:aws:bedrock:*::foundation-model/amazon.*")],
        PASS,
    ),
    ("agent_identity_limited", [READ], PASS),
    ("agent_identity_limited", [allow(TOKEN)], FAIL),
    ("agent_identity_limited", [allow("bedrock-agentcore:Get*")], FAIL),
    ("agent_identity_limited", [allow(TOKEN, agentcore("*"))], FAIL),
    ("agent_identity_limited", [allow(TOKEN, agentcore(f"{IDENTITIES}/*"))], PASS),
    ("agent_identity_limited", [allow(TOKEN), deny(TOKEN)], PASS),
    ("agent_identity_limited", [allow("*")], PASS),
    ("agent_role_passing_limited", [READ], PASS),
    ("agent_role_passing_limited", [allow("iam:PassRole")], PASS),
    (
        "agent_role_passing_limited",
        [allow("iam:PassRole"), allow("bedrock-agentcore:CreateAgentRuntime")],
        FAIL,
    ),
    (
        "agent_role_passing_limited",
        [allow("iam:PassRole", **passed_to(AGENTCORE))],
        FAIL,
    ),
    (
        "agent_role_passing_limited",
        [
            allow("iam:PassRole", **passed_to("lambda.amazonaws.com")),
            allow("bedrock-agentcore:CreateAgentRuntime"),
        ],
        PASS,
    ),
    (
        "agent_role_passing_limited",
        [
            allow("iam:PassRole", f"arn:aws:iam::{ACCOUNT}:role/agent", **passed_to(AGENTCORE)),
            allow("bedrock-agentcore:*"),
        ],
        PASS,
    ),
]


def documents(**statements: list[Statement]) -> Facts:
    return {
        "documents": tuple(
            Document(name, policy({"Statement": one})) for name, one in statements.items()
        )
    }


def more(
    *attached: list[Statement], boundary: list[Statement] | None = None
) -> dict[str, MorePolicies]:
    return {
        "more_policies": MorePolicies(
            documents=tuple(Document("more", policy({"Statement": one})) for one in attached),
            boundary=policy({"Statement": boundary}) if boundary else None,
        )
    }


ADMINISTRATION = iam_policy.aws_iam_policy_administration_not_granted
ESCALATION = iam_policy.aws_iam_policy_privilege_escalation_absent
COMPLIANT: Compliant = {
    IamPolicy: {
        "attachment_count": 1,
        "boundary_count": 0,
        **documents(p=[READ]),
        "more_policies": MorePolicies(),
    }
}
CASES = [
    *rows(
        "aws_iam_policy",
        [(name, documents(p=statements), verdict) for name, statements, verdict in GRANTS],
        IamPolicy,
    ),
    Case(
        iam_policy.aws_iam_policy_administration_not_granted,
        documents(good=[READ], bad=[allow("*")]),
        FAIL,
        "granted by bad.",
        IamRole,
    ),
    Case(ESCALATION, {"more_policies": DENIED}, UNKNOWN, kind=IamRole),
    Case(ADMINISTRATION, {"more_policies": DENIED}, UNKNOWN, kind=IamRole),
    Case(ADMINISTRATION, documents(a=[all_but("iam:*")], b=[allow("iam:*")]), FAIL, kind=IamRole),
    Case(
        ADMINISTRATION,
        documents(a=[all_but("iam:*")]) | more([allow("iam:*")]),
        FAIL,
        "together",
        IamRole,
    ),
    Case(
        ADMINISTRATION,
        documents(a=[all_but("iam:*")]) | more([allow("iam:Get*")]),
        PASS,
        kind=IamRole,
    ),
    # The attached policy has the finding.
    Case(ADMINISTRATION, more([allow("*")]), PASS, kind=IamRole),
    Case(
        ADMINISTRATION,
        documents(a=[allow("*")]) | more(boundary=[allow(["s3:*", "ec2:*"])]),
        PASS,
        "boundary",
        IamRole,
    ),
    Case(
        ADMINISTRATION,
        documents(a=[allow("*")]) | more(boundary=[all_but("iam:*"), allow("iam:*")]),
        FAIL,
        kind=IamRole,
    ),
    Case(
        ESCALATION,
        documents(a=[allow("iam:PassRole")], b=[allow("ec2:RunInstances")]),
        FAIL,
        "Its policies together grant iam:PassRole + ec2:RunInstances.",
        IamRole,
    ),
    Case(
        ESCALATION,
        documents(a=[allow("iam:PassRole")]) | more([allow("ec2:RunInstances")]),
        FAIL,
        "together",
        IamRole,
    ),
    Case(
        ESCALATION,
        documents(a=[allow("iam:CreateAccessKey")]) | more([deny("iam:*")]),
        PASS,
        kind=IamRole,
    ),
    Case(
        ESCALATION,
        documents(a=[allow("iam:CreateAccessKey")]) | more([allow("iam:CreateAccessKey")]),
        FAIL,
        "a grants iam:CreateAccessKey.",
        IamRole,
    ),
    Case(
        ESCALATION,
        more([allow("iam:CreateAccessKey")]),
        PASS,
        "One of its other policies has the finding.",
        IamRole,
    ),
    Case(
        ESCALATION,
        documents(a=[allow("iam:CreateAccessKey")]) | more(boundary=[allow("s3:GetObject")]),
        PASS,
        kind=IamRole,
    ),
    Case(
        ESCALATION,
        documents(a=[allow("iam:CreateAccessKey")]) | more(boundary=[allow("*")]),
        FAIL,
        kind=IamRole,
    ),
]
