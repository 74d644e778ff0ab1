"""Collector of DocumentDB and Neptune: their clusters are in RDS's listing, which is read once."""

from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from typing import Any

from posture.collectors.aws.collecting import RegionClient
from posture.collectors.aws.rds import (
    CHANGING,
    CLUSTER_PARAMETERS_CALL,
    CLUSTERS_CALL,
    LARGEST_PAGE,
)
from posture.collectors.collecting import Ask, AssetCollector, Item, Read, in_state
from posture.collectors.errors import ContradictionError
from posture.domain.aws.assets.docdb import DocDbCluster, NeptuneCluster

AUDIT = "audit"
TLS = "tls"


def _clusters(engine: str) -> Callable[[RegionClient, Ask], AsyncIterator[Item]]:
    async def items(client: RegionClient, _ask: Ask) -> AsyncIterator[Item]:
        for one in await client.shared_pages(CLUSTERS_CALL, "DBClusters", MaxRecords=LARGEST_PAGE):
            if one["Engine"] == engine:
                yield Item(one["DBClusterArn"], one["DBClusterIdentifier"], one)

    return items


def _named(engine: str) -> Callable[[RegionClient, Iterable[str]], AsyncIterator[Item]]:
    async def items(client: RegionClient, arns: Iterable[str]) -> AsyncIterator[Item]:
        names = sorted(arn.split(":", 6)[6] for arn in arns)
        only = [{"Name": "db-cluster-id", "Values": names}]
        for one in await client.shared_pages(CLUSTERS_CALL, "DBClusters", Filters=only):
            if one["Engine"] == engine:
                yield Item(one["DBClusterArn"], one["DBClusterIdentifier"], one)

    return items


def _common(one: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "encrypted": one.get("StorageEncrypted", False),
        "backup_days": one.get("BackupRetentionPeriod", 0),
        "deletion_protection": one.get("DeletionProtection", False),
        "audit_logged": AUDIT in (one.get("EnabledCloudwatchLogsExports") or ()),
    }


def _docdb(_client: RegionClient, item: Item) -> Mapping[str, Any]:
    return _common(item.data)


def _neptune(_client: RegionClient, item: Item) -> Mapping[str, Any]:
    return _common(item.data) | {
        "iam_authentication": item.data.get("IAMDatabaseAuthenticationEnabled", False),
        "copy_tags": item.data.get("CopyTagsToSnapshot", False),
    }


async def _tls(client: RegionClient, item: Item) -> str:
    group = item.data.get("DBClusterParameterGroup")
    if not group:
        raise ContradictionError("it has no parameter group", CLUSTERS_CALL)
    found = await client.shared_pages(
        CLUSTER_PARAMETERS_CALL,
        "Parameters",
        DBClusterParameterGroupName=group,
        MaxRecords=LARGEST_PAGE,
    )
    for one in found:
        if one["ParameterName"] == TLS:
            return str(one.get("ParameterValue", ""))
    raise ContradictionError("its parameter group has no tls", CLUSTER_PARAMETERS_CALL)


DOCDB = AssetCollector(
    asset_type=DocDbCluster,
    regional=True,
    calls=(CLUSTERS_CALL,),
    items=_clusters("docdb"),
    find=_named("docdb"),
    listed=_docdb,
    transition=in_state(*CHANGING, path=("Status",)),
    reads=(Read(facts=("tls",), calls=(CLUSTER_PARAMETERS_CALL,), run=_tls),),
)

NEPTUNE = AssetCollector(
    asset_type=NeptuneCluster,
    regional=True,
    calls=(CLUSTERS_CALL,),
    items=_clusters("neptune"),
    find=_named("neptune"),
    listed=_neptune,
    transition=in_state(*CHANGING, path=("Status",)),
)

COLLECTORS: tuple[AssetCollector[RegionClient, Any], ...] = (DOCDB, NEPTUNE)
