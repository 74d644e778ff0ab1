"""People who sign in with an identity provider have a token of their own, for sessions alone."""

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None

OF_PERSON = sa.text("person IS NOT NULL")


def upgrade() -> None:
    op.add_column("tokens", sa.Column("person", sa.Text(), nullable=True))
    op.create_index(
        "tokens_of_person",
        "tokens",
        ["tenant_id", "person"],
        unique=False,
        sqlite_where=OF_PERSON,
        postgresql_where=OF_PERSON,
    )


def downgrade() -> None:
    op.drop_index("tokens_of_person", table_name="tokens")
    op.drop_column("tokens", "person")
