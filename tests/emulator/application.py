"""The emulated account as a web application: moto with what it lacks, and stubs in front of it."""

import threading
from functools import cache
from typing import Any

from flask import Flask
from moto.moto_api._internal import mock_random
from moto.moto_server.werkzeug_app import (
    DomainDispatcherApplication,
    create_backend_app,
)

from tests.emulator.ec2_settings import add_ec2_settings
from tests.emulator.empty_listings import add_empty_listings
from tests.emulator.iam_settings import add_iam_settings
from tests.emulator.lambda_settings import add_lambda_settings
from tests.emulator.rds_settings import add_rds_settings
from tests.emulator.remembered import remember
from tests.emulator.repeated import RepeatedReads
from tests.emulator.root_user import add_root_user
from tests.emulator.s3_settings import add_s3_settings
from tests.emulator.sagemaker_settings import add_sagemaker_settings
from tests.emulator.secret_settings import add_secret_settings
from tests.emulator.stubs import StartResponse, StubbedAccount, Wsgi

# The services that every scan reads, by moto's names.
USED = (
    "account",
    "acm",
    "acmpca",
    "apigateway",
    "appsync",
    "athena",
    "autoscaling",
    "awslambda",
    "backup",
    "batch",
    "bedrock",
    "bedrockagent",
    "bedrockagentcorecontrol",
    "cloudformation",
    "cloudfront",
    "cloudtrail",
    "cloudwatch",
    "codebuild",
    "codepipeline",
    "comprehend",
    "config",
    "dax",
    "dynamodb",
    "ec2",
    "ecr",
    "ecs",
    "efs",
    "eks",
    "elasticache",
    "elasticbeanstalk",
    "elb",
    "emr",
    "events",
    "firehose",
    "glue",
    "guardduty",
    "iam",
    "inspector2",
    "kms",
    "lakeformation",
    "logs",
    "macie2",
    "organizations",
    "rds",
    "route53",
    "route53resolver",
    "s3",
    "s3control",
    "sagemaker",
    "scheduler",
    "secretsmanager",
    "securityhub",
    "sesv2",
    "sns",
    "sqs",
    "ssm",
    "stepfunctions",
    "sts",
    "wafv2",
)


def application() -> Wsgi:
    """Return the application of an empty account."""
    mock_random.seed()  # a fork has the numbers of its parent
    return one_at_a_time(RepeatedReads(StubbedAccount(DomainDispatcherApplication(_backend_app))))


@cache
def _backend_app(service: Any) -> Flask:  # noqa: ANN401  # one of moto's literals
    """Return the application of a service, with its routes compiled."""
    app = create_backend_app(service)
    app.url_map.update()
    return app


def one_at_a_time(app: Wsgi) -> Wsgi:
    """Let requests wait for each other.

    The backends change what they keep without locks: a request that fails half-way after a change
    is repeated by its client, and finds that change.
    """
    lock = threading.Lock()

    def call(environ: dict[str, Any], start: StartResponse) -> list[bytes]:
        with lock:
            return [*app(environ, start)]

    return call


remember()
add_ec2_settings()
add_empty_listings()
add_iam_settings()
add_lambda_settings()
add_rds_settings()
add_root_user()
add_s3_settings()
add_sagemaker_settings()
add_secret_settings()
for _service in USED:
    _backend_app(_service)
