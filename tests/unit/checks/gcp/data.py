"""Cases of the checks of datasets, keys, secrets, topics, subscriptions and repositories."""

from posture.domain.gcp.assets.data import (
    ArtifactRepository,
    BigQueryDataset,
    CryptoKey,
    PubSubSubscription,
    PubSubTopic,
    StoredSecret,
)
from posture.domain.gcp.iam import Binding
from tests.unit.checks.evaluating import (
    DENIED,
    FAIL,
    NOT_APPLICABLE,
    PASS,
    UNKNOWN,
    Case,
    Compliant,
    Row,
    rows,
)

COMPLIANT: Compliant = {
    BigQueryDataset: {"policy": (), "linked": False, "customer_key": True},
    CryptoKey: {"rotates": True, "usable": True, "rotation_days": 90.0, "policy": ()},
    StoredSecret: {"rotation_days": 90.0, "overdue": False, "customer_key": True, "policy": ()},
    PubSubTopic: {"customer_key": True, "policy": ()},
    PubSubSubscription: {"endpoint": "https://a.example", "authenticated": True},
    ArtifactRepository: {"scanning": "SCANNING_ACTIVE", "immutable": True, "policy": ()},
}
PUBLIC = {"policy": (Binding("roles/viewer", frozenset({"allUsers"})),)}
GOOGLE_KEY = {"customer_key": False}
LINKED = {"linked": True}
DATASETS: list[Row] = [
    ("not_public", PUBLIC, FAIL),
    ("not_public", PUBLIC | LINKED, NOT_APPLICABLE),
    ("customer_managed_key", GOOGLE_KEY, FAIL),
    ("customer_managed_key", GOOGLE_KEY | LINKED, NOT_APPLICABLE),
]
KEYS: list[Row] = [
    ("not_public", PUBLIC, FAIL),
    ("rotation_enabled", {"rotation_days": None}, FAIL),
    ("rotation_enabled", {"rotation_days": 90.5}, FAIL),
    ("rotation_enabled", {"rotates": False, "rotation_days": None}, NOT_APPLICABLE),
    ("rotation_enabled", {"usable": False, "rotation_days": None}, NOT_APPLICABLE),
]
SECRETS: list[Row] = [
    ("not_public", PUBLIC, FAIL),
    ("rotated", {"rotation_days": None}, FAIL),
    ("rotated", {"rotation_days": 91.0}, FAIL),
    ("rotated", {"overdue": True}, FAIL),
    ("customer_managed_key", GOOGLE_KEY, FAIL),
]
SUBSCRIPTIONS: list[Row] = [
    ("push_authenticated", {"endpoint": ""}, NOT_APPLICABLE),
    ("push_authenticated", {"endpoint": "http://a.example"}, FAIL),
    ("push_authenticated", {"endpoint": "HTTPS://a.example"}, PASS),
    ("push_authenticated", {"authenticated": False}, FAIL),
    ("push_authenticated", {"endpoint": "http://a.example", "authenticated": DENIED}, FAIL),
    ("push_authenticated", {"authenticated": DENIED}, UNKNOWN),
]
REPOSITORIES: list[Row] = [
    ("not_public", PUBLIC, FAIL),
    ("scanned", {"scanning": "SCANNING_DISABLED"}, FAIL),
    ("scanned", {"scanning": ""}, NOT_APPLICABLE),
    ("tags_immutable", {"immutable": False}, FAIL),
    ("tags_immutable", {"immutable": None}, NOT_APPLICABLE),
]
TOPICS: list[Row] = [
    ("not_public", PUBLIC, FAIL),
    ("customer_managed_key", GOOGLE_KEY, FAIL),
]
CASES: list[Case] = [
    *rows("gcp_bigquery_dataset", DATASETS),
    *rows("gcp_kms_key", KEYS),
    *rows("gcp_secretmanager_secret", SECRETS),
    *rows("gcp_pubsub_topic", TOPICS),
    *rows("gcp_pubsub_subscription", SUBSCRIPTIONS),
    *rows("gcp_artifactregistry_repository", REPOSITORIES),
]
