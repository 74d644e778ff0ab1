"""Cases of the checks of Azure Bot Service."""

from posture.domain.azure.access import NetworkAccess
from posture.domain.azure.assets.bot import BotService
from tests.unit.checks.evaluating import FAIL, PASS, Case, Compliant, Row, rows

COMPLIANT: Compliant = {
    BotService: {
        "local_auth": False,
        "network": NetworkAccess(public="disabled", default_action="allow"),
    },
}


def public(state: str) -> dict[str, NetworkAccess]:
    return {"network": NetworkAccess(public=state, default_action="allow")}


BOTS: list[Row] = [
    ("local_auth_disabled", {"local_auth": True}, FAIL),
    ("public_access_disabled", public("enabled"), FAIL),
    ("public_access_disabled", public("securedbyperimeter"), PASS),
]
CASES: list[Case] = [*rows("azure_bot_service", BOTS)]
