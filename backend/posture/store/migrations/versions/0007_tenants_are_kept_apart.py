"""PostgreSQL keeps tenants apart by itself, whatever a statement forgets."""

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
# A tenant's chain has its id, and what is nobody's is shown to work across tenants alone.
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
