"""Collects storage accounts and their blob containers."""

from collections.abc import AsyncIterator, Mapping
from datetime import UTC, datetime
from typing import Any

from posture.collectors.azure.collecting import (
    ArmCollector,
    Collectors,
    SubscriptionClient,
    below,
    listing,
    named,
    parents,
    read,
)
from posture.collectors.azure.errors import GONE
from posture.collectors.azure.properties import flag, network_access, part, text, value
from posture.collectors.collecting import Ask, Item
from posture.domain.azure.assets.storage import (
    WITHOUT_BLOBS,
    AccountSettings,
    BlobContainer,
    BlobService,
    StorageAccount,
)

LIST_CALL = "storage:ListAccounts"
GET_CALL = "storage:GetAccount"
CONTAINERS_CALL = "storage:ListContainers"
BLOBS_CALL = "storage:GetBlobService"
FILES_CALL = "storage:GetFileService"
# The account is of a kind that does not have the service.
NOT_SUPPORTED = "FeatureNotSupportedForAccount"
# Accounts have it by default since 2021.
# Source: https://learn.microsoft.com/azure/storage/files/storage-files-prevent-file-share-deletion
DEFAULT_SHARE_DAYS = 7


def _listed(_client: SubscriptionClient, item: Item) -> Mapping[str, Any]:
    properties = item.data["properties"]
    return {"settings": _settings(item.data, properties), "network": network_access(properties)}


def _settings(account: Mapping[str, Any], properties: Mapping[str, Any]) -> AccountSettings:
    made = value(properties, "creationTime", str)
    keys = part(properties, "keyCreationTime")
    return AccountSettings(
        kind=text(account, "kind"),
        created_on=None if made is None else _moment(made).date(),
        hierarchical=flag(properties, "isHnsEnabled"),
        https_only=flag(properties, "supportsHttpsTrafficOnly", default=True),
        minimum_tls=value(properties, "minimumTlsVersion", str),
        blob_public_access=value(properties, "allowBlobPublicAccess", bool),
        shared_key_access=value(properties, "allowSharedKeyAccess", bool),
        cross_tenant_replication=value(properties, "allowCrossTenantReplication", bool),
        key_source=text(part(properties, "encryption"), "keySource", default="microsoft.storage"),
        key_ages_days=tuple(_age(value(keys, name, str)) for name in ("key1", "key2")),
    )


def _age(made: str | None) -> int | None:
    return None if made is None else (datetime.now(UTC) - _moment(made)).days


def _moment(moment: str) -> datetime:
    """Return a moment of ARM, which has seven digits for the fraction of a second."""
    whole, _, fraction = moment.partition(".")
    found = datetime.fromisoformat(whole if fraction else moment)
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _blobs(response: Mapping[str, Any]) -> BlobService:
    properties = part(response, "properties")
    return BlobService(
        blob_delete_days=_days(part(properties, "deleteRetentionPolicy")),
        container_delete_days=_days(part(properties, "containerDeleteRetentionPolicy")),
        versioning=flag(properties, "isVersioningEnabled"),
    )


def _share_days(response: Mapping[str, Any]) -> int:
    policy = part(part(response, "properties"), "shareDeleteRetentionPolicy")
    return _days(policy) if policy else DEFAULT_SHARE_DAYS


def _days(policy: Mapping[str, Any]) -> int:
    return (value(policy, "days", int) or 0) if flag(policy, "enabled") else 0


async def _containers(client: SubscriptionClient, ask: Ask) -> AsyncIterator[Item]:
    """List the containers of the accounts that have a blob service."""
    accounts = parents(await client.shared(LIST_CALL), ask)
    with_blobs = [one for one in accounts if text(one.data, "kind") not in WITHOUT_BLOBS]
    async for of, found in below(client, CONTAINERS_CALL, with_blobs):
        allows = value(of.data["properties"], "allowBlobPublicAccess", bool) is not False
        yield Item(found["id"], found["name"], {**found, "account_allows": allows}, of.region)


def _container(_client: SubscriptionClient, item: Item) -> Mapping[str, Any]:
    return {
        "public_access": text(item.data["properties"], "publicAccess", default="none"),
        "account_allows": item.data["account_allows"],
    }


ACCOUNTS = ArmCollector(
    asset_type=StorageAccount,
    calls=(LIST_CALL, GET_CALL),
    items=listing(LIST_CALL),
    find=named(GET_CALL),
    listed=_listed,
    gone=GONE,
    reads=(
        read("blobs", BLOBS_CALL, of=_blobs, absent={NOT_SUPPORTED: None}),
        read("share_delete_days", FILES_CALL, of=_share_days, absent={NOT_SUPPORTED: None}),
    ),
)

CONTAINERS = ArmCollector(
    asset_type=BlobContainer,
    calls=(LIST_CALL, CONTAINERS_CALL),
    items=_containers,
    listed=_container,
)

COLLECTORS: Collectors = (ACCOUNTS, CONTAINERS)
