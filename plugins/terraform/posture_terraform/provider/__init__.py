"""The provider `posture`: its resources and data sources."""

from typing import Final

from posture_terraform.framework.definition import Provider
from posture_terraform.provider import (
    baseline,
    connection,
    data_sources,
    functions,
    gate,
    history,
    integration,
    list_resources,
    object_lists,
    reports,
    run,
    run_action,
    suppression,
    token,
    trust,
    webhook,
)

PROVIDER: Final = Provider(
    name="posture",
    schema=connection.SCHEMA,
    configure=connection.configure,
    resources={
        "posture_baseline": baseline.BASELINE,
        "posture_integration": integration.INTEGRATION,
        "posture_run": run.RUN,
        "posture_suppression": suppression.SUPPRESSION,
        "posture_trust": trust.TRUST,
        "posture_webhook": webhook.WEBHOOK,
    },
    data_sources={
        "posture_audit": history.AUDIT,
        "posture_deliveries": history.DELIVERIES,
        "posture_run": data_sources.RUN,
        "posture_runs": data_sources.RUNS,
        "posture_findings": data_sources.FINDINGS,
        "posture_finding": object_lists.ONE_FINDING,
        "posture_integrations": object_lists.INTEGRATIONS,
        "posture_reports": reports.REPORTS,
        "posture_suppressions": object_lists.SUPPRESSIONS,
        "posture_tokens": object_lists.TOKENS,
        "posture_trusts": object_lists.TRUSTS,
        "posture_webhooks": object_lists.WEBHOOKS,
        "posture_checks": data_sources.CHECKS,
        "posture_gate": gate.GATE,
    },
    functions=functions.FUNCTIONS,
    list_resources=list_resources.LIST_RESOURCES,
    actions={"posture_run": run_action.ACTION},
    ephemeral_resources={"posture_token": token.TOKEN},
)
