"""DMS: a public instance and a closed one, and an endpoint of each kind of engine."""

from typing import Any

from tests.emulator.account.account import ACCOUNT_ID, HOME
from tests.emulator.recorded import Recording

PLACE = f"arn:aws:dms:{HOME}:{ACCOUNT_ID}"
LISTINGS = {"dms:DescribeReplicationInstances", "dms:DescribeEndpoints"}
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


ANSWERS: dict[str, Recording] = {
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
FAILED: dict[str, set[str]] = {
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
