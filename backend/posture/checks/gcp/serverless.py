"""Checks of services of Cloud Run and of functions."""

from posture.domain.check import Severity, check
from posture.domain.evidence import known
from posture.domain.gcp.assets.serverless import CloudFunction, RunService
from posture.domain.gcp.iam import is_default, public_grants
from posture.domain.verdict import Verdict, failed, passed

RUN = "https://cloud.google.com/run/docs"
FUNCTIONS = "https://cloud.google.com/functions/docs"
RUN_UPDATE = "gcloud run services update NAME --region=REGION"
STORED_HCL = """
    resource "google_secret_manager_secret" "this" {
      secret_id = "database"
      replication {
        auto {}
      }
    }
"""


@check(
    severity=Severity.HIGH,
    finding_title="Everyone may call the service",
    remediation="Remove allUsers as invoker, or put Identity-Aware Proxy in front.",
    cli="""
        gcloud run services remove-iam-policy-binding NAME --region=REGION --member=allUsers \\
          --role=roles/run.invoker
    """,
    terraform="""
        resource "google_cloud_run_v2_service_iam_member" "this" {
          name   = google_cloud_run_v2_service.this.name
          role   = "roles/run.invoker"
          member = "serviceAccount:web@PROJECT.iam.gserviceaccount.com"
        }
    """,
    reference=f"{RUN}/authenticating/overview",
)
def gcp_run_service_not_public(service: RunService) -> Verdict:
    """Service of Cloud Run does not let everyone on the internet call it.

    A service that is public on purpose is best accepted with a reason.
    """
    found = list(public_grants(known(service.policy)))
    if not known(service.checks_callers):
        found.append("IAM does not check who calls")
    if not found:
        return passed()
    if not known(service.open):
        return passed("Only networks of the customer or a load balancer reach it.")
    if known(service.proxied):
        return passed("Identity-Aware Proxy decides who may call it.")
    return failed(f"Open to everyone: {'; '.join(found)}.")


@check(
    severity=Severity.MEDIUM,
    finding_title="Service's address is reached from the internet",
    remediation="Limit ingress to networks of the customer, or to a load balancer.",
    cli=f"{RUN_UPDATE} --ingress=internal-and-cloud-load-balancing",
    terraform="""
        resource "google_cloud_run_v2_service" "this" {
          ingress = "INGRESS_TRAFFIC_INTERNAL_LOAD_BALANCER"
        }
    """,
    reference=f"{RUN}/securing/ingress",
)
def gcp_run_service_ingress_restricted(service: RunService) -> Verdict:
    """Service of Cloud Run is reached from networks of the customer, or through a load balancer.

    Otherwise its own address goes around Cloud Armor and everything else at the border.
    """
    return failed("All traffic reaches it.") if known(service.open) else passed()


@check(
    severity=Severity.MEDIUM,
    finding_title="Service runs as the default service account",
    remediation="Give the service a service account of its own.",
    cli=f"{RUN_UPDATE} --service-account=ACCOUNT",
    terraform="""
        resource "google_cloud_run_v2_service" "this" {
          template {
            service_account = google_service_account.this.email
          }
        }
    """,
    reference=f"{RUN}/configuring/services/service-identity",
)
def gcp_run_service_default_service_account_not_used(service: RunService) -> Verdict:
    """Service of Cloud Run does not run as the default service account.

    All services with the default account share its permissions.
    """
    account = known(service.account)
    if account and not is_default(account):
        return passed()
    return failed(f"It runs as {account or 'the default service account'}.")


@check(
    severity=Severity.HIGH,
    finding_title="Service's variables contain a secret",
    remediation="Store the secret in Secret Manager, refer to it, and rotate it.",
    cli=f"{RUN_UPDATE} --update-secrets=VARIABLE=SECRET:latest",
    terraform=STORED_HCL,
    reference=f"{RUN}/configuring/services/secrets",
)
def gcp_run_service_environment_no_secrets(service: RunService) -> Verdict:
    """Service's variables contain no secret.

    Everyone who may list services reads them.
    """
    found = known(service.secrets)
    return failed(f"Found: {', '.join(found)}.") if found else passed()


@check(
    severity=Severity.LOW,
    finding_title="Service is encrypted with a key of Google",
    remediation="Set a key of Cloud KMS.",
    cli=f"{RUN_UPDATE} --key=KEY",
    terraform="""
        resource "google_cloud_run_v2_service" "this" {
          template {
            encryption_key = google_kms_crypto_key.this.id
          }
        }
    """,
    reference=f"{RUN}/securing/using-cmek",
)
def gcp_run_service_customer_managed_key(service: RunService) -> Verdict:
    """Service's images are encrypted with a key of the customer.

    Only then can the customer take the key away, and see who uses it.
    """
    return passed() if known(service.customer_key) else failed("The key is managed by Google.")


@check(
    severity=Severity.HIGH,
    finding_title="Everyone may call the function",
    remediation="Remove allUsers as invoker.",
    cli="gcloud functions remove-invoker-policy-binding NAME --region=REGION --member=allUsers",
    terraform="""
        resource "google_cloudfunctions2_function_iam_member" "this" {
          cloud_function = google_cloudfunctions2_function.this.name
          role           = "roles/cloudfunctions.invoker"
          member         = "serviceAccount:web@PROJECT.iam.gserviceaccount.com"
        }
    """,
    reference=f"{FUNCTIONS}/securing/managing-access-iam",
)
def gcp_functions_function_not_public(function: CloudFunction) -> Verdict:
    """Function does not let everyone on the internet call it.

    For the second generation, the policy of its service in Cloud Run decides.
    """
    found = public_grants(known(function.policy))
    if not found:
        return passed()
    if not known(function.open):
        return passed("Only networks of the customer or a load balancer reach it.")
    return failed(f"Granted: {'; '.join(found)}.")


@check(
    severity=Severity.MEDIUM,
    finding_title="Function's address is reached from the internet",
    remediation="Limit ingress to networks of the customer, or to a load balancer.",
    cli="gcloud functions deploy NAME --ingress-settings=internal-and-gclb",
    terraform="""
        resource "google_cloudfunctions2_function" "this" {
          service_config {
            ingress_settings = "ALLOW_INTERNAL_AND_GCLB"
          }
        }
    """,
    reference=f"{FUNCTIONS}/networking/network-settings",
)
def gcp_functions_function_ingress_restricted(function: CloudFunction) -> Verdict:
    """Function is reached from networks of the customer, or through a load balancer.

    Otherwise its own address goes around everything at the border.
    """
    return failed("All traffic reaches it.") if known(function.open) else passed()


@check(
    severity=Severity.HIGH,
    finding_title="Function's variables contain a secret",
    remediation="Store the secret in Secret Manager, refer to it, and rotate it.",
    cli="gcloud functions deploy NAME --set-secrets=VARIABLE=SECRET:latest",
    terraform=STORED_HCL,
    reference=f"{FUNCTIONS}/configuring/secrets",
)
def gcp_functions_function_environment_no_secrets(function: CloudFunction) -> Verdict:
    """Function's variables contain no secret, those of its build included.

    Everyone who may list functions reads them.
    """
    found = known(function.secrets)
    return failed(f"Found: {', '.join(found)}.") if found else passed()


@check(
    severity=Severity.MEDIUM,
    finding_title="Function runs as a default service account",
    remediation="Give the function a service account of its own.",
    cli="gcloud functions deploy NAME --run-service-account=ACCOUNT",
    terraform="""
        resource "google_cloudfunctions2_function" "this" {
          service_config {
            service_account_email = google_service_account.this.email
          }
        }
    """,
    reference=f"{FUNCTIONS}/securing/function-identity",
)
def gcp_functions_function_default_service_account_not_used(function: CloudFunction) -> Verdict:
    """Function does not run as a default service account.

    All functions with the default account share its permissions.
    """
    account = known(function.account)
    if account and not is_default(account):
        return passed()
    return failed(f"It runs as {account or 'the default service account'}.")


@check(
    severity=Severity.MEDIUM,
    finding_title="Function accepts plain HTTP",
    remediation="Require HTTPS.",
    cli="gcloud functions deploy NAME --security-level=secure-always",
    terraform="""
        resource "google_cloudfunctions_function" "this" {
          https_trigger_security_level = "SECURE_ALWAYS"
        }
    """,
    reference=f"{FUNCTIONS}/writing/write-http-functions",
)
def gcp_functions_function_https_required(function: CloudFunction) -> Verdict:
    """Function refuses plain HTTP.

    Tokens and data cross the network in the clear otherwise.
    """
    return failed("Plain HTTP is accepted.") if known(function.plain_http) else passed()


@check(
    severity=Severity.LOW,
    finding_title="Function reaches no network of the customer",
    remediation="Connect the function to a network.",
    cli="gcloud functions deploy NAME --vpc-connector=CONNECTOR",
    terraform="""
        resource "google_cloudfunctions2_function" "this" {
          service_config {
            vpc_connector = google_vpc_access_connector.this.id
          }
        }
    """,
    reference=f"{FUNCTIONS}/networking/connecting-vpc",
)
def gcp_functions_function_vpc_connected(function: CloudFunction) -> Verdict:
    """Function is connected to a network of the customer.

    Databases otherwise need public addresses for its sake.
    """
    return passed() if known(function.connected) else failed("It is connected to no network.")
