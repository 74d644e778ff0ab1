"""Collector of Amazon EMR: running clusters, and the block of public access in a region."""

import json
from collections.abc import AsyncIterator, Iterable, Mapping
from typing import Any

from posture.collectors.aws.collecting import RegionClient, Response, read
from posture.collectors.aws.ec2_routing import TABLES_CALL, routing
from posture.collectors.collecting import Ask, AssetCollector, Item, Read
from posture.collectors.errors import CallError, ContradictionError
from posture.domain.aws.assets.emr import EmrCluster, EmrRegion, PublicAccessBlock
from posture.domain.network import WORLD

BLOCK_CALL = "emr:GetBlockPublicAccessConfiguration"
CLUSTERS_CALL = "emr:ListClusters"
CLUSTER_CALL = "emr:DescribeCluster"
SECURITY_CALL = "emr:DescribeSecurityConfiguration"
SUBNETS_CALL = "ec2:DescribeSubnets"
NOT_FOUND = "InvalidRequestException"
RUNNING = ("STARTING", "BOOTSTRAPPING", "RUNNING", "WAITING")


async def _region(client: RegionClient, _ask: Ask) -> AsyncIterator[Item]:
    yield Item(client.arn("elasticmapreduce", "region"), client.region, {})


def _block(response: Response) -> PublicAccessBlock:
    found = response["BlockPublicAccessConfiguration"]
    return PublicAccessBlock(
        enabled=found["BlockPublicSecurityGroupRules"],
        open_ports=tuple(map(_ports, found.get("PermittedPublicSecurityGroupRuleRanges") or ())),
    )


def _ports(ports: Mapping[str, int]) -> str:
    """Return a range of ports as text; one without an end is one port."""
    first, last = ports["MinRange"], ports.get("MaxRange")
    return f"{first}" if last in {None, first} else f"{first}-{last}"


async def _clusters(client: RegionClient, _ask: Ask) -> AsyncIterator[Item]:
    async for one in client.pages(CLUSTERS_CALL, "Clusters", ClusterStates=list(RUNNING)):
        yield Item(one["ClusterArn"], one["Name"], {"ClusterId": one["Id"]})


async def _named(client: RegionClient, arns: Iterable[str]) -> AsyncIterator[Item]:
    for arn in arns:
        asked = {"ClusterId": arn.rpartition("/")[2]}
        try:
            one = (await client.shared(CLUSTER_CALL, **asked))["Cluster"]
        except CallError as error:
            if error.code != NOT_FOUND:
                raise
            continue
        if one["Status"]["State"] in RUNNING:
            yield Item(one["ClusterArn"], one["Name"], asked)


async def _public_subnets(client: RegionClient, item: Item) -> tuple[str, ...]:
    cluster = (await client.shared(CLUSTER_CALL, **item.data))["Cluster"]
    hosts = cluster["Ec2InstanceAttributes"]
    subnets = [hosts["Ec2SubnetId"]] if hosts.get("Ec2SubnetId") else hosts["RequestedEc2SubnetIds"]
    if not subnets:
        raise ContradictionError("a cluster without a subnet", CLUSTER_CALL)
    found = await client.shared(SUBNETS_CALL, SubnetIds=sorted(subnets))
    vpcs = {one["SubnetId"]: one["VpcId"] for one in found["Subnets"]}
    tables_of = await routing(client)
    tables = {subnet: tables_of.of(subnet, vpcs[subnet]) for subnet in subnets}
    return tuple(
        subnet
        for subnet, one in tables.items()
        if any(one.reaches_internet(everything) for everything in WORLD)
    )


async def _encryption(client: RegionClient, item: Item) -> Mapping[str, Any]:
    cluster = (await client.shared(CLUSTER_CALL, **item.data))["Cluster"]
    name = cluster.get("SecurityConfiguration")
    if not name:
        return {"encrypted": False, "tls": False}
    response = await client.shared(SECURITY_CALL, Name=name)
    found = json.loads(response["SecurityConfiguration"]).get("EncryptionConfiguration") or {}
    at_rest = found.get("AtRestEncryptionConfiguration") or {}
    return {
        # It can be on for buckets alone.
        "encrypted": found.get("EnableAtRestEncryption", False)
        and bool(at_rest.get("LocalDiskEncryptionConfiguration")),
        "tls": found.get("EnableInTransitEncryption", False),
    }


REGIONS = AssetCollector(
    asset_type=EmrRegion,
    regional=True,
    calls=(BLOCK_CALL,),
    items=_region,
    reads=(read("block", BLOCK_CALL, by=lambda _item: {}, of=_block),),
)

CLUSTERS = AssetCollector(
    asset_type=EmrCluster,
    regional=True,
    calls=(CLUSTERS_CALL, CLUSTER_CALL),
    items=_clusters,
    find=_named,
    reads=(
        Read(
            facts=("public_subnets",),
            calls=(CLUSTER_CALL, SUBNETS_CALL, TABLES_CALL),
            run=_public_subnets,
        ),
        Read(facts=("encrypted", "tls"), calls=(CLUSTER_CALL, SECURITY_CALL), run=_encryption),
    ),
)

COLLECTORS: tuple[AssetCollector[RegionClient, Any], ...] = (REGIONS, CLUSTERS)
