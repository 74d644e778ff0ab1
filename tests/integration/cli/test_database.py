"""Commands that speak to the database itself."""

import json
import os
import pwd
import re
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from shutil import copy

import pytest

from tests.command import Result, posture
from tests.databases import empty_file
from tests.meta.repository import ROOT
from tests.promises import promise

Posture = Callable[..., Result]
SCOPE = ("--scope", "findings:read")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """An empty database."""
    return Path(copy(empty_file(), tmp_path / "posture.db"))


@pytest.fixture
def here(file: Path) -> Posture:
    def run(*arguments: str, **environ: str) -> Result:
        return posture(*arguments, environ={"POSTURE_DATABASE_URL": f"sqlite:///{file}", **environ})

    return run


def test_a_tenant_is_created_and_listed(here: Posture, file: Path) -> None:
    file.unlink()  # the first command makes it
    made = here("tenant", "create", "acme", "-o", "json").json
    assert made["name"] == "acme"
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", made["created_at"])
    assert here("tenant", "list", "-o", "json").json == [made]
    assert made["id"] in here("tenant", "list").out


def test_a_taken_name_is_refused(here: Posture) -> None:
    here("tenant", "create", "acme")
    again = here("tenant", "create", "acme")
    assert (again.code, again.out) == (2, "")
    assert "acme" in again.err


@promise("audit", "What an operator writes by a command is in the log, with the user who did it")
def test_what_an_operator_writes_is_in_the_audit_log_with_the_user(here: Posture) -> None:
    tenant = here("tenant", "create", "acme", "-o", "json").json["id"]
    made = here("token", "create", "--tenant", "acme", "--name", "ci", *SCOPE)
    token_id = made.err.removeprefix("posture: token ").partition(";")[0]
    for _ in range(2):
        here("token", "revoke", token_id)
    exported = here("audit", "export", "--format", "ndjson").out
    here("tenant", "delete", "acme", "--yes")
    rows = [json.loads(line) for line in exported.splitlines()]
    (deleted,) = [
        row
        for line in here("audit", "export", "--format", "ndjson").out.splitlines()
        if (row := json.loads(line))["action"] == "tenant.deleted"
    ]

    assert [(row["action"], row["tenant_id"], row["target_id"]) for row in rows] == [
        ("tenant.created", None, tenant),
        ("token.created", tenant, token_id),
        ("token.revoked", tenant, token_id),
    ]
    user = f"operator {pwd.getpwuid(os.getuid()).pw_name}"
    assert {row["actor_user_id"] for row in (*rows, deleted)} == {user}
    assert rows[1]["after_jsonb"]["scopes"] == [SCOPE[1]]
    assert made.out.strip() not in exported
    assert here("audit", "verify").code == 0


def test_a_refused_command_of_an_operator_leaves_no_row(here: Posture) -> None:
    here("tenant", "create", "acme")
    before = here("audit", "export").out
    refused = [
        here("tenant", "create", "acme"),
        here("token", "create", "--tenant", "other", "--name", "ci", *SCOPE),
        here("token", "revoke", "6f3d2a9e-8f0c-4a53-9d7e-0b6f1f6f7a11"),
    ]
    assert {one.code for one in refused} == {2}
    assert here("audit", "export").out == before


def test_a_tenant_is_deleted_when_it_is_confirmed(here: Posture) -> None:
    made = here("tenant", "create", "acme", "-o", "json").json
    here("token", "create", "--tenant", "acme", "--name", "ci", *SCOPE)
    refused = here("tenant", "delete", "acme")
    unknown = here("tenant", "delete", "nobody", "--yes")
    deleted = here("tenant", "delete", made["id"], "--yes", "-o", "json")

    assert (refused.code, unknown.code) == (2, 2)
    assert "nothing was deleted" in refused.err
    assert "'nobody'" in unknown.err
    assert (deleted.json["name"], deleted.json["deleted_rows"]["tokens"]) == ("acme", 1)
    assert here("tenant", "list", "-o", "json").json == []
    assert here("audit", "verify").code == 0
    assert "tenant.deleted" in here("audit", "export").out


def test_the_commands_that_delete_a_tenant_work(here: Posture) -> None:
    page = (ROOT / "backend" / "docs" / "operations.md").read_text(encoding="utf-8")
    block = page.partition("## Delete a tenant")[2].partition("```bash\n")[2].partition("```")[0]
    exporting, deleting = (line.partition(" > ")[0].split()[1:] for line in block.splitlines())
    here("tenant", "create", "acme")
    here("token", "create", "--tenant", "acme", "--name", "ci", *SCOPE)
    exported, deleted = here(*exporting), here(*deleting, "--yes")

    assert (exported.code, deleted.code) == (0, 0)
    assert here("tenant", "list", "-o", "json").json == []


def test_an_empty_list_of_tenants_is_reported_on_stderr(here: Posture) -> None:
    result = here("tenant", "list")
    assert (result.code, result.out, result.err) == (0, "", "No tenants.\n")
    assert here("tenant", "list", "-o", "json").json == []


def test_a_token_is_printed_alone_and_only_once(here: Posture, file: Path) -> None:
    here("tenant", "create", "acme")
    made = here("token", "create", "--tenant", "acme", "--name", "ci", *SCOPE)
    assert made.code == 0
    token = made.out.strip()
    assert re.fullmatch(r"posture_[\w-]{43}", token)
    assert token not in made.err
    assert token not in here("token", "list").out
    assert token not in here("token", "list", "-o", "json").out
    for kept in file.parent.iterdir():
        assert token.encode() not in kept.read_bytes()


@pytest.mark.parametrize(
    ("lifetime", "days"), [("90d", 90), ("12h", 0.5), ("2w", 14), ("30m", 30 / 1440)]
)
def test_a_token_lives_as_long_as_asked(
    here: Posture, file: Path, lifetime: str, days: float
) -> None:
    here("tenant", "create", "acme")
    here("token", "create", "--tenant", "acme", "--name", "n", *SCOPE, "--expires-in", lifetime)
    with closing(sqlite3.connect(file)) as database:
        ((created, expires),) = database.execute("SELECT created_at, expires_at FROM tokens")
    assert expires - created == pytest.approx(days * 86_400_000, abs=2_000)


def test_a_token_can_live_for_ever(here: Posture) -> None:
    here("tenant", "create", "acme")
    here("token", "create", "--tenant", "acme", "--name", "n", *SCOPE, "--expires-in", "never")
    assert here("token", "list", "-o", "json").json[0]["expires_at"] is None
    assert "never" in here("token", "list").out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--tenant", "nobody", *SCOPE], "'nobody'"),
        (
            ["--tenant", "acme", "--scope", "all"],
            "unknown scope all; known scopes are",
        ),
        (["--tenant", "acme"], "Missing option '--scope'"),
        (["--tenant", "acme", *SCOPE, "--expires-in", "3y"], "is not a duration"),
        (["--tenant", "acme", *SCOPE, "--expires-in", "0d"], "is not a duration"),
        (["--tenant", "acme", *SCOPE, "--allow-from", "10.0.0.1/8"], "has host bits set"),
        (["--tenant", "acme", *SCOPE, "--allow-from", "office"], "office"),
    ],
)
def test_invalid_options_of_a_token_are_refused(
    here: Posture, arguments: list[str], message: str
) -> None:
    here("tenant", "create", "acme")
    result = here("token", "create", "--name", "n", *arguments)
    assert (result.code, result.out) == (2, "")
    assert message in result.err
    assert here("token", "list", "-o", "json").json == []


def test_a_token_is_listed_with_what_it_may_do_and_revoked(here: Posture) -> None:
    tenant = here("tenant", "create", "acme", "-o", "json").json
    here("tenant", "create", "other")
    allowed = ("--allow-from", "10.0.0.0/8", "--allow-from", "2001:db8::/32")
    here("token", "create", "--tenant", tenant["id"], "--name", "ci", *SCOPE, *allowed)
    (token,) = here("token", "list", "--tenant", "acme", "-o", "json").json
    assert (token["name"], token["tenant_id"]) == ("ci", tenant["id"])
    assert token["scopes"] == ["findings:read"]
    assert token["cidrs"] == ["10.0.0.0/8", "2001:db8::/32"]
    assert token["revoked_at"] is None
    assert here("token", "list", "--tenant", "other", "-o", "json").json == []
    assert here("token", "revoke", token["id"], "-o", "json").json["revoked_at"] is not None
    assert here("token", "list", "-o", "json").json[0]["revoked_at"] is not None


@pytest.mark.parametrize(
    "arguments", [["token", "revoke", "nope"], ["token", "list", "--tenant", "nope"]]
)
def test_what_does_not_exist_is_named(here: Posture, arguments: list[str]) -> None:
    result = here(*arguments)
    assert (result.code, result.out) == (2, "")
    assert "'nope'" in result.err


def test_migrating_says_what_it_did_and_is_safe_to_repeat(here: Posture, file: Path) -> None:
    file.unlink()
    first, second = here("migrate"), here("migrate")
    assert (first.code, second.code) == (0, 0)
    assert re.search(r"schema empty → \d+", first.out)
    assert re.fullmatch(r"posture: schema \d+\n", second.out)
    assert file.exists()


def test_a_schema_of_another_version_is_refused(here: Posture, file: Path) -> None:
    here("migrate")
    with closing(sqlite3.connect(file, isolation_level=None)) as database:
        database.execute("UPDATE alembic_version SET version_num = '9999'")
    for arguments in (["tenant", "list"], ["migrate"], ["serve", "--port", "0"]):
        result = here(*arguments)
        assert result.code == 5
        assert "newer" in result.err


def test_a_file_that_is_not_a_database_is_refused(here: Posture, file: Path) -> None:
    file.write_text("These are not the rows you are looking for." * 100)
    result = here("tenant", "list")
    assert (result.code, result.out) == (5, "")
    assert "not a database" in result.err
    assert "Traceback" not in result.err


def test_a_locked_database_is_reported(here: Posture, file: Path) -> None:
    here("migrate")
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        result = here("tenant", "create", "acme", POSTURE_DATABASE_BUSY_SECONDS="0.1")
        other.execute("ROLLBACK")
    assert result.code == 5
    assert "locked" in result.err


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("POSTURE_DATABASE_URL", "mysql://x"),
        ("POSTURE_PORT", "many"),
        ("POSTURE_LOG_LEVEL", "loud"),
    ],
)
@pytest.mark.parametrize("command", [["tenant", "list"], ["serve"], ["worker"], ["migrate"]])
def test_a_wrong_setting_is_refused_by_its_name(
    here: Posture, command: list[str], name: str, value: str
) -> None:
    result = here(*command, **{name: value})
    assert result.code == 2
    assert result.err.startswith(f"posture: {name}: ")


def test_the_password_of_a_server_is_never_shown(here: Posture) -> None:
    url = "postgresql://posture:not-for-eyes@127.0.0.1:1/posture?password=nor-this"
    results = [
        here(*command, POSTURE_DATABASE_URL=url)
        for command in (("settings",), ("settings", "-o", "json"), ("migrate",), ("tenant", "list"))
    ]
    assert [one.code for one in results] == [0, 0, 5, 5]
    assert "postgresql://posture@127.0.0.1:1/posture" in results[1].out
    assert "nothing listens at that address" in results[2].err
    for one in results:
        assert "not-for-eyes" not in one.out + one.err
        assert "nor-this" not in one.out + one.err
