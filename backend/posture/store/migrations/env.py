"""Runs Alembic's commands in one transaction over the database of the settings."""

from typing import Any

from alembic import context
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.pool import NullPool

from posture.settings import Settings
from posture.store.rows import Row
from posture.store.sqlite import connect


def sqlite_engine(settings: Settings) -> Engine:
    """Answer an engine whose transactions hold the write lock from their first moment.

    Two processes that start together then migrate one after the other.
    """
    file = settings.database_file()
    if file is None:
        raise ValueError(settings.database_url)
    engine = create_engine(
        "sqlite://",
        creator=lambda: connect(file, busy_seconds=settings.database_busy_seconds, read_only=False),
        poolclass=NullPool,
    )

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine


def include(_object: Any, name: str | None, kind: str, _reflected: bool, _to: Any) -> bool:  # noqa: ANN401, FBT001  # as Alembic calls it
    """Leave SQLite's own bookkeeping out of comparisons."""
    return not (kind == "table" and name == "sqlite_sequence")


def run() -> None:
    """Run the command that Alembic was asked for."""
    settings = context.config.attributes["settings"]
    with sqlite_engine(settings).connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=Row.metadata,
            transactional_ddl=True,
            render_as_batch=True,
            include_object=include,
        )
        with context.begin_transaction():
            context.run_migrations()


run()
