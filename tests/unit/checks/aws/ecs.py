"""Cases of ECS's checks: task definitions, services and clusters."""

from posture.domain.aws.assets.ecs import EcsCluster, EcsService, EcsTaskDefinition
from tests.unit.checks.evaluating import (
    DENIED,
    FAIL,
    NOT_APPLICABLE,
    PASS,
    UNKNOWN,
    Compliant,
    Row,
    rows,
)

COMPLIANT: Compliant = {
    EcsTaskDefinition: {
        "privileged": (),
        "writable": (),
        "unlogged": (),
        "shared_namespaces": (),
        "secrets": (),
        "windows": False,
        "host_network": False,
        "administrators": (),
        "plain_file_systems": (),
        "host_paths": (),
        "capabilities": {"app": ("NET_BIND_SERVICE",)},
        "one_role": False,
    },
    EcsService: {"public_ip": False, "exec_enabled": False, "fargate_version": "1.4.0"},
    EcsCluster: {"insights": True, "exec_logging": "DEFAULT"},
}
READ_ONLY = "root_filesystem_read_only"
BY_FACT = {
    "containers_unprivileged": "privileged",
    "host_processes_apart": "shared_namespaces",
    "logged": "unlogged",
    READ_ONLY: "writable",
    "variables_without_secrets": "secrets",
}
DEFINITIONS: list[Row] = [
    *((name, {}, PASS) for name in BY_FACT),
    *((name, {fact: ("app",)}, FAIL) for name, fact in BY_FACT.items()),
    *((name, {fact: DENIED}, UNKNOWN) for name, fact in BY_FACT.items()),
    (READ_ONLY, {"writable": ("app",), "windows": True}, NOT_APPLICABLE),
]
PATHS, VOLUMES = "host_paths_unmounted", "efs_traffic_encrypted"
MORE: list[Row] = [
    ("host_network_unused", {"host_network": True}, FAIL),
    ("runs_as_unprivileged_user", {"administrators": ("app",)}, FAIL),
    (VOLUMES, {"plain_file_systems": ("data",)}, FAIL),
    (VOLUMES, {"plain_file_systems": None}, NOT_APPLICABLE),
    *((PATHS, {"host_paths": (one,)}, FAIL) for one in ("/", "/var", "/var/run/docker.sock")),
    *((PATHS, {"host_paths": (one,)}, FAIL) for one in ("/etc", "/proc/1", "/var/lib/ecs/data")),
    *((PATHS, {"host_paths": (one,)}, PASS) for one in ("/data", "/etcetera", "/var/lib/app")),
    ("capabilities_minimal", {"capabilities": {"app": ("SYS_ADMIN",)}}, FAIL),
    ("roles_apart", {"one_role": True}, FAIL),
]
FARGATE = "service_fargate_version_current"
SERVICES: list[Row] = [
    ("service_public_ip_disabled", {"public_ip": True}, FAIL),
    ("service_public_ip_disabled", {"public_ip": None}, NOT_APPLICABLE),
    ("service_exec_disabled", {"exec_enabled": True}, FAIL),
    (FARGATE, {"fargate_version": "1.3.0"}, FAIL),
    (FARGATE, {"fargate_version": "LATEST"}, PASS),
    (FARGATE, {"fargate_version": None}, NOT_APPLICABLE),
    ("cluster_container_insights_enabled", {"insights": False}, FAIL),
    ("cluster_exec_sessions_recorded", {"exec_logging": "NONE"}, FAIL),
    ("cluster_exec_sessions_recorded", {"exec_logging": "OVERRIDE"}, PASS),
]
CASES = [*rows("aws_ecs_task_definition", DEFINITIONS + MORE), *rows("aws_ecs", SERVICES)]
