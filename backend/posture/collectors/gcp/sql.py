"""Collects instances of Cloud SQL."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from posture.collectors.collecting import AssetCollector, Item, Read, in_state
from posture.collectors.gcp.collecting import ProjectClient, Record, by_id, listing
from posture.collectors.gcp.properties import flag, members, moment, text
from posture.domain.gcp.assets.sql import DatabaseUser, SqlInstance

LIST_CALL = "sql:instances.list"
USERS_CALL = "sql:users.list"
NOT_PRIMARY = frozenset({"READ_REPLICA_INSTANCE", "ON_PREMISES_INSTANCE"})
SSL_MODES = {
    "ALLOW_UNENCRYPTED_AND_ENCRYPTED": "optional",
    "ENCRYPTED_ONLY": "required",
    "TRUSTED_CLIENT_CERTIFICATE_REQUIRED": "certificate",
}
ADDRESS = "settings.ipConfiguration"
BACKUP = "settings.backupConfiguration"


def _instance(_client: ProjectClient, item: Item) -> Mapping[str, Any]:
    record = item.data
    engine = text(record, "databaseVersion").partition("_")[0]
    logs = "binaryLogEnabled" if engine == "MYSQL" else "pointInTimeRecoveryEnabled"
    addresses = {text(one, "type") for one in members(record, "ipAddresses")}
    return {
        "engine": engine,
        "primary": text(record, "instanceType") not in NOT_PRIMARY,
        "public": flag(record, f"{ADDRESS}.ipv4Enabled") or "PRIMARY" in addresses,
        "networks": tuple(
            text(one, "value")
            for one in members(record, f"{ADDRESS}.authorizedNetworks")
            if not _expired(one)
        ),
        "ssl": _ssl(record),
        "backups": flag(record, f"{BACKUP}.enabled"),
        "point_in_time": flag(record, f"{BACKUP}.{logs}"),
        "deletion_protected": flag(record, "settings.deletionProtectionEnabled"),
        "customer_key": bool(text(record, "diskEncryptionConfiguration.kmsKeyName")),
        "flags": {
            text(one, "name").lower(): text(one, "value").lower()
            for one in members(record, "settings.databaseFlags")
        },
    }


def _expired(network: Record) -> bool:
    ends = moment(network, "expirationTime")
    return ends is not None and ends <= datetime.now(UTC)


def _ssl(record: Record) -> str:
    """Return the mode, which takes the place of the older flag."""
    if mode := SSL_MODES.get(text(record, f"{ADDRESS}.sslMode")):
        return mode
    # Connectors encrypt, and prove who connects.
    if text(record, "settings.connectorEnforcement") == "REQUIRED":
        return "required"
    return "certificate" if flag(record, f"{ADDRESS}.requireSsl") else "optional"


async def _users(client: ProjectClient, item: Item) -> tuple[DatabaseUser, ...]:
    if not text(item.data, "databaseVersion").startswith("MYSQL"):
        return ()
    found = await client.call(USERS_CALL, instance=item.name)
    return tuple(
        DatabaseUser(text(one, "name"), text(one, "host")) for one in members(found, "items")
    )


INSTANCES = AssetCollector(
    asset_type=SqlInstance,
    regional=False,
    scattered=True,
    calls=(LIST_CALL,),
    items=listing(
        LIST_CALL, by_id("cloudsql", "projects/{project}/instances/{name}", region="region")
    ),
    listed=_instance,
    transition=in_state("pending_create", path=("state",)),
    reads=(Read(facts=("users",), calls=(USERS_CALL,), run=_users),),
)

COLLECTORS: tuple[AssetCollector[ProjectClient, Any], ...] = (INSTANCES,)
