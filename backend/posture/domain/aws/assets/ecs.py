"""Assets of Amazon ECS: task definitions."""

from dataclasses import dataclass

from posture.domain.asset import Family
from posture.domain.aws.arn import ArnShape
from posture.domain.aws.asset import AwsAsset
from posture.domain.evidence import Fact


@dataclass(frozen=True, slots=True, kw_only=True)
class EcsTaskDefinition(AwsAsset):
    """The newest active revision of a task definition, or the revision that a run names.

    Attributes:
        privileged: names of the containers that run privileged.
        writable: names of the containers that can write to their root file system.
        unlogged: names of the containers without a log driver.
        shared_namespaces: `process` and `IPC` where the task shares those of its host.
        secrets: places of secrets in plain environment variables and log options.
        windows: whether it runs on Windows, which has no read-only root file system.
    """

    service = "ecs"
    family = Family.COMPUTE
    arn = ArnShape("ecs", "task-definition/")

    privileged: Fact[tuple[str, ...]]
    writable: Fact[tuple[str, ...]]
    unlogged: Fact[tuple[str, ...]]
    shared_namespaces: Fact[tuple[str, ...]]
    secrets: Fact[tuple[str, ...]]
    windows: Fact[bool]
