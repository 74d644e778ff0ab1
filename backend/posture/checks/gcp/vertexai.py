"""Checks of Vertex AI: endpoints, models and their data."""

from posture.domain.check import Severity, check
from posture.domain.evidence import known
from posture.domain.gcp.assets.vertexai import (
    VertexAsset,
    VertexDataset,
    VertexEndpoint,
    VertexFeatureOnlineStore,
    VertexFeaturestore,
    VertexIndexEndpoint,
    VertexModel,
)
from posture.domain.gcp.iam import is_default_compute
from posture.domain.verdict import Verdict, failed, not_applicable, passed

DOCS = "https://cloud.google.com/vertex-ai/docs"
CMEK = f"{DOCS}/general/cmek"
OWN_KEY = "Make it again with a key of Cloud KMS."
NO_MODEL = not_applicable("No model is deployed.")


def _encrypted(asset: VertexAsset) -> Verdict:
    return passed() if known(asset.customer_key) else failed("The key is managed by Google.")


@check(
    severity=Severity.HIGH,
    finding_title="Vertex AI endpoint is public",
    remediation="Make the endpoint again with Private Service Connect or in a network.",
    cli="gcloud ai endpoints create --region=REGION --display-name=NAME --network=NETWORK",
    terraform="""
        resource "google_vertex_ai_endpoint" "this" {
          private_service_connect_config {
            enable_private_service_connect = true
          }
        }
    """,
    reference=f"{DOCS}/predictions/using-private-endpoints",
)
def gcp_vertexai_endpoint_private(endpoint: VertexEndpoint) -> Verdict:
    """Vertex AI endpoint is reached from networks of the customer alone.

    A public endpoint is one stolen token away from everyone; IAM alone guards it.
    """
    if not known(endpoint.models):
        return NO_MODEL
    return passed() if known(endpoint.private) else failed("It is public, guarded by IAM alone.")


@check(
    severity=Severity.MEDIUM,
    finding_title="Vertex AI endpoint is encrypted with a key of Google",
    remediation=OWN_KEY,
    cli="""
        gcloud ai endpoints create --region=REGION --display-name=NAME \\
          --encryption-kms-key-name=KEY
    """,
    terraform="""
        resource "google_vertex_ai_endpoint" "this" {
          encryption_spec {
            kms_key_name = google_kms_crypto_key.this.id
          }
        }
    """,
    reference=CMEK,
)
def gcp_vertexai_endpoint_customer_managed_key(endpoint: VertexEndpoint) -> Verdict:
    """Vertex AI endpoint is encrypted with a key of the customer.

    Only then can the customer take the key away, and see who uses it.
    """
    return _encrypted(endpoint)


@check(
    severity=Severity.MEDIUM,
    finding_title="Vertex AI endpoint does not log requests",
    remediation="Enable logging of requests and responses, and the logs of containers.",
    cli="gcloud ai endpoints update ENDPOINT --region=REGION --request-response-logging-rate=1",
    terraform="""
        resource "google_vertex_ai_endpoint" "this" {
          predict_request_response_logging_config {
            enabled       = true
            sampling_rate = 1
          }
        }
    """,
    reference=f"{DOCS}/predictions/online-prediction-logging",
)
def gcp_vertexai_endpoint_requests_logged(endpoint: VertexEndpoint) -> Verdict:
    """Vertex AI endpoint logs requests and responses, and its containers log.

    The logs show misuse of the model, and data that was drawn out of it.
    """
    models = known(endpoint.models)
    if not models:
        return NO_MODEL
    if not known(endpoint.requests_logged):
        return failed("Requests and responses are not logged.")
    silent = [one.id for one in models if not one.logged]
    return failed(f"Containers do not log: {', '.join(silent)}.") if silent else passed()


@check(
    severity=Severity.MEDIUM,
    finding_title="Deployed model runs as the default service account",
    remediation="Deploy the model with a service account of its own.",
    cli="gcloud ai endpoints deploy-model ENDPOINT --model=MODEL --service-account=ACCOUNT",
    reference=f"{DOCS}/general/custom-service-account",
)
def gcp_vertexai_endpoint_service_account_dedicated(endpoint: VertexEndpoint) -> Verdict:
    """Models of a Vertex AI endpoint do not run as the default service account.

    Code in a model's container has the permissions of the account. Without one, Google's own
    account is used, which has few.
    """
    models = known(endpoint.models)
    if not models:
        return NO_MODEL
    found = [one.id for one in models if is_default_compute(one.account)]
    return failed(f"Default account: {', '.join(found)}.") if found else passed()


@check(
    severity=Severity.HIGH,
    finding_title="Vector index endpoint is public",
    remediation="Make the index endpoint again with Private Service Connect.",
    cli="""
        gcloud ai index-endpoints create --region=REGION --display-name=NAME \\
          --enable-private-service-connect
    """,
    terraform="""
        resource "google_vertex_ai_index_endpoint" "this" {
          public_endpoint_enabled = false
          private_service_connect_config {
            enable_private_service_connect = true
          }
        }
    """,
    reference=f"{DOCS}/vector-search/deploy-index-public",
)
def gcp_vertexai_index_endpoint_private(endpoint: VertexIndexEndpoint) -> Verdict:
    """Vector index endpoint is not public.

    Whoever can ask an index learns what the documents behind it say.
    """
    return failed("It has a public endpoint.") if known(endpoint.public) else passed()


@check(
    severity=Severity.MEDIUM,
    finding_title="Vertex AI model is encrypted with a key of Google",
    remediation="Copy the model with a key of Cloud KMS, and delete the first one.",
    cli="gcloud ai models copy --source-model=MODEL --region=REGION --kms-key-name=KEY",
    reference=CMEK,
)
def gcp_vertexai_model_customer_managed_key(model: VertexModel) -> Verdict:
    """Vertex AI model is encrypted with a key of the customer.

    A model contains what it was trained on.
    """
    return _encrypted(model)


@check(
    severity=Severity.MEDIUM,
    finding_title="Vertex AI dataset is encrypted with a key of Google",
    remediation=OWN_KEY,
    terraform="""
        resource "google_vertex_ai_dataset" "this" {
          encryption_spec {
            kms_key_name = google_kms_crypto_key.this.id
          }
        }
    """,
    reference=CMEK,
)
def gcp_vertexai_dataset_customer_managed_key(dataset: VertexDataset) -> Verdict:
    """Vertex AI dataset is encrypted with a key of the customer.

    Only then can the customer take the key away, and see who uses it.
    """
    return _encrypted(dataset)


@check(
    severity=Severity.MEDIUM,
    finding_title="Feature store is encrypted with a key of Google",
    remediation=OWN_KEY,
    terraform="""
        resource "google_vertex_ai_featurestore" "this" {
          encryption_spec {
            kms_key_name = google_kms_crypto_key.this.id
          }
        }
    """,
    reference=CMEK,
)
def gcp_vertexai_featurestore_customer_managed_key(store: VertexFeaturestore) -> Verdict:
    """Feature store is encrypted with a key of the customer.

    Features describe people, and are what a model decides by.
    """
    return _encrypted(store)


@check(
    severity=Severity.MEDIUM,
    finding_title="Feature online store is public",
    remediation="Make the store again with Private Service Connect.",
    terraform="""
        resource "google_vertex_ai_feature_online_store" "this" {
          dedicated_serving_endpoint {
            private_service_connect_config {
              enable_private_service_connect = true
            }
          }
        }
    """,
    reference=f"{DOCS}/featurestore/latest/create-onlinestore",
)
def gcp_vertexai_feature_online_store_private(store: VertexFeatureOnlineStore) -> Verdict:
    """Feature online store is reached from networks of the customer alone.

    A public name is one stolen token away from everyone.
    """
    if not known(store.dedicated):
        return not_applicable("The store has no endpoint of its own.")
    if known(store.private) or not known(store.public_domain):
        return passed()
    return failed(f"It is public as {known(store.public_domain)}.")
