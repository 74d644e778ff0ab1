"""`posture baseline`: the advice of a gate that stops, followed to its end."""

import re
from collections.abc import Callable

from tests.integration.cli.conftest import Posture


def test_the_first_gate_names_the_command_that_accepts_what_is_there(
    here: Posture, run_id: str
) -> None:
    stopped = here("gate", run_id)
    assert stopped.code == 1
    (command,) = re.findall(r"`posture (baseline accept --run \S+)`", stopped.err)
    accepted = here(*command.split(), "-o", "json")
    assert accepted.code == 0
    assert accepted.json["run_id"] == run_id
    assert accepted.json["finding_count"] > 0
    assert run_id in here(*command.split()).out


def test_a_run_that_does_not_exist_is_no_baseline(here: Posture) -> None:
    result = here("baseline", "accept", "--run", "00000000-0000-4000-8000-000000000000")
    assert (result.code, result.out) == (2, "")
    assert "run_not_found" in result.err


def test_a_run_without_a_result_is_no_baseline(
    here: Posture, connect: Callable[[str], str], dead: str
) -> None:
    start = ("run", "start", "--integration", connect(dead), "--wait", "-o", "json")
    run_id = here(*start).json["id"]
    result = here("baseline", "accept", "--run", run_id)
    assert (result.code, result.out) == (2, "")
    assert "run_without_result" in result.err
