"""Checks of datasets, keys, secrets, topics, subscriptions and repositories."""

from collections.abc import Iterable

from posture.domain.check import Severity, check
from posture.domain.evidence import known
from posture.domain.gcp.assets.data import (
    ArtifactRepository,
    BigQueryDataset,
    CryptoKey,
    PubSubSubscription,
    PubSubTopic,
    StoredSecret,
)
from posture.domain.gcp.iam import Binding, public_grants
from posture.domain.verdict import Verdict, failed, not_applicable, passed

SITE = "https://cloud.google.com"
ROTATION_DAYS = 90


def _private(policy: Iterable[Binding]) -> Verdict:
    found = public_grants(policy)
    return failed(f"Granted: {'; '.join(found)}.") if found else passed()


def _rotated(days: float | None) -> Verdict:
    if days is None:
        return failed("It has no schedule.")
    return failed(f"It is rotated every {days:g} days.") if days > ROTATION_DAYS else passed()


@check(
    severity=Severity.CRITICAL,
    finding_title="Dataset is public",
    remediation="Remove allUsers and allAuthenticatedUsers from its access.",
    cli="bq update --source=access.json PROJECT:DATASET",
    terraform="""
        resource "google_bigquery_dataset_iam_member" "this" {
          dataset_id = google_bigquery_dataset.this.dataset_id
          role       = "roles/bigquery.dataViewer"
          member     = "group:team@example.com"
        }
    """,
    reference=f"{SITE}/bigquery/docs/control-access-to-resources-iam",
)
def gcp_bigquery_dataset_not_public(dataset: BigQueryDataset) -> Verdict:
    """Dataset is not public.

    Everyone with an account of Google could read its tables. Grants on the project count there.
    """
    if known(dataset.linked):
        return not_applicable("The dataset that it shows decides about it.")
    return _private(known(dataset.policy))


@check(
    severity=Severity.LOW,
    finding_title="Dataset is encrypted with a key of Google",
    remediation="Set a default key of Cloud KMS.",
    cli="bq update --default_kms_key=KEY PROJECT:DATASET",
    terraform="""
        resource "google_bigquery_dataset" "this" {
          default_encryption_configuration {
            kms_key_name = google_kms_crypto_key.this.id
          }
        }
    """,
    reference=f"{SITE}/bigquery/docs/customer-managed-encryption",
)
def gcp_bigquery_dataset_customer_managed_key(dataset: BigQueryDataset) -> Verdict:
    """Dataset encrypts new tables with a key of the customer.

    Only then can the customer take the key away, and see who uses it.
    """
    if known(dataset.linked):
        return not_applicable("The dataset that it shows decides about it.")
    return passed() if known(dataset.customer_key) else failed("It has no default key.")


@check(
    severity=Severity.CRITICAL,
    finding_title="Encryption key is public",
    remediation="Remove allUsers and allAuthenticatedUsers from the key and its key ring.",
    cli="""
        gcloud kms keys remove-iam-policy-binding KEY --keyring=RING --location=LOCATION \\
          --member=allUsers --role=ROLE
    """,
    terraform="""
        resource "google_kms_crypto_key_iam_member" "this" {
          crypto_key_id = google_kms_crypto_key.this.id
          role          = "roles/cloudkms.cryptoKeyEncrypterDecrypter"
          member        = "serviceAccount:web@PROJECT.iam.gserviceaccount.com"
        }
    """,
    reference=f"{SITE}/kms/docs/iam",
)
def gcp_kms_key_not_public(key: CryptoKey) -> Verdict:
    """Encryption key is not public, by its policy or that of its key ring.

    Everyone could decrypt what it protects, or sign in its name.
    """
    return _private(known(key.policy))


@check(
    severity=Severity.MEDIUM,
    finding_title="Encryption key is not rotated every 90 days",
    remediation="Set a rotation period of 90 days.",
    cli="""
        gcloud kms keys update KEY --keyring=RING --location=LOCATION --rotation-period=90d \\
          --next-rotation-time=TIME
    """,
    terraform="""
        resource "google_kms_crypto_key" "this" {
          rotation_period = "7776000s"
        }
    """,
    reference=f"{SITE}/kms/docs/key-rotation",
)
def gcp_kms_key_rotation_enabled(key: CryptoKey) -> Verdict:
    """Encryption key is rotated every 90 days.

    A new version limits how much data one stolen version decrypts.
    """
    if not known(key.rotates):
        return not_applicable("Google does not rotate keys of this kind.")
    if not known(key.usable):
        return not_applicable("Its primary version is not enabled.")
    return _rotated(known(key.rotation_days))


@check(
    severity=Severity.CRITICAL,
    finding_title="Secret is public",
    remediation="Remove allUsers and allAuthenticatedUsers, and rotate the secret.",
    cli="""
        gcloud secrets remove-iam-policy-binding NAME --member=allUsers \\
          --role=roles/secretmanager.secretAccessor
    """,
    terraform="""
        resource "google_secret_manager_secret_iam_member" "this" {
          secret_id = google_secret_manager_secret.this.id
          role      = "roles/secretmanager.secretAccessor"
          member    = "serviceAccount:web@PROJECT.iam.gserviceaccount.com"
        }
    """,
    reference=f"{SITE}/secret-manager/docs/access-control",
)
def gcp_secretmanager_secret_not_public(secret: StoredSecret) -> Verdict:
    """Secret is not public.

    Everyone with an account of Google could read it.
    """
    return _private(known(secret.policy))


@check(
    severity=Severity.MEDIUM,
    finding_title="Secret is not rotated every 90 days",
    remediation="Set a rotation period, and a program that rotates the secret.",
    cli="gcloud secrets update NAME --rotation-period=7776000s --next-rotation-time=TIME",
    terraform="""
        resource "google_secret_manager_secret" "this" {
          rotation {
            rotation_period    = "7776000s"
            next_rotation_time = "2027-01-01T00:00:00Z"
          }
        }
    """,
    reference=f"{SITE}/secret-manager/docs/secret-rotation",
)
def gcp_secretmanager_secret_rotated(secret: StoredSecret) -> Verdict:
    """Secret has a schedule to be rotated every 90 days, and is not overdue.

    The longer a secret is valid, the more copies of it exist.
    """
    if known(secret.overdue):
        return failed("The rotation is overdue.")
    return _rotated(known(secret.rotation_days))


@check(
    severity=Severity.LOW,
    finding_title="Secret is encrypted with a key of Google",
    remediation="Make the secret again with keys of Cloud KMS.",
    cli="gcloud secrets create NAME --kms-key-name=KEY",
    terraform="""
        resource "google_secret_manager_secret" "this" {
          replication {
            auto {
              customer_managed_encryption {
                kms_key_name = google_kms_crypto_key.this.id
              }
            }
          }
        }
    """,
    reference=f"{SITE}/secret-manager/docs/cmek",
)
def gcp_secretmanager_secret_customer_managed_key(secret: StoredSecret) -> Verdict:
    """Each replica of the secret is encrypted with a key of the customer.

    Only then can the customer take the key away, and see who uses it.
    """
    return passed() if known(secret.customer_key) else failed("A key is managed by Google.")


@check(
    severity=Severity.HIGH,
    finding_title="Topic is public",
    remediation="Remove allUsers and allAuthenticatedUsers from its policy.",
    cli="gcloud pubsub topics remove-iam-policy-binding NAME --member=allUsers --role=ROLE",
    terraform="""
        resource "google_pubsub_topic_iam_member" "this" {
          topic  = google_pubsub_topic.this.id
          role   = "roles/pubsub.publisher"
          member = "serviceAccount:web@PROJECT.iam.gserviceaccount.com"
        }
    """,
    reference=f"{SITE}/pubsub/docs/access-control",
)
def gcp_pubsub_topic_not_public(topic: PubSubTopic) -> Verdict:
    """Topic is not public.

    Everyone could read its messages, or send some that programs trust.
    """
    return _private(known(topic.policy))


@check(
    severity=Severity.LOW,
    finding_title="Topic is encrypted with a key of Google",
    remediation="Set a key of Cloud KMS.",
    cli="gcloud pubsub topics update NAME --topic-encryption-key=KEY",
    terraform="""
        resource "google_pubsub_topic" "this" {
          kms_key_name = google_kms_crypto_key.this.id
        }
    """,
    reference=f"{SITE}/pubsub/docs/encryption",
)
def gcp_pubsub_topic_customer_managed_key(topic: PubSubTopic) -> Verdict:
    """Topic encrypts its messages with a key of the customer.

    Only then can the customer take the key away, and see who uses it.
    """
    return passed() if known(topic.customer_key) else failed("The key is managed by Google.")


@check(
    severity=Severity.MEDIUM,
    finding_title="Subscription sends messages without proof",
    remediation="Send to an HTTPS address, with a token of a service account.",
    cli="""
        gcloud pubsub subscriptions update NAME --push-endpoint=URL \\
          --push-auth-service-account=ACCOUNT
    """,
    terraform="""
        resource "google_pubsub_subscription" "this" {
          push_config {
            push_endpoint = "https://example.com/messages"
            oidc_token {
              service_account_email = google_service_account.this.email
            }
          }
        }
    """,
    reference=f"{SITE}/pubsub/docs/authenticate-push-subscriptions",
)
def gcp_pubsub_subscription_push_authenticated(subscription: PubSubSubscription) -> Verdict:
    """Subscription that sends messages does so over TLS, and proves who it is.

    The receiver otherwise takes everyone's messages for true.
    """
    endpoint = known(subscription.endpoint)
    if not endpoint:
        return not_applicable("Its messages are fetched.")
    if not endpoint.lower().startswith("https://"):
        return failed("It sends messages without TLS.")
    return passed() if known(subscription.authenticated) else failed("It sends no token.")


@check(
    severity=Severity.HIGH,
    finding_title="Repository is public",
    remediation="Remove allUsers and allAuthenticatedUsers, or suppress what is public on purpose.",
    cli="""
        gcloud artifacts repositories remove-iam-policy-binding NAME --location=LOCATION \\
          --member=allUsers --role=roles/artifactregistry.reader
    """,
    terraform="""
        resource "google_artifact_registry_repository_iam_member" "this" {
          repository = google_artifact_registry_repository.this.name
          role       = "roles/artifactregistry.reader"
          member     = "group:team@example.com"
        }
    """,
    reference=f"{SITE}/artifact-registry/docs/access-control",
)
def gcp_artifactregistry_repository_not_public(repository: ArtifactRepository) -> Verdict:
    """Repository is not public.

    Images contain code, and often secrets.
    """
    return _private(known(repository.policy))


@check(
    severity=Severity.MEDIUM,
    finding_title="Images in the repository are not scanned",
    remediation="Enable the Container Scanning API, and scanning of the repository.",
    cli="""
        gcloud artifacts repositories update NAME --location=LOCATION \\
          --allow-vulnerability-scanning
    """,
    terraform="""
        resource "google_artifact_registry_repository" "this" {
          vulnerability_scanning_config {
            enablement_config = "INHERITED"
          }
        }
    """,
    reference=f"{SITE}/artifact-analysis/docs/enable-automatic-scanning",
)
def gcp_artifactregistry_repository_scanned(repository: ArtifactRepository) -> Verdict:
    """Repository's images are scanned for vulnerabilities.

    New vulnerabilities of old images are found without anyone building them again.
    """
    state = known(repository.scanning)
    if not state:
        return not_applicable("Its format is not scanned.")
    return passed() if state == "SCANNING_ACTIVE" else failed("Scanning is off.")


@check(
    severity=Severity.LOW,
    finding_title="Tags in the repository can be moved",
    remediation="Make tags immutable.",
    cli="gcloud artifacts repositories update NAME --location=LOCATION --immutable-tags",
    terraform="""
        resource "google_artifact_registry_repository" "this" {
          docker_config {
            immutable_tags = true
          }
        }
    """,
    reference=f"{SITE}/artifact-registry/docs/repositories",
)
def gcp_artifactregistry_repository_tags_immutable(repository: ArtifactRepository) -> Verdict:
    """Repository's tags always name the same image.

    Whoever can push could otherwise put another image in the place of one that was tested.
    """
    immutable = known(repository.immutable)
    if immutable is None:
        return not_applicable("It has no tags of its own.")
    return passed() if immutable else failed("Tags can be moved.")
