"""Runs Alembic's commands in one transaction over the database of the settings."""

from typing import Any

from alembic import context

from posture.store.backend import backend_of
from posture.store.rows import Row


def include(_object: Any, name: str | None, kind: str, reflected: bool, to: Any) -> bool:  # noqa: ANN401, FBT001  # as Alembic calls it
    """Leave tables of SQLite itself and of the job queue out of comparisons."""
    return not (kind == "table" and reflected and to is None and str(name).startswith(FOREIGN))


FOREIGN = ("sqlite_", "procrastinate_")


def run() -> None:
    """Run the command that Alembic was asked for."""
    database = backend_of(context.config.attributes["settings"])
    with database.engine().connect() as connection:
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
