"""Every table of the service: SQLModel owns their names, types, keys and indexes.

Ids are UUID text, times whole milliseconds since the epoch, documents JSON text (nothing queries
inside them, and text hashes the same on every database).
"""

from typing import Final

from posture.store.rows.auditing import Audit, AuditChain, AuditPurge
from posture.store.rows.base import Row, table
from posture.store.rows.findings import RANK_BITS, Finding, RunFinding, Suppression
from posture.store.rows.outbox import Delivery, Report, ReportPart, Webhook
from posture.store.rows.scanning import Integration, Run, RunEvent
from posture.store.rows.tenancy import AssumedRole, Session, Tenant, Token, Trust, UsedIdentity
from posture.store.rows.upkeep import Commit, Duty, IdempotencyKey

__all__ = [
    "RANK_BITS",
    "RESOURCE_OF",
    "AssumedRole",
    "Audit",
    "AuditChain",
    "AuditPurge",
    "Commit",
    "Delivery",
    "Duty",
    "Finding",
    "IdempotencyKey",
    "Integration",
    "Report",
    "ReportPart",
    "Row",
    "Run",
    "RunEvent",
    "RunFinding",
    "Session",
    "Suppression",
    "Tenant",
    "Token",
    "Trust",
    "UsedIdentity",
    "Webhook",
    "assumed_roles",
    "audit",
    "audit_chains",
    "audit_purges",
    "commits",
    "deliveries",
    "duties",
    "findings",
    "idempotency_keys",
    "integrations",
    "report_parts",
    "reports",
    "run_events",
    "run_findings",
    "runs",
    "sessions",
    "suppressions",
    "table",
    "tenants",
    "tokens",
    "trusts",
    "used_identities",
    "webhooks",
]

tenants = table(Tenant)
tokens = table(Token)
sessions = table(Session)
trusts = table(Trust)
used_identities = table(UsedIdentity)
integrations = table(Integration)
runs = table(Run)
suppressions = table(Suppression)
run_events = table(RunEvent)
findings = table(Finding)
run_findings = table(RunFinding)
audit = table(Audit)
audit_chains = table(AuditChain)
audit_purges = table(AuditPurge)
webhooks = table(Webhook)
deliveries = table(Delivery)
reports = table(Report)
report_parts = table(ReportPart)
duties = table(Duty)
assumed_roles = table(AssumedRole)
commits = table(Commit)
idempotency_keys = table(IdempotencyKey)

# What a tenant's readers can see, and the resource of the API that it belongs to: a change of these
# rows changes responses of the API, so it increases `tenants.revision`, on which ETags and cached
# responses depend, and is an event of the tenant's stream.
RESOURCE_OF: Final[dict[object, str]] = {
    runs: "runs",
    run_events: "runs",
    findings: "findings",
    run_findings: "findings",
    suppressions: "suppressions",
    integrations: "integrations",
    webhooks: "webhooks",
    deliveries: "deliveries",
    reports: "reports",
    trusts: "trusts",
}
