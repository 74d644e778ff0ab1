"""Lightsail: an instance with open logins, a public database, and buckets of each kind."""

from typing import Any

from tests.emulator.account.account import ACCOUNT_ID, HOME
from tests.emulator.recorded import Recording

HERE = f"arn:aws:lightsail:{HOME}:{ACCOUNT_ID}"
LISTINGS = {
    "lightsail:GetInstances",
    "lightsail:GetRelationalDatabases",
    "lightsail:GetBuckets",
}


def _port(first: int, last: int, protocol: str, *cidrs: str, v6: str = "") -> dict[str, Any]:
    return {
        "fromPort": first,
        "toPort": last,
        "protocol": protocol,
        "cidrs": list(cidrs),
        "ipv6Cidrs": [v6] if v6 else [],
    }


def _instance(name: str, *ports: object) -> dict[str, Any]:
    arn = f"{HERE}:Instance/{name}"
    return {"arn": arn, "name": name, "networking": {"ports": list(ports)}}


def _bucket(name: str, objects: str, *, overrides: bool) -> dict[str, Any]:
    rules = {"getObject": objects, "allowPublicOverrides": overrides}
    return {"arn": f"{HERE}:Bucket/{name}", "name": name, "accessRules": rules}


def _database(name: str, *, public: bool) -> dict[str, Any]:
    arn = f"{HERE}:RelationalDatabase/{name}"
    return {"arn": arn, "name": name, "publiclyAccessible": public}


ANSWERS: dict[str, Recording] = {
    "lightsail:GetInstances": {
        "instances": [
            _instance("open", _port(0, 65535, "tcp", v6="::/0")),
            _instance(
                "closed",
                _port(22, 22, "tcp", "203.0.113.0/24"),
                _port(443, 443, "tcp", "0.0.0.0/0"),
                _port(8, -1, "icmp", "0.0.0.0/0"),
                _port(0, 65535, "udp", "0.0.0.0/0"),
            ),
        ]
    },
    "lightsail:GetRelationalDatabases": {
        "relationalDatabases": [
            _database("open", public=True),
            _database("closed", public=False),
        ]
    },
    "lightsail:GetBuckets": {
        "buckets": [
            _bucket("open", "public", overrides=False),
            _bucket("mixed", "private", overrides=True),
            _bucket("closed", "private", overrides=False),
        ]
    },
}
FAILED: dict[str, set[str]] = {
    f"{HERE}:Instance/open": {"lightsail_instance_logins_closed_to_internet"},
    f"{HERE}:Instance/closed": set(),
    f"{HERE}:RelationalDatabase/open": {"lightsail_database_private"},
    f"{HERE}:RelationalDatabase/closed": set(),
    f"{HERE}:Bucket/open": {"lightsail_bucket_not_public"},
    f"{HERE}:Bucket/mixed": {"lightsail_bucket_not_public"},
    f"{HERE}:Bucket/closed": set(),
}
CALLS: dict[str, int] = {}
