"""`posture suppression` against a server, and what its findings show of it."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from tests.integration.cli.conftest import Posture

PUBLIC = "aws_s3_bucket_policy_not_public"  # critical
FULL = (
    *("--check", PUBLIC, "--resource", "arn:aws:s3:::nobodys-*"),
    *("--reason", "On purpose.", "--owner", "team-web"),
)


def test_a_suppression_is_created_shown_listed_and_ended(here: Posture) -> None:
    made = here("suppression", "create", *FULL, "--expires-in", "30d", "-o", "json").json
    assert (made["check_id"], made["owner"]) == (PUBLIC, "team-web")
    assert here("suppression", "show", made["id"], "-o", "json").json == made
    listed = here("suppression", "list", "--check", PUBLIC, "-o", "json").json
    assert made in listed
    table = here("suppression", "list").out
    assert table.startswith("ID\t")
    assert "arn:aws:s3:::nobodys-*" in table
    assert "(expired)" not in table
    assert "On purpose." in here("suppression", "show", made["id"]).out
    gone = here("suppression", "delete", made["id"])
    assert (gone.code, gone.out) == (0, "")
    assert here("suppression", "show", made["id"]).code == 2


def test_a_preview_counts_and_changes_nothing(here: Posture, run_id: str) -> None:
    rows = here("findings", "list", "--run", run_id, "--check", PUBLIC, "-o", "json").json
    preview = ("suppression", "preview", "--check", PUBLIC, "--resource", rows[0]["resource_id"])
    found = here(*preview, "-o", "json").json
    assert found["resource_ids"] == [rows[0]["resource_id"]]
    assert found["finding_count"] >= 1
    assert "FINDINGS" in here(*preview).out


def test_a_suppression_is_renewed_and_the_rest_stays(here: Posture) -> None:
    made = here("suppression", "create", *FULL, "--expires-in", "1h", "-o", "json").json
    update = ("suppression", "update", made["id"])
    renewed = here(*update, "--expires-in", "90d", "-o", "json").json
    assert renewed["expires_at"] > made["expires_at"]
    assert {name for name in made if made[name] != renewed[name]} <= {"expires_at", "updated_at"}
    moment = f"{datetime.now(UTC) + timedelta(days=10):%Y-%m-%dT00:00:00Z}"
    output = here(
        *update, "--expires-at", moment, "--owner", "team-sec", "--reason", "Still so."
    ).out
    assert "team-sec" in output
    found = here("suppression", "show", made["id"], "-o", "json").json
    assert (found["owner"], found["reason"]) == ("team-sec", "Still so.")
    assert (found["check_id"], found["expires_at"]) == (PUBLIC, moment)


def test_a_change_or_an_end_of_what_has_changed_since_is_refused(here: Posture) -> None:
    made = here("suppression", "create", *FULL, "--expires-in", "1h", "-o", "json").json
    shown = dict(
        line.split(None, 1) for line in here("suppression", "show", made["id"]).out.splitlines()
    )
    read = ("--if-match", shown["ETAG"])
    assert here("suppression", "update", made["id"], "--owner", "one", *read).code == 0
    for late in (("update", made["id"], "--owner", "two", *read), ("delete", made["id"], *read)):
        refused = here("suppression", *late)
        assert refused.code == 2
        assert "412 precondition_failed: It has changed since its ETag was read" in refused.err
    assert here("suppression", "show", made["id"], "-o", "json").json["owner"] == "one"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((), "no change: use at least one option"),
        (("--expires-in", "1h", "--expires-at", "2030-01-01T00:00:00Z"), "not both"),
        (("--expires-in", "never", "--reason", "So."), "is not a duration"),
        (("--expires-in", "9999d"), "expiry_out_of_range"),
        (("--owner", ""), "invalid_owner"),
    ],
)
def test_an_invalid_change_is_refused_with_its_reason(
    here: Posture, arguments: tuple[str, ...], message: str
) -> None:
    made = here("suppression", "create", *FULL, "--expires-in", "1h", "-o", "json").json
    result = here("suppression", "update", made["id"], *arguments)
    assert (result.code, result.out) == (2, "")
    assert message in result.err
    assert here("suppression", "show", made["id"], "-o", "json").json == made


def test_a_suppressed_finding_is_marked_and_stops_no_gate(
    here: Posture, connect: Callable[[str], str], buckets: str
) -> None:
    integration_id = connect(buckets)
    made = here(
        *("suppression", "create", "--check", PUBLIC, "--resource", "arn:aws:s3:::*"),
        *("--reason", "On purpose.", "--owner", "team-web", "--integration", integration_id),
        *("--expires-in", "1h", "-o", "json"),
    ).json
    options = ("--integration", integration_id, "--check", PUBLIC, "--wait", "-o", "json")
    run = here("run", "start", *options).json
    findings = ("findings", "list", "--run", run["id"])
    rows = here(*findings, "--suppressed", "-o", "json").json
    table = here(*findings).out
    gate = here("gate", run["id"], "--only", "all")
    shown = here("findings", "show", rows[0]["id"]).out
    assert {row["suppressed_by"] for row in rows} == {made["id"]}
    assert len(rows) == run["finding_count"] == run["suppressed_count"]
    assert here(*findings, "--not-suppressed", "-o", "json").json == []
    assert table.count("open (suppressed)") == len(rows)
    assert made["id"] in shown
    assert (gate.code, gate.out.partition(" (")[0]) == (0, f"run {run['id']} passes")
    assert gate.err == f"suppressed findings, not counted: {len(rows)}\n"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((*FULL,), "a suppression expires"),
        ((*FULL, "--expires-in", "never"), "is not a duration"),
        ((*FULL, "--expires-in", "1h", "--expires-at", "2030-01-01T00:00:00Z"), "expires"),
        ((*FULL, "--expires-in", "soon"), "is not a duration"),
        ((*FULL, "--expires-at", "soon"), "invalid_expires_at"),
        ((*FULL, "--expires-at", "2020-01-01T00:00:00Z"), "expiry_out_of_range"),
        ((*FULL, "--expires-in", "9999d"), "expiry_out_of_range"),
        ((*FULL, "--expires-in", "1h", "--check", "aws_nothing_such"), "check_unknown"),
    ],
)
def test_an_invalid_suppression_is_refused_with_its_reason(
    here: Posture, arguments: tuple[str, ...], message: str
) -> None:
    result = here("suppression", "create", *arguments)
    assert (result.code, result.out) == (2, "")
    assert message in result.err
