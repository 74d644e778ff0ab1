"""Assets of Azure Compute: virtual machines, scale sets, disks and snapshots."""

from msgspec import Struct

from posture.domain.asset import Family
from posture.domain.azure.asset import AzureAsset
from posture.domain.azure.assets.network import PublicInterface
from posture.domain.azure.roles import RoleAssignment
from posture.domain.evidence import Fact


class MachineSettings(Struct, frozen=True, kw_only=True):
    """The settings of a virtual machine, or of the machines of a scale set.

    Attributes:
        linux_passwords: whether Linux users can sign in with a password; None if Azure does not
            set up its users, as for Windows and for disks that were attached ready-made.
        security_type: `standard`, `trustedlaunch` or `confidentialvm`.
        secure_boot: whether only signed boot loaders and kernels start.
        tpm: whether it has a virtual TPM, which measures what starts.
        encrypted_at_host: whether its disks are encrypted where it runs.
    """

    linux_passwords: bool | None
    security_type: str
    secure_boot: bool
    tpm: bool
    encrypted_at_host: bool


class VirtualMachine(AzureAsset, frozen=True, kw_only=True):
    """A virtual machine; `roles` are those that its identities have."""

    service = "compute"
    family = Family.COMPUTE
    arm_type = "Microsoft.Compute/virtualMachines"

    settings: Fact[MachineSettings]
    roles: Fact[tuple[RoleAssignment, ...]]


class ScaleSet(AzureAsset, frozen=True, kw_only=True):
    """A scale set of virtual machines.

    Attributes:
        settings: those of its machines; None if each of its machines has its own.
        public: what protects its interfaces with public addresses.
        unguarded: the names of its interfaces that no security group protects.
        roles: those that its identities have.
    """

    service = "compute"
    family = Family.COMPUTE
    arm_type = "Microsoft.Compute/virtualMachineScaleSets"

    settings: Fact[MachineSettings | None]
    public: Fact[tuple[PublicInterface, ...]]
    unguarded: Fact[tuple[str, ...]]
    roles: Fact[tuple[RoleAssignment, ...]]


class DiskAccess(Struct, frozen=True, kw_only=True):
    """Who can export a disk or a snapshot; texts are in lower case.

    Attributes:
        public: `enabled` or `disabled`.
        policy: `allowall`, `allowprivate` or `denyall`.
    """

    public: str
    policy: str

    @property
    def restricted(self) -> bool:
        """Return whether an export needs a private endpoint, or is not possible."""
        return self.public == "disabled" or self.policy in {"allowprivate", "denyall"}


class ManagedDisk(AzureAsset, frozen=True, kw_only=True):
    """A managed disk; `own_key` is set if a key of the customer encrypts it."""

    service = "compute"
    family = Family.STORAGE
    arm_type = "Microsoft.Compute/disks"

    access: Fact[DiskAccess]
    own_key: Fact[bool]


class DiskSnapshot(AzureAsset, frozen=True, kw_only=True):
    """A snapshot of a managed disk."""

    service = "compute"
    family = Family.STORAGE
    arm_type = "Microsoft.Compute/snapshots"

    access: Fact[DiskAccess]
