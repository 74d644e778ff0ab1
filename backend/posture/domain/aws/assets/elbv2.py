"""Assets of Elastic Load Balancing: Application, Network and Gateway Load Balancers."""

from msgspec import Struct

from posture.domain.asset import Family
from posture.domain.aws.arn import ArnShape
from posture.domain.aws.asset import AwsAsset
from posture.domain.evidence import Fact


class Listener(Struct, frozen=True, kw_only=True):
    """A port that a load balancer listens on.

    Attributes:
        protocol: such as `HTTP`, `HTTPS`, `TLS` or `TCP`.
        certificate: ARN of the server's default certificate; None without TLS.
        client_certificates: `off`, `passthrough` or `verify`.
        expired_clients: whether expired client certificates are accepted.
    """

    port: int
    protocol: str
    certificate: str | None
    client_certificates: str = "off"
    expired_clients: bool = False

    @property
    def encrypted(self) -> bool:
        """Return whether the listener terminates TLS."""
        return self.protocol in {"HTTPS", "TLS"}

    def __str__(self) -> str:
        return f"{self.protocol}:{self.port}"


class TlsListener(Struct, frozen=True, kw_only=True):
    """The TLS versions and ciphers that a TLS listener accepts.

    Attributes:
        policy: name of its security policy.
        protocols: such as `TLSv1.2`.
        ciphers: names of the ciphers.
    """

    port: int
    policy: str
    protocols: frozenset[str]
    ciphers: frozenset[str]


class Settings(Struct, frozen=True, kw_only=True):
    """The attributes of a load balancer; an attribute that does not apply is off.

    Attributes:
        desync: `monitor`, `defensive` or `strictest`.
        forwarded_for: how X-Forwarded-For is processed: `append`, `preserve` or `remove`.
        waf_fail_open: whether requests pass if AWS WAF does not respond.
    """

    deletion_protection: bool
    access_logs: bool
    connection_logs: bool
    cross_zone: bool
    drops_invalid_headers: bool
    desync: str
    forwarded_for: str
    waf_fail_open: bool


class LoadBalancer(AwsAsset, frozen=True, kw_only=True):
    """A load balancer.

    Attributes:
        kind: `application`, `network` or `gateway`.
        groups: ids of its security groups; a network load balancer may have none.
        tls: its TLS listeners with what their policies accept.
        plain: ports where an application load balancer serves HTTP requests, beyond redirects to
            HTTPS and client errors.
        web_acl: whether it has a web ACL of AWS WAF.
        open_groups: ids of its security groups that are open to the whole internet.
    """

    service = "elbv2"
    family = Family.NETWORK
    arn = ArnShape(
        "elasticloadbalancing", ("loadbalancer/app/", "loadbalancer/net/", "loadbalancer/gwy/")
    )

    kind: str
    internet_facing: bool
    zones: tuple[str, ...]
    groups: tuple[str, ...]
    settings: Fact[Settings]
    listeners: Fact[tuple[Listener, ...]]
    tls: Fact[tuple[TlsListener, ...]]
    plain: Fact[tuple[int, ...]]
    web_acl: Fact[bool]
    open_groups: Fact[tuple[str, ...]]


class TargetGroup(AwsAsset, frozen=True, kw_only=True):
    """A group of targets that receives requests.

    Attributes:
        target_type: `instance`, `ip`, `lambda` or `alb`.
        protocol: the protocol to the targets; None for Lambda functions.
        health_check_protocol: None without health checks over the network.
    """

    service = "elbv2"
    family = Family.NETWORK
    arn = ArnShape("elasticloadbalancing", "targetgroup/")

    target_type: str
    protocol: str | None
    health_check_protocol: Fact[str | None]
