"""DMS: instances, tasks with and without logs, and an endpoint of each kind of engine."""

import json
from typing import Any

from tests.emulator.account.account import ACCOUNT_ID, HOME
from tests.emulator.recorded import Recording

PLACE = f"arn:aws:dms:{HOME}:{ACCOUNT_ID}"
LISTINGS = {
    "dms:DescribeReplicationInstances",
    "dms:DescribeEndpoints",
    "dms:DescribeReplicationTasks",
}
PLAIN, OPEN = "dms_endpoint_traffic_encrypted", "dms_endpoint_authenticated"


def _instance(name: str, **more: object) -> dict[str, Any]:
    return {
        "ReplicationInstanceArn": f"{PLACE}:rep:{name}",
        "ReplicationInstanceIdentifier": name,
        "ReplicationInstanceStatus": "available",
    } | more


def _endpoint(name: str, engine: str, **more: object) -> dict[str, Any]:
    return {
        "EndpointArn": f"{PLACE}:endpoint:{name}",
        "EndpointIdentifier": name,
        "EngineName": engine,
        "Status": "active",
    } | more


def _task(name: str, level: str, *, logs: bool) -> dict[str, Any]:
    components = [
        {"Id": one, "Severity": level}
        for one in ("SOURCE_CAPTURE", "SOURCE_UNLOAD", "TARGET_APPLY", "TARGET_LOAD")
    ]
    return {
        "ReplicationTaskArn": f"{PLACE}:task:{name}",
        "ReplicationTaskIdentifier": name,
        "Status": "running",
        "ReplicationTaskSettings": json.dumps(
            {"Logging": {"EnableLogging": logs, "LogComponents": components}}
        ),
    }


ANSWERS: dict[str, Recording] = {
    "dms:DescribeReplicationTasks": {
        "ReplicationTasks": [
            _task("silent", "LOGGER_SEVERITY_DEFAULT", logs=False),
            _task("errors", "LOGGER_SEVERITY_ERROR", logs=True),
            _task("logged", "LOGGER_SEVERITY_DEFAULT", logs=True),
        ]
    },
    "dms:DescribeReplicationInstances": {
        "ReplicationInstances": [
            _instance("open"),
            _instance(
                "closed", PubliclyAccessible=False, AutoMinorVersionUpgrade=True, MultiAZ=True
            ),
            _instance("ending", ReplicationInstanceStatus="deleting"),
        ]
    },
    "dms:DescribeEndpoints": {
        "Endpoints": [
            _endpoint("plain", "mysql", SslMode="none"),
            _endpoint("safe", "postgres", SslMode="verify-full"),
            _endpoint("files", "s3", SslMode="none"),
            _endpoint("papers", "mongodb", SslMode="require", MongoDbSettings={"AuthType": "no"}),
            _endpoint("graph", "neptune", NeptuneSettings={"IamAuthEnabled": True}),
            _endpoint(
                "cache",
                "redis",
                RedisSettings={"SslSecurityProtocol": "plaintext", "AuthType": "none"},
            ),
            _endpoint("events", "kafka", KafkaSettings={"SecurityProtocol": "sasl-ssl"}),
        ]
    },
}
TASK = {"dms_task_source_logged", "dms_task_target_logged"}
FAILED: dict[str, set[str]] = {
    f"{PLACE}:task:silent": TASK,
    f"{PLACE}:task:errors": TASK,
    f"{PLACE}:task:logged": set(),
    f"{PLACE}:rep:open": {
        "dms_replication_instance_public_access_disabled",
        "dms_replication_instance_upgraded_automatically",
        "dms_replication_instance_multi_az",
    },
    f"{PLACE}:rep:closed": set(),
    f"{PLACE}:endpoint:plain": {PLAIN},
    f"{PLACE}:endpoint:safe": set(),
    f"{PLACE}:endpoint:files": set(),
    f"{PLACE}:endpoint:papers": {OPEN},
    f"{PLACE}:endpoint:graph": set(),
    f"{PLACE}:endpoint:cache": {PLAIN, OPEN},
    f"{PLACE}:endpoint:events": set(),
}
CALLS: dict[str, int] = {}
