"""Route 53: a domain that can be lost, and one that is kept."""

from tests.emulator.account.account import ACCOUNT_ID
from tests.emulator.recorded import Recording

PLACE = f"arn:aws:route53domains::{ACCOUNT_ID}:domain"
LISTINGS = {"route53domains:ListDomains"}
ANSWERS: dict[str, Recording] = {
    "route53domains:ListDomains": {
        "Domains": [
            {"DomainName": "open.example", "TransferLock": False, "AutoRenew": False},
            {"DomainName": "kept.example", "TransferLock": True, "AutoRenew": True},
        ]
    },
}
FAILED: dict[str, set[str]] = {
    f"{PLACE}/open.example": {
        "route53_domain_transfer_locked",
        "route53_domain_renewed_automatically",
    },
    f"{PLACE}/kept.example": set(),
}
CALLS: dict[str, int] = {}
