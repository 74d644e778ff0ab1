"""`posture findings` against a server with a run behind it."""

import pytest

from tests.integration.cli.conftest import Posture
from tests.server import Served

NOBODYS = "00000000-0000-4000-8000-000000000000"


def test_findings_are_listed_the_worst_first(here: Posture, run_id: str) -> None:
    rows = here("findings", "list", "--run", run_id, "-o", "json").json
    severities = [row["severity"] for row in rows]
    order = ["critical", "high", "medium", "low", "info"]
    assert severities == sorted(severities, key=order.index)
    assert {row["scan_id"] for row in rows} == {run_id}
    table = here("findings", "list", "--run", run_id).out.splitlines()
    assert table[0].split() == ["SEVERITY", "RESOURCE", "CHECK", "STATUS", "DELTA", "SINCE", "ID"]
    assert len(table) == len(rows) + 1


@pytest.mark.parametrize(
    ("option", "value", "member"),
    [
        ("--severity", "critical", "severity"),
        ("--status", "open", "status"),
        ("--check", "aws_s3_bucket_policy_not_public", "check_id"),
        ("--resource", "arn:aws:s3:::prod-customer-exports-acme", "resource_id"),
        ("--delta", "new", "delta"),
        ("--service", "s3", "service"),
        ("--region", "eu-central-1", "region"),
        ("--family", "storage", "family"),
    ],
)
def test_findings_are_filtered(
    here: Posture, run_id: str, option: str, value: str, member: str
) -> None:
    rows = here("findings", "list", "--run", run_id, option, value, "-o", "json").json
    assert {row[member] for row in rows} == {value}


def test_a_list_that_is_cut_reports_how_many_there_are(here: Posture, run_id: str) -> None:
    listed = ("findings", "list", "--run", run_id, "-o", "json")
    every = here(*listed, "--all")
    cut = here(*listed, "--limit", "2")
    newest = here(*listed, "--limit", "2", "--sort", "newest")
    whole = here(*listed, "--limit", str(len(every.json)))

    assert cut.json == every.json[:2]
    assert cut.err == f"\nShowing 2 of {len(every.json)} findings; use --all or --limit.\n"
    assert len(newest.json) == 2
    assert (every.err, whole.err) == ("", "")


def test_findings_are_found_by_a_text_and_by_their_integration(here: Posture, run_id: str) -> None:
    listed = ("findings", "list", "--run", run_id, "-o", "json")
    every = here(*listed).json
    found = here(*listed, "--text", "CUSTOMER-exports").json
    of_account = here(*listed, "--integration", every[0]["integration_id"]).json

    assert {row["resource_id"] for row in found} == {"arn:aws:s3:::prod-customer-exports-acme"}
    assert of_account == every


def test_findings_of_a_framework_are_fewer(here: Posture, run_id: str) -> None:
    every = here("findings", "list", "--run", run_id, "-o", "json").json
    some = here("findings", "list", "--run", run_id, "--framework", "CIS_AWS", "-o", "json").json
    assert 0 < len(some) < len(every)


def test_a_finding_is_shown_with_its_fix_and_marked(here: Posture, run_id: str) -> None:
    check = ("--check", "aws_s3_bucket_public_access_blocked")
    finding = here("findings", "list", "--run", run_id, *check, "-o", "json").json[0]
    shown = here("findings", "show", finding["id"]).out
    for expected in (
        finding["resource_id"],
        "FIX",
        "CONTROLS",
        "CIS_AWS",
        "https://docs.aws.amazon",
    ):
        assert expected in shown
    marked = here("findings", "mark", finding["id"], "accepted", "-o", "json")
    assert marked.json["status"] == "accepted"
    found = here("findings", "show", finding["id"], "-o", "json").json
    assert found["status"] == "accepted"


def test_marking_without_the_scope_to_read_shows_nothing_of_the_finding(
    here: Posture, server: Served, run_id: str
) -> None:
    finding = here("findings", "list", "--run", run_id, "-o", "json").json[0]
    token = server.mint(["findings:write"])
    marked = here("findings", "mark", finding["id"], "triaged", POSTURE_TOKEN=token)
    assert (marked.code, marked.out) == (0, "")
    assert marked.err == "The finding is triaged now; the token may not read it.\n"
    assert here("findings", "show", finding["id"], "-o", "json").json["status"] == "triaged"


def test_several_findings_are_marked_together_or_none(here: Posture, run_id: str) -> None:
    listed = here("findings", "list", "--run", run_id, "--status", "open", "-o", "json").json
    first, second = (row["id"] for row in listed[:2])
    refused = here("findings", "mark", first, NOBODYS, "accepted")
    assert (refused.code, refused.out) == (2, "")
    assert "finding_not_found" in refused.err
    marked = here("findings", "mark", first, second, "accepted", "-o", "json").json
    assert marked["changed"] == [
        {"id": first, "from_status": "open"},
        {"id": second, "from_status": "open"},
    ]
    again = here("findings", "mark", first, second, "accepted")
    assert again.err == "Each had the status already.\n"
    taken_back = here("findings", "mark", first, second, "open")
    assert first in taken_back.out
    assert "accepted" in taken_back.out
    conditional = here("findings", "mark", first, second, "open", "--if-match", '"1"')
    assert conditional.code == 2
    assert "--if-match is about one finding." in conditional.err


def test_an_empty_list_of_findings_is_reported_on_stderr(here: Posture) -> None:
    nothing = NOBODYS
    result = here("findings", "list", "--run", nothing)
    assert (result.code, result.out, result.err) == (0, "", "No findings.\n")


@pytest.mark.parametrize(
    ("arguments", "slug"),
    [
        (["list", "--run", "nope"], "invalid_scan_id"),
        (["show", "nope"], "invalid_finding_id"),
        (["show", NOBODYS], "finding_not_found"),
        (["mark", NOBODYS, "open"], "finding_not_found"),
    ],
)
def test_a_refusal_is_reported_with_its_slug(
    here: Posture, arguments: list[str], slug: str
) -> None:
    result = here("findings", *arguments)
    assert (result.code, result.out) == (2, "")
    assert f" {slug}" in result.err
