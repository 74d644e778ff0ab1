"""Batch: a careless job of each kind, in one container, a task, a pod and several nodes."""

from typing import Any

from tests.emulator.account.account import ACCOUNT_ID, HOME
from tests.emulator.recorded import Recording

PLACE = f"arn:aws:batch:{HOME}:{ACCOUNT_ID}:job-definition"
LISTINGS = {"batch:DescribeJobDefinitions"}
PASSWORD = {"name": "DB_PASSWORD", "value": "Zk3-mX9q!rT7"}
SECRETS = "batch_job_definition_without_secrets"
PRIVILEGED = "batch_job_definition_unprivileged"


def _definition(name: str, **properties: object) -> dict[str, Any]:
    return {
        "jobDefinitionName": name,
        "jobDefinitionArn": f"{PLACE}/{name}:1",
        "revision": 1,
        "type": "container",
        "status": "ACTIVE",
        **properties,
    }


TASK = {
    "containers": [{"name": "main", "privileged": True, "command": ["run", "--password=Zk3-mX9q"]}]
}
POD = {"containers": [{"name": "main", "env": [PASSWORD], "securityContext": {"privileged": True}}]}
NODES = {"targetNodes": "0:", "container": {"environment": [PASSWORD], "privileged": True}}
UNNAMED = [{"privileged": True, "environment": [PASSWORD]}, {"environment": [{"name": "EMPTY"}]}]
PLAIN = {"containerProperties": {"command": ["run", "Ref::password"]}}
ANSWERS: dict[str, Recording] = {
    "batch:DescribeJobDefinitions": {
        "jobDefinitions": [
            _definition("one", containerProperties={"environment": [PASSWORD], "privileged": True}),
            _definition("task", ecsProperties={"taskProperties": [TASK]}),
            _definition("pod", eksProperties={"podProperties": POD}),
            _definition("nodes", nodeProperties={"nodeRangeProperties": [NODES]}),
            _definition("unnamed", ecsProperties={"taskProperties": [{"containers": UNNAMED}]}),
            _definition("default", parameters={"password": "Zk3-mX9q!rT7"}, **PLAIN),
            _definition("safe", containerProperties={"command": ["run", "Ref::input"]}),
        ]
    }
}
FAILED: dict[str, set[str]] = {
    f"{PLACE}/one:1": {SECRETS, PRIVILEGED},
    f"{PLACE}/task:1": {SECRETS, PRIVILEGED},
    f"{PLACE}/pod:1": {SECRETS, PRIVILEGED},
    f"{PLACE}/nodes:1": {SECRETS, PRIVILEGED},
    f"{PLACE}/unnamed:1": {SECRETS, PRIVILEGED},
    f"{PLACE}/default:1": {SECRETS},
    f"{PLACE}/safe:1": set(),
}
CALLS: dict[str, int] = {}
