"""Migrations are one chain: two of one number, each right by itself, would stop every start."""

from alembic.script import ScriptDirectory

from posture.settings import Settings
from posture.store.migrations.upgrade import HEAD, alembic_config


def test_migrations_are_one_chain_whose_last_is_the_head() -> None:
    scripts = ScriptDirectory.from_config(alembic_config(Settings()))
    numbers = [script.revision for script in scripts.walk_revisions("base", "heads")]

    assert scripts.get_heads() == [HEAD]
    assert sorted(numbers) == [f"{number:04}" for number in range(1, len(numbers) + 1)]
