"""Checks of virtual networks, interfaces and application gateways."""

from posture.domain.asset import Family
from posture.domain.azure.assets.network import (
    ApplicationGateway,
    FlowLog,
    NetworkInterface,
    VirtualNetwork,
)
from posture.domain.azure.security_rules import MANAGEMENT
from posture.domain.check import Severity, check
from posture.domain.evidence import known
from posture.domain.verdict import Verdict, failed, not_applicable, passed

DOCS = "https://learn.microsoft.com/azure"
SHORTEST_DAYS = 90


@check(
    severity=Severity.MEDIUM,
    finding_title="Virtual network's region has no Network Watcher",
    remediation="Enable Network Watcher in the region.",
    cli="az network watcher configure --resource-group GROUP --locations REGION --enabled",
    terraform="""
        resource "azurerm_network_watcher" "this" {
          location = "westeurope"
        }
    """,
    reference=f"{DOCS}/network-watcher/network-watcher-overview",
)
def azure_network_vnet_watched(network: VirtualNetwork) -> Verdict:
    """Virtual network's region has a Network Watcher.

    Without one its traffic can be neither recorded nor examined.
    """
    return passed() if known(network.watched) else failed(f"None in {network.region}.")


@check(
    severity=Severity.MEDIUM,
    family=Family.LOGGING,
    finding_title="Virtual network's flows are not logged",
    remediation="Make a flow log of the virtual network.",
    cli="az network watcher flow-log create --name NAME --location REGION --vnet NETWORK",
    terraform="""
        resource "azurerm_network_watcher_flow_log" "this" {
          target_resource_id = azurerm_virtual_network.this.id
          enabled            = true
        }
    """,
    reference=f"{DOCS}/network-watcher/vnet-flow-logs-overview",
)
def azure_network_vnet_flow_logged(network: VirtualNetwork) -> Verdict:
    """Virtual network's flows are logged.

    Without the log nobody can find out where an attacker went.
    """
    return passed() if known(network.flows_logged) else failed("No enabled flow log covers it.")


@check(
    severity=Severity.LOW,
    finding_title="Flow log is kept for less than 90 days",
    remediation="Enable the log, and keep it for 90 days or for ever.",
    cli="az network watcher flow-log update --name NAME --location REGION --retention 90",
    terraform="""
        resource "azurerm_network_watcher_flow_log" "this" {
          retention_policy {
            enabled = true
            days    = 90
          }
        }
    """,
    reference=f"{DOCS}/network-watcher/vnet-flow-logs-overview",
)
def azure_network_flow_log_retained_90_days(log: FlowLog) -> Verdict:
    """Flow log is enabled, and kept for 90 days or longer.

    Attacks are often found months later.
    """
    if not known(log.enabled):
        return failed("It is disabled.")
    days = known(log.kept_days)
    if days == 0:
        return passed("It is kept for ever.")
    return passed() if days >= SHORTEST_DAYS else failed(f"It is kept for {days} days.")


@check(
    severity=Severity.HIGH,
    finding_title="Interface with a public address is open for SSH or RDP",
    remediation="Remove the public address, and connect by Bastion or a VPN.",
    cli="""
        az network nic ip-config update --nic-name NAME --resource-group GROUP --name CONFIG \\
          --remove publicIpAddress
    """,
    reference=f"{DOCS}/bastion/bastion-overview",
)
def azure_network_interface_management_not_public(interface: NetworkInterface) -> Verdict:
    """Interface with a public address is closed for SSH and RDP.

    Both the group of its subnet and its own decide; without any, a basic address is open.
    """
    public = known(interface.public)
    if public is None:
        return not_applicable("It has no public address.")
    found = [name for port, name in MANAGEMENT.items() if public.opens("tcp", port)]
    return failed(f"Open to the internet: {', '.join(found)}.") if found else passed()


@check(
    severity=Severity.MEDIUM,
    finding_title="Interface forwards traffic of others",
    remediation="Disable IP forwarding, unless it belongs to a firewall or router.",
    cli="az network nic update --name NAME --resource-group GROUP --ip-forwarding false",
    terraform="""
        resource "azurerm_network_interface" "this" {
          ip_forwarding_enabled = false
        }
    """,
    reference=f"{DOCS}/virtual-network/virtual-network-network-interface",
)
def azure_network_interface_ip_forwarding_disabled(interface: NetworkInterface) -> Verdict:
    """Interface does not forward traffic of others.

    A machine that was taken over can otherwise pass for another one.
    """
    return failed("IP forwarding is enabled.") if known(interface.forwarding) else passed()


@check(
    severity=Severity.HIGH,
    finding_title="Application gateway blocks no attacks",
    remediation="Use a tier with a web application firewall, in the mode Prevention.",
    cli="az network application-gateway waf-policy policy-setting update --mode Prevention",
    terraform="""
        resource "azurerm_web_application_firewall_policy" "this" {
          policy_settings {
            enabled = true
            mode    = "Prevention"
          }
        }
    """,
    reference=f"{DOCS}/web-application-firewall/ag/ag-overview",
)
def azure_network_application_gateway_waf_enabled(gateway: ApplicationGateway) -> Verdict:
    """Application gateway has a web application firewall that blocks attacks.

    Known attacks otherwise reach the applications behind it.
    """
    firewall = known(gateway.firewall)
    if firewall is None:
        return failed("It has no web application firewall.")
    if not firewall.enabled:
        return failed("Its web application firewall is off.")
    return passed() if firewall.prevents else failed("Attacks are detected, but not blocked.")
