"""Assets of Compute Engine: machines, their project's settings, and images."""

from typing import NamedTuple

from posture.domain.asset import Family
from posture.domain.evidence import Fact
from posture.domain.gcp.asset import GcpAsset
from posture.domain.gcp.assets.notebooks import Shielding
from posture.domain.gcp.iam import Policy
from posture.domain.network import Ports


class Reach(NamedTuple):
    """The ports of a machine that the internet reaches."""

    tcp: tuple[Ports, ...]
    udp: tuple[Ports, ...]


class MachineAccount(NamedTuple):
    """The service account of a machine, and the scopes of its tokens."""

    email: str
    scopes: frozenset[str]


class ComputeInstance(GcpAsset, frozen=True, kw_only=True):
    """A virtual machine.

    Attributes:
        public: whether it has an external address, or gets one when it is started.
        gke: whether it is a node of a cluster.
        windows: whether its disks have a license of Windows.
        accounts: its service accounts, of which there is at most one.
        metadata: its own metadata, with keys and values in lower case.
        project_metadata: that of the project, which applies where its own has no value.
        secrets: places in its metadata that contain a secret.
        reach: the ports that the internet reaches; none without an external address.
    """

    service = "compute"
    family = Family.COMPUTE
    host = "compute"
    paths = ("projects/*/zones/*/instances/*",)

    public: Fact[bool]
    gke: Fact[bool]
    windows: Fact[bool]
    accounts: Fact[tuple[MachineAccount, ...]]
    ip_forwarding: Fact[bool]
    shielding: Fact[Shielding]
    confidential: Fact[bool]
    metadata: Fact[dict[str, str]]
    project_metadata: Fact[dict[str, str]]
    secrets: Fact[tuple[str, ...]]
    reach: Fact[Reach]


class ComputeProject(GcpAsset, frozen=True, kw_only=True):
    """The settings of Compute Engine for a whole project."""

    service = "compute"
    family = Family.COMPUTE
    host = "compute"
    paths = ("projects/*",)

    metadata: Fact[dict[str, str]]


class ComputeImage(GcpAsset, frozen=True, kw_only=True):
    """An image of the project's own."""

    service = "compute"
    family = Family.COMPUTE
    host = "compute"
    paths = ("projects/*/global/images/*",)

    policy: Fact[Policy]


class ComputeDisk(GcpAsset, frozen=True, kw_only=True):
    """A disk.

    Attributes:
        customer_key: whether it is encrypted with a key of the customer.
    """

    service = "compute"
    family = Family.COMPUTE
    host = "compute"
    paths = ("projects/*/zones/*/disks/*", "projects/*/regions/*/disks/*")

    customer_key: Fact[bool]
