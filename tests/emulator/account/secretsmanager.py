"""Secrets Manager: a password that is renewed, one that the world may read, and forgotten ones."""

from typing import Any

from tests.emulator.account.account import ACCOUNT_ID, FORGOTTEN, HOME, Account, allow, policy
from tests.emulator.account.kms import DATA_KEY

READ = "secretsmanager:GetSecretValue"
_PARTNER = {"AWS": "arn:aws:iam::999988887777:root"}
_OPERATOR = {"AWS": f"arn:aws:iam::{ACCOUNT_ID}:role/app-server"}


def seed(aws: Account, n: int) -> None:
    """Make 5 secrets, and 20 more per `n`."""
    story(aws)
    _secret(aws, "shared/ledger", allow(READ, Principal=_PARTNER), KmsKeyId=DATA_KEY)
    _secret(aws, "ops/root-password", allow("secretsmanager:*", Principal=_OPERATOR))
    _secret(aws, "poc/mail", region=FORGOTTEN)
    for i in range(20 * n):
        _secret(aws, f"team-{i:02}/api", **({"KmsKeyId": DATA_KEY} if i % 2 else {}))
    _read_all(aws)


def _read_all(aws: Account) -> None:
    """Read every secret, as the programs do that need them."""
    client = aws.client("secretsmanager")
    for page in client.get_paginator("list_secrets").paginate():
        for secret in page["SecretList"]:
            client.get_secret_value(SecretId=secret["ARN"])


def story(aws: Account) -> None:
    """Make 2 secrets."""
    orders = _secret(aws, "prod/orders-db", allow(READ, Principal=_OPERATOR), KmsKeyId=DATA_KEY)
    client = aws.client("secretsmanager")
    client.rotate_secret(SecretId=orders, RotationRules={"AutomaticallyAfterDays": 30})
    client.put_secret_value(SecretId=orders, SecretString="renewed")
    _secret(aws, "prod/partner-token", allow(READ, Principal="*"))


def _secret(
    aws: Account, name: str, *statements: dict[str, Any], region: str = HOME, **more: object
) -> str:
    client = aws.client("secretsmanager", region)
    arn: str = client.create_secret(Name=name, SecretString="emulated", **more)["ARN"]
    if statements:
        client.put_resource_policy(SecretId=arn, ResourcePolicy=policy(*statements))
    return arn
