"""Assets of Kubernetes Engine: clusters."""

from typing import NamedTuple

from posture.domain.asset import Family
from posture.domain.evidence import Fact
from posture.domain.gcp.asset import GcpAsset


class ControlPlane(NamedTuple):
    """Who reaches the API server of a cluster.

    Attributes:
        public: whether it has a public address.
        limited: whether only some networks may use the address.
        networks: these networks.
        google: whether all of Google Cloud's public addresses may use it, too.
    """

    public: bool
    limited: bool
    networks: tuple[str, ...]
    google: bool


class NodePool(NamedTuple):
    """A pool of nodes.

    Attributes:
        private: whether its nodes have no public addresses.
        account: the service account of the nodes; `default` or empty for the default one.
        hides_metadata: whether workloads do not reach the metadata of the nodes.
        integrity: whether the boot of the nodes is watched.
    """

    name: str
    private: bool
    account: str
    hides_metadata: bool
    integrity: bool
    upgraded: bool


class Anonymous(NamedTuple):
    """What people without an identity, or with any identity of Google, may do.

    Attributes:
        allowed: whether requests without an identity reach more than health checks.
        bindings: the groups of everyone to which roles may be bound.
    """

    allowed: bool
    bindings: tuple[str, ...]


class GkeCluster(GcpAsset, frozen=True, kw_only=True):
    """A cluster.

    Attributes:
        autopilot: whether Google manages its nodes.
        identities: whether workloads can have identities of their own.
        channel: whether a release channel upgrades it.
        legacy_authorization: whether attributes grant access, beside roles.
        static_credentials: the kinds of passwords and certificates that it issued.
        node_account: the service account of nodes that are made automatically.
    """

    service = "gke"
    family = Family.COMPUTE
    host = "container"
    paths = ("projects/*/locations/*/clusters/*", "projects/*/zones/*/clusters/*")

    autopilot: Fact[bool]
    control_plane: Fact[ControlPlane]
    legacy_authorization: Fact[bool]
    static_credentials: Fact[tuple[str, ...]]
    pools: Fact[tuple[NodePool, ...]]
    node_account: Fact[str]
    identities: Fact[bool]
    network_policy: Fact[bool]
    secrets_encrypted: Fact[bool]
    shielded: Fact[bool]
    channel: Fact[bool]
    anonymous: Fact[Anonymous]
    logged: Fact[bool]
    binary_authorization: Fact[bool]
