"""Checks of scale sets of virtual machines."""

from posture.checks.azure.machines import (
    encrypted_at_host,
    linux_password_disabled,
    no_privileged_role,
    trusted_launch_enabled,
)
from posture.domain.asset import Family
from posture.domain.azure.assets.compute import MachineSettings, ScaleSet
from posture.domain.azure.security_rules import MANAGEMENT
from posture.domain.check import Severity, check
from posture.domain.evidence import known
from posture.domain.verdict import Verdict, failed, not_applicable, passed

DOCS = "https://learn.microsoft.com/azure/virtual-machine-scale-sets"
MACHINES = "https://learn.microsoft.com/azure/virtual-machines"
OWN_SETTINGS = not_applicable("Each of its machines has its own settings.")


def _settings(of: ScaleSet) -> MachineSettings | None:
    return known(of.settings)


@check(
    severity=Severity.HIGH,
    finding_title="Scale set's Linux machines accept passwords",
    remediation="Make the scale set anew with SSH keys or sign-in by Entra.",
    cli="az vmss create --name NAME --resource-group GROUP --authentication-type ssh",
    terraform="""
        resource "azurerm_linux_virtual_machine_scale_set" "this" {
          disable_password_authentication = true
        }
    """,
    reference=f"{MACHINES}/linux/create-ssh-keys-detailed",
)
def azure_compute_scale_set_linux_password_disabled(of: ScaleSet) -> Verdict:
    """Scale set's Linux machines do not accept passwords.

    Attackers try passwords on each open port, all the time.
    """
    settings = _settings(of)
    return OWN_SETTINGS if settings is None else linux_password_disabled(settings)


@check(
    severity=Severity.MEDIUM,
    finding_title="Scale set's machines start without a check of their boot chain",
    remediation="Use trusted launch with secure boot and a virtual TPM.",
    cli="""
        az vmss update --name NAME --resource-group GROUP --security-type TrustedLaunch \\
          --enable-secure-boot true --enable-vtpm true
    """,
    terraform="""
        resource "azurerm_linux_virtual_machine_scale_set" "this" {
          secure_boot_enabled = true
          vtpm_enabled        = true
        }
    """,
    reference=f"{MACHINES}/trusted-launch",
)
def azure_compute_scale_set_trusted_launch_enabled(of: ScaleSet) -> Verdict:
    """Scale set's machines start by trusted launch with secure boot and a TPM.

    Malware in the boot chain otherwise runs before all that could find it.
    """
    settings = _settings(of)
    return OWN_SETTINGS if settings is None else trusted_launch_enabled(settings)


@check(
    severity=Severity.MEDIUM,
    finding_title="Scale set's disks are not encrypted at their hosts",
    remediation="Enable encryption at host, and upgrade the machines.",
    cli="""
        az vmss update --name NAME --resource-group GROUP \\
          --set virtualMachineProfile.securityProfile.encryptionAtHost=true
    """,
    terraform="""
        resource "azurerm_linux_virtual_machine_scale_set" "this" {
          encryption_at_host_enabled = true
        }
    """,
    reference=f"{MACHINES}/disk-encryption",
)
def azure_compute_scale_set_encrypted_at_host(of: ScaleSet) -> Verdict:
    """Scale set's disks, caches and temporary disks are encrypted at their hosts.

    Temporary disks and caches are otherwise stored in the clear.
    """
    settings = _settings(of)
    return OWN_SETTINGS if settings is None else encrypted_at_host(settings)


@check(
    severity=Severity.HIGH,
    family=Family.IAM,
    finding_title="Scale set may change everything in the subscription",
    remediation="Give the scale set's identity a role for the resources that it works with.",
    cli="az role assignment delete --ids ID",
    terraform="""
        resource "azurerm_role_assignment" "this" {
          scope                = azurerm_storage_account.this.id
          role_definition_name = "Storage Blob Data Reader"
        }
    """,
    reference="https://learn.microsoft.com/azure/role-based-access-control/best-practices",
)
def azure_compute_scale_set_identity_without_privileged_role(of: ScaleSet) -> Verdict:
    """Scale set's identities have no role that changes the whole subscription.

    Every program on its machines can get the identity's token.
    """
    return no_privileged_role(known(of.roles))


@check(
    severity=Severity.HIGH,
    family=Family.NETWORK,
    finding_title="Scale set's public addresses are open for SSH or RDP",
    remediation="Remove the public addresses of the machines, and connect by Bastion or a VPN.",
    cli="""
        az vmss update --name NAME --resource-group GROUP --remove \\
          virtualMachineProfile.networkProfile.networkInterfaceConfigurations[0].properties\\
        .ipConfigurations[0].properties.publicIPAddressConfiguration
    """,
    terraform="""
        resource "azurerm_linux_virtual_machine_scale_set" "this" {
          network_interface {
            network_security_group_id = azurerm_network_security_group.this.id
          }
        }
    """,
    reference=f"{DOCS}/virtual-machine-scale-sets-networking",
)
def azure_compute_scale_set_management_not_public(of: ScaleSet) -> Verdict:
    """Scale set's public addresses are closed for SSH and RDP.

    Each machine that is added is otherwise attacked within minutes.
    """
    public = known(of.public)
    if not public:
        return not_applicable("Its machines have no public addresses.")
    found = [
        name for port, name in MANAGEMENT.items() if any(one.opens("tcp", port) for one in public)
    ]
    return failed(f"Open to the internet: {', '.join(found)}.") if found else passed()


@check(
    severity=Severity.HIGH,
    family=Family.NETWORK,
    finding_title="Scale set has an interface without a security group",
    remediation="Set a security group on the interface, or on its subnet.",
    cli="az network vnet subnet update --ids ID --network-security-group GROUP",
    terraform="""
        resource "azurerm_linux_virtual_machine_scale_set" "this" {
          network_interface {
            network_security_group_id = azurerm_network_security_group.this.id
          }
        }
    """,
    reference=f"{DOCS}/virtual-machine-scale-sets-networking",
)
def azure_compute_scale_set_has_security_group(of: ScaleSet) -> Verdict:
    """Scale set's interfaces have a security group, of their own or of their subnet.

    Without one, every port of every machine is open to whatever reaches the network.
    """
    if known(of.settings) is None:
        return OWN_SETTINGS
    found = known(of.unguarded)
    return failed(f"Without one: {', '.join(found)}.") if found else passed()
