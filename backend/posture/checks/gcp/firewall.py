"""Checks of firewall rules, of firewall policies, and of what they together let in."""

from posture.domain.asset import Family
from posture.domain.check import Severity, check
from posture.domain.evidence import known
from posture.domain.gcp.assets.compute import ComputeInstance
from posture.domain.gcp.assets.network import VpcFirewall, VpcFirewallPolicy
from posture.domain.gcp.firewall import Action, Layer, is_open, open_ports
from posture.domain.verdict import Verdict, failed, not_applicable, passed

DOCS = "https://cloud.google.com/firewall/docs"
CLOSE = "Limit the sources of the rule to the networks that need it, or delete the rule."
CLOSE_CLI = "gcloud compute firewall-rules update NAME --source-ranges=RANGES"
CLOSE_HCL = """
    resource "google_compute_firewall" "this" {
      source_ranges = ["35.235.240.0/20"]
    }
"""
SSH, RDP = 22, 3389
DATABASES = (1433, 1521, 3306, 5432, 5984, 6379, 7000, 9042, 9200, 11211, 27017)
# FTP, Telnet, RPC, SMB, Docker, VNC, WinRM, X11, kubelet.
ADMINISTRATION = (20, 21, 23, 135, 139, 445, 2375, 2376, 5900, 5985, 5986, 6000, 10250, 10255)
OUTGOING = not_applicable("The rule is not about incoming traffic.")
DISABLED = not_applicable("The rule is disabled.")


def _layer(firewall: VpcFirewall) -> Layer | Verdict:
    """Return a rule as a layer of its own, or why it opens nothing."""
    rule = known(firewall.rule)
    if rule is None:
        return OUTGOING
    if known(firewall.disabled):
        return DISABLED
    return (rule,)


def _closed(firewall: VpcFirewall, protocol: str, *ports: int) -> Verdict:
    layer = _layer(firewall)
    if isinstance(layer, Verdict):
        return layer
    found = [str(port) for port in ports if is_open([layer], protocol, port)]
    return failed(f"Open to the internet: {protocol} {', '.join(found)}.") if found else passed()


@check(
    severity=Severity.CRITICAL,
    finding_title="Firewall rule opens all ports to the internet",
    remediation=CLOSE,
    cli=CLOSE_CLI,
    terraform=CLOSE_HCL,
    reference=f"{DOCS}/firewalls",
)
def gcp_compute_firewall_all_ports_closed(firewall: VpcFirewall) -> Verdict:
    """Firewall rule does not open all ports of a protocol to the internet.

    Whatever listens behind it, now or later, is exposed.
    """
    layer = _layer(firewall)
    if isinstance(layer, Verdict):
        return layer
    whole = [one for one in ("tcp", "udp") if any(p.all for p in open_ports([layer], one))]
    return failed(f"Every port is open: {', '.join(whole)}.") if whole else passed()


@check(
    severity=Severity.HIGH,
    finding_title="Firewall rule opens SSH to the internet",
    remediation="Connect by Identity-Aware Proxy, from 35.235.240.0/20.",
    cli=CLOSE_CLI,
    terraform=CLOSE_HCL,
    reference=f"{DOCS}/firewalls",
)
def gcp_compute_firewall_ssh_closed(firewall: VpcFirewall) -> Verdict:
    """Firewall rule does not open SSH to the internet.

    Attackers try passwords and new vulnerabilities on each open port, all the time.
    """
    return _closed(firewall, "tcp", SSH)


@check(
    severity=Severity.HIGH,
    finding_title="Firewall rule opens RDP to the internet",
    remediation="Connect by Identity-Aware Proxy, from 35.235.240.0/20.",
    cli=CLOSE_CLI,
    terraform=CLOSE_HCL,
    reference=f"{DOCS}/firewalls",
)
def gcp_compute_firewall_rdp_closed(firewall: VpcFirewall) -> Verdict:
    """Firewall rule does not open RDP to the internet.

    Open remote desktops are the most frequent way in for ransomware.
    """
    return _closed(firewall, "tcp", RDP)


@check(
    severity=Severity.HIGH,
    finding_title="Firewall rule opens database ports to the internet",
    remediation=CLOSE,
    cli=CLOSE_CLI,
    terraform=CLOSE_HCL,
    reference=f"{DOCS}/firewalls",
)
def gcp_compute_firewall_database_ports_closed(firewall: VpcFirewall) -> Verdict:
    """Firewall rule does not open database ports to the internet.

    One weak password or one vulnerability then exposes all data.
    """
    return _closed(firewall, "tcp", *DATABASES)


@check(
    severity=Severity.HIGH,
    finding_title="Firewall rule opens ports for administration to the internet",
    remediation=CLOSE,
    cli=CLOSE_CLI,
    terraform=CLOSE_HCL,
    reference=f"{DOCS}/firewalls",
)
def gcp_compute_firewall_admin_ports_closed(firewall: VpcFirewall) -> Verdict:
    """Firewall rule does not open ports for administration and file sharing to the internet.

    Behind them are services that were made for trusted networks.
    """
    return _closed(firewall, "tcp", *ADMINISTRATION)


@check(
    severity=Severity.LOW,
    finding_title="Firewall rule is not logged",
    remediation="Enable logs of the rule.",
    cli="gcloud compute firewall-rules update NAME --enable-logging",
    terraform="""
        resource "google_compute_firewall" "this" {
          log_config {
            metadata = "INCLUDE_ALL_METADATA"
          }
        }
    """,
    reference=f"{DOCS}/firewall-rules-logging",
)
def gcp_compute_firewall_logged(firewall: VpcFirewall) -> Verdict:
    """Firewall rule logs the connections that it decides.

    After an attack, the logs show who came in.
    """
    if known(firewall.disabled):
        return DISABLED
    return passed() if known(firewall.logged) else failed("Its logs are off.")


@check(
    severity=Severity.HIGH,
    finding_title="Firewall policy opens ports for administration or data to the internet",
    remediation="Deny the ports with a lower priority number, or limit the sources of the rule.",
    cli="""
        gcloud compute network-firewall-policies rules update PRIORITY --firewall-policy=NAME \\
          --src-ip-ranges=RANGES
    """,
    terraform="""
        resource "google_compute_network_firewall_policy_rule" "this" {
          match {
            src_ip_ranges = ["10.0.0.0/8"]
          }
        }
    """,
    reference=f"{DOCS}/network-firewall-policies",
)
def gcp_compute_firewall_policy_rules_not_open(policy: VpcFirewallPolicy) -> Verdict:
    """Firewall policy does not open ports for administration or databases to the internet.

    Its rules are evaluated in their order, so a denial before counts. Rules for countries, threat
    lists or secure tags are taken for open, because they let in more than a few networks.
    """
    if not known(policy.associated):
        return not_applicable("The policy is in force in no network.")
    rules = known(policy.rules)
    allowing = (one for one in rules if one.action is Action.ALLOW)
    if not any(one.sources or one.narrowed for one in allowing):
        return passed()
    ports = sorted({SSH, RDP, *DATABASES, *ADMINISTRATION})
    found = [str(port) for port in ports if is_open([rules], "tcp", port)]
    return failed(f"Open to the internet: tcp {', '.join(found)}.") if found else passed()


@check(
    severity=Severity.CRITICAL,
    finding_title="Machine is reached from the internet",
    remediation="Remove the external address, or close the ports in a firewall.",
    cli="gcloud compute instances delete-access-config NAME --access-config-name=external-nat",
    terraform="""
        resource "google_compute_instance" "this" {
          network_interface {
            subnetwork = google_compute_subnetwork.this.id
          }
        }
    """,
    reference=f"{DOCS}/firewall-policies-overview",
    family=Family.NETWORK,
)
def gcp_compute_instance_not_reachable_from_internet(instance: ComputeInstance) -> Verdict:
    """Machine's ports for administration and data are not reached from the internet.

    All firewalls that are in force decide together: policies of the organization and of folders,
    rules of the network, and policies of the network, for the tags and the account of the machine.
    """
    if not known(instance.public):
        return passed("It has no external address.")
    reach = known(instance.reach)
    everything = [
        name
        for name, ports in (("tcp", reach.tcp), ("udp", reach.udp))
        if any(p.all for p in ports)
    ]
    if everything:
        return failed(f"Every port is reached: {', '.join(everything)}.")
    wanted = sorted({SSH, RDP, *DATABASES, *ADMINISTRATION})
    found = [str(port) for port in wanted if any(port in one for one in reach.tcp)]
    return failed(f"Reached: tcp {', '.join(found)}.") if found else passed()
