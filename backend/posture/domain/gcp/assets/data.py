"""Assets that hold or carry data: datasets, keys, secrets, topics, subscriptions, repositories."""

from posture.domain.asset import Family
from posture.domain.evidence import Fact
from posture.domain.gcp.asset import GcpAsset
from posture.domain.gcp.iam import Policy


class BigQueryDataset(GcpAsset, frozen=True, kw_only=True):
    """A dataset of BigQuery.

    Attributes:
        policy: who has access, as bindings.
        linked: whether it shows the dataset of another project, which decides about it.
    """

    service = "bigquery"
    family = Family.DATABASE
    host = "bigquery"
    paths = ("projects/*/datasets/*",)

    policy: Fact[Policy]
    linked: Fact[bool]
    customer_key: Fact[bool]


class CryptoKey(GcpAsset, frozen=True, kw_only=True):
    """A key of Cloud KMS.

    Attributes:
        rotates: whether Google can rotate it: a symmetric key that is not imported or external.
        usable: whether its primary version is enabled.
        rotation_days: the days between rotations, or to the next if these are more; None without a
            schedule.
        policy: its policy and that of its key ring.
    """

    service = "kms"
    family = Family.SECRETS
    host = "cloudkms"
    paths = ("projects/*/locations/*/keyRings/*/cryptoKeys/*",)

    rotates: Fact[bool]
    usable: Fact[bool]
    rotation_days: Fact[float | None]
    policy: Fact[Policy]


class StoredSecret(GcpAsset, frozen=True, kw_only=True):
    """A secret of Secret Manager.

    Attributes:
        rotation_days: the days between rotations, or to the next if these are more; None without a
            schedule.
        overdue: whether the next rotation should have been.
        customer_key: whether each replica is encrypted with a key of the customer.
    """

    service = "secretmanager"
    family = Family.SECRETS
    host = "secretmanager"
    paths = ("projects/*/secrets/*",)

    rotation_days: Fact[float | None]
    overdue: Fact[bool]
    customer_key: Fact[bool]
    policy: Fact[Policy]


class PubSubTopic(GcpAsset, frozen=True, kw_only=True):
    """A topic of Pub/Sub."""

    service = "pubsub"
    family = Family.COMPUTE
    host = "pubsub"
    paths = ("projects/*/topics/*",)

    customer_key: Fact[bool]
    policy: Fact[Policy]


class PubSubSubscription(GcpAsset, frozen=True, kw_only=True):
    """A subscription of Pub/Sub.

    Attributes:
        endpoint: the URL that messages are sent to; empty if they are fetched.
        authenticated: whether a token is sent with them.
    """

    service = "pubsub"
    family = Family.COMPUTE
    host = "pubsub"
    paths = ("projects/*/subscriptions/*",)

    endpoint: Fact[str]
    authenticated: Fact[bool]


class ArtifactRepository(GcpAsset, frozen=True, kw_only=True):
    """A repository of Artifact Registry.

    Attributes:
        scanning: `SCANNING_ACTIVE`, `SCANNING_DISABLED`, or empty for a format that is not scanned.
        immutable: whether tags cannot be moved; None where it has none.
    """

    service = "artifactregistry"
    family = Family.COMPUTE
    host = "artifactregistry"
    paths = ("projects/*/locations/*/repositories/*",)

    scanning: Fact[str]
    immutable: Fact[bool | None]
    policy: Fact[Policy]
