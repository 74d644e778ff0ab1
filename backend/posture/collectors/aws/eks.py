"""Collector of Amazon EKS: clusters with who administers them, and managed node groups."""

import json
import re
from collections.abc import AsyncIterator, Iterable, Mapping
from typing import Any

from posture.collectors.aws.collecting import RegionClient, Response, read
from posture.collectors.aws.ec2_routing import TABLES_CALL, routing
from posture.collectors.collecting import Ask, AssetCollector, Item, Read, in_state
from posture.collectors.errors import CallError, InTransitionError
from posture.domain.aws.assets.eks import Administrator, EksCluster, EksNodeGroup
from posture.domain.evidence import Unread
from posture.domain.network import WORLD

CLUSTERS_CALL = "eks:ListClusters"
CLUSTER_CALL = "eks:DescribeCluster"
VERSIONS_CALL = "eks:DescribeClusterVersions"
ENTRIES_CALL = "eks:ListAccessEntries"
POLICIES_CALL = "eks:ListAssociatedAccessPolicies"
ADDON_CALL = "eks:DescribeAddon"
GROUPS_CALL = "eks:ListNodegroups"
GROUP_CALL = "eks:DescribeNodegroup"
NETWORK_PLUGIN = "vpc-cni"
ENFORCED = "enableNetworkPolicy"
# The setting at the top of a document in YAML.
ENFORCED_LINE = re.compile(rf"^{ENFORCED}:\s*([\"']?)true\1\s*(?:#.*)?$", re.MULTILINE)
GONE = frozenset({"ResourceNotFoundException"})
LOGS = ("api", "audit", "authenticator", "controllerManager", "scheduler")
CONFIG_MAP = "CONFIG_MAP"
# Policies that let a principal do everything in a whole cluster.
ADMINISTRATION = frozenset({"AmazonEKSClusterAdminPolicy", "AmazonEKSAdminPolicy"})
CHANGING = frozenset({"CREATING", "UPDATING"})
EVERYWHERE = "0.0.0.0/0"


async def _clusters(client: RegionClient, _ask: Ask) -> AsyncIterator[Item]:
    for name in await client.shared_pages(CLUSTERS_CALL, "clusters"):
        yield Item(client.arn("eks", f"cluster/{name}"), name, {"name": name})


async def _named(client: RegionClient, arns: Iterable[str]) -> AsyncIterator[Item]:
    for arn in arns:
        name = arn.partition(":cluster/")[2]
        try:
            await client.shared(CLUSTER_CALL, name=name)
        except CallError as error:
            if error.code not in GONE:
                raise
        else:
            yield Item(arn, name, {"name": name})


def _cluster(response: Response) -> Mapping[str, Any]:
    one = response["cluster"]
    if one.get("status") in CHANGING:
        raise InTransitionError(one["status"], CLUSTER_CALL)
    network = one["resourcesVpcConfig"]
    public = network.get("endpointPublicAccess", True)
    enabled = {
        kind
        for each in one.get("logging", {}).get("clusterLogging", ())
        if each["enabled"]
        for kind in each["types"]
    }
    encrypted = [
        kind for each in one.get("encryptionConfig") or () for kind in each.get("resources", ())
    ]
    return {
        "public_ranges": tuple(network.get("publicAccessCidrs") or [EVERYWHERE]) if public else (),
        "private_endpoint": network.get("endpointPrivateAccess", False),
        "secrets_encrypted": "secrets" in encrypted,
        "silent_logs": tuple(kind for kind in LOGS if kind not in enabled),
        "version": one["version"],
        "by_config_map": one.get("accessConfig", {}).get("authenticationMode", CONFIG_MAP)
        == CONFIG_MAP,
        "deletion_protection": one.get("deletionProtection", False),
    }


async def _version_status(client: RegionClient, item: Item) -> str:
    """Return the support of a version: without `includeAll`, old ones are left out."""
    version = (await client.shared(CLUSTER_CALL, **item.data))["cluster"]["version"]
    found = await client.shared_pages(VERSIONS_CALL, "clusterVersions", includeAll=True)
    statuses = {one["clusterVersion"]: one["versionStatus"] for one in found}
    return str(statuses.get(version, "UNSUPPORTED"))


async def _administrators(client: RegionClient, item: Item) -> tuple[Administrator, ...]:
    described = (await client.shared(CLUSTER_CALL, **item.data))["cluster"]
    mode = described.get("accessConfig", {}).get("authenticationMode", CONFIG_MAP)
    if mode == CONFIG_MAP:  # a cluster without access entries refuses to list them
        return ()
    found: list[Administrator] = []
    async for arn in client.pages(ENTRIES_CALL, "accessEntries", clusterName=item.name):
        policies = client.pages(
            POLICIES_CALL, "associatedAccessPolicies", clusterName=item.name, principalArn=arn
        )
        async for one in policies:
            name = one["policyArn"].rpartition("/")[2]
            if name in ADMINISTRATION and one["accessScope"]["type"] == "cluster":
                found.append(Administrator(arn=arn, policy=name))
    return tuple(found)


async def _policies_enforced(client: RegionClient, item: Item) -> bool | None:
    cluster = (await client.shared(CLUSTER_CALL, **item.data))["cluster"]
    if (cluster.get("computeConfig") or {}).get("enabled"):
        return None
    asked = {"clusterName": item.name, "addonName": NETWORK_PLUGIN}
    addon = (await client.call(ADDON_CALL, **asked))["addon"]
    if addon["status"] in CHANGING:
        raise InTransitionError(addon["status"], ADDON_CALL)
    return _enforces(addon.get("configurationValues") or "{}")


def _enforces(document: str) -> bool:
    """Return whether the plugin's settings, in JSON or YAML, let it enforce policies."""
    try:
        found = json.loads(document)
    except ValueError:
        return bool(ENFORCED_LINE.search(document))
    return str(found.get(ENFORCED)).lower() == "true"


async def _groups(client: RegionClient, _ask: Ask) -> AsyncIterator[Item]:
    for cluster in await client.shared_pages(CLUSTERS_CALL, "clusters"):
        async for name in client.pages(GROUPS_CALL, "nodegroups", clusterName=cluster):
            asked = {"clusterName": cluster, "nodegroupName": name}
            found = (await client.shared(GROUP_CALL, **asked))["nodegroup"]
            yield Item(found["nodegroupArn"], name, found)


def _open_login(_client: RegionClient, item: Item) -> Mapping[str, Any]:
    remote = item.data.get("remoteAccess") or {}
    return {"open_login": bool(remote.get("ec2SshKey")) and not remote.get("sourceSecurityGroups")}


async def _public_subnets(client: RegionClient, item: Item) -> tuple[str, ...]:
    cluster = (await client.shared(CLUSTER_CALL, name=item.data["clusterName"]))["cluster"]
    vpc = cluster["resourcesVpcConfig"]["vpcId"]
    tables_of = await routing(client)
    tables = {subnet: tables_of.of(subnet, vpc) for subnet in item.data["subnets"]}
    return tuple(
        subnet
        for subnet, one in tables.items()
        if any(one.reaches_internet(everything) for everything in WORLD)
    )


CLUSTERS = AssetCollector(
    asset_type=EksCluster,
    regional=True,
    calls=(CLUSTERS_CALL, CLUSTER_CALL),
    items=_clusters,
    find=_named,
    gone=GONE,
    reads=(
        read(
            (
                "public_ranges",
                "private_endpoint",
                "secrets_encrypted",
                "silent_logs",
                "version",
                "by_config_map",
                "deletion_protection",
            ),
            CLUSTER_CALL,
            by=lambda item: item.data,
            of=_cluster,
            shared=True,
        ),
        Read(facts=("version_status",), calls=(CLUSTER_CALL, VERSIONS_CALL), run=_version_status),
        Read(
            facts=("administrators",),
            calls=(CLUSTER_CALL, ENTRIES_CALL, POLICIES_CALL),
            run=_administrators,
        ),
        Read(
            facts=("policies_enforced",),
            calls=(CLUSTER_CALL, ADDON_CALL),
            run=_policies_enforced,
            # The plugin is another one, or is not managed by EKS.
            absent=dict.fromkeys(GONE, Unread("NoManagedAddon", ADDON_CALL)),
        ),
    ),
)

GROUPS = AssetCollector(
    asset_type=EksNodeGroup,
    regional=True,
    calls=(CLUSTERS_CALL, GROUPS_CALL, GROUP_CALL),
    items=_groups,
    listed=_open_login,
    transition=in_state("creating", "updating", path=("status",)),
    reads=(
        Read(facts=("public_subnets",), calls=(CLUSTER_CALL, TABLES_CALL), run=_public_subnets),
    ),
)

COLLECTORS: tuple[AssetCollector[RegionClient, Any], ...] = (CLUSTERS, GROUPS)
