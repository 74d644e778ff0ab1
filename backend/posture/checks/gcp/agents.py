"""Checks of agents of Dialogflow, and of data stores of search and agents."""

from posture.domain.check import Severity, check
from posture.domain.evidence import known
from posture.domain.gcp.assets.agents import DialogflowAgent, SearchDataStore
from posture.domain.verdict import Verdict, failed, not_applicable, passed

DOCS = "https://cloud.google.com/dialogflow/cx/docs"
SEARCH = "https://cloud.google.com/generative-ai-app-builder/docs"


@check(
    severity=Severity.MEDIUM,
    finding_title="Agent stores what people tell it",
    remediation="Attach security settings that redact sensitive data.",
    terraform="""
        resource "google_dialogflow_cx_security_settings" "this" {
          display_name       = "redacting"
          location           = "global"
          redaction_strategy = "REDACT_WITH_SERVICE"
          redaction_scope    = "REDACT_DISK_STORAGE"
        }
    """,
    reference=f"{DOCS}/concept/security-settings",
)
def gcp_dialogflow_agent_redacts(agent: DialogflowAgent) -> Verdict:
    """Agent removes sensitive data from what it stores.

    People tell agents their names, numbers and troubles.
    """
    return passed() if known(agent.redacts) else failed("Nothing is removed.")


@check(
    severity=Severity.LOW,
    finding_title="Agent does not log",
    remediation="Enable interaction logging or Cloud Logging of the agent.",
    terraform="""
        resource "google_dialogflow_cx_agent" "this" {
          advanced_settings {
            logging_settings {
              enable_stackdriver_logging = true
            }
          }
        }
    """,
    reference=f"{DOCS}/concept/logging",
)
def gcp_dialogflow_agent_logged(agent: DialogflowAgent) -> Verdict:
    """Agent logs its conversations or its calls.

    The logs show attempts to talk it into something.
    """
    return passed() if known(agent.logged) else failed("Nothing is logged.")


@check(
    severity=Severity.MEDIUM,
    finding_title="Agent calls a service without proof",
    remediation="Call services over TLS, with a token, and store passwords in Secret Manager.",
    terraform="""
        resource "google_dialogflow_cx_webhook" "this" {
          generic_web_service {
            uri                = "https://example.com/orders"
            service_agent_auth = "ID_TOKEN"
          }
        }
    """,
    reference=f"{DOCS}/concept/webhook",
)
def gcp_dialogflow_webhook_authenticated(agent: DialogflowAgent) -> Verdict:
    """Agent calls services over TLS, and proves who it is, without a password in clear text.

    The service otherwise does what everyone asks it to.
    """
    found = []
    for one in known(agent.webhooks):
        if one.plain:
            found.append(f"{one.name} without TLS")
        elif one.password:
            found.append(f"{one.name} with a password in clear text")
        elif not one.authenticated:
            found.append(f"{one.name} without proof")
    return failed(f"Called: {', '.join(found)}.") if found else passed()


@check(
    severity=Severity.MEDIUM,
    finding_title="Search shows everyone all documents",
    remediation="Make the data store again with access control.",
    terraform="""
        resource "google_discovery_engine_data_store" "this" {
          acl_enabled = true
        }
    """,
    reference=f"{SEARCH}/data-source-access-control",
)
def gcp_discoveryengine_data_store_access_controlled(store: SearchDataStore) -> Verdict:
    """Data store shows people only the documents that they may read.

    Search and agents otherwise tell everyone what is in documents of others.
    """
    if known(store.website):
        return not_applicable("It holds public websites.")
    return passed() if known(store.access_controlled) else failed("Access control is off.")


@check(
    severity=Severity.LOW,
    finding_title="Data store is encrypted with a key of Google",
    remediation="Register a key of Cloud KMS, and make the data store again.",
    terraform="""
        resource "google_discovery_engine_data_store" "this" {
          kms_key_name = google_kms_crypto_key.this.id
        }
    """,
    reference=f"{SEARCH}/cmek",
)
def gcp_discoveryengine_data_store_customer_managed_key(store: SearchDataStore) -> Verdict:
    """Data store is encrypted with a key of the customer.

    Only then can the customer take the key away, and see who uses it.
    """
    return passed() if known(store.customer_key) else failed("The key is managed by Google.")
