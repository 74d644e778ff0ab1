"""Commands about the installation itself: its settings, its permissions, its provider."""

from dataclasses import fields
from pathlib import Path

from posture.settings import Settings
from tests.command import posture


def test_every_setting_is_shown_with_its_unit_and_meaning() -> None:
    rows = posture("settings", "-o", "json", environ={"POSTURE_PORT": "9000"}).json
    assert [row["variable"] for row in rows] == [
        f"POSTURE_{one.name.upper()}" for one in fields(Settings)
    ]
    assert all(row["unit"] and row["doc"] for row in rows)
    changed = {row["variable"]: row["value"] for row in rows if not row["is_default"]}
    # The second one is of all commands of tests.
    assert changed == {"POSTURE_PORT": 9000, "POSTURE_CLOUD_SETTLE_SECONDS": 0}


def test_a_wrong_setting_is_refused_by_its_name() -> None:
    result = posture("settings", environ={"POSTURE_PORT": "many"})
    assert (result.code, result.out) == (2, "")
    assert result.err.startswith("posture: POSTURE_PORT: ")


def test_the_policy_allows_reading_and_nothing_else() -> None:
    document = posture("policy", "aws", environ={}).json
    (statement,) = document["Statement"]
    assert statement["Effect"] == "Allow"
    assert "s3:GetBucketPublicAccessBlock" in statement["Action"]
    verbs = {action.partition(":")[2] for action in statement["Action"]}
    # A credential report must be asked for before it can be read.
    verbs.discard("GenerateCredentialReport")
    assert not [
        verb
        for verb in verbs
        if not verb.startswith(("Get", "GET", "List", "Describe", "BatchGet"))
    ]


def test_the_provider_is_installed_where_terraform_looks(tmp_path: Path) -> None:
    options = ("--mirror", str(tmp_path), "--platform", "linux_amd64", "-o", "json")
    done = posture("terraform", "install", *options, environ={})
    assert done.code == 0
    for path in map(Path, done.json["paths"]):
        assert path.is_relative_to(tmp_path / path.relative_to(tmp_path).parts[0] / "posture")
        assert path.stat().st_mode & 0o111


def test_a_mirror_that_cannot_be_written_is_reported(tmp_path: Path) -> None:
    taken = tmp_path / "registry.terraform.io"
    taken.write_text("not a directory")
    result = posture("terraform", "install", "--mirror", str(tmp_path), environ={})
    assert (result.code, result.out) == (2, "")
    assert str(taken) in result.err
    assert "--mirror" in result.err
