"""Collects datasets, keys, secrets, topics, subscriptions and repositories."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from posture.collectors.collecting import AssetCollector, Item, Read
from posture.collectors.errors import CallError
from posture.collectors.gcp.collecting import (
    Form,
    ProjectClient,
    Record,
    Response,
    by_name,
    children,
    everywhere,
    listing,
    located,
    read,
)
from posture.collectors.gcp.errors import GONE
from posture.collectors.gcp.properties import (
    flag,
    has,
    members,
    moment,
    part,
    policy,
    seconds,
    text,
)
from posture.domain.gcp.assets.data import (
    ArtifactRepository,
    BigQueryDataset,
    CryptoKey,
    PubSubSubscription,
    PubSubTopic,
    StoredSecret,
)
from posture.domain.gcp.iam import Binding, Policy
from posture.domain.gcp.names import full_name, region_of

DATASETS_CALL = "bigquery:datasets.list"
DATASET_CALL = "bigquery:datasets.get"
KMS_LOCATIONS_CALL = "cloudkms:projects.locations.list"
RINGS_CALL = "cloudkms:projects.locations.keyRings.list"
KEYS_CALL = "cloudkms:projects.locations.keyRings.cryptoKeys.list"
KEY_POLICY_CALL = "cloudkms:projects.locations.keyRings.cryptoKeys.getIamPolicy"
RING_POLICY_CALL = "cloudkms:projects.locations.keyRings.getIamPolicy"
SECRETS_CALL = "secretmanager:projects.secrets.list"
STORED_POLICY_CALL = "secretmanager:projects.secrets.getIamPolicy"
TOPICS_CALL = "pubsub:projects.topics.list"
TOPIC_POLICY_CALL = "pubsub:projects.topics.getIamPolicy"
SUBSCRIPTIONS_CALL = "pubsub:projects.subscriptions.list"
REGISTRY_LOCATIONS_CALL = "artifactregistry:projects.locations.list"
REPOSITORIES_CALL = "artifactregistry:projects.locations.repositories.list"
REPOSITORY_POLICY_CALL = "artifactregistry:projects.locations.repositories.getIamPolicy"
ACCESS_NOT_RETURNED = "AccessNotReturned"
SECONDS_OF_A_DAY = 86_400
KMS = by_name("cloudkms")
NOT_ROTATED = frozenset({"EXTERNAL", "EXTERNAL_VPC"})
UNSCANNED = frozenset({"SCANNING_UNSUPPORTED", "ENABLEMENT_STATE_UNSPECIFIED"})


def _dataset_name(client: ProjectClient, record: Record) -> str:
    name = text(record, "datasetReference.datasetId")
    return full_name("bigquery", f"projects/{client.account_id}/datasets/{name}")


def _dataset(response: Response) -> Mapping[str, Any]:
    if "access" not in response:  # a dataset has an owner at least
        raise CallError(ACCESS_NOT_RETURNED, DATASET_CALL)
    return {
        "policy": tuple(_access(one) for one in members(response, "access")),
        "linked": has(response, "linkedDatasetSource"),
        "customer_key": bool(text(response, "defaultEncryptionConfiguration.kmsKeyName")),
    }


def _access(record: Record) -> Binding:
    member = text(record, "specialGroup") or text(record, "iamMember")
    role = text(record, "role") or "a view or a routine"
    return Binding(role, frozenset({member}), text(record, "condition.expression"))


async def _rings(client: ProjectClient) -> list[Any]:
    return await everywhere(client, RINGS_CALL, locations=KMS_LOCATIONS_CALL)


def _key(_client: ProjectClient, item: Item) -> Mapping[str, Any]:
    record = item.data
    level = text(record, "versionTemplate.protectionLevel")
    symmetric = text(record, "purpose") == "ENCRYPT_DECRYPT"
    return {
        "rotates": symmetric and not flag(record, "importOnly") and level not in NOT_ROTATED,
        "usable": text(record, "primary.state") == "ENABLED",
        "rotation_days": _rotation_days(record, "rotationPeriod", "nextRotationTime"),
    }


async def _key_policy(client: ProjectClient, item: Item) -> Policy:
    path = item.resource_id.split("/", 3)[3]
    ring = path.partition("/cryptoKeys/")[0]

    async def of_ring() -> Policy:
        return policy(await client.call(RING_POLICY_CALL, path=ring))

    above: Policy = await client.once((RING_POLICY_CALL, ring), of_ring)
    return policy(await client.call(KEY_POLICY_CALL, path=path)) + above


def _rotation_days(record: Record, period: str, following: str) -> float | None:
    """Return the days between rotations, or to the next if these are more; None without any."""
    every, at = seconds(record, period), moment(record, following)
    if every is None:
        return None
    to_next = 0.0 if at is None else (at - datetime.now(UTC)).total_seconds()
    return max(every, to_next) / SECONDS_OF_A_DAY


def _secret(_client: ProjectClient, item: Item) -> Mapping[str, Any]:
    record = item.data
    following = moment(record, "rotation.nextRotationTime")
    replicas = members(record, "replication.userManaged.replicas")
    if not replicas:
        replicas = [part(record, "replication.automatic")]
    return {
        "rotation_days": _rotation_days(
            record, "rotation.rotationPeriod", "rotation.nextRotationTime"
        ),
        "overdue": following is not None and following < datetime.now(UTC),
        "customer_key": all(text(one, "customerManagedEncryption.kmsKeyName") for one in replicas),
    }


def _topic(_client: ProjectClient, item: Item) -> Mapping[str, Any]:
    return {"customer_key": bool(text(item.data, "kmsKeyName"))}


def _subscription(_client: ProjectClient, item: Item) -> Mapping[str, Any]:
    push = "pushConfig"
    return {
        "endpoint": text(item.data, f"{push}.pushEndpoint"),
        "authenticated": bool(text(item.data, f"{push}.oidcToken.serviceAccountEmail")),
    }


def _repository(_client: ProjectClient, item: Item) -> Mapping[str, Any]:
    record = item.data
    state = text(record, "vulnerabilityScanningConfig.enablementState")
    tagged = text(record, "format") == "DOCKER" and text(record, "mode") != "REMOTE_REPOSITORY"
    return {
        "scanning": "" if state in UNSCANNED else state,
        "immutable": flag(record, "dockerConfig.immutableTags") if tagged else None,
    }


DATASETS = AssetCollector(
    asset_type=BigQueryDataset,
    regional=False,
    scattered=True,
    calls=(DATASETS_CALL,),
    items=listing(
        DATASETS_CALL, Form(_dataset_name, lambda record: region_of(text(record, "location")))
    ),
    gone=GONE,
    reads=(read(("policy", "linked", "customer_key"), DATASET_CALL, of=_dataset),),
)
KEYS = AssetCollector(
    asset_type=CryptoKey,
    regional=False,
    scattered=True,
    calls=(RINGS_CALL, KMS_LOCATIONS_CALL, KEYS_CALL),
    items=children(_rings, KEYS_CALL, KMS, of=KMS),
    listed=_key,
    gone=GONE,
    reads=(Read(facts=("policy",), calls=(KEY_POLICY_CALL, RING_POLICY_CALL), run=_key_policy),),
)
SECRETS = AssetCollector(
    asset_type=StoredSecret,
    regional=False,
    scattered=True,
    calls=(SECRETS_CALL,),
    items=listing(SECRETS_CALL, by_name("secretmanager")),
    listed=_secret,
    gone=GONE,
    reads=(read("policy", STORED_POLICY_CALL, of=policy),),
)
TOPICS = AssetCollector(
    asset_type=PubSubTopic,
    regional=False,
    scattered=True,
    calls=(TOPICS_CALL,),
    items=listing(TOPICS_CALL, by_name("pubsub")),
    listed=_topic,
    gone=GONE,
    reads=(read("policy", TOPIC_POLICY_CALL, of=policy),),
)
SUBSCRIPTIONS = AssetCollector(
    asset_type=PubSubSubscription,
    regional=False,
    scattered=True,
    calls=(SUBSCRIPTIONS_CALL,),
    items=listing(SUBSCRIPTIONS_CALL, by_name("pubsub")),
    listed=_subscription,
)
REPOSITORIES = AssetCollector(
    asset_type=ArtifactRepository,
    regional=False,
    scattered=True,
    calls=(REPOSITORIES_CALL, REGISTRY_LOCATIONS_CALL),
    items=located(
        REPOSITORIES_CALL, by_name("artifactregistry"), locations=REGISTRY_LOCATIONS_CALL
    ),
    listed=_repository,
    gone=GONE,
    reads=(read("policy", REPOSITORY_POLICY_CALL, of=policy),),
)

COLLECTORS: tuple[AssetCollector[ProjectClient, Any], ...] = (
    DATASETS,
    KEYS,
    SECRETS,
    TOPICS,
    SUBSCRIPTIONS,
    REPOSITORIES,
)
