"""Assets of Amazon ECS: task definitions, services and clusters."""

from collections.abc import Mapping

from posture.domain.asset import Family
from posture.domain.aws.arn import ArnShape
from posture.domain.aws.asset import AwsAsset
from posture.domain.evidence import Fact


class EcsTaskDefinition(AwsAsset, frozen=True, kw_only=True):
    """The newest active revision of a task definition, or the revision that a run names.

    Attributes:
        privileged: names of the containers that run privileged.
        writable: names of the containers that can write to their root file system.
        unlogged: names of the containers without a log driver.
        shared_namespaces: `process` and `IPC` where the task shares those of its host.
        secrets: places of secrets in plain environment variables and log options.
        windows: whether it runs on Windows, which has no read-only root file system.
        host_network: whether it uses the network of its host.
        administrators: names of the containers that run as root or as Windows' administrator.
        plain_file_systems: volumes on EFS without TLS; None without a volume on EFS.
        host_paths: directories of the host that its containers mount.
        capabilities: capabilities of Linux that its containers add, by container.
        one_role: whether its program has the role of the agent, which reads the secrets.
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
    host_network: Fact[bool]
    administrators: Fact[tuple[str, ...]]
    plain_file_systems: Fact[tuple[str, ...] | None]
    host_paths: Fact[tuple[str, ...]]
    capabilities: Fact[Mapping[str, tuple[str, ...]]]
    one_role: Fact[bool]


class EcsService(AwsAsset, frozen=True, kw_only=True):
    """A service, which keeps tasks running.

    Attributes:
        public_ip: whether its tasks get public addresses; None outside of awsvpc networks.
        exec_enabled: whether a shell can be opened in its containers.
        fargate_version: the version of Fargate for Linux that it runs on; None on other hosts.
    """

    service = "ecs"
    family = Family.NETWORK
    arn = ArnShape("ecs", "service/")

    public_ip: bool | None
    exec_enabled: bool
    fargate_version: str | None


class EcsCluster(AwsAsset, frozen=True, kw_only=True):
    """A cluster.

    Attributes:
        insights: whether it collects metrics of its containers.
        exec_logging: `DEFAULT`, `NONE` or `OVERRIDE`: where sessions of shells are recorded.
    """

    service = "ecs"
    family = Family.LOGGING
    arn = ArnShape("ecs", "cluster/")

    insights: bool
    exec_logging: str
