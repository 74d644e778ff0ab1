"""Checks of network security groups and subnets."""

from posture.domain.azure.assets.network import NetworkSecurityGroup, VirtualSubnet
from posture.domain.azure.security_rules import is_open, open_ports
from posture.domain.check import Severity, check
from posture.domain.evidence import known
from posture.domain.verdict import Verdict, failed, not_applicable, passed

DOCS = "https://learn.microsoft.com/azure/virtual-network"
RULES_DOCS = f"{DOCS}/network-security-groups-overview"
CLOSE = "Limit the source of the rule to the networks that need it, or delete the rule."
CLOSE_CLI = "az network nsg rule update --nsg-name GROUP --name RULE --source-address-prefixes CIDR"
CLOSE_HCL = """
    resource "azurerm_network_security_rule" "this" {
      source_address_prefix = "10.0.0.0/8"
    }
"""
SSH, RDP = 22, 3389
WEB = (80, 443)
DATABASES = (1433, 1521, 3306, 5432, 6379, 9042, 9200, 11211, 27017)
# Subnets of Azure's own services that cannot have a security group.
WITHOUT_GROUP = frozenset(
    {
        "gatewaysubnet",
        "azurefirewallsubnet",
        "azurefirewallmanagementsubnet",
        "routeserversubnet",
    }
)


def _not_open(group: NetworkSecurityGroup, protocol: str, *ports: int) -> Verdict:
    rules = sorted(known(group.rules), key=lambda one: one.priority)
    found = [str(port) for port in ports if is_open(rules, protocol, port)]
    return failed(f"Open to the internet: {protocol} {', '.join(found)}.") if found else passed()


@check(
    severity=Severity.HIGH,
    finding_title="Network security group opens SSH to the internet",
    remediation=CLOSE,
    cli=CLOSE_CLI,
    terraform=CLOSE_HCL,
    reference=RULES_DOCS,
)
def azure_network_security_group_ssh_not_public(group: NetworkSecurityGroup) -> Verdict:
    """Network security group does not open SSH to the internet.

    Attackers try passwords and new vulnerabilities on each open port, all the time.
    """
    return _not_open(group, "tcp", SSH)


@check(
    severity=Severity.HIGH,
    finding_title="Network security group opens RDP to the internet",
    remediation=CLOSE,
    cli=CLOSE_CLI,
    terraform=CLOSE_HCL,
    reference=RULES_DOCS,
)
def azure_network_security_group_rdp_not_public(group: NetworkSecurityGroup) -> Verdict:
    """Network security group does not open RDP to the internet.

    Open remote desktops are the most frequent way in for ransomware.
    """
    return _not_open(group, "tcp", RDP)


@check(
    severity=Severity.MEDIUM,
    finding_title="Network security group opens HTTP or HTTPS to the internet",
    remediation="Publish web servers through an application gateway or a front door.",
    cli=CLOSE_CLI,
    terraform=CLOSE_HCL,
    reference=RULES_DOCS,
)
def azure_network_security_group_http_not_public(group: NetworkSecurityGroup) -> Verdict:
    """Network security group does not open HTTP or HTTPS to the internet.

    Servers behind it are reached without a firewall for web applications.
    """
    return _not_open(group, "tcp", *WEB)


@check(
    severity=Severity.MEDIUM,
    finding_title="Network security group opens UDP ports to the internet",
    remediation=CLOSE,
    cli=CLOSE_CLI,
    terraform=CLOSE_HCL,
    reference=RULES_DOCS,
)
def azure_network_security_group_udp_not_public(group: NetworkSecurityGroup) -> Verdict:
    """Network security group opens no UDP port to the internet.

    Services over UDP are used to amplify attacks on others.
    """
    found = open_ports(known(group.rules), "udp")
    return failed(f"Open to the internet: udp {', '.join(map(str, found))}.") if found else passed()


@check(
    severity=Severity.CRITICAL,
    finding_title="Network security group opens database ports to the internet",
    remediation=CLOSE,
    cli=CLOSE_CLI,
    terraform=CLOSE_HCL,
    reference=RULES_DOCS,
)
def azure_network_security_group_databases_not_public(group: NetworkSecurityGroup) -> Verdict:
    """Network security group does not open database ports to the internet.

    One weak password or one vulnerability then exposes all data.
    """
    return _not_open(group, "tcp", *DATABASES)


@check(
    severity=Severity.CRITICAL,
    finding_title="Network security group opens all ports to the internet",
    remediation=CLOSE,
    cli=CLOSE_CLI,
    terraform=CLOSE_HCL,
    reference=RULES_DOCS,
)
def azure_network_security_group_all_ports_not_public(group: NetworkSecurityGroup) -> Verdict:
    """Network security group does not open all ports to the internet.

    Whatever listens behind it, now or later, is exposed.
    """
    rules = known(group.rules)
    whole = [one for one in ("tcp", "udp") if any(p.all for p in open_ports(rules, one))]
    return failed(f"Every port is open: {', '.join(whole)}.") if whole else passed()


@check(
    severity=Severity.HIGH,
    finding_title="Subnet has no network security group",
    remediation="Associate a network security group with the subnet.",
    cli="""
        az network vnet subnet update --vnet-name NETWORK --name NAME \\
          --network-security-group GROUP
    """,
    terraform="""
        resource "azurerm_subnet_network_security_group_association" "this" {
          subnet_id                 = azurerm_subnet.this.id
          network_security_group_id = azurerm_network_security_group.this.id
        }
    """,
    reference=RULES_DOCS,
)
def azure_network_subnet_has_security_group(subnet: VirtualSubnet) -> Verdict:
    """Subnet has a network security group.

    Without one, each machine in it depends on its own group, and new machines have none.
    """
    if subnet.name.rpartition("/")[2].lower() in WITHOUT_GROUP:
        return not_applicable("Subnets of this service cannot have a security group.")
    return passed() if known(subnet.security_group_id) else failed("It has no security group.")
