"""Lambda: the payments that are kept well, a webhook that anybody can call, and old scripts."""

from functools import cache
from typing import Any

from tests.emulator.account.account import ACCOUNT_ID, FORGOTTEN, HOME, Account
from tests.emulator.account.kms import DATA_KEY

SIGNING = f"arn:aws:lambda:{HOME}:{ACCOUNT_ID}:code-signing-config:csc-0f6c334abcdea4d8b"
_LAX_SIGNING = SIGNING[:-1] + "c"
_ROLE = f"arn:aws:iam::{ACCOUNT_ID}:role/app-server"
_QUEUE = f"arn:aws:sqs:{HOME}:{ACCOUNT_ID}:failed-payments"
_BUCKET = "arn:aws:s3:::prod-access-logs-acme"
_WELL: dict[str, Any] = {
    "Runtime": "python3.13",
    "KMSKeyArn": DATA_KEY,
    "Environment": {"Variables": {"STAGE": "prod", "DB_SECRET": "arn:aws:secretsmanager:x"}},
    "TracingConfig": {"Mode": "Active"},
    "DeadLetterConfig": {"TargetArn": _QUEUE},
    "CodeSigningConfigArn": SIGNING,
}
_TOKEN = {"Variables": {"API_TOKEN": "n0t-f0r-everybody-s-eyes"}}


def seed(aws: Account, n: int) -> None:
    """Make 5 functions, and 20 more per `n`."""
    story(aws)
    for arn, policy in ((SIGNING, "Enforce"), (_LAX_SIGNING, "Warn")):
        config = {
            "CodeSigningConfigId": arn.rpartition(":")[2],
            "CodeSigningConfigArn": arn,
            "AllowedPublishers": {"SigningProfileVersionArns": []},
            "CodeSigningPolicies": {"UntrustedArtifactOnDeployment": policy},
        }
        aws.stub(
            "lambda:GetCodeSigningConfig", {"CodeSigningConfig": config}, CodeSigningConfigArn=arn
        )
    _image(aws)
    _reports(aws)
    _function(aws, "cleanup-2019", {"Runtime": "python2.7"}, region=FORGOTTEN)
    for i in range(20 * n):
        settings = (_WELL, {"Runtime": "nodejs16.x"}, {"Environment": _TOKEN})[i % 3]
        _function(aws, f"team-{i:02}-job", settings)


def story(aws: Account) -> None:
    """Make 2 functions."""
    client = aws.client("lambda")
    two_zones = {"SubnetIds": _subnets(aws), "SecurityGroupIds": ["sg-12345678"]}
    _function(aws, "prod-payments", _WELL | {"VpcConfig": two_zones})
    client.put_function_concurrency(FunctionName="prod-payments", ReservedConcurrentExecutions=20)
    client.add_permission(
        FunctionName="prod-payments",
        StatementId="uploads",
        Action="lambda:InvokeFunction",
        Principal="s3.amazonaws.com",
        SourceArn=_BUCKET,
        SourceAccount=ACCOUNT_ID,
    )
    client.create_function_url_config(
        FunctionName="prod-payments",
        AuthType="AWS_IAM",
        Cors={"AllowOrigins": ["https://shop.example.com"]},
    )
    _function(aws, "partner-webhook", {"Runtime": "nodejs14.x", "Environment": _TOKEN})
    client.add_permission(
        FunctionName="partner-webhook",
        StatementId="everybody",
        Action="lambda:InvokeFunction",
        Principal="*",
    )
    client.add_permission(
        FunctionName="partner-webhook",
        StatementId="topics",
        Action="lambda:InvokeFunction",
        Principal="sns.amazonaws.com",
    )
    client.create_function_url_config(
        FunctionName="partner-webhook", AuthType="NONE", Cors={"AllowOrigins": ["*"]}
    )


def _image(aws: Account) -> None:
    command = ["serve", "--db", "postgres://app:hunter22@db.internal/orders"]
    aws.client("lambda").create_function(
        FunctionName="image-resizer",
        Role=_ROLE,
        PackageType="Image",
        Code={"ImageUri": f"{ACCOUNT_ID}.dkr.ecr.{HOME}.amazonaws.com/resizer@sha256:{'0' * 64}"},
        ImageConfig={"Command": command},
    )


def _reports(aws: Account) -> None:
    """Make a function that is nearly right: one zone, and code signing that only warns."""
    one_zone = {"SubnetIds": _subnets(aws)[:1], "SecurityGroupIds": ["sg-12345678"]}
    changed = {"VpcConfig": one_zone, "CodeSigningConfigArn": _LAX_SIGNING}
    without = {key: one for key, one in _WELL.items() if key != "DeadLetterConfig"}
    _function(aws, "nightly-reports", without | changed)
    client = aws.client("lambda")
    client.put_function_concurrency(FunctionName="nightly-reports", ReservedConcurrentExecutions=1)
    client.put_function_event_invoke_config(
        FunctionName="nightly-reports",
        DestinationConfig={"OnFailure": {"Destination": _QUEUE}},
    )


def _function(aws: Account, name: str, settings: dict[str, Any], *, region: str = HOME) -> None:
    aws.client("lambda", region).create_function(
        FunctionName=name,
        Role=_ROLE,
        Handler="main.handle",
        Code={"ZipFile": b"code"},
        **{"Runtime": "python3.13"} | settings,
    )


@cache
def _subnets(aws: Account) -> list[str]:
    """Make a network of functions; return its subnets, in two zones."""
    ec2 = aws.client("ec2")
    vpc = ec2.create_vpc(CidrBlock="10.30.0.0/16")["Vpc"]["VpcId"]
    return [
        ec2.create_subnet(
            VpcId=vpc, CidrBlock=f"10.30.{zone}.0/24", AvailabilityZone=f"{HOME}{letter}"
        )["Subnet"]["SubnetId"]
        for zone, letter in enumerate("ab")
    ]
