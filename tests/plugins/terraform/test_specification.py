"""The provider follows the specification: its attributes are the properties there."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

import pytest

from posture_terraform.framework.schema import Attribute, Nested
from posture_terraform.provider import PROVIDER, gate, reports
from posture_terraform.provider import attributes as shared
from tests.spec import written

SPEC: dict[str, Any] = written()
SCHEMAS: dict[str, Any] = SPEC["components"]["schemas"]

# Terraform keeps `provider` for itself.
RENAMED = {"cloud_provider": "provider"}
# How far a run under way has come, or when one is next due, is another value at every look: a
# difference that means nothing.
# The response has the policy in the same form as the arguments, and the data source of a gate has
# the verdict.
LEFT_OUT = {
    "Run": {"gate", "progress", "decision"},
    "Gate": {"policy"},
    "Integration": {"next_run_at"},
    "FindingDetail": {"check"},  # `posture_checks` has it
}
# What only Terraform has: when a run starts, for how long it is waited for, when it may pass.
OF_TERRAFORM = {"triggers", "wait", "timeouts", *gate.OF_RUN}


# A URL that neither a plan nor a state holds.
WRITE_ONLY = {"url_wo", "url_wo_version", "secret_version"}


def attributes(kind: str, name: str, *nested: str) -> Mapping[str, Attribute]:
    parts: Mapping[str, Any] = getattr(PROVIDER, kind)
    found: Mapping[str, Attribute] = parts[name].schema.attributes
    for step in nested:
        inner = found[step].type
        assert isinstance(inner, Nested)
        found = inner.attributes
    return found


def spoken(names: Iterable[str]) -> set[str]:
    """Return names of attributes as the specification has them."""
    return {RENAMED.get(name, name) for name in names}


@pytest.mark.parametrize(
    ("schema", "kind", "path"),
    [
        ("Integration", "resources", ("posture_integration",)),
        ("AwsConnection", "resources", ("posture_integration", "aws")),
        ("Suppression", "resources", ("posture_suppression",)),
        ("Trust", "resources", ("posture_trust",)),
        ("TrustCondition", "resources", ("posture_trust", "conditions")),
        ("CreatedWebhook", "resources", ("posture_webhook",)),
        ("Baseline", "resources", ("posture_baseline",)),
        ("Integration", "data_sources", ("posture_integrations", "integrations")),
        ("Suppression", "data_sources", ("posture_suppressions", "suppressions")),
        ("Trust", "data_sources", ("posture_trusts", "trusts")),
        ("Token", "data_sources", ("posture_tokens", "tokens")),
        ("Webhook", "data_sources", ("posture_webhooks", "webhooks")),
        ("AuditRow", "data_sources", ("posture_audit", "audit")),
        ("Report", "data_sources", ("posture_reports", "reports")),
        ("ReportScope", "data_sources", ("posture_reports", "reports", "scope")),
        ("ReportError", "data_sources", ("posture_reports", "reports", "error")),
        ("Delivery", "data_sources", ("posture_deliveries", "deliveries")),
        ("FindingDetail", "data_sources", ("posture_finding",)),
        ("Run", "data_sources", ("posture_run",)),
        ("Run", "data_sources", ("posture_runs", "runs")),
        ("VerdictCounts", "data_sources", ("posture_run", "verdict_counts")),
        ("DeltaCounts", "data_sources", ("posture_run", "delta")),
        ("RunError", "data_sources", ("posture_run", "error")),
        ("RunScope", "data_sources", ("posture_run", "scope")),
        ("RunSource", "data_sources", ("posture_run", "source")),
        ("RunScope", "resources", ("posture_run", "scope")),
        ("Finding", "data_sources", ("posture_findings", "findings")),
        ("Check", "data_sources", ("posture_checks", "checks")),
        ("GateReason", "data_sources", ("posture_gate", "reasons")),
        ("GateFinding", "data_sources", ("posture_gate", "findings")),
    ],
)
def test_attributes_are_the_properties_of(schema: str, kind: str, path: tuple[str, ...]) -> None:
    properties = SCHEMAS[schema]["properties"].keys() - LEFT_OUT.get(schema, set())
    own = {"id"} - SCHEMAS[schema]["properties"].keys() if kind == "resources" else set()
    assert spoken(attributes(kind, *path)) - WRITE_ONLY - own == properties


def test_a_run_is_the_same_as_a_resource_and_as_a_data_source() -> None:
    assert attributes("resources", "posture_run").keys() - OF_TERRAFORM == (
        attributes("data_sources", "posture_run").keys()
    )


def test_the_policy_of_a_gate_is_that_of_the_specification() -> None:
    policy = SCHEMAS["GatePolicy"]["properties"].keys()
    answer = SCHEMAS["Gate"]["properties"].keys() - LEFT_OUT["Gate"]
    assert gate.OF_RUN.keys() == policy | {"verdict", "verdict_count", "known_count", "accepted"}
    assert attributes("data_sources", "posture_gate").keys() == policy | answer


@pytest.mark.parametrize(
    ("name", "path", "rows"),
    [
        ("posture_runs", "/api/v2/cloud-posture-runs", "runs"),
        ("posture_findings", "/api/v2/findings", "findings"),
        ("posture_checks", "/api/v2/checks", "checks"),
        ("posture_integrations", "/api/v2/integrations", "integrations"),
        ("posture_suppressions", "/api/v2/suppressions", "suppressions"),
        ("posture_tokens", "/api/v2/tokens", "tokens"),
        ("posture_trusts", "/api/v2/trusts", "trusts"),
        ("posture_webhooks", "/api/v2/webhooks", "webhooks"),
        ("posture_audit", "/api/v2/audit", "audit"),
        ("posture_reports", "/api/v2/reports", "reports"),
        ("posture_deliveries", "/api/v2/webhooks/{webhook_id}/deliveries", "deliveries"),
    ],
)
def test_filters_are_the_parameters_of(name: str, path: str, rows: str) -> None:
    shared = SPEC["components"]["parameters"]
    listed = SPEC["paths"][path]["get"].get("parameters", [])
    asked = [shared.get(one.get("$ref", "").rpartition("/")[2], one) for one in listed]
    # The provider reads all pages itself.
    wanted = {one["name"] for one in asked if one["in"] == "query"} - {"cursor", "count"}
    wanted |= set(re.findall(r"{(\w+)}", path))
    assert spoken(attributes("data_sources", name).keys() - {rows}) == wanted


@pytest.mark.parametrize(
    ("schema", "words"),
    [
        ("Severity", shared.SEVERITIES),
        ("Family", shared.FAMILIES),
        ("Provider", shared.PROVIDERS),
        ("RunStatus", shared.RUN_STATUSES),
        ("RunTrigger", shared.TRIGGERS),
        ("FindingStatus", shared.FINDING_STATUSES),
        ("Delta", shared.DELTAS),
        ("WebhookEvent", shared.EVENTS),
        ("AuditResult", shared.AUDIT_RESULTS),
        ("DeliveryStatus", shared.DELIVERY_STATUSES),
        ("ReportStatus", reports.REPORT_STATUSES),
    ],
)
def test_the_words_are_those_of(schema: str, words: tuple[str, ...]) -> None:
    assert SCHEMAS[schema]["enum"] == list(words)
