"""`posture framework`, `run compare`, `run timeline` and `findings history` against a server."""

from collections.abc import Callable

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


def test_the_time_of_a_run_is_shown_by_phase_and_by_place(here: Posture, run_id: str) -> None:
    found = here("run", "timeline", run_id, "-o", "json").json
    assert found["recorded"]
    run = here("run", "show", run_id, "-o", "json").json
    places = [*found["calls"], *([found["other"]] if found["other"] else [])]
    # The call that identifies the account is none of the run's own, but takes time, too.
    assert sum(one["call_count"] for one in places) == run["progress"]["calls"] + 1 > 1
    phases, calls, slowest = here("run", "timeline", run_id).out.split("\n\n")
    assert [line.split("\t")[0] for line in phases.splitlines()] == [
        "PHASE",
        *(one["name"] for one in found["phases"]),
    ]
    assert calls.splitlines()[0].startswith("SERVICE\tREGION\tFIRST\tLAST\tCALLS")
    assert len(calls.splitlines()) == 1 + len(places)
    assert len(slowest.splitlines()) == 1 + len(found["slowest"])
    assert "Trace: " not in here("run", "timeline", run_id).err


def test_a_run_that_no_worker_had_recorded_no_times(
    here: Posture, connect: Callable[[str], str], hanging: str
) -> None:
    options = ("--integration", connect(hanging), "-o", "json")
    first, second = (here("run", "start", *options).json["run_id"] for _ in range(2))
    while here("run", "show", first, "-o", "json").json["phase"] == "queued":
        pass  # a worker takes it at once
    going = here("run", "timeline", first)
    assert (going.code, "its times so far" in going.err) == (0, True)
    early = here("run", "timeline", second)
    assert early.code == 2
    assert "The run has not ended" in early.err
    here("run", "cancel", second)
    shown = here("run", "timeline", second)
    assert (shown.code, shown.out) == (0, "")
    assert "This run recorded no times" in shown.err
    here("run", "cancel", first)
