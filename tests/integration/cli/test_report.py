"""`posture report` against a server that makes reports; the page reports.md works as it stands."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.command import posture
from tests.integration.cli.conftest import Posture
from tests.meta.repository import ROOT
from tests.server import Served

PAGE = ROOT / "backend" / "docs" / "reports.md"
NONE = "00000000-0000-4000-8000-000000000000"


def test_the_page_works(server: Served, run_id: str, tmp_path: Path) -> None:
    assert run_id
    (script,) = re.findall(
        r"^```bash\n(.*?)^```$", PAGE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL
    )
    programs = os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"]))
    done = subprocess.run(
        ["bash", "-euc", script],  # noqa: S607  # wherever the system has it
        cwd=tmp_path,
        env=os.environ
        | {"PATH": programs, "POSTURE_ENDPOINT": server.url, "POSTURE_TOKEN": server.token},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "byte for byte" in done.stdout
    assert "ready" in done.stdout
    assert json.loads((tmp_path / "evidence.json").read_bytes())["title"] == "AI systems"


@pytest.fixture(scope="module")
def file(server: Served, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Provide the file of a report."""
    place = tmp_path_factory.mktemp("report") / "evidence.json"
    environ = {"POSTURE_ENDPOINT": server.url, "POSTURE_TOKEN": server.token}
    result = posture("report", "create", "Tampered", "--output", str(place), environ=environ)
    assert result.code == 0, result.err
    return place


def leaves(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:  # noqa: ANN401  # any JSON
    """Return the way to every value that holds no other."""
    found = value.items() if isinstance(value, dict) else enumerate(value)
    for key, one in found:
        if isinstance(one, dict | list) and one:
            yield from leaves(one, (*path, key))
        else:
            yield (*path, key)


def test_a_change_of_any_member_is_found(here: Posture, file: Path, tmp_path: Path) -> None:
    """Members of one kind are changed once; each is another file."""
    said = json.loads(file.read_bytes())
    kinds = {
        tuple(0 if isinstance(one, int) else one for one in path): path for path in leaves(said)
    }
    assert len(kinds) >= 30
    changed = tmp_path / "changed.json"
    digests = set()
    for path in kinds.values():
        copy = json.loads(json.dumps(said))
        within = copy
        for key in path[:-1]:
            within = within[key]
        within[path[-1]] = "changed"
        text = json.dumps(copy, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        assert text.encode() != file.read_bytes()
        digests.add(text)
    assert len(digests) == len(kinds)
    # One of them through the command; the digest stands for all.
    changed.write_text(digests.pop())
    result = here("report", "verify", str(changed))
    assert result.code == 1
    assert "no report of this server has its SHA-256" in result.err


def test_a_file_is_verified_also_as_json(here: Posture, file: Path) -> None:
    result = here("report", "verify", str(file), "-o", "json")
    assert (result.code, result.json["holds"], result.json["faults"]) == (0, True, [])
    assert result.json["proof"]["walk"] == "complete"


def test_evidence_of_a_time_before_the_audit_log_is_verified_from_its_first_row(
    here: Posture, tmp_path: Path
) -> None:
    file = str(tmp_path / "early.json")
    period = ("--from", "2020-01-01", "--to", "2020-02-01")
    assert here("report", "create", "Early", *period, "--output", file).code == 0
    result = here("report", "verify", file)
    assert result.code == 0
    assert "rows from the first to its own were hashed again" in result.out
    assert "were purged" not in result.out


def test_other_bytes_are_no_evidence(here: Posture, tmp_path: Path) -> None:
    for content in (b"", b"{}", b"\xff\xfe", b"[1]"):
        (tmp_path / "file").write_bytes(content)
        assert here("report", "verify", str(tmp_path / "file")).code == 1


def test_a_file_without_an_end_is_refused(here: Posture) -> None:
    result = here("report", "verify", "/dev/zero", POSTURE_FILE_BYTES="1000000")
    assert result.code == 2
    assert "/dev/zero: it is larger than 1000000 bytes; POSTURE_FILE_BYTES" in result.err


def test_a_report_is_created_listed_shown_downloaded_and_deleted(
    here: Posture, tmp_path: Path
) -> None:
    period = ("--from", "2026-01-01", "--to", "2026-02-01T00:00:00Z")
    made = here("report", "create", "ours", *period, "--severity", "high", "--wait", "-o", "json")
    row = made.json
    assert (row["status"], row["scope"]["from"]) == ("ready", "2026-01-01T00:00:00Z")
    assert row["scope"]["include_severities"] == ["high"]
    assert row in here("report", "list", "-o", "json").json
    assert here("report", "show", row["id"], "-o", "json").json == row
    assert here("report", "list", "--status", "ready").out.startswith("ID\t")
    file = tmp_path / "file.json"
    assert here("report", "download", row["id"], "--output", str(file)).code == 0
    assert len(file.read_bytes()) == row["size_bytes"]
    assert here("report", "download", row["id"]).out.encode() == file.read_bytes()
    gone = here("report", "delete", row["id"])
    assert (gone.code, gone.err) == (0, f"posture: deleted report {row['id']}\n")
    assert here("report", "show", row["id"]).code == 2


def test_a_report_to_now_has_the_run_that_just_ended(
    here: Posture, run_id: str, tmp_path: Path
) -> None:
    file = tmp_path / "file.json"
    made = here("report", "create", "Until now", "--output", str(file), "-o", "json").json
    ended = here("run", "show", run_id, "-o", "json").json["completed_at"]
    to = datetime.fromisoformat(made["scope"]["to"])
    assert datetime.fromisoformat(ended) < to
    assert to - datetime.fromisoformat(made["scope"]["from"]) == timedelta(days=30)
    said = json.loads(file.read_bytes())
    assert run_id in [run["id"] for run in said["runs"]]


def test_days_are_counted_back_from_a_moment_to_the_millisecond(here: Posture) -> None:
    until = "2026-03-01T10:00:00.125+02:00"
    made = here("report", "create", "To", "--to", until, "--days", "1", "-o", "json").json
    assert made["scope"]["from"] == "2026-02-28T08:00:00.125Z"
    assert made["scope"]["to"] == "2026-03-01T08:00:00.125Z"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("create", "x", "--framework", "CIS_AWZ"), "did you mean CIS_AWS?"),
        (("create", "x", "--from", "2026-02-01", "--to", "2026-02-01"), "The period is empty"),
        (("create", "x", "--from", "soon"), "invalid_scope"),
        (("create", "x", "--to", "soon"), "is no date"),
        (("create", "x", "--days", "99999999"), "99999999 days before"),
        (("create", "x", "--output", "/no/e.json"), "there is no directory /no"),
        (("create", "x", "--to", "2026-02-01T00:00:00"), "is no date"),
        (("create", "x", "--to", "0001-01-01"), "is no date"),
        (("create", "x", "--severity", "worst"), "'worst' is not one of"),
        (("create", "x", "--integration", NONE), "integration_not_found"),
        (("show", NONE), "report_not_found"),
        (("download", "nope"), "invalid_report_id"),
        (("delete", NONE), "report_not_found"),
        (("verify", "/nowhere"), "does not exist"),
    ],
)
def test_a_refusal_is_reported(here: Posture, arguments: tuple[str, ...], message: str) -> None:
    result = here("report", *arguments)
    assert (result.code, result.out) == (2, "")
    assert message in result.err
