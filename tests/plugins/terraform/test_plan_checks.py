"""A plan asks the server whether it would accept what is planned, and creates nothing there."""

from collections.abc import Iterator

import pytest

from posture_client import Client
from posture_terraform.framework.diagnostics import DiagnosticError
from posture_terraform.provider.plan_checks import PlanChecks
from tests.plugins.client.scripted import Reply, Scripted, scripted
from tests.plugins.terraform.configurations import ACCOUNT, CONFIGURED
from tests.plugins.terraform.faulty_proxy import FaultResponse, FaultyProxy
from tests.plugins.terraform.harness import Workspace
from tests.plugins.terraform.test_suppression import configured
from tests.plugins.terraform.test_trust import TRUST
from tests.server import Served

OPEN = TRUST.replace("repository_id", "environment").replace("repo:acme/shop:", "")
WEBHOOK = """
resource "posture_webhook" "chat" {
  url    = "https://localhost/"
  events = ["run.failed"]
}
"""
MISSING = "00000000-0000-4000-8000-000000000000"


@pytest.mark.parametrize(
    ("block", "summary", "attribute"),
    [
        (OPEN, "Could not create the trust: trust open to strangers", "conditions"),
        (
            ACCOUNT.replace("eu-west-1", "eu-wset-1"),
            "Could not create the integration: region unknown",
            "aws",
        ),
        (
            ACCOUNT.replace("\n}", '\n  schedule = "* * * * *"\n}'),
            "Could not create the integration: schedule too frequent",
            "schedule",
        ),
        (WEBHOOK, "Could not create the webhook: the server refused a value", "url"),
        (
            configured(expires_at="2020-01-01T00:00:00Z"),
            "Could not create the suppression: expiry out of range",
            "expires_at",
        ),
        (
            configured(integration_id=MISSING),
            "Could not create the suppression: it does not exist",
            "integration_id",
        ),
    ],
)
def test_a_plan_refuses_what_the_server_would(
    workspace: Workspace, client: Client, block: str, summary: str, attribute: str
) -> None:
    beside = 'resource "terraform_data" "cloud" {}\n'
    workspace.write(block + beside, head=CONFIGURED)
    error = workspace.plan(expect=1).error
    assert error["summary"] == summary
    assert error["snippet"]["code"].strip().startswith(attribute)
    assert workspace.apply(expect=1).error["summary"] == summary
    assert "terraform_data.cloud" not in workspace.state()
    changed = {row["action"] for row in client.list_audit()["data"]} - {"api.call"}
    assert changed == set()


def test_a_plan_refuses_a_change_that_the_server_would(
    workspace: Workspace, client: Client
) -> None:
    workspace.write(TRUST, head=CONFIGURED)
    workspace.apply()
    workspace.write(OPEN, head=CONFIGURED)
    error = workspace.plan(expect=1).error
    assert error["summary"] == "Could not change the trust: trust open to strangers"
    assert error["snippet"]["code"].strip().startswith("conditions")
    (kept,) = client.list_trusts()["data"]
    assert kept["conditions"][0]["claim"] == "repository_id"
    workspace.write(TRUST, head=CONFIGURED)
    assert workspace.plan_is_empty()
    workspace.leave()


def test_a_name_that_the_apply_makes_free_is_planned(workspace: Workspace) -> None:
    workspace.write(TRUST, head=CONFIGURED)
    workspace.apply()
    workspace.write(TRUST.replace('" "shop"', '" "other"'), head=CONFIGURED)
    assert workspace.planned()["posture_trust.other"]["actions"] == ["create"]
    workspace.leave()


def named(one: str, other: str) -> str:
    return "".join(
        TRUST.replace('"posture_trust" "shop"', f'"posture_trust" "{address}"').replace(
            'name   = "shop"', f'name   = "{name}"'
        )
        for address, name in (("one", one), ("other", other))
    )


def test_names_are_swapped_as_the_error_says(workspace: Workspace, client: Client) -> None:
    workspace.write(named("north", "south"), head=CONFIGURED)
    workspace.apply()
    workspace.write(named("south", "north"), head=CONFIGURED)
    warnings = workspace.plan().diagnostics
    assert {(one["severity"], one["summary"]) for one in warnings} == {
        ("warning", "The apply may be unable to change the trust: name taken")
    }
    errors = workspace.apply(expect=1).errors
    assert len(errors) == 2
    assert all("give one of them a temporary name" in one["detail"] for one in errors)
    assert sorted(one["name"] for one in client.list_trusts()["data"]) == ["north", "south"]
    workspace.write(named("aside", "south"), head=CONFIGURED)
    workspace.apply()
    workspace.write(named("aside", "north"), head=CONFIGURED)
    workspace.apply()
    workspace.write(named("south", "north"), head=CONFIGURED)
    workspace.apply()
    assert workspace.plan_is_empty()
    assert workspace.state()["posture_trust.one"]["name"] == "south"
    workspace.leave()


def test_create_before_destroy_needs_another_name(workspace: Workspace) -> None:
    first = TRUST.replace("\n}", "\n  lifecycle { create_before_destroy = true }\n}")
    workspace.write(first, head=CONFIGURED)
    workspace.apply()
    replace = ("-replace=posture_trust.shop",)
    error = workspace.apply(*replace, expect=1).error
    assert error["summary"] == "Could not create the trust: name taken"
    assert "remove create_before_destroy, or change the name too" in error["detail"]
    workspace.write(first.replace('name   = "shop"', 'name   = "shop-2"'), head=CONFIGURED)
    workspace.apply(*replace)
    assert workspace.plan_is_empty()
    workspace.write(TRUST, head=CONFIGURED)
    workspace.apply(*replace)
    assert workspace.plan_is_empty()
    workspace.leave()


def test_a_token_that_only_reads_plans(workspace: Workspace, api: Served) -> None:
    workspace.variables["token"] = api.mint(["trusts:read"])
    workspace.write(OPEN, head=CONFIGURED)
    assert workspace.planned()["posture_trust.shop"]["actions"] == ["create"]


def test_what_is_not_known_yet_is_not_sent(workspace: Workspace, proxy: FaultyProxy) -> None:
    later = 'resource "terraform_data" "later" { input = "shop" }\n'
    unknown = OPEN.replace('name   = "shop"', "name = terraform_data.later.output")
    workspace.write(later + unknown, head=CONFIGURED)
    assert workspace.planned()["posture_trust.shop"]["actions"] == ["create"]
    assert [one for one in proxy.seen if one.method == "POST"] == []


@pytest.mark.parametrize("status", [500, 503, 429])
def test_a_server_that_cannot_say_does_not_stop_a_plan(
    workspace: Workspace, proxy: FaultyProxy, status: int
) -> None:
    fault = FaultResponse(status, b'{"error":"busy"}')
    proxy.fault = lambda asked: fault if "validate_only" in asked.path else None
    workspace.write(TRUST, head=CONFIGURED)
    assert workspace.planned()["posture_trust.shop"]["actions"] == ["create"]
    assert len([one for one in proxy.seen if "validate_only" in one.path]) == 1


@pytest.mark.parametrize("reply", [Reply(status=404, body={"message": "none"}), Reply(body=[])])
def test_a_server_that_is_not_posture_is_refused(reply: Reply) -> None:
    with scripted(reply) as server:
        checks = PlanChecks(lambda: Client(server.url, "t", patience_seconds=0.0))
        with pytest.raises(DiagnosticError, match="There is no posture server") as refused:
            list(checks.require_token())
    (wrong,) = refused.value.diagnostics
    assert server.url in wrong.detail


@pytest.mark.parametrize("reply", [Reply(cut=True), Reply(status=500, body={"error": "a"})])
def test_a_plan_that_could_not_be_checked_warns_once(reply: Reply) -> None:
    with scripted(reply) as server:
        checks = PlanChecks(lambda: Client(server.url, "t", patience_seconds=0.0))
        (warning,) = checks.require_token()
        assert [*checks.require_token()] == []
    assert warning.severity == "WARNING"
    assert warning.summary.startswith("Could not check the plan: the server ")


@pytest.fixture
def valid() -> Iterator[Scripted]:
    with scripted(Reply(status=204)) as server:
        yield server


def ask(checks: PlanChecks, number: int = 0, name: str = "chat") -> None:
    body = {"name": name, "url": f"https://hooks.example.com/{number}", "events": ["run.failed"]}
    checks.require(Client.create_webhook, body, "create the webhook", "url")


def test_many_objects_are_not_all_checked(valid: Scripted) -> None:
    checks = PlanChecks(lambda: Client(valid.url, "t"))
    for number in range(30):
        ask(checks, number)
    assert len(valid.requests) == 10
    assert {one.path for one in valid.requests} == {"/api/v2/webhooks?validate_only=true"}


def test_what_differs_in_its_name_alone_is_checked_once(valid: Scripted) -> None:
    checks = PlanChecks(lambda: Client(valid.url, "t"))
    for number in range(30):
        ask(checks, name=f"chat-{number}")
    assert len(valid.requests) == 1


@pytest.mark.parametrize(
    ("reply", "asked"),
    [
        (Reply(status=400, body={"error": "unknown_parameter"}), 1),
        (Reply(status=409, body={"error": "name_taken"}), 3),
        (Reply(status=409, body={"error": "too_many_webhooks"}), 3),
        (Reply(status=403, body={"error": "missing_scope"}), 3),
        (Reply(status=404, body={"error": "webhook_not_found"}), 3),
        (Reply(status=500, body={"error": "internal_error"}), 1),
        (Reply(cut=True), 1),
    ],
)
def test_what_is_no_lasting_refusal_goes_on(reply: Reply, asked: int) -> None:
    with scripted(reply) as server:
        checks = PlanChecks(lambda: Client(server.url, "t", patience_seconds=0.0))
        for number in range(3):
            ask(checks, number)
    assert len(server.requests) == asked


@pytest.mark.parametrize("slug", ["region_unknown", "check_unknown"])
def test_a_lasting_refusal_is_reported_every_time(slug: str) -> None:
    with scripted(Reply(status=409, body={"error": slug})) as server:
        checks = PlanChecks(lambda: Client(server.url, "t"))
        for number in range(2):
            with pytest.raises(DiagnosticError, match="Could not create the webhook"):
                ask(checks, number)
