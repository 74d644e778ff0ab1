"""The audit log on the command line: it verifies, or the row is named and the exit code is 1."""

import asyncio
import csv
import io
import json
import sqlite3
from contextlib import closing
from pathlib import Path
from shutil import copy

import pytest

from posture.services.audit import record
from posture.services.tenants import create_tenant
from posture.settings import Settings
from posture.store.engine import Store
from tests.command import Result, posture
from tests.databases import empty_file
from tests.integration.fakes import audit_entry
from tests.promises import promise

ROWS = 3
FORMULA = '=HYPERLINK("https://evil.example")'


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """An empty database."""
    return Path(copy(empty_file(), tmp_path / "posture.db"))


@pytest.fixture
def tenant_id(file: Path) -> str:
    """Write rows of a tenant, and one without a tenant."""

    async def write() -> str:
        async with Store(Settings(database_url=f"sqlite:///{file}")) as store:
            tenant = await create_tenant(store, name="acme")
            for owner in (*(tenant.id for _ in range(ROWS)), None):
                row = audit_entry(owner, target_id=FORMULA, after={"reason": FORMULA})
                await record(store, row)
            return tenant.id

    return asyncio.run(write())


def here(file: Path, *arguments: str, **more: str) -> Result:
    environ = {"POSTURE_DATABASE_URL": f"sqlite:///{file}", **more}
    result = posture("audit", *arguments, environ=environ)
    assert "Traceback" not in result.err
    return result


def tamper(file: Path, *statements: str) -> None:
    with closing(sqlite3.connect(file, isolation_level=None)) as raw:
        for name in ("audit_unchanged", "audit_unremoved", "audit_unreplaced"):
            raw.execute(f"DROP TRIGGER IF EXISTS {name}")
        for statement in statements:
            raw.execute(statement)


def test_a_log_that_holds(file: Path, tenant_id: str) -> None:
    result = here(file, "verify", "-o", "json")
    assert result.code == 0
    nobodys, ours = result.json
    assert (nobodys["tenant_id"], nobodys["row_count"], nobodys["faults"]) == (None, 1, [])
    assert (ours["tenant_id"], ours["row_count"], ours["faults"]) == (tenant_id, ROWS, [])
    assert len(ours["hash"]) == 64
    assert ours["hash"] in here(file, "verify", "--tenant", "acme").out


@pytest.mark.usefixtures("tenant_id")
def test_a_log_that_was_altered_by_hand(file: Path) -> None:
    tamper(file, "UPDATE audit SET result = 'failure' WHERE id = 2")
    result = here(file, "verify")
    assert result.code == 1
    assert "row 2: altered" in result.err
    assert here(file, "verify", "--tenant", "acme").code == 1


def test_a_rewritten_log_does_not_match_the_noted_head(
    file: Path, tenant_id: str, tmp_path: Path
) -> None:
    heads = tmp_path / "heads.json"
    heads.write_text(here(file, "verify", "-o", "json").out)
    assert here(file, "verify", "--noted", str(heads)).code == 0
    tamper(file, "DELETE FROM audit", "DELETE FROM audit_chains")
    result = here(file, "verify", "--noted", str(heads), "-o", "json")
    assert result.code == 1
    assert tenant_id in result.err
    kinds = {fault["kind"] for chain in json.loads(result.out) for fault in chain["faults"]}
    assert "noted_head_altered" in kinds


def test_a_file_that_is_not_an_output_of_verify_is_refused(file: Path, tmp_path: Path) -> None:
    (tmp_path / "heads.json").write_text('[{"tenant_id": null}]')
    assert here(file, "verify", "--noted", str(tmp_path / "heads.json")).code == 2


def test_the_csv_export_has_every_row_and_no_formula(file: Path, tenant_id: str) -> None:
    result = here(file, "export", "--format", "csv")
    assert result.code == 0
    rows = list(csv.DictReader(io.StringIO(result.out)))
    assert [row["tenant_id"] for row in rows] == ["", *(tenant_id for _ in range(ROWS))]
    assert {row["target_id"] for row in rows} == {f"'{FORMULA}"}
    assert all(row["ts"].endswith("Z") for row in rows)

    ours = csv.DictReader(io.StringIO(here(file, "export", "--tenant", "acme").out))
    assert [row["position"] for row in ours] == ["1", "2", "3"]


def test_the_ndjson_export_has_one_row_per_line(file: Path, tenant_id: str) -> None:
    result = here(file, "export", "--format", "ndjson")
    assert result.code == 0
    rows = [json.loads(line) for line in result.out.splitlines()]
    assert [row["tenant_id"] for row in rows] == [None, *(tenant_id for _ in range(ROWS))]
    assert [row["position"] for row in rows] == [1, 1, 2, 3]
    for row in rows:
        assert (row["target_id"], row["before_jsonb"]) == (FORMULA, None)
        assert row["after_jsonb"] == {"reason": FORMULA}
        assert row["ts"].endswith("Z")
        assert len(row["hash"]) == 64

    ours = here(file, "export", "--format", "ndjson", "--tenant", "acme").out
    assert ours == "".join(result.out.splitlines(keepends=True)[1:])


@pytest.mark.usefixtures("tenant_id")
def test_an_export_continues_after_an_altered_document(file: Path) -> None:
    tamper(file, "UPDATE audit SET after_jsonb = '{' WHERE id = 2")
    result = here(file, "export", "--format", "ndjson")
    assert result.code == 0
    exported = {row["id"]: row["after_jsonb"] for row in map(json.loads, result.out.splitlines())}
    whole = {"reason": FORMULA}
    assert exported == {1: whole, 2: "{", 3: whole, 4: whole}


def test_an_unknown_tenant_is_refused(file: Path) -> None:
    assert here(file, "verify", "--tenant", "nobody").code == 2


KEY = "k" * 32


@pytest.mark.usefixtures("tenant_id")
def test_a_log_that_is_older_than_its_key_is_sealed_once(file: Path) -> None:
    assert "POSTURE_SECRET_KEY is not set" in here(file, "verify").err
    assert here(file, "seal").code == 2
    unsealed = here(file, "verify", POSTURE_SECRET_KEY=KEY)
    assert (unsealed.code, "posture audit seal" in unsealed.err) == (1, True)

    assert here(file, "seal", POSTURE_SECRET_KEY=KEY).out == (
        "Chains sealed: 2. The others had their seal.\n"
    )
    sealed = here(file, "verify", "-o", "json", POSTURE_SECRET_KEY=KEY)
    assert (sealed.code, sealed.err) == (0, "")
    assert [chain["sealed"] for chain in sealed.json] == [True, True]

    tamper(file, "UPDATE audit_chains SET seal = ''")
    assert here(file, "verify", POSTURE_SECRET_KEY=KEY).code == 1


@pytest.mark.usefixtures("tenant_id")
def test_the_log_is_compared_with_the_file_of_the_anchor(file: Path, tmp_path: Path) -> None:
    anchor = tmp_path / "anchor.jsonl"
    named = {"POSTURE_AUDIT_ANCHOR": f"file://{anchor}"}
    missing = here(file, "verify", **named)
    assert (missing.code, f"{anchor} cannot be read" in missing.err) == (2, True)

    (nobodys, _) = here(file, "verify", "-o", "json").json
    line = {"tenant_id": None, "position": 1, "hash": nobodys["hash"]}
    anchor.write_text(json.dumps(line) + "\n")
    assert here(file, "verify", **named).code == 0
    anchor.write_text(json.dumps(line | {"position": 2}) + "\n" + json.dumps(line) + "\n")
    cut = here(file, "verify", **named)
    assert (cut.code, "noted_head_altered" in cut.err) == (1, True)


@promise(
    "audit",
    "A log that was written anew after a head was noted is found, although it was noted, too",
)
def test_a_later_head_of_the_same_row_does_not_replace_the_noted_one(
    file: Path, tenant_id: str, tmp_path: Path
) -> None:
    anchor = tmp_path / "anchor.jsonl"
    named = {"POSTURE_AUDIT_ANCHOR": f"file://{anchor}"}
    honest = here(file, "verify", "-o", "json").json
    tamper(file, "DELETE FROM audit", "DELETE FROM audit_chains")

    async def write_anew() -> None:
        async with Store(Settings(database_url=f"sqlite:///{file}")) as store:
            for owner in (*(tenant_id for _ in range(ROWS)), None):
                await record(store, audit_entry(owner, target_id="another"))

    asyncio.run(write_anew())
    forged = here(file, "verify", "-o", "json").json
    assert [one["position"] for one in forged] == [one["position"] for one in honest]
    # A process that was started again has noted what it found.
    anchor.write_text("".join(json.dumps(one) + "\n" for one in (*honest, *forged)))
    found = here(file, "verify", **named)
    assert (found.code, found.err.count("noted_head_altered")) == (1, 2)
    assert f"tenant {tenant_id} had two last rows {ROWS}" in found.err


@pytest.mark.usefixtures("tenant_id")
def test_a_warning_is_not_part_of_the_output(file: Path) -> None:
    file.chmod(0o644)
    result = here(file, "verify", "-o", "json")
    assert len(result.json) == 2
    assert "database.open_to_others" in result.err
