"""Data sources under the real Terraform return what the server says."""

import json

import pytest

from posture_client import Client
from posture_client.models import ReportScopeRequest
from tests.plugins.terraform.configurations import ACCOUNT, AWAITED, CONFIGURED
from tests.plugins.terraform.faulty_proxy import FaultResponse, FaultyProxy
from tests.plugins.terraform.harness import Workspace
from tests.plugins.terraform.test_suppression import in_days
from tests.server import Served

RUN = """
resource "posture_run" "after" {
  integration_id = posture_integration.account.id
  wait           = false
  scope          = { services = ["s3"], resource_ids = ["arn:aws:s3:::logs"] }
  source         = { commit = "9f2c1ab" }
}
"""


def test_a_run_is_read_as_it_stands(workspace: Workspace, client: Client) -> None:
    data = 'data "posture_run" "it" {\n  id = posture_run.after.id\n}\n'
    workspace.write(ACCOUNT + RUN + data, head=CONFIGURED)
    workspace.apply()
    found = workspace.state()["data.posture_run.it"]
    run = client.get_run(found["id"])
    assert found["status"] == run["status"] == "running"
    assert found["phase"] == run["phase"] == "queued"
    assert (found["coverage"], found["delta"], found["error"]) == (None, None, None)
    assert found["verdict_counts"] == run["verdict_counts"]
    assert found["scope"]["resource_ids"] == ["arn:aws:s3:::logs"]
    assert (found["source"]["tool"], found["source"]["commit"]) == ("terraform", "9f2c1ab")
    client.cancel_run(found["id"])
    workspace.run("apply", "-refresh-only", "-auto-approve")
    assert workspace.state()["data.posture_run.it"]["status"] == "cancelled"
    workspace.destroy()


def test_a_missing_run_is_reported_at_its_id(workspace: Workspace) -> None:
    missing = "00000000-0000-4000-8000-000000000000"
    workspace.write(f'data "posture_run" "it" {{\n  id = "{missing}"\n}}\n', head=CONFIGURED)
    error = workspace.plan(expect=1).error
    assert error["summary"] == "Could not read the run: it does not exist"
    assert error["snippet"]["code"].strip().startswith("id =")


def test_runs_are_filtered_and_a_list_cut_short_says_so(
    workspace: Workspace, client: Client
) -> None:
    workspace.write(ACCOUNT, head=CONFIGURED)
    workspace.apply()
    integration_id = workspace.state()["posture_integration.account"]["id"]
    started = [
        client.start_run(integration_id=integration_id, trigger="verify")["run_id"]
        for _ in range(3)
    ]
    client.cancel_run(started[0])
    lists = """
data "posture_runs" "all" {
  integration_id = posture_integration.account.id
}
data "posture_runs" "cancelled" {
  integration_id = posture_integration.account.id
  status         = "cancelled"
}
data "posture_runs" "newest" {
  integration_id = posture_integration.account.id
  limit          = 2
}
"""
    workspace.write(ACCOUNT + lists, head=CONFIGURED)
    done = workspace.apply()
    state = workspace.state()
    ids = {
        name: [run["id"] for run in state[f"data.posture_runs.{name}"]["runs"]]
        for name in ("all", "cancelled", "newest")
    }
    assert set(ids["all"]) == set(started)
    assert ids["cancelled"] == started[:1]
    assert ids["newest"] == ids["all"][:2]
    warnings = {item["summary"] for item in done.diagnostics if item["severity"] == "warning"}
    assert warnings == {"There are more runs than limit"}
    workspace.leave()


@pytest.mark.parametrize(
    ("arguments", "filters"),
    [
        ("", {}),
        (
            'cloud_provider = "aws"\n service = "s3"\n severity = "critical"',
            {"provider": "aws", "service": "s3", "severity": "critical"},
        ),
    ],
)
def test_checks_are_those_of_the_server(
    workspace: Workspace, client: Client, arguments: str, filters: dict[str, str]
) -> None:
    data = f'data "posture_checks" "it" {{\n {arguments}\n}}\n'
    show = 'output "checks" {\n  value = data.posture_checks.it.checks\n}\n'
    workspace.write(data + show, head=CONFIGURED)
    workspace.apply()
    listed = workspace.state()["data.posture_checks.it"]["checks"]
    wanted = client.list_checks(**filters)["data"]  # type: ignore[arg-type]  # words of the specification
    assert [{**check, "controls": sorted(check["controls"])} for check in listed] == [
        {**check, "controls": sorted(check["controls"])} for check in wanted
    ]
    assert workspace.plan_is_empty()


def test_no_findings_are_an_empty_list(workspace: Workspace) -> None:
    filters = """
  severity       = "low"
  integration_id = posture_integration.account.id
  check_id       = "aws_s3_bucket_tls_required"
  service        = "s3"
  region         = "eu-central-1"
  family         = "storage"
  q              = "logs"
  suppressed     = false
  sort           = "severity"
"""
    data = f'data "posture_findings" "it" {{{filters}}}\n'
    workspace.write(ACCOUNT + data, head=CONFIGURED)
    workspace.apply()
    assert workspace.state()["data.posture_findings.it"]["findings"] == []
    workspace.leave()


def test_findings_of_what_does_not_exist_are_an_error(workspace: Workspace, client: Client) -> None:
    workspace.write(ACCOUNT + AWAITED.replace("\n}", "\n  wait = false\n}"), head=CONFIGURED)
    workspace.apply()
    run_id = workspace.state()["posture_run.after"]["id"]
    missing = "00000000-0000-4000-8000-000000000000"
    filters = {
        "integration": f'integration_id = "{missing}"',
        "run": f'scan_id = "{missing}"',
        "waiting": f'scan_id = "{run_id}"',
        "check": 'check_id = "aws_s3_bucket_tls_require"',
    }
    blocks = (f'data "posture_findings" "{one}" {{\n {text}\n}}\n' for one, text in filters.items())
    workspace.write("".join(blocks), "findings.tf", head="")
    found = {
        one["address"].rpartition(".")[2]: (one["summary"], one["snippet"]["code"].split()[0])
        for one in workspace.plan(expect=1).errors
    }
    gone = "Could not list the findings: it does not exist"
    assert found == {
        "integration": (gone, "integration_id"),
        "run": (gone, "scan_id"),
        "waiting": ("The run has no result", "scan_id"),
        "check": ("There is no check aws_s3_bucket_tls_require", "check_id"),
    }
    client.cancel_run(run_id)
    workspace.write(blocks_of_waiting(run_id), "findings.tf", head="")
    error = workspace.plan(expect=1).error
    assert "its status is cancelled" in error["detail"]
    workspace.write("", "findings.tf", head="")
    workspace.leave()


def blocks_of_waiting(run_id: str) -> str:
    return f'data "posture_findings" "it" {{\n scan_id = "{run_id}"\n}}\n'


def test_a_token_that_may_not_read_runs_lists_findings(workspace: Workspace, api: Served) -> None:
    workspace.variables["token"] = api.mint(["findings:read"])
    missing = "00000000-0000-4000-8000-000000000000"
    workspace.write(blocks_of_waiting(missing), head=CONFIGURED)
    workspace.apply()
    assert workspace.state()["data.posture_findings.it"]["findings"] == []


def test_a_run_that_is_gone_is_started_anew(workspace: Workspace, proxy: FaultyProxy) -> None:
    workspace.write(ACCOUNT + RUN, head=CONFIGURED)
    workspace.apply()
    run_id = workspace.state()["posture_run.after"]["id"]
    gone = FaultResponse(404, b'{"error":"run_not_found"}')
    proxy.fault = lambda asked: gone if asked.path.endswith(run_id) else None
    assert workspace.planned()["posture_run.after"]["actions"] == ["create"]
    proxy.fault = lambda _: None
    workspace.leave()


def test_what_resources_create_is_listed(workspace: Workspace, client: Client) -> None:
    suppression = client.create_suppression(
        check_id="aws_s3_bucket_versioning_enabled",
        resource_pattern="*",
        reason="On purpose.",
        owner="team-web",
        expires_at=in_days(9),
    )
    made = client.create_webhook(url="https://hooks.example.com/?key=1", events=["run.failed"])
    webhook = client.get_webhook(made["id"])
    lists = f"""
data "posture_integrations" "all" {{ depends_on = [posture_integration.account] }}
data "posture_suppressions" "of_check" {{ check_id = "{suppression["check_id"]}" }}
data "posture_webhooks" "all" {{}}
"""
    workspace.write(ACCOUNT + lists, head=CONFIGURED)
    workspace.apply()
    state = workspace.state()
    account = state["posture_integration.account"]
    listed = state["data.posture_integrations.all"]["integrations"]
    assert next(one for one in listed if one["id"] == account["id"]) == account
    assert suppression in state["data.posture_suppressions.of_check"]["suppressions"]
    assert webhook in state["data.posture_webhooks.all"]["webhooks"]
    client.delete_suppression(suppression["id"])
    client.delete_webhook(webhook["id"])
    workspace.leave()


def test_a_missing_finding_is_reported_at_its_id(workspace: Workspace) -> None:
    missing = "00000000-0000-4000-8000-000000000000"
    workspace.write(f'data "posture_finding" "it" {{\n  id = "{missing}"\n}}\n', head=CONFIGURED)
    error = workspace.plan(expect=1).error
    assert error["summary"] == "Could not read the finding: it does not exist"
    assert error["snippet"]["code"].strip().startswith("id =")


def test_what_was_posted_to_a_webhook_is_listed(workspace: Workspace, client: Client) -> None:
    webhook = client.create_webhook(url="https://hooks.example.com/", events=["run.failed"])
    made = [client.test_webhook(webhook["id"])["id"] for _ in range(2)]
    data = f"""
data "posture_deliveries" "all" {{
  webhook_id = "{webhook["id"]}"
}}
data "posture_deliveries" "dead" {{
  webhook_id = "{webhook["id"]}"
  status     = "dead"
}}
"""
    workspace.write(data, head=CONFIGURED)
    workspace.apply()
    found = workspace.state()["data.posture_deliveries.all"]["deliveries"]
    assert [one["id"] for one in found] == made[::-1]
    assert found == client.list_deliveries(webhook["id"])["data"]
    assert workspace.state()["data.posture_deliveries.dead"]["deliveries"] == []
    client.delete_webhook(webhook["id"])
    error = workspace.plan(expect=1).errors[0]
    assert error["summary"] == "Could not list the deliveries: it does not exist"
    assert error["snippet"]["code"].strip().startswith("webhook_id")


def test_rows_of_the_audit_log_are_filtered(workspace: Workspace, client: Client) -> None:
    for name in ("first", "second"):
        client.create_integration(name=name, provider="aws", aws={"regions": ["eu-west-1"]})
    rows = client.list_audit(action="integration.created")["data"]
    data = f"""
data "posture_audit" "all" {{
  action      = "integration.created"
  target_kind = "integration"
  result      = "success"
}}
data "posture_audit" "earlier" {{
  action = "integration.created"
  to     = "{rows[-1]["ts"]}"
}}
data "posture_audit" "later" {{
  action = "integration.created"
  from   = "{rows[-1]["ts"]}"
}}
"""
    workspace.write(data, head=CONFIGURED)
    workspace.apply()
    state = workspace.state()
    found = state["data.posture_audit.all"]["audit"]
    assert [one["id"] for one in found] == [one["id"] for one in rows]
    assert [json.loads(one["after_jsonb"]) for one in found] == [one["after_jsonb"] for one in rows]
    assert {one["before_jsonb"] for one in found} == {None}
    assert state["data.posture_audit.earlier"]["audit"] == []
    assert state["data.posture_audit.later"]["audit"] == found


def test_a_token_without_the_scope_sees_no_audit_log(workspace: Workspace, api: Served) -> None:
    workspace.variables["token"] = api.mint(["findings:read"])
    workspace.write('data "posture_audit" "all" {}\n', head=CONFIGURED)
    error = workspace.plan(expect=1).error
    assert error["summary"] == "Could not list the audit rows: the token does not allow it"
    assert "lacks the scope audit:read" in error["detail"]


def test_tokens_are_listed_without_their_clear_text(
    workspace: Workspace, api: Served, client: Client
) -> None:
    narrow = client.create_token(
        name="ci", scopes=["findings:read"], cidrs=["203.0.113.0/24"], lifetime_seconds=3_600
    )
    client.revoke_token(narrow["id"])
    workspace.write('data "posture_tokens" "all" {}\n', head=CONFIGURED)
    workspace.apply()
    found = workspace.state()["data.posture_tokens.all"]["tokens"]
    listed = [row | {"scopes": sorted(row["scopes"])} for row in client.list_tokens()["data"]]
    assert found == listed
    assert found[0]["id"] == narrow["id"]
    assert found[0]["revoked_at"] is not None
    state = (workspace.directory / "terraform.tfstate").read_text()
    assert [one for one in (narrow["token"], api.token) if one in state] == []


def test_reports_are_listed_by_status_and_digest(workspace: Workspace, client: Client) -> None:
    scope: ReportScopeRequest = {"from": "2026-01-01T00:00:00Z", "to": "2026-02-01T00:00:00Z"}
    made = client.create_report(title="Audit", frameworks=["SOC_2"], scope=scope, format="json")
    digest = "ab" * 32
    workspace.write(
        'data "posture_reports" "waiting" {\n  status = "queued,running"\n}\n'
        f'data "posture_reports" "none" {{\n  digest = "{digest}"\n}}\n',
        head=CONFIGURED,
    )
    workspace.apply()
    state = workspace.state()
    (found,) = state["data.posture_reports.waiting"]["reports"]
    assert {name: found[name] for name in ("id", "title", "status", "sha256", "error")} == {
        "id": made["id"],
        "title": "Audit",
        "status": "queued",
        "sha256": None,
        "error": None,
    }
    assert (found["frameworks"], found["scope"]["to"]) == (["SOC_2"], "2026-02-01T00:00:00Z")
    assert state["data.posture_reports.none"]["reports"] == []
    client.delete_report(made["id"])
    workspace.write('data "posture_reports" "it" {\n  digest = "AB"\n}\n', head=CONFIGURED)
    assert "a SHA-256 in lower-case hex" in workspace.plan(expect=1).error["detail"]
