"""Assets of Vertex AI Workbench: notebook instances."""

from typing import NamedTuple

from posture.domain.asset import Family
from posture.domain.evidence import Fact
from posture.domain.gcp.asset import GcpAsset
from posture.domain.gcp.iam import Policy


class Shielding(NamedTuple):
    """What protects the boot of a machine."""

    vtpm: bool
    integrity: bool
    secure_boot: bool


class NotebookInstance(GcpAsset, frozen=True, kw_only=True):
    """A Workbench instance.

    Attributes:
        metadata: its metadata, in lower case.
        owners: the people whose own it is; empty for one that is shared.
    """

    service = "notebooks"
    family = Family.AI
    host = "notebooks"
    paths = ("projects/*/locations/*/instances/*",)

    public_ip: Fact[bool]
    metadata: Fact[dict[str, str]]
    account: Fact[str]
    owners: Fact[tuple[str, ...]]
    shielding: Fact[Shielding]
    customer_key: Fact[bool]
    policy: Fact[Policy]
