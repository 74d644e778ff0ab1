"""A backup overwrites nothing, and a copy that cannot be made leaves none."""

from pathlib import Path

import pytest

from tests.command import posture


def test_an_existing_file_is_kept(tmp_path: Path) -> None:
    (tmp_path / "posture.db").touch()
    taken = tmp_path / "taken"
    taken.write_text("precious")
    url = f"sqlite:///{tmp_path / 'posture.db'}"
    result = posture("backup", str(taken), environ={"POSTURE_DATABASE_URL": url})
    assert result.code == 2
    assert "exists and is kept" in result.err
    assert taken.read_text() == "precious"


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("sqlite:////nowhere/posture.db", "There is no database"),
        ("postgresql://db.example/posture", "pg_dump"),
    ],
)
def test_a_backup_that_fails_says_why(tmp_path: Path, url: str, message: str) -> None:
    result = posture("backup", str(tmp_path / "copy"), environ={"POSTURE_DATABASE_URL": url})
    assert result.code == 2
    assert message in result.err
    assert not list(tmp_path.iterdir())


def test_a_file_that_is_not_a_database_leaves_no_copy(tmp_path: Path) -> None:
    odd = tmp_path / "posture.db"
    odd.write_text("no database at all, but long enough to look at" * 100)
    url = f"sqlite:///{odd}"
    result = posture("backup", str(tmp_path / "copy"), environ={"POSTURE_DATABASE_URL": url})
    assert result.code == 5
    assert "not a database" in result.err
    assert [one.name for one in tmp_path.iterdir()] == ["posture.db"]
