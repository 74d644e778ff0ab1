"""Collector of Amazon S3: buckets and the settings of the account."""

from collections.abc import AsyncIterator, Iterable, Mapping
from typing import Any

from posture.collectors.aws.collecting import RegionClient, Response, read
from posture.collectors.collecting import Ask, AssetCollector, Item, Read
from posture.collectors.errors import CallError, ContradictionError
from posture.collectors.stepping import together
from posture.domain.aws.assets.s3 import (
    Encryption,
    Grant,
    PublicAccessBlock,
    Replica,
    S3Account,
    S3Bucket,
)
from posture.domain.aws.policy import policy
from posture.domain.evidence import Fact, Unread

BUCKETS_CALL = "s3:ListBuckets"
LARGEST_PAGE = 1000
# Global data is read in one region of the partition, and so only once.
HOMES = {"aws": "us-east-1", "aws-cn": "cn-north-1", "aws-us-gov": "us-gov-west-1"}
ACCOUNT_BLOCK_CALL = "s3control:GetPublicAccessBlock"
ENCRYPTION_CALL = "s3:GetBucketEncryption"
REPLICATION_CALL = "s3:GetBucketReplication"
NO_BLOCK = {"NoSuchPublicAccessBlockConfiguration": PublicAccessBlock()}
NOT_OWNED = Unread("NotOwned", BUCKETS_CALL)
TARGETS = (
    "TopicConfigurations",
    "QueueConfigurations",
    "LambdaFunctionConfigurations",
    "EventBridgeConfiguration",
)


def _bucket(item: Item) -> dict[str, str]:
    return {"Bucket": item.name}


async def _buckets(client: RegionClient, _ask: Ask) -> AsyncIterator[Item]:
    unplaced: list[str] = []
    async for bucket in client.pages(BUCKETS_CALL, "Buckets", MaxBuckets=LARGEST_PAGE):
        if region := bucket.get("BucketRegion"):
            yield _item(client, bucket["Name"], region)
        else:
            unplaced.append(bucket["Name"])
    # S3 itself always returns the region; compatible endpoints may not.
    for item in await together(_headed(client, name) for name in unplaced):
        if item:
            yield item


async def _named(client: RegionClient, arns: Iterable[str]) -> AsyncIterator[Item]:
    names = (arn.rpartition(":")[2] for arn in arns)
    for item in await together(_located(client, name) for name in names):
        if item:
            yield item


async def _located(client: RegionClient, name: str) -> Item | None:
    """Return one bucket of the account with its region; a call in a wrong region is redirected."""
    bucket = await own_bucket(client, name)
    if bucket is None:
        return None
    if region := bucket.get("BucketRegion"):
        return _item(client, name, region)
    return await _headed(client, name)


async def own_bucket(client: RegionClient, name: str) -> Mapping[str, Any] | None:
    """Return the account's bucket with this name; it is the first with the name as its prefix."""
    response = await home(client).shared(BUCKETS_CALL, Prefix=name, MaxBuckets=1)
    return next((one for one in response.get("Buckets", ()) if one["Name"] == name), None)


async def _headed(client: RegionClient, name: str) -> Item | None:
    try:
        head = await client.call("s3:HeadBucket", Bucket=name)
    except CallError as error:
        if error.code == "NotFound":
            return None
        raise
    return _item(client, name, head.get("BucketRegion") or client.region)


def _item(client: RegionClient, name: str, region: str) -> Item:
    return Item(f"arn:{client.partition}:s3:::{name}", name, {}, region)


async def _account(client: RegionClient, _ask: Ask) -> AsyncIterator[Item]:
    yield Item(client.arn("s3", "account", region=""), client.account_id, {})


def block(settings: Mapping[str, bool]) -> PublicAccessBlock:
    """Parse the four settings of a public access block."""
    return PublicAccessBlock(
        settings.get("BlockPublicAcls", False),
        settings.get("IgnorePublicAcls", False),
        settings.get("BlockPublicPolicy", False),
        settings.get("RestrictPublicBuckets", False),
    )


def _encryption(response: Response) -> Encryption:
    for rule in response["ServerSideEncryptionConfiguration"]["Rules"]:
        if algorithm := rule.get("ApplyServerSideEncryptionByDefault", {}).get("SSEAlgorithm"):
            blocked = rule.get("BlockedEncryptionTypes", {}).get("EncryptionType", ())
            return Encryption(algorithm, "SSE-C" in blocked)
    raise ContradictionError("a default encryption without algorithm", ENCRYPTION_CALL)


def _grants(response: Response) -> tuple[Grant, ...]:
    return tuple(Grant(_grantee(one["Grantee"]), one["Permission"]) for one in response["Grants"])


def _grantee(found: Mapping[str, str]) -> str:
    """Return the address of a group, such as everyone, or the id of an account."""
    return found["URI"] if found["Type"] == "Group" else found.get("ID", "")


def _ownership(response: Response) -> str | None:
    rules = response["OwnershipControls"]["Rules"]
    return str(rules[0]["ObjectOwnership"]) if rules else None


def _versioning(response: Response) -> dict[str, bool]:
    return {
        "versioning": response.get("Status") == "Enabled",
        "mfa_delete": response.get("MFADelete") == "Enabled",
    }


def _lifecycle(response: Response) -> bool:
    return any(rule["Status"] == "Enabled" for rule in response.get("Rules", ()))


def _object_lock(response: Response) -> bool:
    return bool(response.get("ObjectLockConfiguration", {}).get("ObjectLockEnabled") == "Enabled")


def _notified(response: Response) -> tuple[str, ...]:
    # EventBridge is on if its key is present, even when empty; the others have entries.
    return tuple(
        kind
        for kind in TARGETS
        if response.get(kind) or (kind == "EventBridgeConfiguration" and kind in response)
    )


async def _replicas(client: RegionClient, item: Item) -> tuple[Replica, ...]:
    response = await client.call(REPLICATION_CALL, Bucket=item.name)
    rules = [
        (rule["Destination"]["Bucket"].rpartition(":")[2], rule)
        for rule in response["ReplicationConfiguration"]["Rules"]
        if rule["Status"] == "Enabled"
    ]
    names = sorted({name for name, _ in rules})
    found = await together(_region_of(client, name) for name in names)
    regions = dict(zip(names, found, strict=True))
    return tuple(
        Replica(name, regions[name], partial=_selective(rule), with_kms=_with_kms(rule))
        for name, rule in rules
    )


def _with_kms(rule: Mapping[str, Any]) -> bool:
    """Return whether a replication rule covers objects that a KMS key encrypts."""
    criteria = rule.get("SourceSelectionCriteria") or {}
    return bool((criteria.get("SseKmsEncryptedObjects") or {}).get("Status") == "Enabled")


def _selective(rule: Mapping[str, Any]) -> bool:
    """Return whether a replication rule leaves out objects by their prefix or tags."""
    filters = rule.get("Filter") or {}
    return bool(rule.get("Prefix") or any(filters.get(one) for one in ("Prefix", "Tag", "And")))


async def _region_of(client: RegionClient, name: str) -> Fact[str]:
    try:
        found = await _located(client, name)
    except CallError as error:
        return Unread(error.code, error.call)
    return found.region if found and found.region else NOT_OWNED


def _listed(client: RegionClient, _item: Item) -> Mapping[str, Any]:
    return {"account_id": client.account_id}


def home(client: RegionClient) -> RegionClient:
    """Return the client of the region in which the global data of the partition is read."""
    return client.at(HOMES.get(client.partition, client.region))


async def _account_block(client: RegionClient, _item: Item) -> PublicAccessBlock:
    response = await home(client).shared(ACCOUNT_BLOCK_CALL, AccountId=client.account_id)
    return block(response["PublicAccessBlockConfiguration"])


BUCKETS = AssetCollector(
    asset_type=S3Bucket,
    regional=False,
    scattered=True,
    calls=(BUCKETS_CALL, "s3:HeadBucket"),
    items=_buckets,
    find=_named,
    listed=_listed,
    gone=frozenset({"NoSuchBucket"}),
    reads=(
        read(
            "public_access_block",
            "s3:GetPublicAccessBlock",
            by=_bucket,
            of=lambda response: block(response["PublicAccessBlockConfiguration"]),
            absent=NO_BLOCK,
        ),
        Read(
            facts=("account_public_access_block",),
            calls=(ACCOUNT_BLOCK_CALL,),
            run=_account_block,
            absent=NO_BLOCK,
        ),
        read(
            "policy",
            "s3:GetBucketPolicy",
            by=_bucket,
            of=lambda response: policy(response["Policy"]),
            absent={"NoSuchBucketPolicy": None},
        ),
        read("grants", "s3:GetBucketAcl", by=_bucket, of=_grants),
        read(
            "object_ownership",
            "s3:GetBucketOwnershipControls",
            by=_bucket,
            of=_ownership,
            absent={"OwnershipControlsNotFoundError": None},
        ),
        read(
            "encryption",
            ENCRYPTION_CALL,
            by=_bucket,
            of=_encryption,
            absent={"ServerSideEncryptionConfigurationNotFoundError": None},
        ),
        read(("versioning", "mfa_delete"), "s3:GetBucketVersioning", by=_bucket, of=_versioning),
        read(
            "logging_target",
            "s3:GetBucketLogging",
            by=_bucket,
            of=lambda response: response.get("LoggingEnabled", {}).get("TargetBucket"),
        ),
        read(
            "lifecycle",
            "s3:GetBucketLifecycleConfiguration",
            by=_bucket,
            of=_lifecycle,
            absent={"NoSuchLifecycleConfiguration": False},
        ),
        read(
            "object_lock",
            "s3:GetObjectLockConfiguration",
            by=_bucket,
            of=_object_lock,
            absent={"ObjectLockConfigurationNotFoundError": False},
        ),
        read("notified", "s3:GetBucketNotificationConfiguration", by=_bucket, of=_notified),
        Read(
            facts=("replicas",),
            calls=(BUCKETS_CALL, REPLICATION_CALL),
            run=_replicas,
            absent={"ReplicationConfigurationNotFoundError": ()},
        ),
    ),
)

ACCOUNT = AssetCollector(
    asset_type=S3Account,
    regional=False,
    calls=(ACCOUNT_BLOCK_CALL,),
    items=_account,
    reads=(
        Read(
            facts=("public_access_block",),
            calls=(ACCOUNT_BLOCK_CALL,),
            run=_account_block,
            absent=NO_BLOCK,
        ),
    ),
)

COLLECTORS: tuple[AssetCollector[RegionClient, Any], ...] = (BUCKETS, ACCOUNT)
