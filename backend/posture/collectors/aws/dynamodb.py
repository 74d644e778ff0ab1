"""Collector of Amazon DynamoDB: tables with keys, recovery and policies, never their items."""

from collections.abc import AsyncIterator, Iterable, Mapping
from typing import Any

from posture.collectors.aws.collecting import RegionClient, Response, read
from posture.collectors.aws.kms import DESCRIBE_CALL, own_key
from posture.collectors.collecting import Ask, AssetCollector, Item, Read
from posture.collectors.errors import CallError, InTransitionError
from posture.domain.aws.assets.dynamodb import DynamoDbTable
from posture.domain.aws.policy import Policy, policy

LIST_CALL = "dynamodb:ListTables"
ONE_CALL = "dynamodb:DescribeTable"
ENCRYPTING = frozenset({"ENABLING", "DISABLING", "UPDATING"})
NOT_FOUND = frozenset({"ResourceNotFoundException", "TableNotFoundException"})


def _item(client: RegionClient, name: str) -> Item:
    return Item(client.arn("dynamodb", f"table/{name}"), name, {"TableName": name})


async def _tables(client: RegionClient, _ask: Ask) -> AsyncIterator[Item]:
    async for name in client.pages(LIST_CALL, "TableNames"):
        yield _item(client, name)


async def _named(client: RegionClient, arns: Iterable[str]) -> AsyncIterator[Item]:
    for arn in arns:
        item = _item(client, arn.partition(":table/")[2].partition("/")[0])
        try:
            await client.shared(ONE_CALL, **item.data)
        except CallError as error:
            if error.code not in NOT_FOUND:
                raise
        else:
            yield item


def _table(item: Item) -> Mapping[str, Any]:
    return item.data


def _protected(response: Response) -> bool:
    _settled(response["Table"])
    return bool(response["Table"].get("DeletionProtectionEnabled", False))


def _settled(table: Mapping[str, Any]) -> None:
    """Raise `InTransitionError` while a table, or its encryption, is not as it was ordered.

    A table that only scales has the state `UPDATING`, too.
    """
    encryption = table.get("SSEDescription", {}).get("Status")
    for state in (table.get("TableStatus"), encryption):
        if state == "CREATING" or (state == encryption and state in ENCRYPTING):
            raise InTransitionError(state, ONE_CALL)


async def _own_key(client: RegionClient, item: Item) -> bool:
    response = await client.shared(ONE_CALL, **item.data)
    _settled(response["Table"])
    key = response["Table"].get("SSEDescription", {}).get("KMSMasterKeyArn")
    return await own_key(client, key) if key else False


def _recoverable(response: Response) -> bool:
    found = response["ContinuousBackupsDescription"].get("PointInTimeRecoveryDescription", {})
    return bool(found.get("PointInTimeRecoveryStatus") == "ENABLED")


def _policy(response: Response) -> Policy | None:
    document = response.get("Policy")
    return policy(document) if document else None


TABLES = AssetCollector(
    asset_type=DynamoDbTable,
    regional=True,
    calls=(LIST_CALL, ONE_CALL),
    items=_tables,
    find=_named,
    listed=lambda client, _item: {"account_id": client.account_id},
    gone=NOT_FOUND,
    unready=frozenset({"ContinuousBackupsUnavailableException"}),
    reads=(
        read("deletion_protection", ONE_CALL, by=_table, of=_protected, shared=True),
        Read(facts=("own_key",), calls=(ONE_CALL, DESCRIBE_CALL), run=_own_key),
        read("recoverable", "dynamodb:DescribeContinuousBackups", by=_table, of=_recoverable),
        read(
            "policy",
            "dynamodb:GetResourcePolicy",
            by=lambda item: {"ResourceArn": item.resource_id},
            of=_policy,
            absent={"PolicyNotFoundException": None},
        ),
    ),
)

COLLECTORS: tuple[AssetCollector[RegionClient, Any], ...] = (TABLES,)
