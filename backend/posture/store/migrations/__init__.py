"""The schema's history, as Alembic revisions; every change of `rows` comes with one."""
