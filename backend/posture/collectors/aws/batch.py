"""Collector of AWS Batch: active job definitions with the containers of every kind of job."""

from collections.abc import Iterator, Mapping
from typing import Any

from posture.collectors.aws.collecting import RegionClient, listing
from posture.collectors.collecting import AssetCollector, Item
from posture.domain.aws.assets.batch import JobDefinition
from posture.domain.secrets import secret_variables, secrets_in

DEFINITIONS_CALL = "batch:DescribeJobDefinitions"
LARGEST_PAGE = 100
# Where a job definition has its containers, by the kind of its jobs.
KINDS = frozenset({"containerProperties", "ecsProperties", "eksProperties", "nodeProperties"})


def _definition(_client: RegionClient, one: Mapping[str, Any]) -> Item:
    return Item(one["jobDefinitionArn"], f"{one['jobDefinitionName']}:{one['revision']}", one)


def _listed(_client: RegionClient, item: Item) -> Mapping[str, Any]:
    # Names are not unique: containers can be without any.
    containers = [*_containers(item.data)]
    parameters = item.data.get("parameters") or {}
    return {
        "secrets": (
            *(f"parameter {one}" for one in secret_variables(parameters)),
            *(secret for _, one in containers for secret in _secrets_of(one)),
        ),
        "privileged": tuple(
            name
            for name, one in containers
            if one.get("privileged") or (one.get("securityContext") or {}).get("privileged")
        ),
    }


def _containers(one: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield the containers of a job by name; raises `KeyError` for a job without any."""
    kinds = KINDS & one.keys()
    if not kinds:
        raise KeyError("containerProperties")
    for kind in sorted(kinds):
        match kind:
            case "containerProperties":
                yield "container", one[kind]
            case "ecsProperties":
                yield from _tasks(one[kind])
            case "eksProperties":
                pod = one[kind]["podProperties"]
                for each in (*pod["containers"], *pod.get("initContainers", ())):
                    yield each.get("name", "container"), each
            case _:
                yield from _nodes(one[kind])


def _tasks(one: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for task in one["taskProperties"]:
        for each in task["containers"]:
            yield each.get("name", "container"), each


def _nodes(one: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for each in one["nodeRangeProperties"]:
        where = f"nodes {each['targetNodes']}"
        found = {
            "containerProperties": each.get("container"),
            "ecsProperties": each.get("ecsProperties"),
            "eksProperties": each.get("eksProperties"),
        }
        inner = {name: value for name, value in found.items() if value}
        for name, container in _containers(inner):
            yield f"{name} of {where}", container


def _secrets_of(container: Mapping[str, Any]) -> tuple[str, ...]:
    variables = container.get("environment") or container.get("env") or ()
    words = [*(container.get("command") or ()), *(container.get("args") or ())]
    return (
        *secret_variables({one["name"]: one.get("value", "") for one in variables}),
        *(f"{found} of a command" for found in secrets_in(" ".join(words))),
    )


DEFINITIONS = AssetCollector(
    asset_type=JobDefinition,
    regional=True,
    calls=(DEFINITIONS_CALL,),
    items=listing(
        DEFINITIONS_CALL, "jobDefinitions", _definition, status="ACTIVE", maxResults=LARGEST_PAGE
    ),
    listed=_listed,
)

COLLECTORS: tuple[AssetCollector[RegionClient, Any], ...] = (DEFINITIONS,)
