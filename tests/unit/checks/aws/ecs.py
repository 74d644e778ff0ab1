"""Cases of ECS's checks: task definitions."""

from posture.domain.aws.assets.ecs import EcsTaskDefinition
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
    }
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
CASES = rows("aws_ecs_task_definition", DEFINITIONS)
