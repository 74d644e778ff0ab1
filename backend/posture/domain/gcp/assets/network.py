"""Assets of VPC networks: networks, subnetworks, firewalls, load balancers and DNS zones."""

from posture.domain.asset import Family
from posture.domain.evidence import Fact
from posture.domain.gcp.asset import GcpAsset
from posture.domain.gcp.firewall import FirewallRule, Layer


class VpcFirewall(GcpAsset, frozen=True, kw_only=True):
    """A firewall rule of a network.

    Attributes:
        incoming: whether it is about incoming traffic.
        rule: the rule; None for one about outgoing traffic.
    """

    service = "compute"
    family = Family.NETWORK
    host = "compute"
    paths = ("projects/*/global/firewalls/*",)

    disabled: Fact[bool]
    logged: Fact[bool]
    rule: Fact[FirewallRule | None]


class VpcFirewallPolicy(GcpAsset, frozen=True, kw_only=True):
    """A firewall policy of networks, with its rules for incoming traffic.

    Attributes:
        associated: whether it is in force in a network.
    """

    service = "compute"
    family = Family.NETWORK
    host = "compute"
    paths = ("projects/*/global/firewallPolicies/*", "projects/*/regions/*/firewallPolicies/*")

    associated: Fact[bool]
    rules: Fact[Layer]


class VpcNetwork(GcpAsset, frozen=True, kw_only=True):
    """A VPC network.

    Attributes:
        automatic: whether it has a subnetwork in each region by itself.
        legacy: whether it is of the kind without subnetworks.
        dns_logged: whether a DNS policy logs its queries.
    """

    service = "compute"
    family = Family.NETWORK
    host = "compute"
    paths = ("projects/*/global/networks/*",)

    automatic: Fact[bool]
    legacy: Fact[bool]
    dns_logged: Fact[bool]


class VpcSubnetwork(GcpAsset, frozen=True, kw_only=True):
    """A subnetwork.

    Attributes:
        purpose: `PRIVATE` for one of machines, or what Google uses it for.
    """

    service = "compute"
    family = Family.NETWORK
    host = "compute"
    paths = ("projects/*/regions/*/subnetworks/*",)

    purpose: Fact[str]
    flow_logs: Fact[bool]
    private_google_access: Fact[bool]


class HttpsProxy(GcpAsset, frozen=True, kw_only=True):
    """The end of HTTPS in a load balancer.

    Attributes:
        ssl_policy: its SSL policy; None for Google's default.
    """

    service = "compute"
    family = Family.NETWORK
    host = "compute"
    paths = ("projects/*/global/targetHttpsProxies/*", "projects/*/regions/*/targetHttpsProxies/*")

    least_tls: Fact[str | None]
    profile: Fact[str | None]
    custom_ciphers: Fact[frozenset[str]]


class BackendService(GcpAsset, frozen=True, kw_only=True):
    """A backend service of a load balancer.

    Attributes:
        external: whether it serves HTTP to the internet.
    """

    service = "compute"
    family = Family.NETWORK
    host = "compute"
    paths = ("projects/*/global/backendServices/*", "projects/*/regions/*/backendServices/*")

    external: Fact[bool]
    logged: Fact[bool]
    guarded: Fact[bool]


class DnsZone(GcpAsset, frozen=True, kw_only=True):
    """A managed zone of Cloud DNS.

    Attributes:
        public: whether the internet sees it.
        dnssec: `on`, `off` or `transfer`.
        algorithms: the algorithms of its keys, by their type.
    """

    service = "dns"
    family = Family.NETWORK
    host = "dns"
    paths = ("projects/*/managedZones/*",)

    public: Fact[bool]
    dnssec: Fact[str]
    algorithms: Fact[tuple[tuple[str, str], ...]]
