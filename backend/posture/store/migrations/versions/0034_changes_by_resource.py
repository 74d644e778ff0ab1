"""A tenant knows at which revision each resource last changed."""

import sqlalchemy as sa
from alembic import op

from posture.store.columns import Whole

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None

RESOURCES = (
    "runs",
    "findings",
    "suppressions",
    "integrations",
    "webhooks",
    "deliveries",
    "reports",
    "trusts",
)


def upgrade() -> None:
    for one in RESOURCES:
        name = f"{one}_revision"
        op.add_column("tenants", sa.Column(name, Whole(), nullable=False, server_default="0"))


def downgrade() -> None:
    for one in reversed(RESOURCES):
        op.drop_column("tenants", f"{one}_revision")
