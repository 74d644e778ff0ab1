"""Collection of KMS: facts from its responses, and the number of calls."""

import boto3  # type: ignore[import-untyped]  # ships no types
import pytest

from posture.bootstrap.clouds import CLOUDS
from posture.checks.catalog import checks
from posture.domain.verdict import VerdictStatus
from tests.emulator.account.account import ACCOUNT_ID, HOME
from tests.emulator.faults import Endpoint
from tests.emulator.recorded import ReceivedCall, Recording, recorded
from tests.integration.collectors.aws.engine import Outcome, run

pytestmark = pytest.mark.anyio

CHECKS = [one for one in checks(CLOUDS) if one.service == "kms"]


def failed(outcome: Outcome, resource_id: str) -> set[str]:
    return {
        check_id.removeprefix("aws_kms_key_")
        for (check_id, resource), one in outcome.verdicts.items()
        if resource == resource_id and one.status == "fail"
    }


FAILURES = {
    "prod-data": set(),
    "legacy-backups": {"rotation_enabled"},
    "partner-exchange": {"rotation_enabled", "policy_not_public"},
    "auditors-archive": {"policy_own_account_only", "single_region"},
    "one-mans-key": {
        "rotation_enabled",
        "policy_duties_separated",
        "policy_account_in_control",
    },
    "to-be-imported": set(),  # the emulator enables it without its material
}


async def test_keys_are_evaluated(cloud: Endpoint, leaky_account: str) -> None:
    outcome = await run(cloud.url, CHECKS, regions=(HOME,))
    kms = boto3.client(
        "kms",
        HOME,
        endpoint_url=leaky_account,
        aws_access_key_id="testing",
        aws_secret_access_key="testing",
    )
    for name, expected in FAILURES.items():
        arn = kms.describe_key(KeyId=f"alias/{name}")["KeyMetadata"]["Arn"]
        assert failed(outcome, arn) == expected, name
    assert outcome.reads.coverage == 1
    keys = len({resource for _, resource in outcome.verdicts})
    assert cloud.calls["kms:ListKeys"] == 1
    assert cloud.calls["kms:DescribeKey"] == keys
    assert cloud.calls["kms:GetKeyPolicy"] == keys


ARN = f"arn:aws:kms:{HOME}:{ACCOUNT_ID}:key/"


def describe(received: ReceivedCall) -> dict[str, object]:
    arn = str(received.members["KeyId"])
    return {
        "KeyMetadata": {
            "KeyId": arn.rpartition("/")[2],
            "Arn": arn,
            "KeyManager": "AWS" if arn.endswith("aws") else "CUSTOMER",
            "KeyState": "Enabled",
            "KeySpec": "SYMMETRIC_DEFAULT",
            "Origin": "AWS_KMS" if arn.endswith("slow") else "EXTERNAL",
            "ValidTo": 1500000000.0,
            "MultiRegion": False,
        }
    }


async def test_aws_managed_keys_need_one_call_and_are_not_applicable() -> None:
    answers: dict[str, Recording] = {
        "kms:ListKeys": {
            "Keys": [
                {"KeyId": "aws", "KeyArn": f"{ARN}aws"},
                {"KeyId": "own", "KeyArn": f"{ARN}own"},
            ]
        },
        "kms:DescribeKey": describe,
        "kms:GetKeyPolicy": {"Policy": '{"Statement": []}'},
    }
    async with recorded(answers) as cloud:
        outcome = await run(cloud.url, CHECKS, regions=(HOME,))
        assert cloud.calls == {"kms:ListKeys": 1, "kms:DescribeKey": 2, "kms:GetKeyPolicy": 1}
    of_aws = {one.status for (_, arn), one in outcome.verdicts.items() if arn == f"{ARN}aws"}
    assert of_aws == {VerdictStatus.NOT_APPLICABLE}
    assert failed(outcome, f"{ARN}own") == {"imported_material_valid", "policy_account_in_control"}


async def test_one_named_key_needs_only_its_own_calls() -> None:
    answers: dict[str, Recording] = {
        "kms:DescribeKey": describe,
        "kms:GetKeyPolicy": {"Policy": '{"Statement": []}'},
    }
    async with recorded(answers) as cloud:
        await run(cloud.url, CHECKS, regions=(HOME,), resource_ids=[f"{ARN}own"])
        assert cloud.calls == {"kms:DescribeKey": 1, "kms:GetKeyPolicy": 1}


async def test_the_rotation_period_of_a_key_is_read() -> None:
    answers: dict[str, Recording] = {
        "kms:DescribeKey": describe,
        "kms:GetKeyPolicy": {"Policy": '{"Statement": []}'},
        "kms:GetKeyRotationStatus": {"KeyRotationEnabled": True, "RotationPeriodInDays": 2560},
    }
    async with recorded(answers) as cloud:
        outcome = await run(cloud.url, CHECKS, regions=(HOME,), resource_ids=[f"{ARN}slow"])
    assert failed(outcome, f"{ARN}slow") == {"rotation_yearly", "policy_account_in_control"}
