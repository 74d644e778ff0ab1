"""`posture-gate` against a server and an account: exit codes, output and files."""

import json
import os
import signal
import socket
import time
from pathlib import Path

import pytest

from posture_client import Client
from tests.plugins.ci.checkout import LEAK, LEAKING, TIDY, arn
from tests.plugins.ci.conftest import Site
from tests.plugins.ci.hosts import GATE, Pipeline, assigned, line_with
from tests.server import Queue, served

LEAKS = ("--check", LEAK, "--resource-id", arn(LEAKING))
PASSES = ("--check", LEAK, "--resource-id", arn(TIDY))
NOWHERE = "00000000-0000-4000-8000-000000000000"


KNOWN_COUNTS = [
    f"posture_known_{severity}_count" for severity in ("critical", "high", "medium", "low", "info")
]


def test_a_run_that_passes_lets_the_pipeline_continue(site: Site, pipeline: Pipeline) -> None:
    files = ("--json", "out/gate.json", "--dotenv", "out/gate.env")
    done = pipeline.gate("--integration", site.integration(), *PASSES, *files)
    assert done.code == 0, done.err
    document = json.loads((pipeline.directory / "out/gate.json").read_text())
    assert (document["verdict"], document["exit_code"], document["finding_count"]) == ("pass", 0, 0)
    assert document["run"]["scope"] == {"check_ids": [LEAK], "resource_ids": [arn(TIDY)]}
    assert document["run"]["source"] == {"tool": "posture-gate"}
    assert done.out == f"run {document['run_id']} passes (1 asset, 1 verdict)\n"
    assert f"posture: run {document['run_id']} started\n" in done.err
    assert assigned(pipeline.directory / "out/gate.env") == {
        "posture_verdict": "pass",
        "posture_exit_code": "0",
        "posture_run_id": document["run_id"],
        "posture_finding_count": "0",
        "posture_known_count": "0",
        **dict.fromkeys(KNOWN_COUNTS, "0"),
        "posture_asset_count": "1",
        "posture_verdict_count": "1",
    }


def test_a_policy_without_checks_is_refused(site: Site, pipeline: Pipeline) -> None:
    scope = ("--service", "s3", "--service", "iam")
    done = pipeline.gate("--integration", site.integration(), *scope, "--family", "network")
    assert (done.code, done.out) == (2, "")
    assert "The run selected no check of family network." in done.err


def test_a_run_that_does_not_pass_stops_it_and_says_why(site: Site, pipeline: Pipeline) -> None:
    done = pipeline.gate("--integration", site.integration(), *LEAKS, "--json", "gate.json")
    assert done.code == 1
    document = json.loads((pipeline.directory / "gate.json").read_text())
    assert (document["verdict"], document["exit_code"]) == ("fail", 1)
    assert [one["check_id"] for one in document["gate"]["findings"]] == [LEAK]
    titles, row, wrong, fix, last = done.out.splitlines()
    assert titles.split() == ["SEVERITY", "CHECK", "RESOURCE", "DECLARED"]
    assert row.split() == ["critical", LEAK, arn(LEAKING)]
    title, _, seen = wrong.strip().partition(": ")
    assert title.startswith("S3 bucket policy")
    assert seen
    assert fix.startswith("    Fix: ")
    assert last.startswith(f"run {document['run_id']} does not pass (1 asset, 1 verdict): 1 new")


def test_running_the_job_again_stays_red_until_what_is_there_is_accepted(
    site: Site, pipeline: Pipeline
) -> None:
    integration_id = site.integration()
    gate = ("--integration", integration_id, *LEAKS, "--json", "gate.json")
    first, again = pipeline.gate(*gate), pipeline.gate(*gate)
    assert (first.code, again.code) == (1, 1)
    assert "1 of them stopped an earlier gate" in again.out
    run_id = json.loads((pipeline.directory / "gate.json").read_text())["run_id"]
    assert f"posture baseline accept --run {run_id}" in again.out
    with site.client() as client:
        assert client.accept_baseline(run_id=run_id)["finding_count"] == 1
    accepted = pipeline.gate(*gate)
    assert accepted.code == 0
    known = "1 known finding of severity high or worse stays open (1 critical)"
    assert f"passes (1 asset, 1 verdict; {known})" in accepted.out
    assert "Accepted, so not counted: 1 finding by a baseline of test (" in accepted.out
    assert json.loads((pipeline.directory / "gate.json").read_text())["known_count"] == 1


@pytest.mark.parametrize(
    ("policy", "code"),
    [
        (("--fail-on", "critical"), 1),
        (("--only", "all"), 1),
        (("--family", "network", "--family", "storage"), 1),
        (("--max-unknown", "3", "--min-coverage", "1"), 1),
    ],
)
def test_the_policy_is_the_servers(
    site: Site, pipeline: Pipeline, policy: tuple[str, ...], code: int
) -> None:
    assert pipeline.gate("--integration", site.integration(), *LEAKS, *policy).code == code


def test_options_take_precedence_over_variables(site: Site, pipeline: Pipeline) -> None:
    environ = {
        "POSTURE_INTEGRATION": site.integration(),
        "POSTURE_CHECK": LEAK,
        "POSTURE_RESOURCE_ID": f"{arn(LEAKING)}, {arn(TIDY)}",
        "POSTURE_FAIL_ON": "",
        "POSTURE_JSON": "of-the-variable.json",
        "POSTURE_COMMIT": "9f2c1ab",
    }
    assert pipeline.gate("--json", "gate.json", **environ).code == 1
    assert not (pipeline.directory / "of-the-variable.json").exists()
    run = json.loads((pipeline.directory / "gate.json").read_text())["run"]
    assert run["scope"] == {"check_ids": [LEAK], "resource_ids": [arn(LEAKING), arn(TIDY)]}
    assert run["source"]["commit"] == "9f2c1ab"


def test_a_run_without_a_result_has_its_own_exit_code(
    site: Site, pipeline: Pipeline, dead: str
) -> None:
    done = pipeline.gate("--integration", site.integration(dead), "--dotenv", "gate.env")
    assert done.code == 3
    assert " failed: " in done.err
    assert assigned(pipeline.directory / "gate.env")["posture_verdict"] == "none"


def test_a_timeout_does_not_cancel_the_run(site: Site, pipeline: Pipeline, hanging: str) -> None:
    integration = site.integration(hanging)
    done = pipeline.gate("--integration", integration, "--wait-seconds", "0.5")
    assert done.code == 4
    with site.client() as client:
        (run,) = client.list_runs(integration_id=integration)["data"]
        assert run["status"] == "running"
        assert f"`posture run show {run['id']}`" in done.err
        client.cancel_run(run["id"])


def test_a_job_is_never_silent_for_long(site: Site, pipeline: Pipeline, hanging: str) -> None:
    integration = site.integration(hanging)
    command = [str(GATE), "--integration", integration, "--tell-seconds", "1"]
    with pipeline.start(command, {}) as process:
        lines = [line_with(process, " s)") for _ in range(6)]
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=240)
    phases = [line.split()[1] for line in lines]
    assert len(phases) > len(set(phases)), lines  # the same phase again: it still works
    seconds = [int(line.split()[-2].lstrip("(")) for line in lines]
    assert seconds == sorted(seconds)
    assert seconds[-1] >= 2


def test_an_unreachable_server_has_its_own_exit_code(pipeline: Pipeline, dead: str) -> None:
    done = pipeline.gate("--integration", NOWHERE, "--dotenv", "gate.env", POSTURE_ENDPOINT=dead)
    assert (done.code, done.out) == (5, "")
    assert f"cannot reach {dead}" in done.err
    assert assigned(pipeline.directory / "gate.env") == {
        "posture_verdict": "none",
        "posture_exit_code": "5",
        "posture_run_id": "",
        "posture_finding_count": "",
        "posture_known_count": "",
        **dict.fromkeys(KNOWN_COUNTS, ""),
        "posture_asset_count": "",
        "posture_verdict_count": "",
    }


@pytest.mark.parametrize(("option", "code"), [((), 5), (("--capped-exit-code", "0"), 0)])
def test_the_cap_on_runs_is_reported_with_the_chosen_exit_code(
    site: Site, pipeline: Pipeline, option: tuple[str, ...], code: int
) -> None:
    integration = site.integration()
    with site.client() as client:
        for _ in range(2):
            client.start_run(integration_id=integration, scope={"regions": ["eu-west-1"]})
    done = pipeline.gate("--integration", integration, *option, "--dotenv", "gate.env")
    assert (done.code, done.out) == (code, "")
    assert "no run was started: 429 rate_limited" in done.err
    assert "the next is allowed in 24 h" in done.err
    assert "POSTURE_MANUAL_RUNS_PER_WINDOW" in done.err
    assert assigned(pipeline.directory / "gate.env")["posture_verdict"] == "none"


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_cancelled_pipeline_cancels_the_run(
    site: Site, pipeline: Pipeline, hanging: str, number: signal.Signals
) -> None:
    integration = site.integration(hanging)
    command = [str(GATE), "--integration", integration, "--dotenv", "gate.env"]
    with pipeline.start(command, {}) as process:
        run_id = line_with(process, " started").split()[2]
        process.send_signal(number)
        _, err = process.communicate(timeout=240)
    assert process.returncode == 130
    assert err.endswith(f"posture: run {run_id} was asked to cancel\nposture: interrupted\n")
    assert assigned(pipeline.directory / "gate.env")["posture_exit_code"] == "130"
    deadline = time.monotonic() + 240
    with site.client() as client:
        while client.get_run(run_id)["status"] != "cancelled":
            assert time.monotonic() < deadline
            time.sleep(0.1)


def test_triggers_of_one_apply_share_a_run_that_only_the_first_cancels(tmp_path: Path) -> None:
    (tmp_path / "server").mkdir()
    apply = {"POSTURE_TOOL": "ci", "POSTURE_WORKSPACE": "infra", "POSTURE_COMMIT": "9f2c1ab"}
    with served(tmp_path / "server", queue=Queue.WAIT) as api:
        with Client(api.url, api.token, trace={}) as client:
            integration = client.create_integration(name="production", provider="aws", aws={})["id"]
        secrets = {"POSTURE_ENDPOINT": api.url, "POSTURE_TOKEN": api.token}
        job = Pipeline(tmp_path / "checkout", secrets)
        command = [str(GATE), "--integration", integration]
        with job.start(command, apply) as first, job.start(command, {}) as other:
            run_id = line_with(first, " started").split()[2]
            assert run_id not in line_with(other, " started")
            with job.start(command, apply) as second:
                assert run_id in line_with(second, " is shared with another trigger")
                second.send_signal(signal.SIGTERM)
                _, err = second.communicate(timeout=240)
            assert second.returncode == 130
            assert f"run {run_id} continues for the trigger that started it" in err
            for process in (first, other):
                process.send_signal(signal.SIGTERM)
                _, err = process.communicate(timeout=240)
                assert "was asked to cancel" in err


def test_a_signal_while_the_run_is_being_started_cancels_it_too(
    site: Site, pipeline: Pipeline, hanging: str
) -> None:
    # The server is asked through a door that opens late, so that the signal comes in between.
    integration = site.integration(hanging)
    host, _, port = site.api.url.removeprefix("http://").partition(":")
    with socket.create_server(("127.0.0.1", 0)) as door:
        url = f"http://127.0.0.1:{door.getsockname()[1]}"
        command = [str(GATE), "--integration", integration]
        with pipeline.start(command, {"POSTURE_ENDPOINT": url}) as process:
            asking, _ = door.accept()
            with asking:
                request = asking.recv(65_536)
                process.send_signal(signal.SIGTERM)
                with socket.create_connection((host, int(port))) as server:
                    while b"\r\n\r\n" not in request or not request.rstrip().endswith(b"}"):
                        request += asking.recv(65_536)
                    server.sendall(request)
                    asking.sendall(server.recv(65_536))
                    # The cancel comes over the same connection.
                    server.sendall(asking.recv(65_536))
                    asking.sendall(server.recv(65_536))
            _, err = process.communicate(timeout=240)
    assert process.returncode == 130
    assert "was asked to cancel" in err
    with site.client() as client:
        (run,) = client.list_runs(integration_id=integration)["data"]
        client.wait_for_run(run["id"], timeout_seconds=240)
        assert client.get_run(run["id"])["status"] == "cancelled"


@pytest.mark.parametrize(
    ("arguments", "environ", "says"),
    [
        ((), {}, "--integration or POSTURE_INTEGRATION is required"),
        (("--integration", NOWHERE), {"POSTURE_ENDPOINT": ""}, "--endpoint or POSTURE_ENDPOINT"),
        (("--integration", NOWHERE), {"POSTURE_TOKEN": ""}, "no token"),
        (("--integration", NOWHERE), {"POSTURE_ENDPOINT": "posture"}, "endpoint must be"),
        (("--integration", NOWHERE), {"POSTURE_FAIL_ON": "bad"}, "--fail-on: invalid choice"),
        (("--integration", NOWHERE, "--family", "tree"), {}, "--family: invalid"),
        (("--integration", NOWHERE, "--max-unknown", "-1"), {}, "--max-unknown: invalid"),
        (("--integration", NOWHERE, "--fail", "high"), {}, "unrecognized arguments: --fail"),
        (("--integration", NOWHERE, "--from-plan", "no.json"), {}, "there is no file no.json"),
        (("--integration", NOWHERE, "--terraform-state", "bad.json"), {}, "bad.json: this is not"),
        (("--integration", NOWHERE, "--from-plan", "bad.json"), {}, "bad.json: this is not a plan"),
        (("--integration", NOWHERE, "--json", "pipe"), {}, "cannot write pipe: it is not a file"),
        (("--integration", NOWHERE, "--json", "bad.json/x"), {}, "cannot write bad.json/x"),
        (("--integration", "nope"), {}, "400 invalid_integration_id"),
        (("--integration", NOWHERE), {}, "404 integration_not_found"),
    ],
)
def test_wrong_options_are_reported(
    pipeline: Pipeline, arguments: tuple[str, ...], environ: dict[str, str], says: str
) -> None:
    pipeline.directory.mkdir()
    (pipeline.directory / "bad.json").write_text("{}")
    os.mkfifo(pipeline.directory / "pipe")
    done = pipeline.gate(*arguments, **environ)
    assert (done.code, done.out) == (2, "")
    assert says in done.err
    assert (pipeline.directory / "pipe").is_fifo()


def test_a_missing_scope_is_reported_with_the_needed_scopes(site: Site, pipeline: Pipeline) -> None:
    options = {"POSTURE_TOKEN": site.api.mint(["findings:read"])}
    done = pipeline.gate("--integration", site.integration(), **options)
    assert done.code == 2
    assert "403 missing_scope" in done.err
    assert "cloud_posture:write" in done.err


def test_files_of_an_older_verdict_are_deleted(pipeline: Pipeline, dead: str) -> None:
    pipeline.directory.mkdir()
    old: Path = pipeline.directory / "gate.json"
    old.write_text('{"verdict": "pass"}')
    done = pipeline.gate("--integration", NOWHERE, "--json", "gate.json", POSTURE_ENDPOINT=dead)
    assert done.code == 5
    assert json.loads(old.read_text())["verdict"] == "none"
