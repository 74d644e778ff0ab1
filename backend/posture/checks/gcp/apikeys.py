"""Checks of API keys."""

from posture.domain.asset import Family
from posture.domain.check import Severity, check
from posture.domain.evidence import known
from posture.domain.gcp.assets.iam import ApiKey
from posture.domain.verdict import Verdict, failed, not_applicable, passed

DOCS = "https://cloud.google.com/docs/authentication/api-keys"
KEY_DAYS = 90
MODEL_APIS = frozenset({"generativelanguage.googleapis.com", "aiplatform.googleapis.com"})
GEMINI = "generativelanguage.googleapis.com"
EVERY_API = "cloudapis.googleapis.com"


@check(
    severity=Severity.HIGH,
    finding_title="API key can call every API",
    remediation="Restrict the key to the APIs that its program calls.",
    cli="gcloud services api-keys update KEY --api-target=service=maps-backend.googleapis.com",
    terraform="""
        resource "google_apikeys_key" "this" {
          restrictions {
            api_targets {
              service = "maps-backend.googleapis.com"
            }
          }
        }
    """,
    reference=DOCS,
)
def gcp_apikeys_key_api_restricted(key: ApiKey) -> Verdict:
    """API key can call certain APIs alone.

    A key without a restriction also works for each API that is enabled later, and so does one for
    cloudapis.googleapis.com, which stands for all of them.
    """
    targets = known(key.targets)
    if EVERY_API in targets:
        return failed(f"It can call {EVERY_API}, which is every API.")
    return passed() if targets else failed("It is restricted to no API.")


@check(
    severity=Severity.LOW,
    finding_title="API key is for APIs that its project does not use",
    remediation="Delete the key, or restrict it to the APIs that its program calls.",
    cli="gcloud services api-keys delete KEY",
    terraform="""
        resource "google_apikeys_key" "this" {
          restrictions {
            api_targets {
              service = "maps-backend.googleapis.com"
            }
          }
        }
    """,
    reference=DOCS,
)
def gcp_apikeys_key_apis_in_use(key: ApiKey) -> Verdict:
    """API key is for APIs that its project uses.

    A key that nothing needs still works for whoever finds it, once the API is enabled again.
    """
    if not known(key.targets):
        return not_applicable("It is restricted to no API, which another check evaluates.")
    found = known(key.unused_targets)
    return failed(f"Not in use: {', '.join(found)}.") if found else passed()


@check(
    severity=Severity.MEDIUM,
    finding_title="API key works for every client",
    remediation="Restrict the key to the websites, addresses or apps that use it.",
    cli="gcloud services api-keys update KEY --allowed-ips=ADDRESSES",
    terraform="""
        resource "google_apikeys_key" "this" {
          restrictions {
            server_key_restrictions {
              allowed_ips = ["203.0.113.7"]
            }
          }
        }
    """,
    reference=DOCS,
)
def gcp_apikeys_key_application_restricted(key: ApiKey) -> Verdict:
    """API key works for certain clients alone.

    Keys are copied out of pages and apps, and then used from elsewhere.
    """
    if not known(key.clients):
        return failed("It is restricted to no client.")
    found = known(key.open_clients)
    return failed(f"It lets in {', '.join(found)}.") if found else passed()


@check(
    severity=Severity.MEDIUM,
    finding_title="API key is older than 90 days",
    remediation="Make a new key, use it, and delete the old one.",
    cli="gcloud services api-keys create --display-name=NAME",
    reference=DOCS,
)
def gcp_apikeys_key_rotated(key: ApiKey) -> Verdict:
    """API key is at most 90 days old.

    The longer a key is valid, the more copies of it exist.
    """
    days = known(key.age_days)
    return failed(f"It is {days} days old.") if days > KEY_DAYS else passed()


@check(
    severity=Severity.HIGH,
    finding_title="API key for a model is not restricted to it",
    remediation="Use a key for the model alone, and restrict its clients.",
    cli="""
        gcloud services api-keys update KEY \\
          --api-target=service=generativelanguage.googleapis.com
    """,
    terraform="""
        resource "google_apikeys_key" "this" {
          restrictions {
            api_targets {
              service = "generativelanguage.googleapis.com"
            }
            server_key_restrictions {
              allowed_ips = ["203.0.113.7"]
            }
          }
        }
    """,
    reference=DOCS,
    family=Family.AI,
)
def gcp_apikeys_key_gemini_restricted(key: ApiKey) -> Verdict:  # noqa: PLR0911  # a guard each
    """API key that can call Gemini calls nothing else, and works for certain clients alone.

    A key that a web page shows for maps otherwise pays for prompts, and reads uploaded files.
    """
    targets = known(key.targets)
    if EVERY_API in targets:
        targets = frozenset()
    if targets and not targets & MODEL_APIS:
        return not_applicable("The key cannot call a model.")
    if not targets:
        if known(key.gemini_enabled):
            return failed("The key can call every API, and the Gemini API is enabled.")
        return not_applicable("The Gemini API is not enabled.")
    if GEMINI in targets and not known(key.gemini_enabled):
        return not_applicable("The Gemini API is not enabled.")
    if others := sorted(targets - MODEL_APIS):
        return failed(f"It can also call {', '.join(others)}.")
    if not known(key.clients) or known(key.open_clients):
        return failed("It works for every client.")
    return passed()
