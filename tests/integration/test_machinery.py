"""What tests stand on ends with them, also when it fails to begin."""

from pathlib import Path

import psycopg
import pytest

from posture.settings import Settings
from tests.postgres import migrated


def test_a_server_whose_database_cannot_be_migrated_is_stopped() -> None:
    asked: list[Settings] = []

    def fail(settings: Settings) -> None:
        with psycopg.connect(settings.server_url()) as raw:
            assert raw.execute("SELECT 1").fetchone() == (1,)
        asked.append(settings)
        raise LookupError("no such migration")

    with pytest.raises(LookupError), migrated(fail):
        pass

    (settings,) = asked
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(settings.server_url())
    home = settings.server_url().partition("host=")[2].partition("&")[0]
    assert not Path(home).exists()
