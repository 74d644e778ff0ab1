"""Buckets."""

from typing import Any

from tests.emulator.gcp import NUMBER, EmulatedProject

PUBLIC = {"bindings": [{"role": "roles/storage.objectViewer", "members": ["allUsers"]}]}


def fill(project: EmulatedProject) -> dict[str, str]:
    project.services |= {"storage", "logging"}
    settings: dict[str, dict[str, Any]] = {
        "leaky": {
            "location": "EU",
            "iamConfiguration": {"uniformBucketLevelAccess": {"enabled": False}},
            "acl": [{"entity": "allUsers", "role": "READER"}],
            "defaultObjectAcl": [{"entity": "allAuthenticatedUsers", "role": "READER"}],
        },
        "tight": {
            "location": "EUROPE-WEST1",
            "iamConfiguration": {
                "uniformBucketLevelAccess": {"enabled": True},
                "publicAccessPrevention": "enforced",
            },
            "versioning": {"enabled": True},
            "softDeletePolicy": {"retentionDurationSeconds": "604800"},
            "encryption": {"defaultKmsKeyName": "projects/p/locations/l/keyRings/r/cryptoKeys/k"},
            "logging": {"logBucket": "tight-logs"},
        },
        # Its grant to everyone has no effect, because public access is prevented.
        "shielded": {
            "location": "EUROPE-WEST1",
            "iamConfiguration": {
                "uniformBucketLevelAccess": {"enabled": True},
                "publicAccessPrevention": "enforced",
            },
            "softDeletePolicy": {"retentionDurationSeconds": "604800"},
        },
        "audit-logs": {
            "location": "EUROPE-WEST1",
            "iamConfiguration": {
                "uniformBucketLevelAccess": {"enabled": True},
                "publicAccessPrevention": "enforced",
            },
            "retentionPolicy": {"retentionPeriod": "31536000"},
        },
    }
    for name, own in settings.items():
        record = {
            "kind": "storage#bucket",
            "id": name,
            "name": name,
            "projectNumber": NUMBER,
            **own,
        }
        project.add("storage.buckets.list", record)
        project.answer("storage.buckets.get", record, at=f"/b/{name}")
    for name in ("leaky", "shielded"):
        project.answer("storage.buckets.getIamPolicy", PUBLIC, at=f"/b/{name}/")
    project.add(
        "logging.projects.sinks.list",
        {"name": "all", "destination": "storage.googleapis.com/audit-logs"},
    )
    return {f"bucket {name}": f"//storage.googleapis.com/{name}" for name in settings}
