"""Collector of AWS Private CA: certificate authorities, whose listing has all settings."""

from collections.abc import Mapping
from typing import Any

from posture.collectors.aws.collecting import RegionClient, listing, owned
from posture.collectors.collecting import AssetCollector, Item, in_state
from posture.domain.aws.assets.acmpca import CertificateAuthority

AUTHORITIES_CALL = "acm-pca:ListCertificateAuthorities"
PUBLISHED = ("CrlConfiguration", "OcspConfiguration")


def _authority(client: RegionClient, one: Mapping[str, Any]) -> Item | None:
    # A deleted authority stays in the listing until it cannot be restored.
    if one["Status"] == "DELETED" or not owned(client, one.get("OwnerAccount")):
        return None
    return Item(one["Arn"], one["Arn"].rpartition("/")[2], one)


def _listed(_client: RegionClient, item: Item) -> Mapping[str, Any]:
    revocation = item.data.get("RevocationConfiguration") or {}
    return {
        "root": item.data["Type"] == "ROOT",
        "active": item.data["Status"] == "ACTIVE",
        "short_lived": item.data.get("UsageMode") == "SHORT_LIVED_CERTIFICATE",
        "revocation": any((revocation.get(one) or {}).get("Enabled") for one in PUBLISHED),
    }


AUTHORITIES = AssetCollector(
    asset_type=CertificateAuthority,
    regional=True,
    calls=(AUTHORITIES_CALL,),
    items=listing(AUTHORITIES_CALL, "CertificateAuthorities", _authority),
    listed=_listed,
    transition=in_state("creating", path=("Status",)),
)

COLLECTORS: tuple[AssetCollector[RegionClient, Any], ...] = (AUTHORITIES,)
