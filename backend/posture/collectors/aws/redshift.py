"""Collector of Amazon Redshift: clusters, their parameters and audit logs."""

from collections.abc import AsyncIterator, Iterable, Mapping
from typing import Any

from posture.collectors.aws.collecting import RegionClient, Response, listing, read
from posture.collectors.collecting import AssetCollector, Item, Read, in_state
from posture.collectors.errors import CallError, ContradictionError
from posture.domain.aws.assets.redshift import RedshiftCluster

CLUSTERS_CALL = "redshift:DescribeClusters"
PARAMETERS_CALL = "redshift:DescribeClusterParameters"
LOGGING_CALL = "redshift:DescribeLoggingStatus"
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

COLLECTORS: tuple[AssetCollector[RegionClient, Any], ...] = (CLUSTERS,)
