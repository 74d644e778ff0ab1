"""Collector of Amazon RDS databases: instances and clusters, and their network access."""

from collections.abc import AsyncIterator, Callable, Collection, Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from posture.collectors.aws.collecting import RegionClient
from posture.collectors.aws.ec2_network import PREFIX_LIST_CALL, groups_open_to_internet
from posture.collectors.aws.ec2_routing import routing
from posture.collectors.collecting import Ask, AssetCollector, Item, Read, in_state
from posture.collectors.errors import ContradictionError
from posture.domain.aws.assets.rds import RdsCluster, RdsInstance
from posture.domain.aws.rds_engines import ENGINES
from posture.domain.evidence import Fact, Unread, contradiction

LARGEST_PAGE = 100
INSTANCES_CALL = "rds:DescribeDBInstances"
CLUSTERS_CALL = "rds:DescribeDBClusters"
PARAMETERS_CALL = "rds:DescribeDBParameters"
CLUSTER_PARAMETERS_CALL = "rds:DescribeDBClusterParameters"
# Engines of other services, which the RDS API lists too.
OTHER_SERVICES = frozenset({"neptune", "docdb"})
EXTENDED_SUPPORT = "open-source-rds-extended-support"
WITH_EXTENDED_SUPPORT = frozenset({"mysql", "postgres", "aurora-mysql", "aurora-postgresql"})
ON = frozenset({"1", "on", "true"})
# States in which the API returns settings that are not, or no longer, in force.
CHANGING = (
    "configuring-enhanced-monitoring",
    "configuring-iam-database-auth",
    "configuring-log-exports",
    "converting-to-vpc",
    "creating",
    "migrating",
    "modifying",
    "moving-to-vpc",
    "renaming",
    "resetting-master-credentials",
    "upgrading",
)


def _listing(call: str, key: str, kind: str) -> Callable[[RegionClient, Ask], AsyncIterator[Item]]:
    """Return a listing of databases, shared with the collector of the region's events."""

    async def items(client: RegionClient, _ask: Ask) -> AsyncIterator[Item]:
        for one in await client.shared_pages(call, key, MaxRecords=LARGEST_PAGE):
            if one["Engine"] not in OTHER_SERVICES:
                yield Item(one[f"{kind}Arn"], one[f"{kind}Identifier"], one)

    return items


def named(
    call: str,
    key: str,
    kind: str,
    filter_name: str,
    *,
    without: Collection[str] = OTHER_SERVICES,
) -> Callable[[RegionClient, Iterable[str]], AsyncIterator[Item]]:
    """Return a search for databases or snapshots by their ARNs, without those of some engines."""

    async def items(client: RegionClient, arns: Iterable[str]) -> AsyncIterator[Item]:
        names = sorted(arn.split(":", 6)[6] for arn in arns)
        only = [{"Name": filter_name, "Values": names}]
        # DocumentDB and Neptune share the call: the engine tells whose a named cluster is.
        for one in await client.shared_pages(call, key, Filters=only):
            if one["Engine"] not in without:
                yield Item(one[f"{kind}Arn"], one[f"{kind}Identifier"], one)

    return items


def _database(one: Mapping[str, Any], call: str) -> dict[str, Any]:
    return {
        "engine": one["Engine"],
        "engine_version": one.get("EngineVersion", ""),
        "encrypted": one.get("StorageEncrypted", False),
        "multi_az": one.get("MultiAZ", False),
        "deletion_protection": one.get("DeletionProtection", False),
        "minor_upgrades": one.get("AutoMinorVersionUpgrade", False),
        "iam_authentication": one.get("IAMDatabaseAuthenticationEnabled", False),
        "backup_days": one.get("BackupRetentionPeriod", 0),
        "log_exports": tuple(one.get("EnabledCloudwatchLogsExports") or ()),
        "administrator": one.get("MasterUsername")
        or contradiction("a database without administrator", call),
        "secret": bool(one.get("MasterUserSecret")),
    }


def _instance(_client: RegionClient, item: Item) -> Mapping[str, Any]:
    one = item.data
    return _database(one, INSTANCES_CALL) | {
        "members": (),
        # The life cycle of a cluster's instance is its cluster's.
        "extended_support": not one.get("DBClusterIdentifier")
        and _extended_support(one, INSTANCES_CALL),
        "replica": bool(one.get("ReadReplicaSourceDBInstanceIdentifier")),
        "copy_tags": one.get("CopyTagsToSnapshot", False),
        "port": _port(one),
        "public": one["PubliclyAccessible"]
        if "PubliclyAccessible" in one
        else contradiction("it is neither public nor not public", INSTANCES_CALL),
        "vpc": one.get("DBSubnetGroup", {}).get("VpcId") or None,
        "monitoring_seconds": one.get("MonitoringInterval", 0),
        "certificate_days": _certificate_days(one),
    }


def _extended_support(one: Mapping[str, Any], call: str) -> Fact[bool]:
    support = one.get("EngineLifecycleSupport")
    if not support and one["Engine"] in WITH_EXTENDED_SUPPORT:
        return contradiction(f"{one['Engine']} without a life cycle", call)
    return bool(support == EXTENDED_SUPPORT)


async def _cluster_of(client: RegionClient, item: Item) -> str | None:
    """Return an instance's cluster, which must be listed: it is judged for most settings."""
    name: str | None = item.data.get("DBClusterIdentifier") or None
    if name is None:
        return None
    found = await client.shared_pages(CLUSTERS_CALL, "DBClusters", MaxRecords=LARGEST_PAGE)
    if not any(one["DBClusterIdentifier"] == name for one in found):
        raise ContradictionError(f"the cluster {name} is not listed", CLUSTERS_CALL)
    return name


async def _members(client: RegionClient, item: Item) -> tuple[str, ...]:
    """Return a cluster's instances, which must be listed: some settings are theirs."""
    names = [one["DBInstanceIdentifier"] for one in item.data["DBClusterMembers"]]
    if names:
        found = await client.shared_pages(INSTANCES_CALL, "DBInstances", MaxRecords=LARGEST_PAGE)
        if missing := sorted(set(names).difference(one["DBInstanceIdentifier"] for one in found)):
            raise ContradictionError(f"the instance {missing[0]} is not listed", INSTANCES_CALL)
    return tuple(names)


def _certificate_days(one: Mapping[str, Any]) -> Fact[int | None]:
    """Return the days until the server's certificate expires; None if it has none."""
    expires_at: datetime | None = one.get("CertificateDetails", {}).get("ValidTill")
    if expires_at:
        return (expires_at - datetime.now(UTC)).days
    if authority := one.get("CACertificateIdentifier"):
        return contradiction(f"a certificate of {authority} without its expiry", INSTANCES_CALL)
    return None


def _port(one: Mapping[str, Any]) -> int | None:
    port = one.get("Endpoint", {}).get("Port") or one.get("DbInstancePort")
    return int(port) if port else None


def _cluster(_client: RegionClient, item: Item) -> Mapping[str, Any]:
    one = item.data
    return _database(one, CLUSTERS_CALL) | {
        "cluster": None,
        "extended_support": _extended_support(one, CLUSTERS_CALL),
        "replica": bool(one.get("ReplicationSourceIdentifier")),
        "copy_tags": one.get("CopyTagsToSnapshot", False),
        "port": one.get("Port"),
        "backtrack_seconds": one.get("BacktrackWindow", 0),
    }


def _parameter(item: Item, call: str) -> Fact[str | None]:
    """Return the parameter that makes an engine require TLS; None if it has none."""
    engine = ENGINES.of(item.data["Engine"], call)
    return engine if isinstance(engine, Unread) else engine.tls_parameter


async def _instance_tls(client: RegionClient, item: Item) -> Fact[bool | None]:
    wanted = _parameter(item, INSTANCES_CALL)
    if item.data.get("DBClusterIdentifier") or wanted is None:
        return None
    if isinstance(wanted, Unread):
        return wanted
    found = item.data.get("DBParameterGroups")
    if not found:
        raise ContradictionError("it has no parameter group", INSTANCES_CALL)
    group = {"DBParameterGroupName": found[0]["DBParameterGroupName"]}
    return await _tls(client, PARAMETERS_CALL, wanted, group)


async def _cluster_tls(client: RegionClient, item: Item) -> Fact[bool | None]:
    wanted = _parameter(item, CLUSTERS_CALL)
    if wanted is None or isinstance(wanted, Unread):
        return wanted
    found = item.data.get("DBClusterParameterGroup")
    if not found:
        raise ContradictionError("it has no parameter group", CLUSTERS_CALL)
    group = {"DBClusterParameterGroupName": found}
    return await _tls(client, CLUSTER_PARAMETERS_CALL, wanted, group)


async def _tls(client: RegionClient, call: str, wanted: str, group: Mapping[str, str]) -> bool:
    """Return whether the parameter that requires TLS is on, set by a user or else by RDS.

    Newer engine versions require TLS by default, with a value that RDS sets. The hundreds of
    parameters that are not set are not read.
    """
    for source in ("user", "system"):
        for one in await client.shared_pages(
            call, "Parameters", Source=source, MaxRecords=LARGEST_PAGE, **group
        ):
            if one["ParameterName"] == wanted and "ParameterValue" in one:
                return str(one["ParameterValue"]).lower() in ON
    return False


async def _open_groups(client: RegionClient, item: Item) -> tuple[str, ...]:
    own = [one["VpcSecurityGroupId"] for one in item.data.get("VpcSecurityGroups") or ()]
    port = _port(item.data)
    if not item.data.get("PubliclyAccessible"):
        return ()
    if not own or port is None:
        lacking = "port" if own else "security group"
        raise ContradictionError(f"it is public and has no {lacking}", INSTANCES_CALL)
    return await groups_open_to_internet(client, own, port=port)


async def _public_subnet(client: RegionClient, item: Item) -> bool:
    group = item.data.get("DBSubnetGroup", {})
    if not item.data.get("PubliclyAccessible"):
        return False
    if not group.get("Subnets"):
        raise ContradictionError("it is public and has no subnet", INSTANCES_CALL)
    tables = await routing(client)
    routes = (
        tables.of(one["SubnetIdentifier"], group.get("VpcId", ""))
        for one in group.get("Subnets") or ()
    )
    return any(table.reaches_internet("0.0.0.0/0") for table in routes)


INSTANCES = AssetCollector(
    asset_type=RdsInstance,
    regional=True,
    calls=(INSTANCES_CALL,),
    items=_listing(INSTANCES_CALL, "DBInstances", "DBInstance"),
    find=named(INSTANCES_CALL, "DBInstances", "DBInstance", "db-instance-id"),
    listed=_instance,
    transition=in_state(*CHANGING, path=("DBInstanceStatus",)),
    reads=(
        Read(facts=("cluster",), calls=(CLUSTERS_CALL,), run=_cluster_of),
        Read(facts=("tls_required",), calls=(PARAMETERS_CALL,), run=_instance_tls),
        Read(
            facts=("open_groups",),
            calls=("ec2:DescribeSecurityGroups", PREFIX_LIST_CALL),
            run=_open_groups,
        ),
        Read(facts=("public_subnet",), calls=("ec2:DescribeRouteTables",), run=_public_subnet),
    ),
)

CLUSTERS = AssetCollector(
    asset_type=RdsCluster,
    regional=True,
    calls=(CLUSTERS_CALL,),
    items=_listing(CLUSTERS_CALL, "DBClusters", "DBCluster"),
    find=named(CLUSTERS_CALL, "DBClusters", "DBCluster", "db-cluster-id"),
    listed=_cluster,
    transition=in_state(*CHANGING, path=("Status",)),
    reads=(
        Read(facts=("tls_required",), calls=(CLUSTER_PARAMETERS_CALL,), run=_cluster_tls),
        Read(facts=("members",), calls=(INSTANCES_CALL,), run=_members),
    ),
)

COLLECTORS: tuple[AssetCollector[RegionClient, Any], ...] = (INSTANCES, CLUSTERS)
