"""Checks of what runs in Vertex AI: jobs, runtimes and agents."""

from posture.domain.check import Severity, check
from posture.domain.evidence import known
from posture.domain.gcp.assets.vertexai import (
    VertexCustomJob,
    VertexReasoningEngine,
    VertexRuntimeTemplate,
)
from posture.domain.gcp.iam import is_agent, is_default_compute
from posture.domain.verdict import Verdict, failed, passed

DOCS = "https://cloud.google.com/vertex-ai/docs"
AGENTS = "https://cloud.google.com/agent-builder/agent-engine"
OWN_IDENTITY = "AGENT_IDENTITY"


@check(
    severity=Severity.MEDIUM,
    finding_title="Running job is not isolated",
    remediation="Run jobs in a network, with a service account of their own and without a shell.",
    cli="""
        gcloud ai custom-jobs create --region=REGION --display-name=NAME --network=NETWORK \\
          --service-account=ACCOUNT
    """,
    reference=f"{DOCS}/training/using-private-ip",
)
def gcp_vertexai_custom_job_isolated(job: VertexCustomJob) -> Verdict:
    """Running job has no shell, and runs in a network of the customer as an account of its own.

    A job reads all training data. Finished jobs are not looked at.
    """
    found = []
    if known(job.shell):
        found.append("people can open a shell in it")
    if not known(job.private):
        found.append("it runs in no network of the customer")
    if is_default_compute(known(job.account)):
        found.append("it runs as the default service account")
    if not found:
        return passed()
    text = ", ".join(found)
    return failed(f"{text[0].upper()}{text[1:]}.")


@check(
    severity=Severity.MEDIUM,
    finding_title="Notebook runtimes have access to the internet",
    remediation="Make the template again without access to the internet.",
    cli="gcloud colab runtime-templates create --display-name=NAME --no-enable-internet-access",
    terraform="""
        resource "google_colab_runtime_template" "this" {
          network_spec {
            enable_internet_access = false
          }
        }
    """,
    reference="https://cloud.google.com/colab/docs/create-runtime-template",
)
def gcp_vertexai_runtime_template_no_internet(template: VertexRuntimeTemplate) -> Verdict:
    """Template gives notebook runtimes no access to the internet.

    Data that a notebook reads can otherwise leave to everywhere.
    """
    if not known(template.internet):
        return passed()
    made = " Google made this template." if known(template.default) else ""
    return failed(f"Access to the internet is enabled.{made}")


@check(
    severity=Severity.HIGH,
    finding_title="Agent has no identity of its own",
    remediation="Give the agent its own identity, or a service account of its own.",
    terraform="""
        resource "google_vertex_ai_reasoning_engine" "this" {
          spec {
            service_account = google_service_account.this.email
          }
        }
    """,
    reference=f"{AGENTS}/set-up",
)
def gcp_vertexai_reasoning_engine_identity_dedicated(engine: VertexReasoningEngine) -> Verdict:
    """Agent has an identity of its own.

    Agents that share an account share its permissions, and prompts of strangers decide what an
    agent does with them.
    """
    if known(engine.identity) == OWN_IDENTITY:
        return passed()
    account = known(engine.account)
    if not account or is_agent(account):
        return failed("It runs as the account that all agents of the project share.")
    if is_default_compute(account):
        return failed(f"It runs as {account}.")
    return passed()


@check(
    severity=Severity.HIGH,
    finding_title="Agent's variables contain a secret",
    remediation="Store the secret in Secret Manager, refer to it, and rotate it.",
    terraform="""
        resource "google_vertex_ai_reasoning_engine" "this" {
          spec {
            deployment_spec {
              secret_env {
                name = "TOKEN"
                secret_ref {
                  secret  = google_secret_manager_secret.this.secret_id
                  version = "latest"
                }
              }
            }
          }
        }
    """,
    reference=f"{AGENTS}/deploy",
)
def gcp_vertexai_reasoning_engine_environment_no_secrets(engine: VertexReasoningEngine) -> Verdict:
    """Agent's variables contain no secret.

    Everyone who may list agents reads them, and the model may be talked into showing them.
    """
    found = known(engine.secrets)
    return failed(f"Found: {', '.join(found)}.") if found else passed()


@check(
    severity=Severity.MEDIUM,
    finding_title="Agent's connections leave through no network of the customer",
    remediation="Attach a Private Service Connect interface or an agent gateway.",
    terraform="""
        resource "google_vertex_ai_reasoning_engine" "this" {
          spec {
            deployment_spec {
              psc_interface_config {
                network_attachment = google_compute_network_attachment.this.id
              }
            }
          }
        }
    """,
    reference=f"{AGENTS}/deploy",
)
def gcp_vertexai_reasoning_engine_network_private(engine: VertexReasoningEngine) -> Verdict:
    """Agent's connections leave through a network of the customer, or through an agent gateway.

    Otherwise nothing limits where an agent sends what it read.
    """
    return passed() if known(engine.private) else failed("Nothing limits its connections.")
