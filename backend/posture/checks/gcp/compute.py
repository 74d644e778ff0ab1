"""Checks of machines, of the project's settings for them, of images and disks."""

from posture.domain.check import Severity, check
from posture.domain.evidence import known
from posture.domain.gcp.assets.compute import (
    ComputeDisk,
    ComputeImage,
    ComputeInstance,
    ComputeProject,
)
from posture.domain.gcp.iam import is_default_compute, public_grants
from posture.domain.verdict import Verdict, failed, not_applicable, passed

DOCS = "https://cloud.google.com/compute/docs"
TRUE = frozenset({"true", "1", "y", "yes"})
FULL_SCOPE = "https://www.googleapis.com/auth/cloud-platform"
NODE = not_applicable("It is a node of a cluster, which decides about it.")
OSLOGIN = "enable-oslogin"
# The older key of the metadata still works.
SSH_KEYS = ("ssh-keys", "sshkeys")
METADATA_CLI = "gcloud compute instances add-metadata NAME --metadata=KEY=VALUE"
ACCOUNT_HCL = """
    resource "google_compute_instance" "this" {
      service_account {
        email  = google_service_account.this.email
        scopes = ["cloud-platform"]
      }
    }
"""


def _setting(instance: ComputeInstance, name: str) -> bool:
    """Return a setting in the metadata; that of the machine takes the place of the project's."""
    own = known(instance.metadata)
    found = own[name] if name in own else known(instance.project_metadata).get(name, "")
    return found in TRUE


def _default_accounts(instance: ComputeInstance) -> list[str]:
    return [one.email for one in known(instance.accounts) if is_default_compute(one.email)]


@check(
    severity=Severity.MEDIUM,
    finding_title="Machine has an external address",
    remediation="Remove the external address, and use Cloud NAT and Identity-Aware Proxy.",
    cli="gcloud compute instances delete-access-config NAME --access-config-name=external-nat",
    terraform="""
        resource "google_compute_instance" "this" {
          network_interface {
            subnetwork = google_compute_subnetwork.this.id
          }
        }
    """,
    reference=f"{DOCS}/ip-addresses",
)
def gcp_compute_instance_no_public_ip(instance: ComputeInstance) -> Verdict:
    """Machine has no external address.

    With one, a single wrong firewall rule exposes it. A stopped machine gets its address back.
    """
    if not known(instance.public):
        return passed()
    node = " It is a node of a cluster: make the cluster's nodes private." * known(instance.gke)
    return failed(f"It has an external address.{node}")


@check(
    severity=Severity.MEDIUM,
    finding_title="Machine runs as the default service account",
    remediation="Give the machine a service account of its own.",
    cli="gcloud compute instances set-service-account NAME --service-account=ACCOUNT",
    terraform=ACCOUNT_HCL,
    reference=f"{DOCS}/access/service-accounts",
)
def gcp_compute_instance_default_service_account_not_used(instance: ComputeInstance) -> Verdict:
    """Machine does not run as the default service account.

    All machines with the default account share its permissions.
    """
    if known(instance.gke):
        return NODE
    found = _default_accounts(instance)
    return failed(f"It runs as {found[0]}.") if found else passed()


@check(
    severity=Severity.HIGH,
    finding_title="Machine runs as the default service account, without limits",
    remediation="Give the machine a service account of its own.",
    cli="gcloud compute instances set-service-account NAME --service-account=ACCOUNT",
    terraform=ACCOUNT_HCL,
    reference=f"{DOCS}/access/service-accounts",
)
def gcp_compute_instance_default_service_account_not_full_scope(
    instance: ComputeInstance,
) -> Verdict:
    """Machine with the default service account may not call every API.

    Where the account is an editor, an attacker on the machine controls the project.
    """
    if known(instance.gke):
        return NODE
    full = [
        one.email
        for one in known(instance.accounts)
        if is_default_compute(one.email) and FULL_SCOPE in one.scopes
    ]
    return failed(f"{full[0]} has the scope cloud-platform.") if full else passed()


@check(
    severity=Severity.MEDIUM,
    finding_title="Machine accepts SSH keys of the whole project",
    remediation="Enable OS Login, or block the project's keys.",
    cli="gcloud compute instances add-metadata NAME --metadata=block-project-ssh-keys=TRUE",
    terraform="""
        resource "google_compute_instance" "this" {
          metadata = {
            block-project-ssh-keys = "TRUE"
          }
        }
    """,
    reference=f"{DOCS}/connect/restrict-ssh-keys",
)
def gcp_compute_instance_project_ssh_keys_blocked(instance: ComputeInstance) -> Verdict:
    """Machine does not accept SSH keys of the whole project.

    One stolen key otherwise opens all machines.
    """
    if _setting(instance, OSLOGIN):
        return passed("OS Login decides who may connect.")
    if known(instance.metadata).get("block-project-ssh-keys", "") in TRUE:
        return passed()
    project = known(instance.project_metadata)
    if not any(project.get(one) for one in SSH_KEYS):
        return passed("The project has no SSH keys.")
    return failed("It accepts the project's SSH keys.")


@check(
    severity=Severity.MEDIUM,
    finding_title="Machine does not use OS Login",
    remediation="Enable OS Login for the project, and remove the machine's own value.",
    cli="gcloud compute instances add-metadata NAME --metadata=enable-oslogin=TRUE",
    terraform="""
        resource "google_compute_instance" "this" {
          metadata = {
            enable-oslogin = "TRUE"
          }
        }
    """,
    reference=f"{DOCS}/oslogin",
)
def gcp_compute_instance_oslogin_enabled(instance: ComputeInstance) -> Verdict:
    """Machine uses OS Login.

    IAM then decides who may connect, and takes it away when someone leaves.
    """
    if known(instance.windows):
        return not_applicable("Windows has no OS Login.")
    return passed() if _setting(instance, OSLOGIN) else failed("OS Login is off.")


@check(
    severity=Severity.MEDIUM,
    finding_title="Machine's serial console is open",
    remediation="Disable the interactive serial console.",
    cli="gcloud compute instances add-metadata NAME --metadata=serial-port-enable=FALSE",
    terraform="""
        resource "google_compute_instance" "this" {
          metadata = {
            serial-port-enable = "FALSE"
          }
        }
    """,
    reference=f"{DOCS}/troubleshooting/troubleshooting-using-serial-console",
)
def gcp_compute_instance_serial_port_disabled(instance: ComputeInstance) -> Verdict:
    """Machine's interactive serial console is disabled.

    It is reached from every address, past all firewalls.
    """
    if _setting(instance, "serial-port-enable"):
        return failed("The interactive serial console is enabled.")
    return passed()


@check(
    severity=Severity.LOW,
    finding_title="Machine forwards packets of others",
    remediation="Make the machine again without IP forwarding.",
    cli="gcloud compute instances create NAME --no-can-ip-forward",
    terraform="""
        resource "google_compute_instance" "this" {
          can_ip_forward = false
        }
    """,
    reference="https://cloud.google.com/vpc/docs/using-routes",
)
def gcp_compute_instance_ip_forwarding_disabled(instance: ComputeInstance) -> Verdict:
    """Machine does not forward packets of others.

    It could otherwise send packets in the name of other machines, and read theirs.
    """
    if known(instance.gke):
        return NODE
    return failed("IP forwarding is enabled.") if known(instance.ip_forwarding) else passed()


@check(
    severity=Severity.MEDIUM,
    finding_title="Machine's boot is not protected",
    remediation="Enable vTPM and integrity monitoring, and Secure Boot where drivers allow it.",
    cli="""
        gcloud compute instances update NAME --shielded-vtpm --shielded-integrity-monitoring
    """,
    terraform="""
        resource "google_compute_instance" "this" {
          shielded_instance_config {
            enable_vtpm                 = true
            enable_integrity_monitoring = true
            enable_secure_boot          = true
          }
        }
    """,
    reference="https://cloud.google.com/compute/shielded-vm/docs/shielded-vm",
)
def gcp_compute_instance_shielded(instance: ComputeInstance) -> Verdict:
    """Machine measures its boot, and watches the measurements.

    They show a changed boot loader or kernel, in which malware survives everything else.
    """
    found = known(instance.shielding)
    off = {"vTPM": found.vtpm, "integrity monitoring": found.integrity}
    names = [name for name, on in off.items() if not on]
    if names:
        return failed(f"Off: {', '.join(names)}.")
    return passed() if found.secure_boot else passed("Secure Boot is off.")


@check(
    severity=Severity.LOW,
    finding_title="Machine's memory is not encrypted",
    remediation="Make the machine again as a Confidential VM.",
    cli="gcloud compute instances create NAME --confidential-compute-type=SEV",
    terraform="""
        resource "google_compute_instance" "this" {
          confidential_instance_config {
            confidential_instance_type = "SEV"
          }
        }
    """,
    reference="https://cloud.google.com/confidential-computing/confidential-vm/docs/confidential-vm-overview",
)
def gcp_compute_instance_confidential(instance: ComputeInstance) -> Verdict:
    """Machine is a Confidential VM.

    Its memory is encrypted with a key that the host does not have.
    """
    return passed() if known(instance.confidential) else failed("It is not a Confidential VM.")


@check(
    severity=Severity.HIGH,
    finding_title="Machine's metadata contains a secret",
    remediation="Store the secret in Secret Manager, and rotate it.",
    cli="gcloud compute instances remove-metadata NAME --keys=KEY",
    terraform="""
        resource "google_secret_manager_secret" "this" {
          secret_id = "database"
          replication {
            auto {}
          }
        }
    """,
    reference=f"{DOCS}/metadata/overview",
)
def gcp_compute_instance_metadata_no_secrets(instance: ComputeInstance) -> Verdict:
    """Machine's metadata contains no secret.

    Every program on the machine reads it, and everyone who may list machines.
    """
    found = known(instance.secrets)
    return failed(f"Found: {'; '.join(found)}.") if found else passed()


@check(
    severity=Severity.LOW,
    finding_title="Project does not enable OS Login",
    remediation="Enable OS Login for the project.",
    cli="gcloud compute project-info add-metadata --metadata=enable-oslogin=TRUE",
    terraform="""
        resource "google_compute_project_metadata_item" "this" {
          key   = "enable-oslogin"
          value = "TRUE"
        }
    """,
    reference=f"{DOCS}/oslogin",
)
def gcp_compute_project_oslogin_enabled(project: ComputeProject) -> Verdict:
    """Project enables OS Login for new machines.

    IAM then decides who may connect, and takes it away when someone leaves.
    """
    on = known(project.metadata).get(OSLOGIN, "") in TRUE
    return passed() if on else failed("OS Login is off.")


@check(
    severity=Severity.LOW,
    finding_title="Project does not require a second factor for OS Login",
    remediation="Enable OS Login with two factors for the project.",
    cli="gcloud compute project-info add-metadata --metadata=enable-oslogin-2fa=TRUE",
    terraform="""
        resource "google_compute_project_metadata_item" "this" {
          key   = "enable-oslogin-2fa"
          value = "TRUE"
        }
    """,
    reference=f"{DOCS}/oslogin",
)
def gcp_compute_project_oslogin_2fa_enabled(project: ComputeProject) -> Verdict:
    """Project requires a second factor of people who connect to machines.

    A stolen password then opens no machine.
    """
    on = known(project.metadata).get("enable-oslogin-2fa", "") in TRUE
    return passed() if on else failed("A second factor is not required.")


@check(
    severity=Severity.HIGH,
    finding_title="Image is public",
    remediation="Remove the grant, and share the image with projects.",
    cli="""
        gcloud compute images remove-iam-policy-binding NAME --member=allAuthenticatedUsers \\
          --role=roles/compute.imageUser
    """,
    terraform="""
        resource "google_compute_image_iam_member" "this" {
          image  = google_compute_image.this.name
          role   = "roles/compute.imageUser"
          member = "group:team@example.com"
        }
    """,
    reference=f"{DOCS}/images",
)
def gcp_compute_image_not_public(image: ComputeImage) -> Verdict:
    """Image is not public.

    Everyone with an account of Google could read what is on its disk.
    """
    found = public_grants(known(image.policy))
    return failed(f"Granted: {'; '.join(found)}.") if found else passed()


@check(
    severity=Severity.LOW,
    finding_title="Disk is encrypted with a key of Google",
    remediation="Make the disk again with a key of Cloud KMS.",
    cli="gcloud compute disks create NAME --kms-key=KEY",
    terraform="""
        resource "google_compute_disk" "this" {
          disk_encryption_key {
            kms_key_self_link = google_kms_crypto_key.this.id
          }
        }
    """,
    reference=f"{DOCS}/disks/customer-managed-encryption",
)
def gcp_compute_disk_customer_managed_key(disk: ComputeDisk) -> Verdict:
    """Disk is encrypted with a key of the customer.

    Only then can the customer take the key away, and see who uses it.
    """
    return passed() if known(disk.customer_key) else failed("The key is managed by Google.")
