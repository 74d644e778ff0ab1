"""PostgreSQL itself keeps tenants apart, even if a statement forgets its condition."""

from posture.store.migrations.isolation import isolate, isolate_parts, mix

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

TABLES = (
    "tokens",
    "integrations",
    "runs",
    "findings",
    "suppressions",
    "audit",
    "idempotency_keys",
)
# A chain has its tenant's id; rows without a tenant are visible only to work across tenants.
CHAINS = ("audit_chains", "audit_purges")
PARTS = ("run_events", "run_findings")


def upgrade() -> None:
    isolate("tenants", column="id")
    for table in CHAINS:
        isolate(table, column="chain")
    for table in TABLES:
        isolate(table)
    for table in PARTS:
        isolate_parts(table, of="runs", column="run_id")


def downgrade() -> None:
    for table in (*PARTS, *TABLES, *CHAINS, "tenants"):
        mix(table)
