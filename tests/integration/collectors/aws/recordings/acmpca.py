"""Private CA: an active root without revocation, a subordinate with OCSP, and a deleted one."""

from typing import Any

from tests.emulator.account.account import ACCOUNT_ID, HOME
from tests.emulator.recorded import Recording

PLACE = f"arn:aws:acm-pca:{HOME}:{ACCOUNT_ID}:certificate-authority"
LISTINGS = {"acm-pca:ListCertificateAuthorities"}


def _authority(name: str, kind: str, status: str, **more: object) -> dict[str, Any]:
    one = {"Arn": f"{PLACE}/{name}", "Type": kind, "Status": status, "OwnerAccount": ACCOUNT_ID}
    return one | {"UsageMode": "GENERAL_PURPOSE"} | more


ANSWERS: dict[str, Recording] = {
    "acm-pca:ListCertificateAuthorities": {
        "CertificateAuthorities": [
            _authority("root", "ROOT", "ACTIVE"),
            _authority(
                "issuing",
                "SUBORDINATE",
                "ACTIVE",
                RevocationConfiguration={"OcspConfiguration": {"Enabled": True}},
            ),
            _authority("gone", "ROOT", "DELETED"),
        ]
    }
}
FAILED: dict[str, set[str]] = {
    f"{PLACE}/root": {"acmpca_authority_revocation_published", "acmpca_authority_root_disabled"},
    f"{PLACE}/issuing": set(),
}
SERVICES = {"acmpca"}
CALLS: dict[str, int] = {}
