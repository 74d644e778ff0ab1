"""posture_trust under the real Terraform, and the identity of a job in place of a token."""

from threading import Event

import pytest

from posture_client import Client
from posture_terraform.framework.definition import Context
from posture_terraform.framework.diagnostics import DiagnosticError
from posture_terraform.framework.log import Log
from posture_terraform.framework.server import ProviderServer
from posture_terraform.framework.values import conform
from posture_terraform.provider import PROVIDER, connection, trust
from tests.plugins.client.scripted import Reply, scripted
from tests.plugins.terraform.configurations import CONFIGURED
from tests.plugins.terraform.harness import Workspace

ADDRESS = "posture_trust.shop"
TRUST = """
resource "posture_trust" "shop" {
  name   = "shop"
  issuer = "https://token.actions.githubusercontent.com"
  conditions = [
    { claim = "repository_id", equals = ["75", "74"] },
    { claim = "sub", matches = ["repo:acme/shop:*"] },
  ]
  scopes = ["findings:read", "cloud_posture:read"]
}
"""
LISTED = f'data "posture_trusts" "all" {{ depends_on = [{ADDRESS}] }}\n'


def test_it_is_created_listed_changed_imported_and_deleted(
    workspace: Workspace, client: Client
) -> None:
    workspace.write(TRUST + LISTED, head=CONFIGURED)
    workspace.apply()
    state = workspace.state()[ADDRESS]
    assert state["audience"] == f"posture:{state['id']}"
    assert state["advice"] == []
    (listed,) = workspace.state()["data.posture_trusts.all"]["trusts"]
    assert listed["id"] == state["id"]
    assert workspace.plan_is_empty()
    workspace.write(TRUST.replace('"cloud_posture:read"', '"runs"'), head=CONFIGURED)
    assert workspace.plan(expect=1).error["summary"] == "Invalid value for scopes"
    workspace.write(TRUST.replace('["75", "74"]', '["74"]'), head=CONFIGURED)
    assert workspace.apply().changes == {"add": 0, "change": 1, "remove": 0}
    assert client.get_trust(state["id"])["conditions"][0]["equals"] == ["74"]
    workspace.run("state", "rm", ADDRESS)
    workspace.run("import", ADDRESS, state["id"])
    assert workspace.plan_is_empty()
    workspace.destroy()
    assert client.list_trusts()["data"] == []


def test_a_trust_that_is_open_to_strangers_is_refused_at_its_conditions(
    workspace: Workspace, client: Client
) -> None:
    workspace.write(
        TRUST.replace("repository_id", "environment").replace("repo:acme/shop:", ""),
        head=CONFIGURED,
    )
    error = workspace.apply(expect=1).error
    assert error["summary"] == "Could not create the trust: trust open to strangers"
    assert "no condition names yours" in error["detail"]
    assert error["snippet"]["code"].strip().startswith("conditions")
    assert client.list_trusts()["data"] == []


def test_a_change_since_the_plan_is_not_overwritten(workspace: Workspace, client: Client) -> None:
    workspace.write(TRUST, head=CONFIGURED)
    workspace.apply()
    trust_id = workspace.state()[ADDRESS]["id"]
    workspace.write(TRUST.replace('["75", "74"]', '["74"]'), head=CONFIGURED)
    plan = str(workspace.directory / "plan.out")
    workspace.plan(f"-out={plan}")
    client.update_trust(trust_id, conditions=[{"claim": "repository_id", "equals": ["76"]}])
    error = workspace.run("apply", "-json", plan, expect=1).error
    assert error["summary"] == "The trust has changed since the plan was made"
    assert client.get_trust(trust_id)["conditions"][0]["equals"] == ["76"]
    workspace.apply()
    assert client.get_trust(trust_id)["conditions"][0]["equals"] == ["74"]
    workspace.leave()


@pytest.mark.parametrize(
    ("condition", "summary"),
    [
        ({"claim": "sub"}, "Missing attribute conditions[0].equals"),
        ({"claim": "", "equals": ["a"]}, "Invalid value for conditions[0].claim"),
        ({"claim": "sub", "equals": []}, "Invalid value for conditions[0].equals"),
    ],
)
def test_a_condition_without_a_text_is_refused(condition: dict[str, object], summary: str) -> None:
    config = conform(trust.SCHEMA.attributes, {"conditions": [condition]})
    server = ProviderServer(PROVIDER, Log("posture"))
    # Without this call Terraform may have made an empty list up, for a mocked provider.
    block = conform(PROVIDER.schema.attributes, {})
    server.call("ValidateProviderConfig", {"config": block})
    found = server.call(
        "ValidateResourceConfig",
        {"type_name": "posture_trust", "config": config, "client_capabilities": None},
    )["diagnostics"]
    assert [one["summary"] for one in found] == [summary]
    assert found[0]["attribute"]["steps"] == [{"attribute_name": "conditions"}]


def test_the_identity_of_a_job_is_exchanged_where_no_token_is_set(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("POSTURE_TOKEN", raising=False)
    monkeypatch.setenv("POSTURE_TRUST", "2b7c4d8e-6f1a-4e0b-9c3d-5a7e8f901b2c")
    monkeypatch.setenv("POSTURE_IDENTITY_TOKEN", "a.job.token")
    made = Reply(body={"access_token": "posture_exchanged", "expires_in": 900})
    with scripted(made, Reply(body={"data": []})) as server:
        client = configured(server.url)
        client.list_checks()
        client.close()
    exchange, listed = server.requests
    assert exchange.path == "/api/v2/token-exchange"
    assert listed.headers["authorization"] == "Bearer posture_exchanged"


def test_a_token_is_used_in_place_of_the_identity_and_one_of_both_is_required(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("POSTURE_TOKEN", raising=False)
    monkeypatch.setenv("POSTURE_IDENTITY_TOKEN", "a.job.token")
    with scripted(Reply(body={"data": []})) as server:
        client = configured(server.url, token="posture_own")
        client.list_checks()
        client.close()
    assert [one.headers["authorization"] for one in server.requests] == ["Bearer posture_own"]
    monkeypatch.delenv("POSTURE_IDENTITY_TOKEN")
    context: Context[connection.Configured] = Context(stop=Event(), log=Log("posture"))
    values = conform(connection.SCHEMA.attributes, {"endpoint": "http://127.0.0.1:9"})
    connection.configure(context, values)
    with pytest.raises(DiagnosticError, match="No token for the posture server"):
        context.require_usable()


def configured(endpoint: str, **config: object) -> connection.Configured:
    context: Context[connection.Configured] = Context(stop=Event(), log=Log("posture"))
    values = conform(connection.SCHEMA.attributes, {"endpoint": endpoint, **config})
    found = connection.configure(context, values)
    assert found is not None
    return found
