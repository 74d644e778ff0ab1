"""PostgreSQL also has Procrastinate's tables; a SQLite file does not need them.

Its schema is the one of the installed version, noted on the table of jobs. When a later version
brings another, a later revision applies what that version ships for the way from the noted one.
"""

from importlib.metadata import version
from importlib.resources import files

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

DROP = """
DROP TABLE procrastinate_events, procrastinate_periodic_defers, procrastinate_jobs,
    procrastinate_workers CASCADE;
DO $$
DECLARE found record;
BEGIN
    FOR found IN SELECT oid::regprocedure AS name FROM pg_proc
        WHERE proname LIKE 'procrastinate\\_%' AND pronamespace = current_schema()::regnamespace
    LOOP
        EXECUTE 'DROP FUNCTION ' || found.name;
    END LOOP;
END $$;
DROP TYPE procrastinate_job_to_defer_v1, procrastinate_job_event_type, procrastinate_job_status;
"""


def upgrade() -> None:
    if _is_server():
        _run(files("procrastinate.sql").joinpath("schema.sql").read_text(encoding="utf-8"))
        _run(f"COMMENT ON TABLE procrastinate_jobs IS '{version('procrastinate')}'")


def downgrade() -> None:
    if _is_server():
        _run(DROP)


def _is_server() -> bool:
    return op.get_bind().dialect.name == "postgresql"


def _run(script: str) -> None:
    """Run several statements unchanged; a colon or a percent sign has no special meaning."""
    driver = op.get_bind().connection.driver_connection
    assert driver is not None  # noqa: S101  # Alembic runs inside a connection
    driver.execute(script)
