"""Checks of Workbench instances."""

from posture.domain.check import Severity, check
from posture.domain.evidence import known
from posture.domain.gcp.assets.notebooks import NotebookInstance
from posture.domain.gcp.iam import is_default_compute, public_grants
from posture.domain.verdict import Verdict, failed, passed

DOCS = "https://cloud.google.com/vertex-ai/docs/workbench/instances"
METADATA_CLI = "gcloud workbench instances update NAME --location=ZONE --metadata=KEY=true"
TRUE = "true"


def _hcl(name: str, value: str) -> str:
    return f"""
        resource "google_workbench_instance" "this" {{
          gce_setup {{
            metadata = {{
              {name} = "{value}"
            }}
          }}
        }}
    """


def _disabled(instance: NotebookInstance, name: str, what: str) -> Verdict:
    on = known(instance.metadata).get(name) == TRUE
    return passed() if on else failed(f"{what} not disabled.")


@check(
    severity=Severity.HIGH,
    finding_title="Notebook has an external address",
    remediation="Make the instance again without an external address.",
    cli="gcloud workbench instances create NAME --location=ZONE --disable-public-ip",
    terraform="""
        resource "google_workbench_instance" "this" {
          gce_setup {
            disable_public_ip = true
          }
        }
    """,
    reference=f"{DOCS}/create",
)
def gcp_notebooks_instance_no_public_ip(instance: NotebookInstance) -> Verdict:
    """Notebook has no external address.

    A notebook runs any code, next to training data.
    """
    return failed("It has an external address.") if known(instance.public_ip) else passed()


@check(
    severity=Severity.MEDIUM,
    finding_title="Users of the notebook can become root",
    remediation="Set notebook-disable-root to true.",
    cli=METADATA_CLI,
    terraform=_hcl("notebook-disable-root", "true"),
    reference=f"{DOCS}/manage-metadata",
)
def gcp_notebooks_instance_root_disabled(instance: NotebookInstance) -> Verdict:
    """Users of the notebook cannot become root.

    Root can switch off what watches the machine.
    """
    return _disabled(instance, "notebook-disable-root", "Root is")


@check(
    severity=Severity.MEDIUM,
    finding_title="Files can be downloaded from the notebook",
    remediation="Set notebook-disable-downloads to true.",
    cli=METADATA_CLI,
    terraform=_hcl("notebook-disable-downloads", "true"),
    reference=f"{DOCS}/manage-metadata",
)
def gcp_notebooks_instance_downloads_disabled(instance: NotebookInstance) -> Verdict:
    """Files cannot be downloaded from the notebook's page.

    Downloads take training data to computers without controls.
    """
    return _disabled(instance, "notebook-disable-downloads", "Downloads are")


@check(
    severity=Severity.MEDIUM,
    finding_title="Notebook is not upgraded automatically",
    remediation="Set notebook-upgrade-schedule to a time.",
    cli=(
        "gcloud workbench instances update NAME --location=ZONE "
        "--metadata=notebook-upgrade-schedule='00 3 * * SUN'"
    ),
    terraform=_hcl("notebook-upgrade-schedule", "00 3 * * SUN"),
    reference=f"{DOCS}/upgrade",
)
def gcp_notebooks_instance_upgraded_automatically(instance: NotebookInstance) -> Verdict:
    """Notebook is upgraded automatically.

    Old notebooks have known vulnerabilities, and manual upgrades are rare.
    """
    if known(instance.metadata).get("notebook-upgrade-schedule"):
        return passed()
    return failed("It has no schedule for upgrades.")


@check(
    severity=Severity.MEDIUM,
    finding_title="Notebook has a terminal",
    remediation="Set notebook-disable-terminal to true.",
    cli=METADATA_CLI,
    terraform=_hcl("notebook-disable-terminal", "true"),
    reference=f"{DOCS}/manage-metadata",
)
def gcp_notebooks_instance_terminal_disabled(instance: NotebookInstance) -> Verdict:
    """Notebook has no terminal.

    Commands of a terminal are in no notebook, so they cannot be reviewed.
    """
    return _disabled(instance, "notebook-disable-terminal", "The terminal is")


@check(
    severity=Severity.HIGH,
    finding_title="Notebook runs as the default service account",
    remediation="Make the instance again with a service account of its own.",
    cli="gcloud workbench instances create NAME --location=ZONE --service-account-email=ACCOUNT",
    terraform="""
        resource "google_workbench_instance" "this" {
          gce_setup {
            service_accounts {
              email = google_service_account.this.email
            }
          }
        }
    """,
    reference=f"{DOCS}/service-account",
)
def gcp_notebooks_instance_service_account_dedicated(instance: NotebookInstance) -> Verdict:
    """Notebook runs as a service account of its own, or as the person who owns it.

    Everyone who may open a notebook has the permissions of its account.
    """
    account = known(instance.account)
    if account and not is_default_compute(account):
        return passed()
    return failed(f"It runs as {account or 'the default service account'}.")


@check(
    severity=Severity.LOW,
    finding_title="Notebook's boot is not protected",
    remediation="Enable vTPM and integrity monitoring.",
    cli="""
        gcloud workbench instances create NAME --location=ZONE --shielded-vtpm=true \\
          --shielded-integrity-monitoring=true
    """,
    terraform="""
        resource "google_workbench_instance" "this" {
          gce_setup {
            shielded_instance_config {
              enable_vtpm                 = true
              enable_integrity_monitoring = true
            }
          }
        }
    """,
    reference=f"{DOCS}/create",
)
def gcp_notebooks_instance_shielded(instance: NotebookInstance) -> Verdict:
    """Notebook measures its boot, and watches the measurements.

    Secure Boot does not work with unsigned drivers of graphics cards, so it is not required.
    """
    found = known(instance.shielding)
    off = {"vTPM": found.vtpm, "integrity monitoring": found.integrity}
    names = [name for name, on in off.items() if not on]
    return failed(f"Off: {', '.join(names)}.") if names else passed()


@check(
    severity=Severity.LOW,
    finding_title="Notebook's disks are encrypted with a key of Google",
    remediation="Make the instance again with a key of Cloud KMS.",
    cli=(
        "gcloud workbench instances create NAME --location=ZONE --boot-disk-encryption=CMEK "
        "--boot-disk-kms-key=KEY"
    ),
    terraform="""
        resource "google_workbench_instance" "this" {
          gce_setup {
            boot_disk {
              disk_encryption = "CMEK"
              kms_key         = google_kms_crypto_key.this.id
            }
          }
        }
    """,
    reference=f"{DOCS}/cmek",
)
def gcp_notebooks_instance_customer_managed_key(instance: NotebookInstance) -> Verdict:
    """Notebook's disks are encrypted with a key of the customer.

    Only then can the customer take the key away, and see who uses it.
    """
    return passed() if known(instance.customer_key) else failed("A key is managed by Google.")


@check(
    severity=Severity.HIGH,
    finding_title="Notebook is open to everyone",
    remediation="Remove allUsers and allAuthenticatedUsers from its policy.",
    cli="""
        gcloud workbench instances remove-iam-policy-binding NAME --location=ZONE \\
          --member=allUsers --role=ROLE
    """,
    terraform="""
        resource "google_workbench_instance_iam_member" "this" {
          name   = google_workbench_instance.this.name
          role   = "roles/notebooks.viewer"
          member = "group:team@example.com"
        }
    """,
    reference=f"{DOCS}/manage-access-jupyterlab",
)
def gcp_notebooks_instance_not_public(instance: NotebookInstance) -> Verdict:
    """Notebook's policy does not let everyone in.

    Who may open a notebook runs code as its account.
    """
    found = public_grants(known(instance.policy))
    return failed(f"Granted: {'; '.join(found)}.") if found else passed()
