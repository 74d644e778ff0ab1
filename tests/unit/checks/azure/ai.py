"""Cases of the checks of Azure OpenAI, other AI services and deployed models."""

from typing import Any

from msgspec.structs import replace

from posture.domain.azure.access import NetworkAccess
from posture.domain.azure.assets.ai import (
    AiAccount,
    AiConnection,
    AiDeployment,
    AiProjectConnection,
    AiSettings,
    ContentFilter,
)
from posture.domain.azure.diagnostics import DiagnosticSetting
from tests.unit.checks.evaluating import FAIL, NOT_APPLICABLE, PASS, Case, Compliant, Row, rows

SETTINGS = AiSettings(
    kind="openai", local_auth=False, outbound_restricted=True, own_key=True, identity=True
)
NETWORK = NetworkAccess(public="disabled", default_action="deny", private_endpoints=1)
AUDITED = DiagnosticSetting(frozenset(), frozenset({"alllogs"}), exported=True)
FILTERS = (
    *(
        ContentFilter(harm, side, blocking=True)
        for harm in ("hate", "sexual", "violence", "selfharm")
        for side in ("prompt", "completion")
    ),
    ContentFilter("jailbreak", "prompt", blocking=True),
    ContentFilter("indirect attack", "prompt", blocking=True),
)
COMPLIANT: Compliant = {
    AiAccount: {
        "settings": SETTINGS,
        "network": NETWORK,
        "diagnostics": (AUDITED,),
        "defender": True,
    },
    AiDeployment: {"filters": FILTERS},
    AiConnection: {"auth": "aad"},
    AiProjectConnection: {"auth": "aad"},
}


def settings(**changed: Any) -> dict[str, Any]:  # noqa: ANN401  # settings of every type
    return {"settings": replace(SETTINGS, **changed)}


def network(**changed: Any) -> dict[str, Any]:  # noqa: ANN401  # as above
    return {"network": replace(NETWORK, **changed)}


def without(name: str, source: str) -> dict[str, Any]:
    """Return the filters, of which one only marks what it finds."""
    marking = ContentFilter(name, source, blocking=False)
    kept = [one for one in FILTERS if (one.name, one.source) != (name, source)]
    return {"filters": (*kept, marking)}


OPEN = network(public="enabled", default_action="allow")
ACCOUNTS: list[Row] = [
    ("network_restricted", OPEN, FAIL),
    ("network_restricted", network(public="enabled"), PASS),
    ("network_restricted", network(public="enabled", ip_rules=("0.0.0.0/0",)), FAIL),
    ("network_restricted", network(public="securedbyperimeter"), PASS),
    ("public_access_disabled", network(public="enabled"), FAIL),
    ("public_access_disabled", network(public="securedbyperimeter"), PASS),
    ("local_auth_disabled", settings(local_auth=True), FAIL),
    ("customer_managed_key", settings(own_key=False), FAIL),
    ("managed_identity", settings(identity=False), FAIL),
    ("private_endpoint_used", network(private_endpoints=0), FAIL),
    ("outbound_restricted", settings(outbound_restricted=False), FAIL),
    ("outbound_restricted", settings(kind="face", outbound_restricted=False), NOT_APPLICABLE),
    ("logged", {"diagnostics": ()}, FAIL),
    ("defender_enabled", {"defender": False}, FAIL),
    ("defender_enabled", {"defender": None}, NOT_APPLICABLE),
]
DEPLOYMENTS: list[Row] = [
    ("content_filter_set", {"filters": None}, PASS),
    ("content_filter_set", without("hate", "completion"), FAIL),
    ("content_filter_set", {"filters": ()}, FAIL),
    ("prompt_shield_enabled", {"filters": None}, FAIL),
    ("prompt_shield_enabled", without("jailbreak", "prompt"), FAIL),
    ("prompt_shield_enabled", without("hate", "prompt"), PASS),
]
CONNECTIONS: list[Row] = [
    ("without_key", {"auth": "apikey"}, FAIL),
    ("without_key", {"auth": "none"}, PASS),
]
CASES: list[Case] = [
    *rows("azure_ai_connection", CONNECTIONS),
    *rows("azure_ai_account", ACCOUNTS),
    *rows("azure_ai_deployment", DEPLOYMENTS),
]
