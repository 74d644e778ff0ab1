"""`posture framework`, `posture run compare` and `posture findings history` against a server."""

from tests.integration.cli.conftest import Posture


def test_frameworks_are_listed(here: Posture) -> None:
    rows = here("framework", "list", "-o", "json").json
    assert {row["id"] for row in rows} >= {"CIS_AWS_7_0", "SOC_2"}
    table = here("framework", "list").out.splitlines()
    assert table[0].split("\t") == ["ID", "CLOUDS", "CONTROLS", "CHECKS", "TITLE"]


def test_a_run_of_a_part_of_the_account_decides_no_control(here: Posture, run_id: str) -> None:
    assert run_id
    found = here("framework", "controls", "CIS_AWS_7_0", "-o", "json").json
    shown = here("framework", "controls", "CIS_AWS_7_0")
    assert len(shown.out.splitlines()) == 1 + len(found["data"])
    assert {one["result"] for one in found["data"]} == {"not_evaluated"}
    assert f"not_evaluated {len(found['data'])}" in shown.err
    assert "no run of the whole account has completed" in shown.err


def test_an_unknown_framework_is_refused_with_the_nearest(here: Posture) -> None:
    refused = here("framework", "controls", "CIS_AWS_70")
    assert refused.code == 2
    assert "CIS_AWS_7_0" in refused.err


def test_a_run_is_compared_with_itself(here: Posture, run_id: str) -> None:
    found = here("run", "compare", run_id, run_id, "-o", "json").json
    assert found["counts"] == {
        "new": 0,
        "resolved": 0,
        "unchanged": len(found["data"]),
        "not_compared": 0,
    }
    shown = here("run", "compare", run_id, run_id, "--change", "new")
    assert shown.out == ""
    assert "No findings." in shown.err
    assert f"unchanged {len(found['data'])}" in shown.err


def test_the_history_of_a_finding_names_runs_and_decisions(here: Posture, run_id: str) -> None:
    row = here("findings", "list", "--run", run_id, "--limit", "1", "-o", "json").json[0]
    here("findings", "mark", row["id"], "triaged")
    here("findings", "mark", row["id"], "open")
    found = here("findings", "history", row["id"], "-o", "json").json
    assert run_id in {one["run_id"] for one in found["runs"]}
    assert found["decisions"][0]["from_status"] == "triaged"
    lines = here("findings", "history", row["id"]).out.splitlines()
    assert len(lines) == 1 + len(found["runs"]) + len(found["decisions"])
