"""Checks of networks, subnetworks, load balancers and DNS zones."""

from posture.domain.check import Severity, check
from posture.domain.evidence import known
from posture.domain.gcp.assets.network import (
    BackendService,
    DnsZone,
    HttpsProxy,
    VpcNetwork,
    VpcSubnetwork,
)
from posture.domain.verdict import Verdict, failed, not_applicable, passed

VPC = "https://cloud.google.com/vpc/docs"
BALANCING = "https://cloud.google.com/load-balancing/docs"
DNS = "https://cloud.google.com/dns/docs"
MACHINES = "PRIVATE"
NOT_OF_MACHINES = not_applicable("The subnetwork is not for machines.")
MODERN_TLS = frozenset({"TLS_1_2", "TLS_1_3"})
MODERN_PROFILES = frozenset({"MODERN", "RESTRICTED", "FIPS_202205"})
# Cipher suites without forward secrecy.
WEAK_CIPHERS = frozenset(
    {
        "TLS_RSA_WITH_3DES_EDE_CBC_SHA",
        "TLS_RSA_WITH_AES_128_CBC_SHA",
        "TLS_RSA_WITH_AES_128_GCM_SHA256",
        "TLS_RSA_WITH_AES_256_CBC_SHA",
        "TLS_RSA_WITH_AES_256_GCM_SHA384",
    }
)
SHA1 = "rsasha1"


@check(
    severity=Severity.MEDIUM,
    finding_title="Project has the default network",
    remediation="Delete the default network, and make one with the subnetworks that are needed.",
    cli="gcloud compute networks delete default",
    terraform="""
        resource "google_compute_network" "this" {
          name                    = "shop"
          auto_create_subnetworks = false
        }
    """,
    reference=f"{VPC}/vpc",
)
def gcp_compute_network_not_default(network: VpcNetwork) -> Verdict:
    """Network is not the default one.

    It opens SSH and RDP to the internet, and has a subnetwork in every region.
    """
    if network.name != "default" or not known(network.automatic):
        return passed()
    return failed("It is the default network.")


@check(
    severity=Severity.MEDIUM,
    finding_title="Network is a legacy network",
    remediation="Move the machines to a VPC network with subnetworks, and delete this one.",
    cli="gcloud compute networks create NAME --subnet-mode=custom",
    terraform="""
        resource "google_compute_network" "this" {
          name                    = "shop"
          auto_create_subnetworks = false
        }
    """,
    reference=f"{VPC}/legacy",
)
def gcp_compute_network_not_legacy(network: VpcNetwork) -> Verdict:
    """Network has subnetworks.

    A legacy network is one range over all regions, so nothing in it can be kept apart.
    """
    return failed("It has no subnetworks.") if known(network.legacy) else passed()


@check(
    severity=Severity.LOW,
    finding_title="Network's DNS queries are not logged",
    remediation="Attach a DNS policy with logging to the network.",
    cli="""
        gcloud dns policies create NAME --networks=NETWORK --enable-logging --description=logs
    """,
    terraform="""
        resource "google_dns_policy" "this" {
          name           = "logs"
          enable_logging = true
          networks {
            network_url = google_compute_network.this.id
          }
        }
    """,
    reference=f"{DNS}/monitoring",
)
def gcp_compute_network_dns_logging_enabled(network: VpcNetwork) -> Verdict:
    """Network's DNS queries are logged.

    They show which machine talks to an attacker's server, and data that leaves in names.
    """
    return passed() if known(network.dns_logged) else failed("No DNS policy logs its queries.")


@check(
    severity=Severity.LOW,
    finding_title="Subnetwork has no flow logs",
    remediation="Enable flow logs.",
    cli="gcloud compute networks subnets update NAME --enable-flow-logs",
    terraform="""
        resource "google_compute_subnetwork" "this" {
          log_config {
            flow_sampling = 0.5
          }
        }
    """,
    reference=f"{VPC}/flow-logs",
)
def gcp_compute_subnetwork_flow_logs_enabled(subnetwork: VpcSubnetwork) -> Verdict:
    """Subnetwork logs its flows.

    After an attack, they show which machines talked to each other.
    """
    if known(subnetwork.purpose) != MACHINES:
        return NOT_OF_MACHINES
    return passed() if known(subnetwork.flow_logs) else failed("Flow logs are off.")


@check(
    severity=Severity.LOW,
    finding_title="Subnetwork has no private access to Google's APIs",
    remediation="Enable Private Google Access.",
    cli="gcloud compute networks subnets update NAME --enable-private-ip-google-access",
    terraform="""
        resource "google_compute_subnetwork" "this" {
          private_ip_google_access = true
        }
    """,
    reference=f"{VPC}/private-google-access",
)
def gcp_compute_subnetwork_private_google_access_enabled(subnetwork: VpcSubnetwork) -> Verdict:
    """Subnetwork has private access to Google's APIs.

    Without it, machines get external addresses for the sake of these APIs.
    """
    if known(subnetwork.purpose) != MACHINES:
        return NOT_OF_MACHINES
    if known(subnetwork.private_google_access):
        return passed()
    return failed("Private Google Access is off.")


@check(
    severity=Severity.MEDIUM,
    finding_title="Load balancer accepts weak TLS",
    remediation="Attach an SSL policy with TLS 1.2 and the profile MODERN or RESTRICTED.",
    cli="gcloud compute ssl-policies create NAME --profile=MODERN --min-tls-version=1.2",
    terraform="""
        resource "google_compute_ssl_policy" "this" {
          name            = "modern"
          profile         = "MODERN"
          min_tls_version = "TLS_1_2"
        }
    """,
    reference=f"{BALANCING}/ssl-policies-concepts",
)
def gcp_compute_ssl_policy_strong(proxy: HttpsProxy) -> Verdict:
    """Load balancer refuses TLS older than 1.2, and cipher suites without forward secrecy.

    Without an SSL policy it accepts TLS 1.0.
    """
    least = known(proxy.least_tls)
    if least is None:
        return failed("It has no SSL policy, so it accepts TLS 1.0.")
    if least not in MODERN_TLS:
        return failed(f"The least version is {least}.")
    profile = known(proxy.profile)
    if profile in MODERN_PROFILES:
        return passed()
    if profile != "CUSTOM":
        return failed(f"The profile is {profile}.")
    weak = sorted(known(proxy.custom_ciphers) & WEAK_CIPHERS)
    return failed(f"Weak cipher suites: {', '.join(weak)}.") if weak else passed()


@check(
    severity=Severity.LOW,
    finding_title="Load balancer does not log its requests",
    remediation="Enable logging of the backend service.",
    cli="gcloud compute backend-services update NAME --enable-logging --logging-sample-rate=1",
    terraform="""
        resource "google_compute_backend_service" "this" {
          log_config {
            enable      = true
            sample_rate = 1
          }
        }
    """,
    reference=f"{BALANCING}/https/https-logging-monitoring",
)
def gcp_compute_backend_service_logging_enabled(backend: BackendService) -> Verdict:
    """Backend service of an external load balancer logs its requests.

    They show attempts to attack the application behind it.
    """
    if not known(backend.external):
        return not_applicable("It does not serve HTTP to the internet.")
    return passed() if known(backend.logged) else failed("Its logs are off.")


@check(
    severity=Severity.LOW,
    finding_title="Load balancer has no firewall for web applications",
    remediation="Attach a policy of Cloud Armor, or enable Identity-Aware Proxy.",
    cli="gcloud compute backend-services update NAME --security-policy=POLICY",
    terraform="""
        resource "google_compute_backend_service" "this" {
          security_policy = google_compute_security_policy.this.id
        }
    """,
    reference="https://cloud.google.com/armor/docs/cloud-armor-overview",
)
def gcp_compute_backend_service_guarded(backend: BackendService) -> Verdict:
    """Backend service of an external load balancer has Cloud Armor or Identity-Aware Proxy.

    They stop floods of requests and known attacks before the application.
    """
    if not known(backend.external):
        return not_applicable("It does not serve HTTP to the internet.")
    return passed() if known(backend.guarded) else failed("Nothing filters its requests.")


@check(
    severity=Severity.MEDIUM,
    finding_title="Public DNS zone is not signed",
    remediation="Enable DNSSEC, and publish the DS record at the registrar.",
    cli="gcloud dns managed-zones update NAME --dnssec-state=on",
    terraform="""
        resource "google_dns_managed_zone" "this" {
          dnssec_config {
            state = "on"
          }
        }
    """,
    reference=f"{DNS}/dnssec",
)
def gcp_dns_zone_dnssec_enabled(zone: DnsZone) -> Verdict:
    """Public DNS zone is signed.

    Without signatures, an attacker on the way can answer for the zone.
    """
    if not known(zone.public):
        return not_applicable("The internet does not see the zone.")
    state = known(zone.dnssec)
    return failed("DNSSEC is off.") if state == "off" else passed()


@check(
    severity=Severity.MEDIUM,
    finding_title="DNS zone is signed with SHA-1",
    remediation="Sign with RSASHA256 or ECDSAP256SHA256.",
    cli="""
        gcloud dns managed-zones update NAME --dnssec-state=on --ksk-algorithm=ecdsap256sha256 \\
          --zsk-algorithm=ecdsap256sha256
    """,
    terraform="""
        resource "google_dns_managed_zone" "this" {
          dnssec_config {
            state = "on"
            default_key_specs {
              algorithm = "ecdsap256sha256"
              key_type  = "keySigning"
            }
          }
        }
    """,
    reference=f"{DNS}/dnssec-advanced",
)
def gcp_dns_zone_dnssec_not_sha1(zone: DnsZone) -> Verdict:
    """DNS zone does not sign with SHA-1.

    Collisions of SHA-1 can be computed, so such a signature can be forged.
    """
    if not known(zone.public) or known(zone.dnssec) == "off":
        return not_applicable("The zone is not signed.")
    found = sorted(kind for kind, algorithm in known(zone.algorithms) if algorithm == SHA1)
    return failed(f"RSASHA1 is used for {', '.join(found)}.") if found else passed()
