"""Databases, datasets, keys, secrets, topics, subscriptions and repositories."""

from datetime import UTC, datetime, timedelta
from typing import Any

from tests.emulator.gcp import NUMBER, PROJECT, EmulatedProject

LOCATION = "europe-west1"
KEY = "projects/p/locations/l/keyRings/r/cryptoKeys/k"
LONG_AGO = "2024-01-01T00:00:00Z"


def soon() -> str:
    return f"{datetime.now(UTC) + timedelta(days=20):%Y-%m-%dT%H:%M:%SZ}"


def public(role: str) -> dict[str, Any]:
    return {"bindings": [{"role": role, "members": ["allUsers"]}]}


def fill(project: EmulatedProject) -> dict[str, str]:
    project.services |= {
        "sqladmin",
        "bigquery",
        "cloudkms",
        "secretmanager",
        "pubsub",
        "artifactregistry",
    }
    return (
        _databases(project)
        | _datasets(project)
        | _keys(project)
        | _secrets(project)
        | _messages(project)
        | _repositories(project)
    )


def _databases(project: EmulatedProject) -> dict[str, str]:
    open_network = [{"value": "0.0.0.0/0"}]
    closed = {"ipv4Enabled": False, "sslMode": "ENCRYPTED_ONLY"}
    flags = {
        "cloudsql.iam_authentication": "on",
        "cloudsql.enable_pgaudit": "on",
        "log_connections": "on",
        "log_disconnections": "on",
        "log_statement": "ddl",
    }
    settings: dict[str, tuple[str, dict[str, Any]]] = {
        "leaky": (
            "MYSQL_8_0",
            {"ipConfiguration": {"ipv4Enabled": True, "authorizedNetworks": open_network}},
        ),
        # Its network has expired, and its older flag requires certificates.
        "borderline": (
            "POSTGRES_16",
            {
                "ipConfiguration": {
                    "ipv4Enabled": True,
                    "requireSsl": True,
                    "authorizedNetworks": [{**open_network[0], "expirationTime": LONG_AGO}],
                },
                "databaseFlags": [
                    {"name": "log_min_messages", "value": "debug5"},
                    {"name": "log_min_duration_statement", "value": "0"},
                ],
            },
        ),
        "server": (
            "SQLSERVER_2022_STANDARD",
            {
                "ipConfiguration": closed,
                "databaseFlags": [
                    {"name": "external scripts enabled", "value": "on"},
                    {"name": "cross db ownership chaining", "value": "on"},
                    {"name": "contained database authentication", "value": "on"},
                    {"name": "user connections", "value": "10"},
                ],
            },
        ),
        "tight": (
            "POSTGRES_16",
            {
                "ipConfiguration": closed,
                "deletionProtectionEnabled": True,
                "backupConfiguration": {"enabled": True, "pointInTimeRecoveryEnabled": True},
                "databaseFlags": [{"name": name, "value": one} for name, one in flags.items()],
            },
        ),
    }
    ids = {}
    for name, (version, own) in settings.items():
        record: dict[str, Any] = {
            "name": name,
            "project": PROJECT,
            "region": LOCATION,
            "databaseVersion": version,
            "instanceType": "CLOUD_SQL_INSTANCE",
            "settings": own,
        }
        if own["ipConfiguration"]["ipv4Enabled"]:
            record["ipAddresses"] = [{"type": "PRIMARY", "ipAddress": "203.0.113.9"}]
        if name == "tight":
            record["diskEncryptionConfiguration"] = {"kmsKeyName": KEY}
        project.add("sql.instances.list", record)
        ids[f"database {name}"] = f"//cloudsql.googleapis.com/projects/{PROJECT}/instances/{name}"
    users = {"items": [{"name": "root", "host": "%"}]}
    project.answer("sql.users.list", users, at="/leaky/")
    return ids


def _datasets(project: EmulatedProject) -> dict[str, str]:
    access: dict[str, list[dict[str, str]]] = {
        "public": [
            {"role": "READER", "specialGroup": "allAuthenticatedUsers"},
            {"role": "OWNER", "specialGroup": "projectOwners"},
        ],
        "own": [{"role": "READER", "groupByEmail": "team@example.com"}],
    }
    ids = {}
    for name, granted in access.items():
        reference = {"datasetId": name, "projectId": PROJECT}
        listed = {"datasetReference": reference, "location": "EU", "id": f"{PROJECT}:{name}"}
        project.add("bigquery.datasets.list", listed)
        whole: dict[str, Any] = {"datasetReference": reference, "location": "EU", "access": granted}
        if name == "own":
            whole["defaultEncryptionConfiguration"] = {"kmsKeyName": KEY}
        project.answer("bigquery.datasets.get", whole, at=f"/{name}")
        ids[f"dataset {name}"] = f"//bigquery.googleapis.com/projects/{PROJECT}/datasets/{name}"
    return ids


def _keys(project: EmulatedProject) -> dict[str, str]:
    ring = f"projects/{PROJECT}/locations/{LOCATION}/keyRings/ring"
    rings = "cloudkms.projects.locations.keyRings.list"
    project.add(rings, {"name": ring}, at=f"/{LOCATION}/")
    settings: dict[str, dict[str, Any]] = {
        "tight": {"rotationPeriod": "7776000s", "nextRotationTime": soon()},
        "leaky": {},
        "imported": {"importOnly": True},
        "signing": {"purpose": "ASYMMETRIC_SIGN"},
    }
    ids = {}
    for name, own in settings.items():
        record = {
            "name": f"{ring}/cryptoKeys/{name}",
            "purpose": "ENCRYPT_DECRYPT",
            "primary": {"state": "ENABLED"},
            **own,
        }
        project.add(
            "cloudkms.projects.locations.keyRings.cryptoKeys.list", record, at="/keyRings/ring/"
        )
        ids[f"key {name}"] = f"//cloudkms.googleapis.com/{record['name']}"
    project.answer(
        "cloudkms.projects.locations.keyRings.cryptoKeys.getIamPolicy",
        public("roles/cloudkms.cryptoKeyDecrypter"),
        at="/leaky:",
    )
    return ids


def _secrets(project: EmulatedProject) -> dict[str, str]:
    sealed = {"customerManagedEncryption": {"kmsKeyName": KEY}}
    settings: dict[str, dict[str, Any]] = {
        "leaky": {"replication": {"automatic": {}}},
        "late": {
            "replication": {"automatic": {}},
            "rotation": {"rotationPeriod": "7776000s", "nextRotationTime": LONG_AGO},
        },
        "tight": {
            "replication": {"userManaged": {"replicas": [{"location": LOCATION, **sealed}]}},
            "rotation": {"rotationPeriod": "2592000s", "nextRotationTime": soon()},
        },
    }
    ids = {}
    for name, own in settings.items():
        path = f"projects/{NUMBER}/secrets/{name}"
        project.add("secretmanager.projects.secrets.list", {"name": path, **own})
        ids[f"secret {name}"] = f"//secretmanager.googleapis.com/projects/{PROJECT}/secrets/{name}"
    project.answer(
        "secretmanager.projects.secrets.getIamPolicy",
        public("roles/secretmanager.secretAccessor"),
        at="/leaky:",
    )
    return ids


def _messages(project: EmulatedProject) -> dict[str, str]:
    ids = {}
    for name, own in (("open", {}), ("sealed", {"kmsKeyName": KEY})):
        path = f"projects/{PROJECT}/topics/{name}"
        project.add("pubsub.projects.topics.list", {"name": path, **own})
        ids[f"topic {name}"] = f"//pubsub.googleapis.com/{path}"
    policy = "pubsub.projects.topics.getIamPolicy"
    project.answer(policy, public("roles/pubsub.publisher"), at="/open:")
    token = {"oidcToken": {"serviceAccountEmail": f"push@{PROJECT}.iam.gserviceaccount.com"}}
    pushes: dict[str, dict[str, Any]] = {
        "pull": {},
        "plain": {"pushConfig": {"pushEndpoint": "http://orders.example"}},
        "proven": {"pushConfig": {"pushEndpoint": "https://orders.example", **token}},
    }
    for name, own in pushes.items():
        path = f"projects/{PROJECT}/subscriptions/{name}"
        record = {"name": path, "topic": f"projects/{PROJECT}/topics/open", **own}
        project.add("pubsub.projects.subscriptions.list", record)
        ids[f"subscription {name}"] = f"//pubsub.googleapis.com/{path}"
    return ids


def _repositories(project: EmulatedProject) -> dict[str, str]:
    scanned = {"enablementState": "SCANNING_ACTIVE"}
    settings: dict[str, dict[str, Any]] = {
        "open": {
            "format": "DOCKER",
            "mode": "STANDARD_REPOSITORY",
            "vulnerabilityScanningConfig": {"enablementState": "SCANNING_DISABLED"},
        },
        "tight": {
            "format": "DOCKER",
            "mode": "STANDARD_REPOSITORY",
            "dockerConfig": {"immutableTags": True},
            "vulnerabilityScanningConfig": scanned,
        },
        "packages": {
            "format": "APT",
            "vulnerabilityScanningConfig": {"enablementState": "SCANNING_UNSUPPORTED"},
        },
    }
    ids = {}
    for name, own in settings.items():
        path = f"projects/{PROJECT}/locations/{LOCATION}/repositories/{name}"
        project.add(
            "artifactregistry.projects.locations.repositories.list",
            {"name": path, **own},
            at=f"/{LOCATION}/",
        )
        ids[f"repository {name}"] = f"//artifactregistry.googleapis.com/{path}"
    policy = "artifactregistry.projects.locations.repositories.getIamPolicy"
    project.answer(policy, public("roles/artifactregistry.reader"), at="/open:")
    return ids
