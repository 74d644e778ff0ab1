"""Collection of DynamoDB and CloudWatch Logs: facts, pages, and things that are gone."""

import json

import pytest

from posture.bootstrap.clouds import CLOUDS
from posture.checks.catalog import checks
from posture.domain.aws.assets.logs import LogGroup
from tests.emulator.account.account import ACCOUNT_ID, HOME
from tests.emulator.faults import Endpoint, error
from tests.emulator.recorded import Body, ReceivedCall, Recording, recorded
from tests.integration.collectors.aws.engine import Outcome, run

pytestmark = pytest.mark.anyio

TABLES = [one for one in checks(CLOUDS) if one.service == "dynamodb"]
GROUPS = [one for one in checks(CLOUDS) if one.asset_type is LogGroup]
TABLE = f"arn:aws:dynamodb:{HOME}:{ACCOUNT_ID}:table/orders"
GROUP = f"arn:aws:logs:{HOME}:{ACCOUNT_ID}:log-group:/app/web"
KEY = f"arn:aws:kms:{HOME}:{ACCOUNT_ID}:key/k-1"
OPEN = {"Effect": "Allow", "Principal": "*", "Action": "dynamodb:GetItem", "Resource": TABLE}


def failed(outcome: Outcome) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for (check_id, arn), one in outcome.verdicts.items():
        failures = found.setdefault(arn, set())
        if one.status == "fail":
            failures.add(check_id.removeprefix("aws_dynamodb_table_").removeprefix("aws_logs_"))
    return found


def _tables(received: ReceivedCall) -> Body:
    if "ExclusiveStartTableName" in received.members:
        return {"TableNames": ["safe"]}
    return {"TableNames": ["orders"], "LastEvaluatedTableName": "orders"}


def _table(received: ReceivedCall) -> Body:
    if received.members["TableName"] == "safe":
        key = {"Status": "ENABLED", "SSEType": "KMS", "KMSMasterKeyArn": KEY}
        return {"Table": {"DeletionProtectionEnabled": True, "SSEDescription": key}}
    return {"Table": {"TableStatus": "ACTIVE"}}


def _backups(received: ReceivedCall) -> Body:
    status = "ENABLED" if received.members["TableName"] == "safe" else "DISABLED"
    point = {"PointInTimeRecoveryStatus": status}
    return {
        "ContinuousBackupsDescription": {
            "ContinuousBackupsStatus": "ENABLED",
            "PointInTimeRecoveryDescription": point,
        }
    }


def _policy(received: ReceivedCall) -> Body:
    if received.members["ResourceArn"] == TABLE:
        return {"Policy": json.dumps({"Statement": OPEN})}
    return error(received.call, "PolicyNotFoundException")


ANSWERS: dict[str, Recording] = {
    "dynamodb:ListTables": _tables,
    "dynamodb:DescribeTable": _table,
    "dynamodb:DescribeContinuousBackups": _backups,
    "dynamodb:GetResourcePolicy": _policy,
    "kms:DescribeKey": {"KeyMetadata": {"KeyId": "k-1", "KeyManager": "CUSTOMER"}},
}
EVERYTHING = {
    "point_in_time_recovery_enabled",
    "deletion_protection_enabled",
    "encrypted_with_own_key",
    "policy_not_public",
}


async def test_every_page_of_tables_is_evaluated_and_each_table_is_described_once() -> None:
    async with recorded(ANSWERS) as here:
        outcome = await run(here.url, TABLES)
        assert here.calls["dynamodb:ListTables"] == 2
        assert here.calls["dynamodb:DescribeTable"] == 2
        assert here.calls["kms:DescribeKey"] == 1
    assert failed(outcome) == {TABLE: EVERYTHING, TABLE.replace("orders", "safe"): set()}
    assert outcome.reads.coverage == 1


async def test_a_named_table_is_found_without_a_listing() -> None:
    async with recorded(ANSWERS) as here:
        outcome = await run(here.url, TABLES, resource_ids=[TABLE])
        assert here.calls["dynamodb:ListTables"] == 0
        assert here.calls["dynamodb:DescribeTable"] == 1
    assert failed(outcome) == {TABLE: EVERYTHING}


async def test_backups_that_are_denied_are_unknown() -> None:
    call = "dynamodb:DescribeContinuousBackups"
    async with recorded(ANSWERS | {call: error(call, "AccessDeniedException")}) as here:
        outcome = await run(here.url, TABLES, resource_ids=[TABLE])
    verdict = outcome.verdicts["aws_dynamodb_table_point_in_time_recovery_enabled", TABLE]
    assert (verdict.status, str(verdict.unread)) == ("unknown", f"AccessDeniedException: {call}")
    assert outcome.reads.coverage < 1


async def test_a_table_whose_backups_are_not_known_yet_is_not_evaluated() -> None:
    call = "dynamodb:DescribeContinuousBackups"
    not_yet = error(call, "ContinuousBackupsUnavailableException")
    async with recorded(ANSWERS | {call: not_yet}) as here:
        outcome = await run(here.url, TABLES, resource_ids=[TABLE])
    assert TABLE not in {resource_id for _, resource_id in outcome.verdicts}
    assert outcome.reads.coverage < 1


def _groups(received: ReceivedCall) -> Body:
    old = {"logGroupName": "/app/web", "arn": f"{GROUP}:*"}
    good = {
        "logGroupName": "/app/web-2",
        "logGroupArn": f"{GROUP}-2",
        "arn": f"{GROUP}-2:*",
        "retentionInDays": 30,
        "kmsKeyId": KEY,
    }
    if "nextToken" in received.members:
        return {"logGroups": [old]}
    return {"logGroups": [good], "nextToken": "more"}


async def test_log_groups_have_the_arn_that_terraform_writes() -> None:
    async with recorded({"logs:DescribeLogGroups": _groups}) as here:
        outcome = await run(here.url, GROUPS)
        assert here.calls == {"logs:DescribeLogGroups": 2}
    assert failed(outcome) == {
        GROUP: {"group_retention_set", "group_encrypted_with_kms"},
        f"{GROUP}-2": set(),
    }


async def test_a_named_log_group_is_told_from_one_whose_name_begins_the_same() -> None:
    async with recorded({"logs:DescribeLogGroups": _groups}) as here:
        outcome = await run(here.url, GROUPS, resource_ids=[GROUP])
        asked = {one.members["logGroupNamePrefix"] for one in here.received}
    assert asked == {"/app/web"}
    assert failed(outcome).keys() == {GROUP}


async def test_a_denied_listing_of_log_groups_is_unknown() -> None:
    call = "logs:DescribeLogGroups"
    async with recorded({call: error(call, "AccessDeniedException")}) as here:
        outcome = await run(here.url, GROUPS)
    assert not outcome.verdicts
    assert {str(one.unread) for one in outcome.unlisted} == {f"AccessDeniedException: {call}"}
    assert outcome.reads.coverage < 1


@pytest.mark.parametrize("gone", [TABLE, GROUP])
async def test_a_deleted_table_or_log_group_is_not_an_asset(cloud: Endpoint, gone: str) -> None:
    outcome = await run(cloud.url, [*TABLES, *GROUPS], resource_ids=[gone])
    assert not outcome.verdicts
    assert not outcome.unlisted
