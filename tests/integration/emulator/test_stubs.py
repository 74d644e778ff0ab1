"""A stub answers its call, in its region and for its input, and no other call."""

from collections.abc import Iterator
from typing import Any

import boto3  # type: ignore[import-untyped]  # ships no types
import pytest
from botocore.exceptions import ClientError

from tests.emulator.server import Emulator, emulator
from tests.emulator.stubs import stub

HERE, ELSEWHERE = "eu-west-1", "us-east-1"


@pytest.fixture(scope="module")
def account() -> Iterator[Emulator]:
    with emulator() as running:
        yield running


def client(account: Emulator, service: str, region: str = HERE) -> Any:  # noqa: ANN401  # boto3's clients are made at run time
    return boto3.client(
        service,
        region,
        endpoint_url=account.url,
        aws_access_key_id="testing",
        aws_secret_access_key="testing",
    )


def test_a_stub_of_a_region_precedes_one_for_all_regions(account: Emulator) -> None:
    one = {"id": "g", "arn": "a", "name": "g", "status": "READY", "version": "DRAFT"}
    stub(account.url, "bedrock:ListGuardrails", {"guardrails": []})
    stub(account.url, "bedrock:ListGuardrails", {"guardrails": [one]}, region=HERE)
    assert len(client(account, "bedrock").list_guardrails()["guardrails"]) == 1
    assert client(account, "bedrock", ELSEWHERE).list_guardrails()["guardrails"] == []


def test_a_stub_answers_only_the_input_it_was_made_for(account: Emulator) -> None:
    call = "sagemaker:DescribeFeatureGroup"
    for name in ("one", "two"):
        stub(account.url, call, {"FeatureGroupName": f"{name}!"}, FeatureGroupName=name)
    sagemaker = client(account, "sagemaker")
    assert sagemaker.describe_feature_group(FeatureGroupName="two")["FeatureGroupName"] == "two!"
    assert sagemaker.describe_feature_group(FeatureGroupName="one")["FeatureGroupName"] == "one!"


def test_a_stub_with_a_type_is_an_error(account: Emulator) -> None:
    call = "sagemaker:GetModelPackageGroupPolicy"
    stub(account.url, call, {"__type": "ValidationException", "message": "none"})
    with pytest.raises(ClientError, match="ValidationException"):
        client(account, "sagemaker").get_model_package_group_policy(ModelPackageGroupName="g")


def test_every_other_call_reaches_the_account(account: Emulator) -> None:
    stub(account.url, "bedrock:ListGuardrails", {"guardrails": []})
    s3 = client(account, "s3")
    s3.create_bucket(Bucket="whole", CreateBucketConfiguration={"LocationConstraint": HERE})
    s3.put_object(Bucket="whole", Key="k", Body=b"{whole}")
    assert s3.get_object(Bucket="whole", Key="k")["Body"].read() == b"{whole}"


def test_a_listing_of_buckets_has_their_regions(account: Emulator) -> None:
    client(account, "s3", ELSEWHERE).create_bucket(Bucket="far")
    listed = client(account, "s3").list_buckets()["Buckets"]
    assert {one["Name"]: one["BucketRegion"] for one in listed}["far"] == ELSEWHERE


def test_an_emptied_account_has_no_stubs(account: Emulator) -> None:
    stub(account.url, "bedrock:ListGuardrails", {"guardrails": []})
    account.reset()
    with pytest.raises(ClientError):
        client(account, "bedrock").list_guardrails()
