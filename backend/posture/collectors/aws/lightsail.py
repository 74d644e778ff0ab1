"""Collector of Amazon Lightsail: instances, databases and buckets, from their listings."""

from collections.abc import Mapping
from typing import Any

from posture.collectors.aws.collecting import RegionClient, listing, of_listing
from posture.collectors.collecting import AssetCollector, Item
from posture.domain.aws.assets.lightsail import (
    LightsailBucket,
    LightsailDatabase,
    LightsailInstance,
)
from posture.domain.network import WORLD

INSTANCES_CALL = "lightsail:GetInstances"
DATABASES_CALL = "lightsail:GetRelationalDatabases"
BUCKETS_CALL = "lightsail:GetBuckets"
# SSH and RDP.
LOGINS = (22, 3389)
# Logins need TCP.
OTHER_PROTOCOLS = frozenset({"icmp", "icmpv6", "udp"})


def _item(_client: RegionClient, one: Mapping[str, Any]) -> Item:
    return Item(one["arn"], one["name"], one)


def _instance(one: Mapping[str, Any]) -> tuple[int, ...]:
    rules = [each for each in one["networking"]["ports"] if _is_for_everyone(each)]
    return tuple(
        port for port in LOGINS if any(each["fromPort"] <= port <= each["toPort"] for each in rules)
    )


def _is_for_everyone(rule: Mapping[str, Any]) -> bool:
    if rule["protocol"] in OTHER_PROTOCOLS:
        return False
    return bool({*rule["cidrs"], *rule["ipv6Cidrs"]} & set(WORLD))


def _bucket(one: Mapping[str, Any]) -> Mapping[str, Any]:
    rules = one["accessRules"]
    return {
        "public": rules["getObject"] == "public",
        "public_objects": rules["allowPublicOverrides"],
    }


INSTANCES = AssetCollector(
    asset_type=LightsailInstance,
    regional=True,
    calls=(INSTANCES_CALL,),
    items=listing(INSTANCES_CALL, "instances", _item),
    reads=(of_listing("open_logins", INSTANCES_CALL, _instance),),
)

DATABASES = AssetCollector(
    asset_type=LightsailDatabase,
    regional=True,
    calls=(DATABASES_CALL,),
    items=listing(DATABASES_CALL, "relationalDatabases", _item),
    reads=(of_listing("public", DATABASES_CALL, lambda one: one["publiclyAccessible"]),),
)

BUCKETS = AssetCollector(
    asset_type=LightsailBucket,
    regional=True,
    calls=(BUCKETS_CALL,),
    items=listing(BUCKETS_CALL, "buckets", _item),
    reads=(of_listing(("public", "public_objects"), BUCKETS_CALL, _bucket),),
)

COLLECTORS: tuple[AssetCollector[RegionClient, Any], ...] = (INSTANCES, DATABASES, BUCKETS)
