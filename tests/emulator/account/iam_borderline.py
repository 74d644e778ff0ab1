"""IAM, between good and bad: grants and trusts of which only a careful reader can tell."""

from typing import Any

from tests.emulator.account.account import ACCOUNT_ID, Account, allow, policy

_ROLE = f"arn:aws:iam::{ACCOUNT_ID}:role/"
_PARTNER = {"AWS": "arn:aws:iam::999988887777:root"}
_PASS_AND_RUN = ["lambda:CreateFunction", "lambda:InvokeFunction"]
_TOKEN = "bedrock-agentcore:GetWorkloadAccessToken"
_AGENT_IDENTITIES = (
    f"arn:aws:bedrock-agentcore:eu-central-1:{ACCOUNT_ID}:workload-identity-directory/default/*"
)
_CLUSTER = "oidc.eks.eu-central-1.amazonaws.com/id/0123456789ABCDEF0123456789ABCDEF"
_GITHUB = "token.actions.githubusercontent.com"
_COGNITO = "cognito-identity.amazonaws.com"
_SAML = f"arn:aws:iam::{ACCOUNT_ID}:saml-provider/corporate"


def _deny(action: str | list[str], resource: str = "*", **more: Any) -> dict[str, Any]:  # noqa: ANN401  # a statement's members
    return {**allow(action, resource, **more), "Effect": "Deny"}


def _all_but(*actions: str) -> dict[str, Any]:
    return {"Effect": "Allow", "NotAction": list(actions), "Resource": "*"}


def _passed_to(service: str) -> dict[str, Any]:
    return {"Condition": {"StringEquals": {"iam:PassedToService": service}}}


POLICIES: dict[str, list[dict[str, Any]]] = {
    "own-keys-only": [allow("iam:*AccessKey*", "arn:aws:iam::*:user/${aws:username}")],
    "anyones-keys": [allow(["iam:CreateAccessKey", "iam:ListUsers"])],
    "policy-writers": [allow("iam:CreatePolicyVersion", f"arn:aws:iam::{ACCOUNT_ID}:policy/*")],
    "all-but-iam": [_all_but("iam:*", "organizations:*", "account:*")],
    "admin-who-may-not-leave": [allow("*"), _deny("organizations:LeaveOrganization")],
    "deploy-any-role": [allow("iam:PassRole"), allow(_PASS_AND_RUN)],
    "deploy-for-lambda": [
        allow("iam:PassRole", **_passed_to("lambda.amazonaws.com")),
        allow(_PASS_AND_RUN),
    ],
    "deploy-for-ecs": [
        allow("iam:PassRole", **_passed_to("ecs-tasks.amazonaws.com")),
        allow(_PASS_AND_RUN),
    ],
    "deploy-one-role": [allow("iam:PassRole", f"{_ROLE}app-server"), allow(_PASS_AND_RUN)],
    "shell-on-every-instance": [allow(["ssm:StartSession", "ssm:TerminateSession"])],
    "assume-anything": [allow("sts:AssumeRole")],
    "assume-deployers": [allow("sts:AssumeRole", f"{_ROLE}deployer")],
    "trail-owners": [allow("cloudtrail:*")],
    "trail-readers": [allow(["cloudtrail:Describe*", "cloudtrail:Get*", "cloudtrail:List*"])],
    "trail-owners-who-cannot-stop-it": [
        allow("cloudtrail:*"),
        _deny(["cloudtrail:StopLogging", "cloudtrail:DeleteTrail"]),
    ],
    "key-owners": [allow("kms:*")],
    "key-users": [allow(["kms:Decrypt", "kms:GenerateDataKey"])],
    "users-of-one-key": [
        allow("kms:*", f"arn:aws:kms:eu-central-1:{ACCOUNT_ID}:key/11111111-2222-3333-4444-555")
    ],
    "secret-readers": [allow("secretsmanager:GetSecretValue")],
    "readers-of-own-parameters": [
        allow("ssm:GetParameter*", f"arn:aws:ssm:*:{ACCOUNT_ID}:parameter/shop/*")
    ],
    "buyers": [allow("aws-marketplace:Subscribe")],
    "window-shoppers": [allow("aws-marketplace:ViewSubscriptions")],
    "ai-everything": [allow(["bedrock:*", "sagemaker:*"])],
    "any-model": [allow("bedrock:InvokeModel*", "arn:aws:bedrock:*::foundation-model/*")],
    "one-model": [
        allow(
            "bedrock:InvokeModel", "arn:aws:bedrock:*::foundation-model/amazon.titan-text-lite-v1"
        )
    ],
    "any-agents-identity": [allow(_TOKEN)],
    "own-agents-identity": [allow(_TOKEN, _AGENT_IDENTITIES)],
    "agent-builders": [
        allow("iam:PassRole"),
        allow(["bedrock-agentcore:CreateAgentRuntime", "bedrock-agentcore:GetAgentRuntime"]),
    ],
    "agent-builders-with-one-role": [
        allow("iam:PassRole", f"{_ROLE}bedrock-agents"),
        allow(["bedrock-agentcore:CreateAgentRuntime", "bedrock-agentcore:GetAgentRuntime"]),
    ],
}


def _trust(principal: object, action: str = "sts:AssumeRole", **condition: Any) -> dict[str, Any]:  # noqa: ANN401  # conditions by operator
    found = {"Effect": "Allow", "Action": action, "Principal": principal}
    return found | ({"Condition": condition} if condition else {})


def _token(issuer: str, **condition: Any) -> dict[str, Any]:  # noqa: ANN401  # as above
    provider = f"arn:aws:iam::{ACCOUNT_ID}:oidc-provider/{issuer}"
    return _trust({"Federated": provider}, "sts:AssumeRoleWithWebIdentity", **condition)


ROLES: dict[str, dict[str, Any]] = {
    "trail-delivery": _trust(
        {"Service": "cloudtrail.amazonaws.com"},
        StringEquals={"aws:SourceAccount": ACCOUNT_ID},
    ),
    "model-import": _trust(
        {"Service": "bedrock.amazonaws.com"},
        ArnLike={"aws:SourceArn": f"arn:aws:bedrock:*:{ACCOUNT_ID}:model-import-job/*"},
    ),
    "anyones-jobs": _trust(
        {"Service": "bedrock.amazonaws.com"}, StringLike={"aws:SourceAccount": "*"}
    ),
    "organization-wide": _trust({"AWS": "*"}, StringEquals={"aws:PrincipalOrgID": "o-a1b2c3d4e5"}),
    "public-with-external-id": _trust({"AWS": "*"}, StringEquals={"sts:ExternalId": "acme"}),
    "vendor-with-any-external-id": _trust(_PARTNER, StringLike={"sts:ExternalId": "*"}),
    "vendor-with-mfa": _trust(_PARTNER, Bool={"aws:MultiFactorAuthPresent": "true"}),
    "pipeline-of-anybody": _token(_GITHUB, StringEquals={f"{_GITHUB}:aud": "sts.amazonaws.com"}),
    "pipeline-of-any-acme": _token(_GITHUB, StringLike={f"{_GITHUB}:sub": "repo:acme*"}),
    "pipeline-of-acme": _token(_GITHUB, StringLike={f"{_GITHUB}:sub": "repo:acme/shop:*"}),
    "any-pod": _token(_CLUSTER),
    "shop-pod": _token(
        _CLUSTER, StringEquals={f"{_CLUSTER}:sub": "system:serviceaccount:shop:web"}
    ),
    "users-of-any-pool": _trust({"Federated": _COGNITO}, "sts:AssumeRoleWithWebIdentity"),
    "users-of-our-pool": _trust(
        {"Federated": _COGNITO},
        "sts:AssumeRoleWithWebIdentity",
        StringEquals={f"{_COGNITO}:aud": "eu-central-1:11111111-2222-3333-4444-555555555555"},
    ),
    "staff": _trust(
        {"Federated": _SAML},
        "sts:AssumeRoleWithSAML",
        StringEquals={"SAML:aud": "https://signin.aws.amazon.com/saml"},
    ),
    "staff-of-any-application": _trust({"Federated": _SAML}, "sts:AssumeRoleWithSAML"),
}

INLINE: dict[str, dict[str, list[dict[str, Any]]]] = {
    "trail-delivery": {
        "write-logs": [allow("logs:PutLogEvents", "arn:aws:logs:*:*:log-group:t:*")]
    },
    "model-import": {"everything": [allow("*")]},
    "shop-pod": {
        "read-pictures": [allow("s3:GetObject", "arn:aws:s3:::pictures/*")],
        "all-keys": [allow("kms:*")],
    },
}


def seed(aws: Account, n: int) -> None:  # noqa: ARG001  # the same few at every scale
    """Make 29 policies, 17 roles, 10 groups, an identity provider and a server certificate."""
    iam = aws.client("iam")
    for i, (name, statements) in enumerate(POLICIES.items()):
        made = iam.create_policy(PolicyName=name, PolicyDocument=policy(*statements))
        group = f"working-group-{i // 6}"
        if i % 6 == 0:
            _group(aws, group, "alice.admin")
        iam.attach_group_policy(GroupName=group, PolicyArn=made["Policy"]["Arn"])
    iam.create_saml_provider(Name="corporate", SAMLMetadataDocument="<EntityDescriptor/>" * 60)
    for name, trust in ROLES.items():
        iam.create_role(RoleName=name, AssumeRolePolicyDocument=policy(trust))
        for inline, statements in INLINE.get(name, {}).items():
            iam.put_role_policy(
                RoleName=name, PolicyName=inline, PolicyDocument=policy(*statements)
            )
    iam.create_service_linked_role(AWSServiceName="elasticache.amazonaws.com")
    _group(aws, "night-shift", "bob.contractor", "AdministratorAccess")
    _group(aws, "cloudshell-users", "alice.admin", "AWSCloudShellFullAccess")
    _group(aws, "data-scientists", "alice.admin", "AmazonSageMakerFullAccess")
    _group(aws, "identity-team", "alice.admin", "IAMFullAccess")
    _group(aws, "nobody-left", None, "ReadOnlyAccess")
    iam.upload_server_certificate(
        ServerCertificateName="old-shop", CertificateBody="of long ago", PrivateKey="lost"
    )


def _group(aws: Account, name: str, member: str | None, *attached: str) -> None:
    iam = aws.client("iam")
    iam.create_group(GroupName=name)
    for one in attached:
        iam.attach_group_policy(GroupName=name, PolicyArn=f"arn:aws:iam::aws:policy/{one}")
    if member:
        iam.add_user_to_group(GroupName=name, UserName=member)
