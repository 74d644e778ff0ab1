"""Collector of Amazon ECS: the newest revision of each task definition, services, clusters."""

from collections.abc import AsyncIterator, Iterable, Mapping
from typing import Any

from posture.collectors.aws.collecting import RegionClient, Response, read
from posture.collectors.collecting import Ask, AssetCollector, Item
from posture.collectors.errors import CallError
from posture.domain.aws.assets.ecs import EcsCluster, EcsService, EcsTaskDefinition
from posture.domain.secrets import secret_variables

LIST_CALL = "ecs:ListTaskDefinitions"
ONE_CALL = "ecs:DescribeTaskDefinition"
# ECS has no code of its own for a definition that does not exist.
NOT_FOUND = "ClientException"
LARGEST_PAGE = 100
INACTIVE = "INACTIVE"
HOST = "host"
# Users of a container that are administrators; without one it is that of the image.
ROOT = frozenset({"", "0", "root", "ContainerAdministrator"})
CLUSTERS_CALL = "ecs:ListClusters"
CLUSTERS_DETAIL_CALL = "ecs:DescribeClusters"
SERVICES_CALL = "ecs:ListServices"
SERVICES_DETAIL_CALL = "ecs:DescribeServices"
CLUSTERS_AT_ONCE = 100
SERVICES_AT_ONCE = 10


def _name(arn: str) -> tuple[str, int]:
    """Return the family of a task definition, and its revision."""
    family, _, revision = arn.partition(":task-definition/")[2].rpartition(":")
    return family, int(revision)


async def _definitions(client: RegionClient, _ask: Ask) -> AsyncIterator[Item]:
    newest: dict[str, tuple[int, str]] = {}
    found = client.pages(
        LIST_CALL, "taskDefinitionArns", status="ACTIVE", sort="DESC", maxResults=LARGEST_PAGE
    )
    async for arn in found:
        family, revision = _name(arn)
        newest[family] = max(newest.get(family, (0, "")), (revision, arn))
    for family, (_, arn) in newest.items():
        yield Item(arn, family, {"taskDefinition": arn})


async def _named(client: RegionClient, arns: Iterable[str]) -> AsyncIterator[Item]:
    for arn in arns:
        try:
            found = (await client.shared(ONE_CALL, taskDefinition=arn))["taskDefinition"]
        except CallError as error:
            if error.code != NOT_FOUND:
                raise
            continue
        if found.get("status") == "ACTIVE":
            yield Item(arn, found["family"], {"taskDefinition": arn})


def _definition(item: Item) -> Mapping[str, Any]:
    return item.data


def _facts(response: Response) -> Mapping[str, Any]:
    found = response["taskDefinition"]
    containers = found.get("containerDefinitions", ())
    shared = {"process": found.get("pidMode"), "IPC": found.get("ipcMode")}
    system = found.get("runtimePlatform", {}).get("operatingSystemFamily", "LINUX")
    return {
        "privileged": tuple(one["name"] for one in containers if one.get("privileged")),
        "writable": tuple(
            one["name"] for one in containers if not one.get("readonlyRootFilesystem")
        ),
        "unlogged": tuple(
            one["name"]
            for one in containers
            if one.get("logConfiguration", {}).get("logDriver", "none") == "none"
        ),
        "shared_namespaces": tuple(name for name, mode in shared.items() if mode == HOST),
        "secrets": tuple(place for one in containers for place in _secrets(one)),
        "windows": system.startswith("WINDOWS"),
        "host_network": found.get("networkMode") == HOST,
        "administrators": tuple(
            one["name"] for one in containers if one.get("user", "").split(":")[0] in ROOT
        ),
        "plain_file_systems": _plain_file_systems(found.get("volumes", ())),
        "host_paths": _host_paths(found.get("volumes", ()), containers),
        "capabilities": {
            one["name"]: tuple(
                one.get("linuxParameters", {}).get("capabilities", {}).get("add", ())
            )
            for one in containers
        },
        "one_role": found.get("taskRoleArn", "") == found.get("executionRoleArn"),
    }


def _plain_file_systems(volumes: Iterable[Mapping[str, Any]]) -> tuple[str, ...] | None:
    found = {one["name"]: one.get("efsVolumeConfiguration") for one in volumes}
    efs = {name: one for name, one in found.items() if one is not None}
    if not efs:
        return None
    return tuple(name for name, one in efs.items() if one.get("transitEncryption") != "ENABLED")


def _host_paths(
    volumes: Iterable[Mapping[str, Any]], containers: Iterable[Mapping[str, Any]]
) -> tuple[str, ...]:
    mounted = {mount["sourceVolume"] for one in containers for mount in one.get("mountPoints", ())}
    found = {one["name"]: one.get("host", {}).get("sourcePath") for one in volumes}
    return tuple(path for name, path in found.items() if path and name in mounted)


def _secrets(container: Mapping[str, Any]) -> list[str]:
    variables = {one["name"]: one.get("value", "") for one in container.get("environment", ())}
    options = container.get("logConfiguration", {}).get("options") or {}
    found = (*secret_variables(variables), *secret_variables(options))
    return [f"{container['name']}: {one}" for one in found]


TASK_DEFINITIONS = AssetCollector(
    asset_type=EcsTaskDefinition,
    regional=True,
    calls=(LIST_CALL, ONE_CALL),
    items=_definitions,
    find=_named,
    gone=frozenset({NOT_FOUND}),
    reads=(
        read(
            (
                "privileged",
                "writable",
                "unlogged",
                "shared_namespaces",
                "secrets",
                "windows",
                "host_network",
                "administrators",
                "plain_file_systems",
                "host_paths",
                "capabilities",
                "one_role",
            ),
            ONE_CALL,
            by=_definition,
            of=_facts,
            shared=True,
        ),
    ),
)


async def _clusters(client: RegionClient, _ask: Ask) -> AsyncIterator[Item]:
    arns = await client.shared_pages(CLUSTERS_CALL, "clusterArns")
    for first in range(0, len(arns), CLUSTERS_AT_ONCE):
        found = await client.call(
            CLUSTERS_DETAIL_CALL,
            clusters=arns[first : first + CLUSTERS_AT_ONCE],
            include=["CONFIGURATIONS", "SETTINGS"],
        )
        for one in found["clusters"]:
            if one.get("status") != INACTIVE:
                yield Item(one["clusterArn"], one["clusterName"], one)


def _cluster(_client: RegionClient, item: Item) -> Mapping[str, Any]:
    settings = {one["name"]: one["value"] for one in item.data["settings"]}
    executing = item.data.get("configuration", {}).get("executeCommandConfiguration", {})
    return {
        "insights": settings.get("containerInsights", "disabled") != "disabled",
        "exec_logging": executing.get("logging", "DEFAULT"),
    }


async def _services(client: RegionClient, _ask: Ask) -> AsyncIterator[Item]:
    for cluster in await client.shared_pages(CLUSTERS_CALL, "clusterArns"):
        found = client.pages(SERVICES_CALL, "serviceArns", cluster=cluster, maxResults=LARGEST_PAGE)
        arns = [one async for one in found]
        for first in range(0, len(arns), SERVICES_AT_ONCE):
            chunk = arns[first : first + SERVICES_AT_ONCE]
            response = await client.call(SERVICES_DETAIL_CALL, cluster=cluster, services=chunk)
            for one in response["services"]:
                if one.get("status") != INACTIVE:
                    yield Item(one["serviceArn"], one["serviceName"], one)


def _service(_client: RegionClient, item: Item) -> Mapping[str, Any]:
    networks = [
        one["networkConfiguration"]["awsvpcConfiguration"]
        for one in (item.data, *item.data.get("taskSets", ()))
        if one.get("networkConfiguration", {}).get("awsvpcConfiguration")
    ]
    public = any(one.get("assignPublicIp") == "ENABLED" for one in networks)
    on_fargate = item.data.get("platformFamily", "").lower() == "linux"
    return {
        "public_ip": public if networks else None,
        "exec_enabled": item.data.get("enableExecuteCommand", False),
        "fargate_version": item.data.get("platformVersion") if on_fargate else None,
    }


CLUSTERS = AssetCollector(
    asset_type=EcsCluster,
    regional=True,
    calls=(CLUSTERS_CALL, CLUSTERS_DETAIL_CALL),
    items=_clusters,
    listed=_cluster,
)

SERVICES = AssetCollector(
    asset_type=EcsService,
    regional=True,
    calls=(CLUSTERS_CALL, SERVICES_CALL, SERVICES_DETAIL_CALL),
    items=_services,
    listed=_service,
)

COLLECTORS: tuple[AssetCollector[RegionClient, Any], ...] = (TASK_DEFINITIONS, CLUSTERS, SERVICES)
