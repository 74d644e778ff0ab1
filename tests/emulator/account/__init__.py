"""The leaky account: what a grown company's AWS account looks like, good, bad and borderline.

Each module fills one service: a few assets with a story, of which `demo.py` makes the demo's
account, the borderline cases of every rule, and for each unit of the scale factor `n` a few dozen
to a few hundred more. `n=1` is the reference account of benches and oracle, more than 1,000 assets.
"""

from types import ModuleType

from tests.emulator.account import (
    bedrock,
    cloudtrail,
    ec2,
    ec2_template,
    ecr,
    efs,
    elb,
    guardduty,
    iam,
    iam_borderline,
    kms,
    lambda_function,
    rds,
    s3,
    sagemaker,
    secretsmanager,
    vpc,
)
from tests.emulator.account.account import Account

# In this order: a module may use what an earlier one made.
SERVICES: tuple[ModuleType, ...] = (
    kms,
    iam,
    iam_borderline,
    ec2,
    ec2_template,
    vpc,
    s3,
    cloudtrail,
    sagemaker,
    bedrock,
    rds,
    lambda_function,
    secretsmanager,
    elb,
    ecr,
    guardduty,
    efs,
)


def seed(endpoint_url: str, *, n: int = 0) -> Account:
    """Fill the empty account behind an endpoint; `n` scales it, 0 is one of every kind."""
    account = Account(endpoint_url)
    for service in SERVICES:
        service.seed(account, n)
    return account
