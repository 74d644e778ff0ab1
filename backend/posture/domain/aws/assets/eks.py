"""Assets of Amazon EKS: clusters and node groups."""

from msgspec import Struct

from posture.domain.asset import Family
from posture.domain.aws.arn import ArnShape
from posture.domain.aws.asset import AwsAsset
from posture.domain.evidence import Fact


class Administrator(Struct, frozen=True, kw_only=True):
    """A principal that administers a whole cluster by an access entry."""

    arn: str
    policy: str


class EksCluster(AwsAsset, frozen=True, kw_only=True):
    """A cluster.

    Attributes:
        public_ranges: ranges from which its API can be reached over the internet; empty if it
            cannot.
        private_endpoint: whether nodes reach its API inside the VPC.
        secrets_encrypted: whether Kubernetes' secrets are encrypted with a key of the account.
        silent_logs: kinds of logs of the control plane that are off.
        version_status: `STANDARD_SUPPORT`, `EXTENDED_SUPPORT` or `UNSUPPORTED`.
        version: the version of Kubernetes.
        by_config_map: whether a config map alone says who has access.
        deletion_protection: whether the cluster is protected from deletion.
        administrators: principals that administer the whole cluster.
        policies_enforced: whether the network plugin enforces policies of Kubernetes; None in Auto
            Mode, where only the cluster itself knows.
    """

    service = "eks"
    family = Family.COMPUTE
    arn = ArnShape("eks", "cluster/")

    public_ranges: Fact[tuple[str, ...]]
    private_endpoint: Fact[bool]
    secrets_encrypted: Fact[bool]
    silent_logs: Fact[tuple[str, ...]]
    version: Fact[str]
    version_status: Fact[str]
    by_config_map: Fact[bool]
    deletion_protection: Fact[bool]
    administrators: Fact[tuple[Administrator, ...]]
    policies_enforced: Fact[bool | None]


class EksNodeGroup(AwsAsset, frozen=True, kw_only=True):
    """A managed node group.

    Attributes:
        open_login: whether EKS opens the port of logins on the nodes to the internet.
        public_subnets: ids of its subnets whose routes lead to an internet gateway.
    """

    service = "eks"
    family = Family.NETWORK
    arn = ArnShape("eks", "nodegroup/")

    open_login: Fact[bool]
    public_subnets: Fact[tuple[str, ...]]
