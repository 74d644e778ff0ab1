"""posture_webhook under the real Terraform: create, change, a write-only URL, import, destroy."""

import json

import pytest

from posture_client import Client, NotFoundError
from tests.plugins.terraform.configurations import CONFIGURED, WITH_BLOCK
from tests.plugins.terraform.harness import Workspace

ADDRESS = "posture_webhook.chat"
URL = "https://hooks.example.com/posture?key=a1"
OTHER_URL = "https://hooks.example.com/posture?key=b2"
WRITE_ONLY = """
variable "url" {
  type      = string
  ephemeral = true
}
"""


def configured(*lines: str, events: str = '["run.failed", "finding.created"]') -> str:
    body = "\n".join(f"  {line}" for line in (*lines, f"events = {events}"))
    return f'resource "posture_webhook" "chat" {{\n{body}\n}}\n'


def test_it_is_created_changed_and_deleted(workspace: Workspace, client: Client) -> None:
    workspace.write(configured(f'url = "{URL}"'), head=CONFIGURED)
    workspace.apply()
    state = workspace.state()[ADDRESS]
    assert state["name"] == "hooks.example.com"
    assert state["secret"].startswith("posture_whsec_")
    assert client.get_webhook(state["id"])["enabled"] is True
    assert workspace.plan_is_empty()
    workspace.write(
        configured(f'url = "{OTHER_URL}"', "enabled = false", events='["run.failed"]'),
        head=CONFIGURED,
    )
    assert workspace.apply().changes == {"add": 0, "change": 1, "remove": 0}
    found = client.get_webhook(state["id"])
    assert (found["url"], found["enabled"], found["events"]) == (OTHER_URL, False, ["run.failed"])
    assert workspace.state()[ADDRESS]["secret"] == state["secret"]
    assert workspace.plan_is_empty()
    workspace.destroy()
    with pytest.raises(NotFoundError):
        client.get_webhook(state["id"])


def test_a_write_only_url_is_in_no_plan_and_no_state(workspace: Workspace, client: Client) -> None:
    workspace.write(
        WRITE_ONLY + configured("url_wo = var.url", "url_wo_version = 1", "enabled = false"),
        head=CONFIGURED,
    )
    workspace.variables["url"] = URL
    workspace.apply()
    webhook_id = workspace.state()[ADDRESS]["id"]
    assert client.get_webhook(webhook_id)["url"] == URL
    assert client.get_webhook(webhook_id)["enabled"] is False
    assert workspace.plan_is_empty()
    workspace.variables["url"] = OTHER_URL
    assert workspace.plan_is_empty()
    workspace.write(
        WRITE_ONLY + configured("url_wo = var.url", "url_wo_version = 2", "enabled = false"),
        head=CONFIGURED,
    )
    planned = workspace.planned()
    assert planned[ADDRESS]["actions"] == ["update"]
    workspace.apply()
    assert client.get_webhook(webhook_id)["url"] == OTHER_URL
    shown = json.dumps([planned, workspace.state()])
    assert "key=a1" not in shown
    assert "key=b2" not in shown
    workspace.leave()


def test_it_is_imported_without_its_secret(workspace: Workspace) -> None:
    workspace.write(configured(f'url = "{URL}"', 'name = "chat"'), head=CONFIGURED)
    workspace.apply()
    webhook_id = workspace.state()[ADDRESS]["id"]
    workspace.run("state", "rm", ADDRESS)
    workspace.run("import", ADDRESS, webhook_id)
    assert workspace.state()[ADDRESS]["secret"] is None
    assert workspace.plan_is_empty()
    workspace.leave()


@pytest.mark.parametrize(
    ("lines", "summary"),
    [
        ((), "Missing attribute url"),
        ((f'url = "{URL}"', f'url_wo = "{URL}"', "url_wo_version = 1"), "url and url_wo are both"),
        ((f'url_wo = "{URL}"',), "Missing attribute url_wo_version"),
        ((f'url = "{URL}"', "url_wo_version = 1"), "Missing attribute url_wo"),
        (('url = "hooks.example.com"',), "Invalid value for url"),
    ],
)
def test_a_wrong_url_is_reported(
    workspace: Workspace, lines: tuple[str, ...], summary: str
) -> None:
    workspace.write(configured(*lines), head=WITH_BLOCK)
    (wrong,) = workspace.validate()
    assert wrong["summary"].startswith(summary)


def test_a_refused_url_is_reported_at_its_attribute(workspace: Workspace) -> None:
    workspace.write(configured('url = "https://localhost/"'), head=CONFIGURED)
    error = workspace.apply(expect=1).error
    assert error["summary"] == "Could not create the webhook: the server refused a value"
    assert error["snippet"]["code"].strip().startswith("url")


def test_a_new_version_of_the_secret_rotates_it(workspace: Workspace, client: Client) -> None:
    secrets = []
    for version in (1, 1, 2):
        workspace.write(
            configured(f'url = "{URL}"', f"secret_version = {version}"), head=CONFIGURED
        )
        workspace.apply()
        secrets.append(workspace.state()[ADDRESS]["secret"])
        assert workspace.plan_is_empty()
    assert secrets[0] == secrets[1] != secrets[2]
    assert secrets[2].startswith("posture_whsec_")
    assert client.get_webhook(workspace.state()[ADDRESS]["id"])["url"] == URL
    workspace.leave()
