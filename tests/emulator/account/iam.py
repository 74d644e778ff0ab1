"""IAM: people, machines and their permissions, many of them left over from earlier teams."""

from tests.emulator.account.account import (
    ACCOUNT_ID,
    ADMINISTRATOR,
    Account,
    allow,
    policy,
    trust,
)

NOTEBOOK_ROLE = f"arn:aws:iam::{ACCOUNT_ID}:role/sagemaker-notebooks"
TRAINING_ROLE = f"arn:aws:iam::{ACCOUNT_ID}:role/sagemaker-training"
AGENT_ROLE = f"arn:aws:iam::{ACCOUNT_ID}:role/bedrock-agents"
_PASSWORD = "Correct-Horse-Battery-9"  # of an emulated user
_READ_ONLY = "arn:aws:iam::aws:policy/ReadOnlyAccess"
_PARTNER = {"AWS": "arn:aws:iam::999988887777:root"}


def seed(aws: Account, n: int) -> None:
    """Make 5 users, 2 groups, 7 roles, 2 policies and a password policy; 200 more per `n`."""
    aws.client("iam").update_account_password_policy(
        MinimumPasswordLength=8, RequireNumbers=True, RequireLowercaseCharacters=True
    )
    _policies(aws)
    _groups(aws)
    _people(aws)
    _machines(aws)
    _roles(aws)
    for i in range(50 * n):
        _one_team(aws, i)


def _policies(aws: Account) -> None:
    iam = aws.client("iam")
    iam.create_policy(PolicyName="ops-break-glass", PolicyDocument=policy(allow("*")))
    iam.create_policy(
        PolicyName="deploy-artifacts",
        PolicyDocument=policy(allow("s3:PutObject", "arn:aws:s3:::build-artifacts-acme/*")),
    )


def _groups(aws: Account) -> None:
    iam = aws.client("iam")
    iam.create_group(GroupName="administrators")
    iam.attach_group_policy(GroupName="administrators", PolicyArn=ADMINISTRATOR)
    iam.create_group(GroupName="developers")
    iam.attach_group_policy(GroupName="developers", PolicyArn=_READ_ONLY)


def _people(aws: Account) -> None:
    iam = aws.client("iam")
    for name, group in (("alice.admin", "administrators"), ("bob.contractor", "developers")):
        iam.create_user(UserName=name)
        iam.create_login_profile(UserName=name, Password=_PASSWORD)
        iam.add_user_to_group(GroupName=group, UserName=name)
    _give_mfa(aws, "alice.admin")
    iam.create_user(UserName="carol.former-cto")
    iam.create_login_profile(UserName="carol.former-cto", Password=_PASSWORD)
    iam.attach_user_policy(UserName="carol.former-cto", PolicyArn=ADMINISTRATOR)


def _machines(aws: Account) -> None:
    iam = aws.client("iam")
    iam.create_user(UserName="ci-deployer")
    iam.put_user_policy(
        UserName="ci-deployer",
        PolicyName="deploy-everything",
        PolicyDocument=policy(allow(["iam:*", "ec2:*", "s3:*"])),
    )
    iam.create_access_key(UserName="ci-deployer")
    iam.create_access_key(UserName="ci-deployer")
    iam.create_user(UserName="backup-agent")
    iam.create_access_key(UserName="backup-agent")


def _roles(aws: Account) -> None:
    _role(aws, "sagemaker-notebooks", trust({"Service": "sagemaker.amazonaws.com"}), ADMINISTRATOR)
    _role(aws, "sagemaker-training", trust({"Service": "sagemaker.amazonaws.com"}), _READ_ONLY)
    _role(aws, "bedrock-agents", trust({"Service": "bedrock.amazonaws.com"}), _READ_ONLY)
    _role(aws, "app-server", trust({"Service": "ec2.amazonaws.com"}), _READ_ONLY)
    _role(aws, "partner-integration", trust(_PARTNER), _READ_ONLY)
    _role(
        aws,
        "auditor",
        trust(_PARTNER, Condition={"StringEquals": {"sts:ExternalId": "acme-audit-7"}}),
        _READ_ONLY,
    )
    _role(aws, "open-invitation", trust({"AWS": "*"}), _READ_ONLY)
    iam = aws.client("iam")
    iam.create_instance_profile(InstanceProfileName="app-server")
    iam.add_role_to_instance_profile(InstanceProfileName="app-server", RoleName="app-server")


def _one_team(aws: Account, i: int) -> None:
    iam = aws.client("iam")
    user, role = f"team-{i:03}-dev", f"team-{i:03}-runtime"
    iam.create_user(UserName=user)
    if i % 2:
        iam.create_login_profile(UserName=user, Password=_PASSWORD)
    if i % 4 == 1:
        _give_mfa(aws, user)
    for _ in range(i % 3):
        iam.create_access_key(UserName=user)
    actions = ("s3:GetObject", "s3:*", "iam:PassRole", "*")[i % 4]
    made = iam.create_policy(
        PolicyName=f"team-{i:03}",
        PolicyDocument=policy(allow(actions, "*" if i % 3 else "arn:aws:s3:::team-data/*")),
    )["Policy"]["Arn"]
    iam.create_group(GroupName=f"team-{i:03}")
    iam.attach_group_policy(GroupName=f"team-{i:03}", PolicyArn=made)
    if i % 5:
        iam.add_user_to_group(GroupName=f"team-{i:03}", UserName=user)
    else:
        iam.attach_user_policy(UserName=user, PolicyArn=made)
    principals = ({"Service": "ec2.amazonaws.com"}, {"Service": "lambda.amazonaws.com"}, _PARTNER)
    _role(aws, role, trust(principals[i % 3]), made if i % 7 else ADMINISTRATOR)
    if i % 6 == 0:
        iam.put_role_policy(
            RoleName=role, PolicyName="inline", PolicyDocument=policy(allow("dynamodb:*"))
        )


def _role(aws: Account, name: str, trusted: str, attached: str) -> None:
    iam = aws.client("iam")
    iam.create_role(RoleName=name, AssumeRolePolicyDocument=trusted)
    iam.attach_role_policy(RoleName=name, PolicyArn=attached)


def _give_mfa(aws: Account, user: str) -> None:
    iam = aws.client("iam")
    serial = iam.create_virtual_mfa_device(VirtualMFADeviceName=user)["VirtualMFADevice"][
        "SerialNumber"
    ]
    iam.enable_mfa_device(
        UserName=user,
        SerialNumber=serial,
        AuthenticationCode1="123456",
        AuthenticationCode2="654321",
    )
