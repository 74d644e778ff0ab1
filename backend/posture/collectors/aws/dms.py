"""Collector of AWS Database Migration Service: replication instances and endpoints."""

import json
from collections.abc import Mapping
from typing import Any

from posture.collectors.aws.collecting import RegionClient, listing, of_listing
from posture.collectors.collecting import AssetCollector, Item, in_state
from posture.domain.aws.assets.dms import DmsEndpoint, DmsInstance, DmsTask

INSTANCES_CALL = "dms:DescribeReplicationInstances"
ENDPOINTS_CALL = "dms:DescribeEndpoints"
TASKS_CALL = "dms:DescribeReplicationTasks"
COMPONENTS = ("SOURCE_CAPTURE", "SOURCE_UNLOAD", "TARGET_APPLY", "TARGET_LOAD")
# Levels with at least the messages of the default.
ENOUGH = frozenset(
    {"LOGGER_SEVERITY_DEFAULT", "LOGGER_SEVERITY_DEBUG", "LOGGER_SEVERITY_DETAILED_DEBUG"}
)
GONE = frozenset({"deleted", "deleting"})
# Engines that DMS reaches through APIs of AWS, which are HTTPS.
OVER_HTTPS = frozenset(
    {
        "dynamodb",
        "elasticsearch",
        "kinesis",
        "neptune",
        "opensearch",
        "redshift-serverless",
        "s3",
        "timestream",
    }
)


def _instance(_client: RegionClient, one: Mapping[str, Any]) -> Item | None:
    if one.get("ReplicationInstanceStatus") in GONE:
        return None
    return Item(one["ReplicationInstanceArn"], one["ReplicationInstanceIdentifier"], one)


def _instance_listed(_client: RegionClient, item: Item) -> Mapping[str, Any]:
    return {
        # Public is the default of the API.
        "public": item.data.get("PubliclyAccessible", True),
        "minor_upgrades": item.data.get("AutoMinorVersionUpgrade", False),
        "multi_az": item.data.get("MultiAZ", False),
    }


def _endpoint(_client: RegionClient, one: Mapping[str, Any]) -> Item | None:
    if one.get("Status") in GONE:
        return None
    return Item(one["EndpointArn"], one["EndpointIdentifier"], one)


def _endpoint_listed(_client: RegionClient, item: Item) -> Mapping[str, Any]:
    engine = str(item.data["EngineName"]).lower()
    return {
        "engine": engine,
        "tls": _tls(engine, item.data),
        "authenticated": _authenticated(engine, item.data),
    }


def _tls(engine: str, one: Mapping[str, Any]) -> bool | None:
    if engine in OVER_HTTPS:
        return None
    if engine == "redis":
        return bool(one["RedisSettings"].get("SslSecurityProtocol") != "plaintext")
    if engine in {"kafka", "msk"}:
        protocol = _setting(one, "KafkaSettings", "SecurityProtocol") or "plaintext"
        return protocol in {"ssl-encryption", "ssl-authentication", "sasl-ssl"}
    return bool(one.get("SslMode", "none") != "none")


def _authenticated(engine: str, one: Mapping[str, Any]) -> bool | None:
    match engine:
        case "mongodb":
            return bool(one["MongoDbSettings"].get("AuthType") != "no")
        case "neptune":
            return bool(_setting(one, "NeptuneSettings", "IamAuthEnabled"))
        case "redis":
            return bool(one["RedisSettings"]["AuthType"] != "none")
        case _:
            return None


def _setting(one: Mapping[str, Any], kind: str, name: str) -> Any:  # noqa: ANN401  # as in the response
    return (one.get(kind) or {}).get(name)


def _task(_client: RegionClient, one: Mapping[str, Any]) -> Item | None:
    if one.get("Status") in GONE:
        return None
    return Item(one["ReplicationTaskArn"], one["ReplicationTaskIdentifier"], one)


def _silent(one: Mapping[str, Any]) -> tuple[str, ...]:
    settings = json.loads(one["ReplicationTaskSettings"])["Logging"]
    if not settings["EnableLogging"]:
        return COMPONENTS
    levels = {each["Id"]: each["Severity"] for each in settings["LogComponents"]}
    return tuple(name for name in COMPONENTS if levels.get(name) not in ENOUGH)


INSTANCES = AssetCollector(
    asset_type=DmsInstance,
    regional=True,
    calls=(INSTANCES_CALL,),
    items=listing(INSTANCES_CALL, "ReplicationInstances", _instance),
    listed=_instance_listed,
    transition=in_state("creating", "modifying", "upgrading", path=("ReplicationInstanceStatus",)),
)

ENDPOINTS = AssetCollector(
    asset_type=DmsEndpoint,
    regional=True,
    calls=(ENDPOINTS_CALL,),
    items=listing(ENDPOINTS_CALL, "Endpoints", _endpoint),
    listed=_endpoint_listed,
    transition=in_state("creating", "modifying", path=("Status",)),
)

TASKS = AssetCollector(
    asset_type=DmsTask,
    regional=True,
    calls=(TASKS_CALL,),
    items=listing(TASKS_CALL, "ReplicationTasks", _task),
    transition=in_state("creating", "modifying", path=("Status",)),
    reads=(of_listing("silent", TASKS_CALL, _silent),),
)

COLLECTORS: tuple[AssetCollector[RegionClient, Any], ...] = (INSTANCES, ENDPOINTS, TASKS)
