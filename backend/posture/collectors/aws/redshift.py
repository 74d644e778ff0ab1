"""Collector of Amazon Redshift: clusters with parameters and logs, snapshots, data shares."""

import re
from collections.abc import AsyncIterator, Iterable, Mapping
from typing import Any

from posture.collectors.aws.collecting import RegionClient, Response, listing, owned, read
from posture.collectors.collecting import AssetCollector, Item, Read, in_state
from posture.collectors.errors import CallError, ContradictionError
from posture.domain.aws.arn import locate
from posture.domain.aws.assets.redshift import (
    RedshiftCluster,
    RedshiftDataShare,
    RedshiftSnapshot,
)

CLUSTERS_CALL = "redshift:DescribeClusters"
PARAMETERS_CALL = "redshift:DescribeClusterParameters"
LOGGING_CALL = "redshift:DescribeLoggingStatus"
SNAPSHOTS_CALL = "redshift:DescribeClusterSnapshots"
SHARES_CALL = "redshift:DescribeDataShares"
LARGEST_PAGE = 100
# AWS itself, which an owner lets restore a snapshot to look into a problem.
SUPPORT = "amazon-redshift-support"
# In these states a consumer of a share has no access.
WITHOUT_ACCESS = frozenset({"PENDING_AUTHORIZATION", "DEAUTHORIZED", "REJECTED"})
# Consumers of the same account are namespaces, by their id or ARN; those of other accounts are the
# accounts, their data catalogs, or a word such as ADX, which is the public market for data.
NAMESPACE = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
CATALOG = "DataCatalog/"
NOT_FOUND = frozenset({"ClusterNotFound", "ClusterNotFoundFault"})
# What Redshift calls the first database of a cluster that was made without a name for it.
DEFAULT_DATABASE = "dev"
IN_FORCE = frozenset({"in-sync", "applying"})


def _item(client: RegionClient, one: Mapping[str, Any]) -> Item:
    name = one["ClusterIdentifier"]
    return Item(client.arn("redshift", f"cluster:{name}"), name, one)


async def _named(client: RegionClient, arns: Iterable[str]) -> AsyncIterator[Item]:
    for arn in arns:
        try:
            found = await client.call(CLUSTERS_CALL, ClusterIdentifier=arn.split(":", 6)[6])
        except CallError as error:
            if error.code not in NOT_FOUND:
                raise
            continue
        for one in found["Clusters"]:
            yield _item(client, one)


def _listed(_client: RegionClient, item: Item) -> Mapping[str, Any]:
    one = item.data
    return {
        "public": one["PubliclyAccessible"],
        "encrypted": one.get("Encrypted", False),
        "vpc_routing": one.get("EnhancedVpcRouting", False),
        "snapshot_days": one.get("AutomatedSnapshotRetentionPeriod", 0),
        "upgrades": one.get("AllowVersionUpgrade", False),
        "administrator": one["MasterUsername"],
        "database": one.get("DBName", DEFAULT_DATABASE),
    }


async def _tls(client: RegionClient, item: Item) -> str:
    groups = item.data.get("ClusterParameterGroups")
    if not groups:
        raise ContradictionError("a cluster without a parameter group", CLUSTERS_CALL)
    name = groups[0]["ParameterGroupName"]
    parameters = await client.shared_pages(PARAMETERS_CALL, "Parameters", ParameterGroupName=name)
    values = {one["ParameterName"]: one.get("ParameterValue") for one in parameters}
    if str(values.get("require_ssl")).lower() != "true":
        return "off"
    status = groups[0]["ParameterApplyStatus"]
    return "required" if status in IN_FORCE else "pending"


def _log_gap(response: Response) -> str | None:
    if not response["LoggingEnabled"]:
        return "The audit log is off."
    failed, delivered = (
        response.get(name) for name in ("LastFailureTime", "LastSuccessfulDeliveryTime")
    )
    if failed and (not delivered or failed > delivered):
        return "The last delivery of the audit log failed."
    return None


def _snapshot(client: RegionClient, one: Mapping[str, Any]) -> Item | None:
    if not owned(client, one.get("OwnerAccount")):
        return None
    return Item(one["SnapshotArn"], one["SnapshotIdentifier"], one)


def _snapshot_listed(client: RegionClient, item: Item) -> Mapping[str, Any]:
    # Without such accounts there is no list.
    found = item.data.get("AccountsWithRestoreAccess") or ()
    return {
        "shared_with": tuple(
            one["AccountId"]
            for one in found
            if one.get("AccountAlias") != SUPPORT and one["AccountId"] != client.account_id
        )
    }


def _share(client: RegionClient, one: Mapping[str, Any]) -> Item | None:
    """Return an item of a share of this account; None for one that it uses."""
    place = locate(one["ProducerArn"])
    arn = one["DataShareArn"]
    if place and not owned(client, place.account):
        return None
    return Item(arn, arn.rpartition("/")[2], one)


def _share_listed(client: RegionClient, item: Item) -> Mapping[str, Any]:
    return {
        "public_clusters": item.data["AllowPubliclyAccessibleConsumers"],
        "foreign_consumers": tuple(
            sorted(
                {
                    one["ConsumerIdentifier"]
                    for one in item.data["DataShareAssociations"]
                    if one["Status"] not in WITHOUT_ACCESS
                    and _is_foreign(one["ConsumerIdentifier"], client.account_id)
                }
            )
        ),
    }


def _is_foreign(consumer: str, account_id: str) -> bool:
    """Return whether a consumer is of another account, or is not known to be of this one."""
    place = locate(consumer)
    account = place.account if place else consumer.removeprefix(CATALOG)
    return account != account_id and not NAMESPACE.fullmatch(account.lower())


CLUSTERS = AssetCollector(
    asset_type=RedshiftCluster,
    regional=True,
    calls=(CLUSTERS_CALL,),
    items=listing(CLUSTERS_CALL, "Clusters", _item),
    find=_named,
    listed=_listed,
    gone=NOT_FOUND,
    transition=in_state("creating", "modifying", "renaming", "resizing", path=("ClusterStatus",)),
    reads=(
        Read(facts=("tls",), calls=(PARAMETERS_CALL,), run=_tls),
        read(
            "log_gap",
            LOGGING_CALL,
            by=lambda item: {"ClusterIdentifier": item.name},
            of=_log_gap,
        ),
    ),
)

SNAPSHOTS = AssetCollector(
    asset_type=RedshiftSnapshot,
    regional=True,
    calls=(SNAPSHOTS_CALL,),
    # Only manual snapshots can be shared.
    items=listing(
        SNAPSHOTS_CALL, "Snapshots", _snapshot, SnapshotType="manual", MaxRecords=LARGEST_PAGE
    ),
    listed=_snapshot_listed,
    transition=in_state("creating", path=("Status",)),
)

SHARES = AssetCollector(
    asset_type=RedshiftDataShare,
    regional=True,
    calls=(SHARES_CALL,),
    items=listing(SHARES_CALL, "DataShares", _share, MaxRecords=LARGEST_PAGE),
    listed=_share_listed,
)

COLLECTORS: tuple[AssetCollector[RegionClient, Any], ...] = (CLUSTERS, SNAPSHOTS, SHARES)
