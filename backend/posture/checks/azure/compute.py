"""Checks of virtual machines, disks and snapshots."""

from posture.checks.azure.machines import (
    encrypted_at_host,
    linux_password_disabled,
    no_privileged_role,
    trusted_launch_enabled,
)
from posture.domain.asset import Family
from posture.domain.azure.assets.compute import (
    DiskAccess,
    DiskSnapshot,
    ManagedDisk,
    VirtualMachine,
)
from posture.domain.check import Severity, check
from posture.domain.evidence import known
from posture.domain.verdict import Verdict, failed, passed

DOCS = "https://learn.microsoft.com/azure/virtual-machines"


def _export_restricted(access: DiskAccess) -> Verdict:
    if access.restricted:
        return passed()
    return failed("It can be exported to every network.")


@check(
    severity=Severity.HIGH,
    finding_title="Linux machine accepts passwords",
    remediation="Make the machine anew with SSH keys or sign-in by Entra.",
    cli="az vm create --name NAME --resource-group GROUP --authentication-type ssh",
    terraform="""
        resource "azurerm_linux_virtual_machine" "this" {
          disable_password_authentication = true
        }
    """,
    reference=f"{DOCS}/linux/create-ssh-keys-detailed",
)
def azure_compute_machine_linux_password_disabled(machine: VirtualMachine) -> Verdict:
    """Linux machine does not accept passwords.

    Attackers try passwords on each open port, all the time.
    """
    return linux_password_disabled(known(machine.settings))


@check(
    severity=Severity.MEDIUM,
    finding_title="Machine starts without a check of its boot chain",
    remediation="Use trusted launch; machines of generation 1 have to be converted first.",
    cli="az vm update --name NAME --resource-group GROUP --security-type TrustedLaunch",
    terraform="""
        resource "azurerm_linux_virtual_machine" "this" {
          secure_boot_enabled = true
          vtpm_enabled        = true
        }
    """,
    reference=f"{DOCS}/trusted-launch",
)
def azure_compute_machine_trusted_launch_enabled(machine: VirtualMachine) -> Verdict:
    """Machine starts by trusted launch with secure boot and a TPM, or is confidential with both.

    Malware in the boot chain otherwise runs before all that could find it.
    """
    return trusted_launch_enabled(known(machine.settings))


@check(
    severity=Severity.MEDIUM,
    finding_title="Machine's disks are not encrypted at its host",
    remediation="Enable encryption at host; the machine has to be stopped for it.",
    cli="az vm update --ids ID --set securityProfile.encryptionAtHost=true",
    terraform="""
        resource "azurerm_linux_virtual_machine" "this" {
          encryption_at_host_enabled = true
        }
    """,
    reference=f"{DOCS}/disk-encryption",
)
def azure_compute_machine_encrypted_at_host(machine: VirtualMachine) -> Verdict:
    """Machine's disks, caches and temporary disks are encrypted at its host.

    Temporary disks and caches are otherwise stored in the clear.
    """
    return encrypted_at_host(known(machine.settings))


@check(
    severity=Severity.HIGH,
    family=Family.IAM,
    finding_title="Machine may change everything in the subscription",
    remediation="Give the machine's identity a role for the resources that it works with.",
    cli="az role assignment delete --ids ID",
    terraform="""
        resource "azurerm_role_assignment" "this" {
          scope                = azurerm_storage_account.this.id
          role_definition_name = "Storage Blob Data Reader"
        }
    """,
    reference="https://learn.microsoft.com/azure/role-based-access-control/best-practices",
)
def azure_compute_machine_identity_without_privileged_role(machine: VirtualMachine) -> Verdict:
    """Machine's identities have no role that changes the whole subscription.

    Every program on the machine can get the identity's token.
    """
    return no_privileged_role(known(machine.roles))


@check(
    severity=Severity.HIGH,
    finding_title="Disk can be exported to every network",
    remediation="Deny exports, or allow them over private endpoints only.",
    cli="""
        az disk update --name NAME --resource-group GROUP --network-access-policy DenyAll \\
          --public-network-access Disabled
    """,
    terraform="""
        resource "azurerm_managed_disk" "this" {
          network_access_policy         = "DenyAll"
          public_network_access_enabled = false
        }
    """,
    reference=f"{DOCS}/disks-restrict-import-export-overview",
)
def azure_compute_disk_public_access_disabled(disk: ManagedDisk) -> Verdict:
    """Disk cannot be exported to every network.

    Who may make a link to a disk otherwise copies all its data to anywhere.
    """
    return _export_restricted(known(disk.access))


@check(
    severity=Severity.LOW,
    finding_title="Disk is encrypted with a key of Microsoft",
    remediation="Encrypt the disk with a disk encryption set that has a key of yours.",
    cli="az disk update --name NAME --resource-group GROUP --disk-encryption-set SET",
    terraform="""
        resource "azurerm_managed_disk" "this" {
          disk_encryption_set_id = azurerm_disk_encryption_set.this.id
        }
    """,
    reference=f"{DOCS}/disk-encryption",
)
def azure_compute_disk_customer_managed_key(disk: ManagedDisk) -> Verdict:
    """Disk is encrypted with a key of the customer.

    Only then can the customer take the key away, and see who uses it.
    """
    return passed() if known(disk.own_key) else failed("The key is Microsoft's.")


@check(
    severity=Severity.HIGH,
    finding_title="Snapshot can be exported to every network",
    remediation="Deny exports, or allow them over private endpoints only.",
    cli="""
        az snapshot update --name NAME --resource-group GROUP --network-access-policy DenyAll \\
          --public-network-access Disabled
    """,
    terraform="""
        resource "azurerm_snapshot" "this" {
          network_access_policy         = "DenyAll"
          public_network_access_enabled = false
        }
    """,
    reference=f"{DOCS}/disks-restrict-import-export-overview",
)
def azure_compute_snapshot_public_access_disabled(snapshot: DiskSnapshot) -> Verdict:
    """Snapshot cannot be exported to every network.

    Who may make a link to a snapshot otherwise copies all its data to anywhere.
    """
    return _export_restricted(known(snapshot.access))
