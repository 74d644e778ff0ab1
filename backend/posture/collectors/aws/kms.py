"""Collector of AWS KMS: keys with their rotation and policies."""

from collections.abc import AsyncIterator, Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from posture.collectors.aws.collecting import RegionClient
from posture.collectors.collecting import Ask, AssetCollector, Item, Read
from posture.domain.aws.assets.kms import KeyDescription, KmsKey, Rotation
from posture.domain.aws.policy import Policy, policy

LARGEST_PAGE = 1000
DESCRIBE_CALL = "kms:DescribeKey"
ROTATION_CALL = "kms:GetKeyRotationStatus"
POLICY_CALL = "kms:GetKeyPolicy"
# Start of the ids of multi-Region keys.
# https://docs.aws.amazon.com/kms/latest/developerguide/multi-region-keys-overview.html
MULTI_REGION_ID = "mrk-"
EXPIRING = "KEY_MATERIAL_EXPIRES"
# KMS's default rotation period.
ROTATION_DAYS = 365


async def _keys(client: RegionClient, _ask: Ask) -> AsyncIterator[Item]:
    async for one in client.pages("kms:ListKeys", "Keys", Limit=LARGEST_PAGE):
        yield Item(one["KeyArn"], one["KeyId"], {})


async def _named(_client: RegionClient, arns: Iterable[str]) -> AsyncIterator[Item]:
    for arn in arns:
        yield Item(arn, arn.rpartition("/")[2], {})


def _listed(client: RegionClient, _item: Item) -> Mapping[str, Any]:
    return {"account_id": client.account_id}


async def _description(client: RegionClient, item: Item) -> KeyDescription:
    key = (await client.shared(DESCRIBE_CALL, KeyId=item.resource_id))["KeyMetadata"]
    return KeyDescription(
        customer_managed=key["KeyManager"] == "CUSTOMER",
        state=key["KeyState"],
        spec=key.get("KeySpec") or key["CustomerMasterKeySpec"],
        origin=key["Origin"],
        multi_region=key.get("MultiRegion", key["KeyId"].startswith(MULTI_REGION_ID)),
        material_expires_in_days=_days_until(
            key["ValidTo"] if key.get("ExpirationModel") == EXPIRING else key.get("ValidTo")
        ),
        deleted_in_days=_days_until(key.get("DeletionDate")),
    )


async def own_key(client: RegionClient, key: str) -> bool:
    """Return whether a key, given by ARN, id or alias, is customer managed."""
    response = await client.shared(DESCRIBE_CALL, KeyId=key)
    return bool(response["KeyMetadata"]["KeyManager"] == "CUSTOMER")


def _days_until(moment: datetime | None) -> int | None:
    return (moment - datetime.now(UTC)).days if moment else None


async def _rotation(client: RegionClient, item: Item) -> Rotation | None:
    described = await _description(client, item)
    if not (described.customer_managed and described.rotatable):
        return None
    response = await client.call(ROTATION_CALL, KeyId=item.resource_id)
    return Rotation(
        response["KeyRotationEnabled"], response.get("RotationPeriodInDays") or ROTATION_DAYS
    )


async def _policy(client: RegionClient, item: Item) -> Policy | None:
    described = await _description(client, item)
    if not described.customer_managed:
        return None
    response = await client.call(POLICY_CALL, KeyId=item.resource_id, PolicyName="default")
    return policy(response["Policy"])


KEYS = AssetCollector(
    asset_type=KmsKey,
    regional=True,
    calls=("kms:ListKeys",),
    items=_keys,
    find=_named,
    listed=_listed,
    gone=frozenset({"NotFoundException"}),
    reads=(
        Read(facts=("description",), calls=(DESCRIBE_CALL,), run=_description),
        Read(facts=("rotation",), calls=(DESCRIBE_CALL, ROTATION_CALL), run=_rotation),
        Read(facts=("policy",), calls=(DESCRIBE_CALL, POLICY_CALL), run=_policy),
    ),
)

COLLECTORS: tuple[AssetCollector[RegionClient, Any], ...] = (KEYS,)
