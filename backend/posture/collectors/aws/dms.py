"""Collector of AWS Database Migration Service: replication instances and endpoints."""

from collections.abc import Mapping
from typing import Any

from posture.collectors.aws.collecting import RegionClient, listing
from posture.collectors.collecting import AssetCollector, Item, in_state
from posture.domain.aws.assets.dms import DmsEndpoint, DmsInstance

INSTANCES_CALL = "dms:DescribeReplicationInstances"
ENDPOINTS_CALL = "dms:DescribeEndpoints"
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

COLLECTORS: tuple[AssetCollector[RegionClient, Any], ...] = (INSTANCES, ENDPOINTS)
