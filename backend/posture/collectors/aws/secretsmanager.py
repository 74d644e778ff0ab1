"""Collector of AWS Secrets Manager: rotation, use and policies of secrets, never their values."""

from collections.abc import AsyncIterator, Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from posture.collectors.aws.collecting import RegionClient, Response, read
from posture.collectors.collecting import Ask, AssetCollector, Item
from posture.collectors.errors import CallError
from posture.domain.aws.assets.secretsmanager import SecretsManagerSecret
from posture.domain.aws.policy import Policy, policy
from posture.domain.evidence import Fact, contradiction

LIST_CALL = "secretsmanager:ListSecrets"
ONE_CALL = "secretsmanager:DescribeSecret"
NOT_FOUND = "ResourceNotFoundException"
LARGEST_PAGE = 100
AWS_MANAGED_KEY = "alias/aws/secretsmanager"


async def _secrets(client: RegionClient, _ask: Ask) -> AsyncIterator[Item]:
    async for one in client.pages(LIST_CALL, "SecretList", MaxResults=LARGEST_PAGE):
        yield Item(one["ARN"], one["Name"], one)


async def _named(client: RegionClient, arns: Iterable[str]) -> AsyncIterator[Item]:
    for arn in arns:
        try:
            one = await client.call(ONE_CALL, SecretId=arn)
        except CallError as error:
            if error.code != NOT_FOUND:
                raise
            continue
        if not one.get("DeletedDate"):
            yield Item(arn, one["Name"], one)


def _listed(client: RegionClient, item: Item) -> Mapping[str, Any]:
    one = item.data
    now = datetime.now(UTC)
    made: datetime = one["CreatedDate"]
    renewed = [one.get("LastRotatedDate"), one.get("LastChangedDate"), made]
    primary = one.get("PrimaryRegion") or client.region
    key = one.get("KmsKeyId") or AWS_MANAGED_KEY
    return {
        "account_id": client.account_id,
        "owner": one.get("OwningService") or None,
        "primary_region": None if primary == client.region else primary,
        "rotation": one.get("RotationEnabled", False),
        "due_days": _due_days(one, now),
        "renewed_days_ago": (now - max(date for date in renewed if date)).days,
        "used_days_ago": (now - (one.get("LastAccessedDate") or made)).days,
        "kms_key": None if key.endswith(AWS_MANAGED_KEY) else key,
    }


def _due_days(one: Mapping[str, Any], now: datetime) -> Fact[int | None]:
    planned: datetime | None = one.get("NextRotationDate")
    if planned:
        return (planned - now).days
    if one.get("RotationEnabled"):
        return contradiction("rotation is on without a date", LIST_CALL)
    return None


def _policy(response: Response) -> Policy | None:
    document = response.get("ResourcePolicy")
    return policy(document) if document else None


SECRETS = AssetCollector(
    asset_type=SecretsManagerSecret,
    regional=True,
    calls=(LIST_CALL, ONE_CALL),
    items=_secrets,
    find=_named,
    listed=_listed,
    gone=frozenset({NOT_FOUND}),
    reads=(
        read(
            "policy",
            "secretsmanager:GetResourcePolicy",
            by=lambda item: {"SecretId": item.resource_id},
            of=_policy,
        ),
    ),
)

COLLECTORS: tuple[AssetCollector[RegionClient, Any], ...] = (SECRETS,)
