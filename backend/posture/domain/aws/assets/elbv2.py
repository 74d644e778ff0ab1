"""Assets of Elastic Load Balancing: Application, Network and Gateway Load Balancers."""

from dataclasses import dataclass

from posture.domain.asset import Family
from posture.domain.aws.arn import ArnShape
from posture.domain.aws.asset import AwsAsset
from posture.domain.evidence import Fact


@dataclass(frozen=True, slots=True, kw_only=True)
class Listener:
    """A port that a load balancer listens on.

    Attributes:
        protocol: `HTTP`, `HTTPS`, `TLS`, `TCP` and so on.
        certificate: ARN of the server's default certificate; None without TLS.
        client_certificates: `off`, `passthrough` or `verify`.
        expired_clients: whether a client certificate may have expired.
    """

    port: int
    protocol: str
    certificate: str | None
    client_certificates: str = "off"
    expired_clients: bool = False

    @property
    def encrypted(self) -> bool:
        """Return whether the load balancer ends TLS here."""
        return self.protocol in {"HTTPS", "TLS"}

    def __str__(self) -> str:
        return f"{self.protocol}:{self.port}"


@dataclass(frozen=True, slots=True, kw_only=True)
class TlsListener:
    """What clients may agree on with a TLS listener.

    Attributes:
        policy: name of its security policy.
        protocols: `TLSv1.2` and so on.
        ciphers: names of the ciphers.
    """

    port: int
    policy: str
    protocols: frozenset[str]
    ciphers: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What can be switched on or off for a load balancer; what does not apply is off.

    Attributes:
        desync: `monitor`, `defensive` or `strictest`.
        forwarded_for: `append`, `preserve` or `remove`: what becomes of X-Forwarded-For.
        waf_fail_open: whether requests pass when AWS WAF cannot be asked.
    """

    deletion_protection: bool
    access_logs: bool
    connection_logs: bool
    cross_zone: bool
    drops_invalid_headers: bool
    desync: str
    forwarded_for: str
    waf_fail_open: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadBalancer(AwsAsset):
    """A load balancer.

    Attributes:
        kind: `application`, `network` or `gateway`.
        groups: ids of its security groups, which a network load balancer may lack.
        tls: its TLS listeners with what their policies allow.
        plain: ports where an application load balancer answers HTTP by more than sending clients
            on to HTTPS or away.
        web_acl: whether an AWS WAF web ACL guards it.
        open_groups: ids of its security groups that let the whole internet in.
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


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetGroup(AwsAsset):
    """Targets that requests are sent on to.

    Attributes:
        target_type: `instance`, `ip`, `lambda` or `alb`.
        protocol: to the targets; None for functions.
        health_check_protocol: None when there are no health checks over the network.
    """

    service = "elbv2"
    family = Family.NETWORK
    arn = ArnShape("elasticloadbalancing", "targetgroup/")

    target_type: str
    protocol: str | None
    health_check_protocol: str | None
