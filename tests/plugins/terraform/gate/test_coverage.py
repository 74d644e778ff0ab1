"""What a run did not read or look at: no gate passes it without a word."""

import json

import pytest

from tests.plugins.terraform.configurations import CONFIGURED
from tests.plugins.terraform.faulty_proxy import FaultResponse, ProxiedRequest, faulty_proxy
from tests.plugins.terraform.gate.runs import ACCOUNT, BUCKET, RUN, configure
from tests.plugins.terraform.harness import Workspace
from tests.server import Served


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
