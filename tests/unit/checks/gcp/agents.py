"""Cases of the checks of agents and data stores."""

from posture.domain.gcp.assets.agents import DialogflowAgent, SearchDataStore, Webhook
from tests.unit.checks.evaluating import FAIL, NOT_APPLICABLE, Case, Compliant, Row, rows

HOOK = Webhook("orders", plain=False, authenticated=True, password=False)
COMPLIANT: Compliant = {
    DialogflowAgent: {"redacts": True, "logged": True, "webhooks": (HOOK,)},
    SearchDataStore: {"website": False, "access_controlled": True, "customer_key": True},
}
AGENTS: list[Row] = [
    ("agent_redacts", {"redacts": False}, FAIL),
    ("agent_logged", {"logged": False}, FAIL),
    ("webhook_authenticated", {"webhooks": (HOOK._replace(plain=True),)}, FAIL),
    ("webhook_authenticated", {"webhooks": (HOOK._replace(authenticated=False),)}, FAIL),
    ("webhook_authenticated", {"webhooks": (HOOK._replace(password=True),)}, FAIL),
]
STORES: list[Row] = [
    ("access_controlled", {"access_controlled": False}, FAIL),
    ("access_controlled", {"access_controlled": False, "website": True}, NOT_APPLICABLE),
    ("customer_managed_key", {"customer_key": False}, FAIL),
]
CASES: list[Case] = [
    *rows("gcp_dialogflow", AGENTS),
    *rows("gcp_discoveryengine_data_store", STORES),
]
