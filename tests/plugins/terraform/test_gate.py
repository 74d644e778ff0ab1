"""The gate: a run that does not pass fails the apply, says why, and stays in the state."""

import json
import shutil
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given

from posture_client import Client
from tests.emulator.account import s3
from tests.emulator.account.account import Account
from tests.emulator.server import emulator
from tests.forks import run
from tests.machine import need
from tests.plugins.terraform.configurations import CONFIGURED, WITH_BLOCK
from tests.plugins.terraform.faulty_proxy import FaultResponse, ProxiedRequest, faulty_proxy
from tests.plugins.terraform.harness import (
    ROOT,
    Workspace,
    credentials,
    environment,
    override,
)
from tests.plugins.terraform.test_lifecycle import (
    EXAMPLES,
    FLIPS,
    Protocol,
    assert_stays_as_applied,
    config_of,
    in_any_case,
)
from tests.ports import free_port
from tests.server import Queue, Served, served

KEYS = {"AWS_ACCESS_KEY_ID": "AKIDTEST", "AWS_SECRET_ACCESS_KEY": "a-secret-access-key"}
SETTINGS = {
    "POSTURE_RATE_LIMIT_BUCKET": "100000",
    "POSTURE_MANUAL_RUNS_PER_WINDOW": "1000",
    "POSTURE_CLOUD_CALL_ATTEMPTS": "1",
    "POSTURE_CLOUD_SETTLE_SECONDS": "0",
}
ACCOUNT = """
variable "account" { type = string }
resource "posture_integration" "account" {
  name           = "buckets"
  cloud_provider = "aws"
  aws            = { regions = ["eu-central-1"], endpoint_url = var.account }
}
"""
BUCKET = "arn:aws:s3:::marketing-site-acme"
TESTED = ROOT / "terraform-examples" / "testing"
RUN = """
resource "posture_run" "after" {
  integration_id = posture_integration.account.id
  scope          = { services = ["s3"] }
  %s
}
"""
GATE = """
data "posture_gate" "after" {
  run_id = posture_run.after.id
  %s
}
"""


@pytest.fixture(scope="module")
def working_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Yield a server that executes runs."""
    need("terraform")
    directory = tmp_path_factory.mktemp("working")
    with served(directory, queue=Queue.WORK, environ=KEYS | SETTINGS) as found:
        yield found


@pytest.fixture
def working(working_server: Served) -> Served:
    """Return that server, for a tenant of the test's own."""
    return working_server.for_another()


@pytest.fixture(scope="module")
def buckets() -> Iterator[str]:
    """Return the endpoint of an account that has nothing but buckets, some of them leaky."""
    with emulator() as aws:
        s3.seed(Account(aws.url), 0)
        yield aws.url


@pytest.fixture
def here(tmp_path: Path, reattach: dict[str, str], working: Served, buckets: str) -> Workspace:
    environ = environment(tmp_path) | reattach | credentials(working) | {"TF_VAR_account": buckets}
    return Workspace(tmp_path, environ)


def configure(here: Workspace, policy: str, more: str = "") -> None:
    here.write(ACCOUNT + RUN % policy + more, head=CONFIGURED)


def test_without_a_policy_no_finding_fails_an_apply(here: Workspace) -> None:
    configure(here, "")
    here.apply()
    run = here.state()["posture_run.after"]
    assert run["finding_count"] > 0
    assert run["verdict"] is None
    assert here.plan_is_empty()


def test_a_run_that_fails_is_kept_and_the_next_apply_fails_until_it_is_accepted(
    here: Workspace, working: Served
) -> None:
    configure(here, 'fail_on = "high"')
    error = here.apply(expect=1).error
    assert error["summary"] == "The gate failed the run"
    assert "SEVERITY" in error["detail"]
    assert "A baseline is only for what was there before this gate" in error["detail"]
    assert error["detail"].endswith("The next apply starts another run.")
    assert error["snippet"]["code"].strip() == 'fail_on = "high"'
    run = here.state()["posture_run.after"]
    assert run["verdict"] == "fail"
    assert here.tainted("posture_run.after")
    assert "stopped an earlier gate" in here.apply(expect=1).error["detail"]
    again = here.state()["posture_run.after"]
    assert (again["verdict"], again["id"] != run["id"]) == ("fail", True)
    with Client(working.url, working.token) as client:
        accepted = client.accept_baseline(run_id=again["id"])["finding_count"]
    here.apply()
    passed = here.state()["posture_run.after"]
    assert passed["verdict"] == "pass"
    assert 0 < passed["known_count"] <= accepted
    assert here.plan_is_empty()


def test_a_failed_apply_writes_no_output_of_the_run_and_keeps_older_ones(here: Workspace) -> None:
    output = 'output "run" {\n  value = posture_run.after.id\n}\n'
    configure(here, 'fail_on = "high"\n only = "all"', output)
    here.apply(expect=1)
    assert json.loads(here.run("output", "-json").out) == {}
    failed = here.state()["posture_run.after"]
    configure(here, "", output)
    here.apply()
    passed = here.state()["posture_run.after"]
    assert failed["id"] != passed["id"]
    configure(here, 'fail_on = "high"\n only = "all"\n triggers = { again = "1" }', output)
    here.apply(expect=1)
    assert json.loads(here.run("output", "-json").out)["run"]["value"] == passed["id"]
    assert here.state()["posture_run.after"]["verdict"] == "fail"


def test_a_failed_run_that_is_untainted_fails_every_apply(here: Workspace) -> None:
    configure(here, 'fail_on = "high"')
    here.apply(expect=1)
    run_id = here.state()["posture_run.after"]["id"]
    here.run("untaint", "posture_run.after")
    assert here.planned()["posture_run.after"]["actions"] == ["update"]
    for _ in range(2):
        error = here.apply(expect=1).error
        assert error["summary"] == "The gate failed the run"
        assert "-replace" in error["detail"]
    assert here.state()["posture_run.after"]["id"] == run_id


def test_a_run_whose_policy_was_not_evaluated_is_evaluated_by_the_next_plan(
    here: Workspace, working: Served
) -> None:
    """Follow the advice of a timeout: keep the run with `terraform untaint`."""
    configure(here, 'fail_on = "high"\n timeouts = { create = "1s" }')
    with faulty_proxy(working.url) as proxy:
        here.variables["endpoint"] = proxy.url
        proxy.fault = lambda asked: pending(working, asked)
        error = here.apply(expect=1).error
    here.variables.clear()
    assert error["summary"] == "The run has not ended in time"
    assert "`terraform untaint ADDRESS`" in error["detail"]
    run = here.state()["posture_run.after"]
    assert (run["status"], run["verdict"]) == ("running", None)
    here.run("untaint", "posture_run.after")
    with Client(working.url, working.token) as client:
        client.wait_for_run(run["id"], timeout_seconds=60)
    assert here.planned()["posture_run.after"]["actions"] == ["update"]
    error = here.apply(expect=1).error
    assert error["summary"] == "The gate failed the run"
    assert here.state()["posture_run.after"]["id"] == run["id"]


def test_a_longer_timeout_sees_the_end(here: Workspace, working: Served) -> None:
    configure(here, 'fail_on = "high"\n timeouts = { create = "1s" }')
    with faulty_proxy(working.url) as proxy:
        here.variables["endpoint"] = proxy.url
        proxy.fault = lambda asked: pending(working, asked)
        error = here.apply(expect=1).error
        assert "so raise timeouts.create or narrow scope first" in error["detail"]
        run_id = here.state()["posture_run.after"]["id"]
        proxy.fault = lambda _: None
        configure(here, 'fail_on = "high"\n timeouts = { create = "10m" }')
        error = here.apply(expect=1).error
    here.variables.clear()
    assert error["summary"] == "The gate failed the run"
    assert here.state()["posture_run.after"]["id"] != run_id


def pending(working: Served, asked: ProxiedRequest) -> FaultResponse | None:
    """Show a run as it was before it ended, and no events."""
    if asked.path.partition("?")[0].endswith("/events"):
        return FaultResponse(503)
    before, _, run_id = asked.path.partition("?")[0].rpartition("/")
    if asked.method != "GET" or not before.endswith("/cloud-posture-runs"):
        return None
    with Client(working.url, working.token) as client:
        run = {**client.get_run(run_id), "status": "running", "completed_at": None}
    return FaultResponse(200, json.dumps(run).encode())


def test_a_changed_policy_is_evaluated_for_the_same_run(here: Workspace) -> None:
    configure(here, "")
    here.apply()
    run = here.state()["posture_run.after"]
    configure(here, 'fail_on = "high"\n only = "all"')
    change = here.planned()["posture_run.after"]
    unknown = {name for name, value in change["after_unknown"].items() if value is True}
    decided = {"verdict", "verdict_count", "known_count", "accepted"}
    assert (change["actions"], unknown) == (["update"], decided)
    error = here.apply(expect=1).error
    assert error["summary"] == "The gate failed the run"
    assert "-replace" in error["detail"]
    assert not here.plan_is_empty()
    configure(here, 'fail_on = "high"\n only = "all"\n family = ["logging"]')
    here.apply()
    passed = here.state()["posture_run.after"]
    assert (passed["verdict"], passed["id"]) == ("pass", run["id"])
    assert here.plan_is_empty()


def test_unread_evidence_does_not_pass(here: Workspace, working: Served) -> None:
    answer = {
        "verdict": "fail",
        "reasons": [{"code": "unknown", "message": "4 unknown verdicts; 0 may be."}],
        "unknown_count": 4,
        "coverage": 0.5,
        "asset_count": 1,
        "verdict_count": 3,
        "policy": {"fail_on": "critical"},
        "unread": [],
        "unchecked_count": 0,
        "unchecked": [],
        "finding_count": 0,
        "held_count": 0,
        "known_count": 0,
        "suppressed_count": 0,
        "accepted_unknown_count": 0,
        "findings": [],
    }

    def blind(asked: ProxiedRequest) -> FaultResponse | None:
        if "/gate" not in asked.path:
            return None
        run_id = asked.path.split("/")[-2]
        return FaultResponse(200, json.dumps({"run_id": run_id, **answer}).encode())

    with faulty_proxy(working.url) as proxy:
        proxy.fault = blind
        here.variables["endpoint"] = proxy.url
        configure(here, 'fail_on = "critical"')
        error = here.apply(expect=1).error
    here.variables.clear()
    assert "4 unknown verdicts; 0 may be." in error["detail"]
    assert "SEVERITY" not in error["detail"]
    assert "posture policy" in error["detail"]
    assert here.state()["posture_run.after"]["verdict"] == "fail"


@pytest.mark.parametrize(
    ("resource_id", "reason"),
    [
        ("arn:aws:s3:::no-such-bucket-anywhere", "NotFound"),
        ("arn:aws:iam::999999999999:role/elsewhere", "OtherAccount"),
    ],
)
def test_an_asset_that_is_not_found_fails_the_apply(
    here: Workspace, resource_id: str, reason: str
) -> None:
    run = RUN.replace('{ services = ["s3"] }', f'{{ resource_ids = ["{resource_id}"] }}')
    here.write(ACCOUNT + run % 'fail_on = "critical"', head=CONFIGURED)
    error = here.apply(expect=1).error
    assert error["summary"] == "The gate failed the run"
    assert "(0 assets, 0 verdicts): 1 unknown verdict" in error["detail"]
    assert f"{reason}: {resource_id}" in error["detail"]
    run_state = here.state()["posture_run.after"]
    assert (run_state["verdict"], run_state["verdict_count"]) == ("inconclusive", 0)
    assert "its check_set and the scope of the run right?" in error["detail"]
    assert "What could not be read, or does not exist, is listed above." in error["detail"]
    here.write(ACCOUNT + run.replace(resource_id, BUCKET) % 'fail_on = "critical"', head=CONFIGURED)
    here.apply(expect=None)
    assert here.state()["posture_run.after"]["verdict_count"] > 0


# What a run is limited to, so that it looks at nothing.
NOTHING = {
    "other_cloud": 'check_ids = ["azure_storage_container_not_public"]',
    "other_service": 'services = ["s3"]\n check_ids = ["aws_iam_user_policies_through_groups"]',
    "no_resource": "resource_ids = []",
    "no_assets": 'services = ["sagemaker"]',
    "no_checks": """resource_ids = ["arn:aws:route53:::delegationset/N1"]
    skip_unchecked = true""",
}
LIMITED = """
resource "posture_run" "%s" {
  integration_id = posture_integration.account.id
  scope = {
    %s
  }
  %s
}
"""


def test_a_run_that_looks_at_nothing_never_ends_without_a_word(here: Workspace) -> None:
    gated = "".join(
        LIMITED % (name, scope, 'fail_on = "critical"\n max_unknown = 1000')
        for name, scope in NOTHING.items()
    )
    here.write(ACCOUNT + gated, head=CONFIGURED)
    errors = here.apply(expect=1).errors
    assert {one["address"].rpartition(".")[2] for one in errors} == NOTHING.keys()
    assert {one["summary"] for one in errors} == {"The gate failed the run"}
    state = here.state()
    verdicts = {name: state[f"posture_run.{name}"]["verdict"] for name in NOTHING}
    assert verdicts == dict.fromkeys(NOTHING, "inconclusive")
    for one in errors:
        listed = "is listed above" in one["detail"]
        assert listed == ("not read: " in one["detail"])
    ungated = "".join(LIMITED % (name, scope, "") for name, scope in NOTHING.items())
    here.write(ACCOUNT + ungated, head=CONFIGURED)
    warnings = here.apply().diagnostics
    assert {one["summary"] for one in warnings} == {"The run looked at nothing"}
    assert {one["address"].rpartition(".")[2] for one in warnings} == NOTHING.keys()


def test_a_gate_that_passes_says_what_was_not_looked_at(here: Workspace) -> None:
    check = 'check_ids = ["aws_s3_bucket_tls_required"]'
    missing = "arn:aws:s3:::no-such-bucket-anywhere"
    topic = "arn:aws:route53:::delegationset/N1"
    lenient = LIMITED % (
        "lenient",
        f'{check}\n resource_ids = ["{BUCKET}", "{missing}"]',
        'fail_on = "critical"\n max_unknown = 1',
    )
    skipping = LIMITED % (
        "skipping",
        f'{check}\n resource_ids = ["{BUCKET}", "{topic}"]\n skip_unchecked = true',
        'fail_on = "critical"',
    )
    strict = (
        (lenient + skipping).replace("max_unknown = 1", "").replace("skip_unchecked = true", "")
    )
    here.write(ACCOUNT + strict, head=CONFIGURED)
    errors = here.apply(expect=1).errors
    assert len(errors) == 2
    assert all("Are the resource_ids of the scope right?" in one["detail"] for one in errors)
    here.write(ACCOUNT + lenient + skipping, head=CONFIGURED)
    warnings = {one["address"].rpartition(".")[2]: one for one in here.apply().diagnostics}
    assert {one["summary"] for one in warnings.values()} == {
        "The gate passed, but not everything was looked at"
    }
    assert f"not read: NotFound: {missing}" in warnings["lenient"]["detail"]
    assert f"1 resource has no checks: {topic}." in warnings["skipping"]["detail"]
    assert here.plan_is_empty()


def test_an_account_that_is_reached_in_another_way_is_named_in_the_plan(here: Workspace) -> None:
    configure(here, "")
    here.apply()
    assert here.plan().diagnostics == []
    other = ACCOUNT.replace('["eu-central-1"]', '["eu-west-1"]') + RUN % ""
    here.write(other, head=CONFIGURED)
    (warning,) = here.plan().diagnostics
    assert warning["severity"] == "warning"
    assert "add what changes to its triggers" in warning["detail"]
    checks = ACCOUNT.replace("\n}\n", '\n  check_set = ["aws_s3_bucket_tls_required"]\n}\n')
    here.write(checks + RUN % "", head=CONFIGURED)
    (narrowed,) = here.plan().diagnostics
    assert narrowed["summary"] == "Runs so far evaluated other checks"
    here.write(other, head=CONFIGURED)
    assert here.planned().keys() & {"posture_run.after"} == {"posture_run.after"}
    assert here.planned()["posture_run.after"]["actions"] == ["no-op"]
    hashed = "triggers = { account = sha256(jsonencode(posture_integration.account.aws)) }"
    here.write(other.replace("scope  ", f"{hashed}\n  scope  "), head=CONFIGURED)
    assert here.planned()["posture_run.after"]["actions"] == ["delete", "create"]


def test_a_policy_without_checks_fails_the_apply(here: Workspace) -> None:
    configure(here, 'fail_on = "high"\n only = "all"\n family = ["network"]')
    error = here.apply(expect=1).error
    assert "The run selected no check of family network." in error["detail"]
    assert "posture_run.after" not in here.state()


def test_a_run_without_a_result_fails_whatever_the_policy(here: Workspace) -> None:
    here.variables["account"] = f"http://127.0.0.1:{free_port()}"
    configure(here, "")
    error = here.apply(expect=1).error
    assert error["summary"] == "The run failed"
    assert 'trigger = "verify"' in error["detail"]
    assert error["snippet"]["code"].strip().startswith("integration_id")
    run = here.state()["posture_run.after"]
    assert (run["status"], run["verdict"]) == ("failed", None)
    assert run["error"]["code"]
    assert here.planned()["posture_run.after"]["actions"] == ["delete", "create"]
    configure(here, 'trigger = "verify"')
    assert here.apply(expect=1).error["summary"] == "The run failed"
    del here.variables["account"]
    here.apply()
    configure(here, "")
    here.apply()
    assert here.state()["posture_run.after"]["status"] == "completed"


def test_the_data_source_says_the_verdict_and_fails_nothing(
    here: Workspace, working: Served
) -> None:
    configure(here, "", GATE % 'fail_on = "low"\n only = "all"')
    here.apply()
    state = here.state()
    gate = state["data.posture_gate.after"]
    with Client(working.url, working.token) as client:
        asked = client.get_gate(state["posture_run.after"]["id"], fail_on="low", only="all")
    assert gate["verdict"] == asked["verdict"] == "fail"
    assert gate["finding_count"] == asked["finding_count"]
    assert gate["findings"] == asked["findings"]
    assert gate["reasons"] == asked["reasons"]
    assert here.plan_is_empty()


def test_the_data_source_without_a_policy_says_what_the_run_was_decided_under(
    here: Workspace,
) -> None:
    configure(here, 'fail_on = "high"\n family = ["logging"]', GATE % "")
    here.apply()
    gate = here.state()["data.posture_gate.after"]
    assert (gate["verdict"], gate["fail_on"], gate["family"]) == ("pass", "high", ["logging"])
    assert here.plan_is_empty()
    configure(here, 'fail_on = "high"\n family = ["logging"]', GATE % 'fail_on = "high"')
    here.apply()
    gate = here.state()["data.posture_gate.after"]
    assert (gate["verdict"], gate["only"], gate["family"]) == ("fail", "new", [])


def test_a_framework_decides_what_counts(here: Workspace, working: Served) -> None:
    policy = 'fail_on = "low"\n only = "all"\n framework = ["%s"]'
    configure(here, "", GATE % (policy % "CIS_AWS"))
    here.apply()
    state = here.state()
    gate = state["data.posture_gate.after"]
    with Client(working.url, working.token) as client:
        run_id = state["posture_run.after"]["id"]
        every = client.get_gate(run_id, fail_on="low", only="all")
        some = client.get_gate(run_id, fail_on="low", only="all", framework=["CIS_AWS"])
    assert gate["finding_count"] == some["finding_count"]
    assert 0 < some["finding_count"] < every["finding_count"]
    configure(here, "", GATE % (policy % "CIS_MOON"))
    error = here.plan(expect=1).error
    assert "`CIS_MOON` is not a value of it" in error["detail"]
    assert error["snippet"]["code"].strip().startswith("framework")


def test_a_check_block_warns_of_it(here: Workspace) -> None:
    check = """
check "safe" {
  data "posture_gate" "after" {
    run_id  = posture_run.after.id
    fail_on = "high"
    only    = "all"
  }
  assert {
    condition     = data.posture_gate.after.verdict == "pass"
    error_message = join(" ", data.posture_gate.after.reasons[*].message)
  }
}
"""
    configure(here, "", check)
    (warning,) = here.apply().diagnostics
    assert warning["severity"] == "warning"
    assert warning["summary"] == "Check block assertion failed"
    assert "of severity high or worse" in warning["detail"]


@pytest.mark.parametrize("file", sorted(TESTED.glob("*.tftest.hcl")), ids=lambda file: file.name)
def test_terraforms_own_tests_pass(
    tmp_path: Path, binaries: Path, working: Served, buckets: str, file: Path
) -> None:
    shutil.copytree(TESTED, tmp_path / "work")
    environ = environment(tmp_path, override(binaries)) | {"TF_VAR_endpoint_url": buckets}
    environ |= {"POSTURE_ENDPOINT": working.url, "POSTURE_TOKEN": working.token}
    done = Workspace(tmp_path / "work", environ).run("test", "-no-color", f"-filter={file.name}")
    runs = file.read_text().count('\nrun "')
    assert f"Success! {runs} passed, 0 failed." in done.out


def test_accepted_findings_let_the_next_apply_pass(here: Workspace, working: Served) -> None:
    configure(here, 'fail_on = "high"\n only = "all"')
    error = here.apply(expect=1).error
    assert "with `posture findings mark ID accepted`, and apply again. The" in error["detail"]
    environ = here.environ | {"POSTURE_ENDPOINT": working.url, "POSTURE_TOKEN": working.token}

    def posture(*arguments: str) -> str:
        return run([sys.executable, "-m", "posture", *arguments], environ)

    run_id = here.state()["posture_run.after"]["id"]
    found = json.loads(posture("findings", "list", "--run", run_id, "--output", "json"))
    stopping = [one["id"] for one in found if one["severity"] in {"critical", "high"}]
    assert stopping[0] in posture("findings", "show", stopping[0])
    for finding_id in stopping:
        posture("findings", "mark", finding_id, "accepted")
    here.apply()
    assert here.state()["posture_run.after"]["verdict"] == "pass"


BASELINE = """
resource "posture_baseline" "today" {
  run_id = "%s"
}
"""


def test_what_a_run_found_is_accepted_as_known(here: Workspace, working: Served) -> None:
    here.write(ACCOUNT + RUN % 'only = "new"', head=CONFIGURED)
    here.apply()
    run = here.state()["posture_run.after"]
    baseline = BASELINE % run["id"].upper()
    here.write(ACCOUNT + RUN % 'only = "new"' + baseline, head=CONFIGURED)
    here.apply()
    state = here.state()["posture_baseline.today"]
    assert state["integration_id"] == run["integration_id"]
    assert state["finding_count"] == run["finding_count"]
    assert here.plan_is_empty()
    here.run("state", "rm", "posture_baseline.today")
    here.run("import", "posture_baseline.today", run["id"])
    assert here.plan_is_empty()
    with Client(working.url, working.token) as client:
        rows = client.list_audit(action="baseline.accepted")["data"]
    assert run["id"] in {row["target_id"] for row in rows}


def test_a_baseline_stays_as_it_was_applied(here: Workspace, working: Served) -> None:
    here.write(ACCOUNT + RUN % "", head=CONFIGURED)
    here.apply()
    run_id = here.state()["posture_run.after"]["id"]
    with closing(Protocol(working)) as protocol:

        @EXAMPLES
        @given(flips=FLIPS)
        def stays(flips: list[bool]) -> None:
            config = config_of("posture_baseline", run_id=in_any_case(run_id, flips))
            assert_stays_as_applied(protocol, "posture_baseline", config)

        stays()


def test_a_baseline_of_a_run_without_a_result_is_refused(workspace: Workspace) -> None:
    workspace.write(BASELINE % "00000000-0000-4000-8000-000000000000", head=CONFIGURED)
    error = workspace.apply(expect=1).error
    assert error["summary"] == "Could not accept the baseline: it does not exist"
    assert error["snippet"]["code"].strip().startswith("run_id")


def test_a_run_under_way_has_no_verdict_yet(workspace: Workspace) -> None:
    account = ACCOUNT.replace('variable "account" { type = string }', "")
    account = account.replace("var.account", '"http://127.0.0.1:9"')
    run = RUN % "wait = false" + GATE % ""
    workspace.write(account + run, head=CONFIGURED)
    error = workspace.apply(expect=1).error
    assert error["summary"] == "Could not read the verdict of the gate: run not finished"
    assert error["snippet"]["code"].strip() == "run_id = posture_run.after.id"
    workspace.write(account, head=CONFIGURED)
    workspace.leave()


@pytest.mark.parametrize(
    ("policy", "summary"),
    [
        ('fail_on = "bad"', "Invalid value for fail_on"),
        ('fail_on = "high"\n only = "some"', "Invalid value for only"),
        ('fail_on = "high"\n max_unknown = -1', "Invalid value for max_unknown"),
        ('fail_on = "high"\n min_coverage = 1.5', "Invalid value for min_coverage"),
        ('fail_on = "high"\n family = ["trees"]', "Invalid value for family"),
        ('fail_on = "high"\n framework = ["iso 27001"]', "Invalid value for framework"),
        ('fail_on = "high"\n framework = []', "Invalid value for framework"),
        ('fail_on = "high"\n wait = false', "fail_on needs the end of the run"),
        ('fail_on = "high"\n trigger = "verify"', "A verify run has no findings"),
    ],
)
def test_an_invalid_policy_is_reported_before_a_run_starts(
    workspace: Workspace, policy: str, summary: str
) -> None:
    workspace.write(ACCOUNT + RUN % policy, head=WITH_BLOCK)
    (wrong,) = workspace.validate()
    assert wrong["summary"] == summary
