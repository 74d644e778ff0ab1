"""Collector of Amazon ECS: the newest active revision of each task definition."""

from collections.abc import AsyncIterator, Iterable, Mapping
from typing import Any

from posture.collectors.aws.collecting import RegionClient, Response, read
from posture.collectors.collecting import Ask, AssetCollector, Item
from posture.collectors.errors import CallError
from posture.domain.aws.assets.ecs import EcsTaskDefinition
from posture.domain.secrets import secret_variables

LIST_CALL = "ecs:ListTaskDefinitions"
ONE_CALL = "ecs:DescribeTaskDefinition"
# ECS has no code of its own for a definition that does not exist.
NOT_FOUND = "ClientException"
LARGEST_PAGE = 100
HOST = "host"


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
    }


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
            ),
            ONE_CALL,
            by=_definition,
            of=_facts,
            shared=True,
        ),
    ),
)

COLLECTORS: tuple[AssetCollector[RegionClient, Any], ...] = (TASK_DEFINITIONS,)
