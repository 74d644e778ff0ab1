"""Reads of buckets, databases, datasets, keys, secrets, messages and repositories."""

from typing import Final

from posture.collectors.gcp.operation import Operation, located, locations, policy

OPERATIONS: Final = {
    "storage:buckets.list": Operation(
        "storage",
        "storage/v1/b",
        "storage.buckets.list",
        "items",
        query="project={project}&projection=full&maxResults=500&returnPartialSuccess=true",
        kind="storage#buckets",
    ),
    "storage:buckets.get": Operation(
        "storage",
        "storage/v1/b/{path}",
        "storage.buckets.get",
        query="projection=full",
        kind="storage#bucket",
    ),
    "storage:buckets.getIamPolicy": Operation(
        "storage",
        "storage/v1/b/{path}/iam",
        "storage.buckets.getIamPolicy",
        query="optionsRequestedPolicyVersion=3",
        kind="storage#policy",
    ),
    "sql:instances.list": Operation(
        "sqladmin",
        "v1/projects/{project}/instances",
        "cloudsql.instances.list",
        "items",
        query="maxResults=500",
    ),
    "sql:users.list": Operation(
        "sqladmin",
        "v1/projects/{project}/instances/{instance}/users",
        "cloudsql.users.list",
    ),
    "bigquery:datasets.list": Operation(
        "bigquery",
        "bigquery/v2/projects/{project}/datasets",
        "bigquery.datasets.get",
        "datasets",
        query="maxResults=500",
        kind="bigquery#datasetList",
    ),
    "bigquery:datasets.get": Operation(
        "bigquery",
        "bigquery/v2/{path}",
        # Beside the permission of the listing: without it, the answer lacks who has access.
        "bigquery.datasets.getIamPolicy",
        query="accessPolicyVersion=3",
        kind="bigquery#dataset",
    ),
    "cloudkms:projects.locations.list": locations("cloudkms", "v1", "cloudkms.locations.list"),
    "cloudkms:projects.locations.keyRings.list": located(
        "cloudkms", "v1", "keyRings", "cloudkms.keyRings.list", "pageSize=500"
    ),
    "cloudkms:projects.locations.keyRings.cryptoKeys.list": Operation(
        "cloudkms",
        "v1/{parent}/cryptoKeys",
        "cloudkms.cryptoKeys.list",
        "cryptoKeys",
        query="pageSize=500",
    ),
    "cloudkms:projects.locations.keyRings.cryptoKeys.getIamPolicy": policy(
        "cloudkms", "v1", "cloudkms.cryptoKeys.getIamPolicy", post=False
    ),
    "cloudkms:projects.locations.keyRings.getIamPolicy": policy(
        "cloudkms", "v1", "cloudkms.keyRings.getIamPolicy", post=False
    ),
    "secretmanager:projects.secrets.list": Operation(
        "secretmanager",
        "v1/projects/{project}/secrets",
        "secretmanager.secrets.list",
        "secrets",
        query="pageSize=500",
    ),
    "secretmanager:projects.secrets.getIamPolicy": policy(
        "secretmanager", "v1", "secretmanager.secrets.getIamPolicy", post=False
    ),
    "pubsub:projects.topics.list": Operation(
        "pubsub",
        "v1/projects/{project}/topics",
        "pubsub.topics.list",
        "topics",
        query="pageSize=500",
    ),
    "pubsub:projects.topics.getIamPolicy": policy(
        "pubsub", "v1", "pubsub.topics.getIamPolicy", post=False
    ),
    "pubsub:projects.subscriptions.list": Operation(
        "pubsub",
        "v1/projects/{project}/subscriptions",
        "pubsub.subscriptions.list",
        "subscriptions",
        query="pageSize=500",
    ),
    "artifactregistry:projects.locations.list": locations(
        "artifactregistry", "v1", "artifactregistry.locations.list"
    ),
    "artifactregistry:projects.locations.repositories.list": located(
        "artifactregistry", "v1", "repositories", "artifactregistry.repositories.list"
    ),
    "artifactregistry:projects.locations.repositories.getIamPolicy": policy(
        "artifactregistry", "v1", "artifactregistry.repositories.getIamPolicy", post=False
    ),
}
