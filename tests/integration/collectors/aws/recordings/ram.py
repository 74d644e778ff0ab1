"""Resource Access Manager: a share for everyone, one for the organization, one of a policy."""

from tests.emulator.account.account import ACCOUNT_ID, HOME
from tests.emulator.recorded import Recording

PLACE = f"arn:aws:ram:{HOME}:{ACCOUNT_ID}:resource-share"
LISTINGS = {"ram:GetResourceShares"}


def _share(
    name: str, *, external: bool, status: str = "ACTIVE", made: str = "STANDARD"
) -> dict[str, object]:
    return {
        "resourceShareArn": f"{PLACE}/{name}",
        "name": name,
        "allowExternalPrincipals": external,
        "status": status,
        "featureSet": made,
    }


ANSWERS: dict[str, Recording] = {
    "ram:GetResourceShares": {
        "resourceShares": [
            _share("open", external=True),
            _share("inside", external=False),
            _share("of-a-policy", external=True, made="CREATED_FROM_POLICY"),
            _share("gone", external=True, status="DELETED"),
        ]
    },
}
FAILED: dict[str, set[str]] = {
    f"{PLACE}/open": {"ram_share_organization_only"},
    f"{PLACE}/inside": set(),
    f"{PLACE}/of-a-policy": set(),
}
CALLS: dict[str, int] = {}
