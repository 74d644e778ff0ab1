"""Assets that run code without machines: services of Cloud Run, and functions."""

from posture.domain.asset import Family
from posture.domain.evidence import Fact
from posture.domain.gcp.asset import GcpAsset
from posture.domain.gcp.iam import Policy


class RunService(GcpAsset, frozen=True, kw_only=True):
    """A service of Cloud Run.

    Attributes:
        open: whether its address is reached from the internet.
        checks_callers: whether IAM decides who may call it.
        proxied: whether Identity-Aware Proxy asks people to sign in.
        account: its service account; empty for the default one.
        secrets: the variables that contain a secret.
    """

    service = "run"
    family = Family.COMPUTE
    host = "run"
    paths = ("projects/*/locations/*/services/*",)

    open: Fact[bool]
    checks_callers: Fact[bool]
    proxied: Fact[bool]
    account: Fact[str]
    secrets: Fact[tuple[str, ...]]
    customer_key: Fact[bool]
    policy: Fact[Policy]


class CloudFunction(GcpAsset, frozen=True, kw_only=True):
    """A function of either generation.

    Attributes:
        open: whether its address is reached from the internet.
        account: its service account.
        secrets: the variables that contain a secret.
        plain_http: whether it accepts HTTP without TLS.
        connected: whether it reaches a VPC network.
        policy: who may call it; for the second generation, the policy of its service.
    """

    service = "functions"
    family = Family.COMPUTE
    host = "cloudfunctions"
    paths = ("projects/*/locations/*/functions/*",)

    open: Fact[bool]
    account: Fact[str]
    secrets: Fact[tuple[str, ...]]
    plain_http: Fact[bool]
    connected: Fact[bool]
    policy: Fact[Policy]
