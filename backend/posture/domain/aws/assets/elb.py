"""Assets of Elastic Load Balancing's first generation: Classic Load Balancers."""

from msgspec import Struct

from posture.domain.asset import Family
from posture.domain.aws.arn import ArnShape
from posture.domain.aws.asset import AwsAsset
from posture.domain.evidence import Fact

ENCRYPTED = frozenset({"HTTPS", "SSL"})


class ClassicListener(Struct, frozen=True, kw_only=True):
    """A port that a Classic Load Balancer listens on.

    Attributes:
        protocol: `HTTP`, `HTTPS`, `TCP` or `SSL`.
        instance_protocol: the protocol to the instances, in the same words.
        certificate: ARN of the server's certificate; None without TLS.
        policies: names of its policies.
    """

    port: int
    protocol: str
    instance_protocol: str
    certificate: str | None
    policies: frozenset[str]

    @property
    def encrypted(self) -> bool:
        """Return whether clients connect to it with TLS."""
        return self.protocol in ENCRYPTED

    def __str__(self) -> str:
        return f"{self.protocol}:{self.port}"


class TlsPolicy(Struct, frozen=True):
    """A TLS policy: its name, and the TLS versions and ciphers that it accepts."""

    name: str
    protocols: frozenset[str]
    ciphers: frozenset[str]


class ClassicSettings(Struct, frozen=True, kw_only=True):
    """The attributes of a Classic Load Balancer.

    Attributes:
        desync: `monitor`, `defensive` or `strictest`.
    """

    cross_zone: bool
    access_logs: bool
    draining: bool
    desync: str


class ClassicLoadBalancer(AwsAsset, frozen=True, kw_only=True):
    """A Classic Load Balancer.

    Attributes:
        groups: ids of its security groups; every one in a VPC has some.
        tls_policies: the policies that a TLS listener can use.
        open_groups: ids of its security groups that are open to the whole internet.
    """

    service = "elb"
    family = Family.NETWORK
    arn = ArnShape("elasticloadbalancing", "loadbalancer/")

    internet_facing: bool
    zones: tuple[str, ...]
    groups: tuple[str, ...]
    listeners: tuple[ClassicListener, ...]
    settings: Fact[ClassicSettings]
    tls_policies: Fact[tuple[TlsPolicy, ...]]
    open_groups: Fact[tuple[str, ...]]
