"""posture_suppression under the real Terraform: create, read, change, import, drift, destroy."""

from datetime import UTC, datetime, timedelta

import pytest

from posture_client import Client, NotFoundError
from tests.plugins.terraform.configurations import CONFIGURED, WITH_BLOCK
from tests.plugins.terraform.harness import Workspace

ADDRESS = "posture_suppression.website"


def in_days(days: int, *, zone: timedelta = timedelta()) -> str:
    at = (datetime.now(UTC) + timedelta(days=days)).replace(microsecond=0)
    hours = zone // timedelta(hours=1)
    text = (at + zone).strftime("%Y-%m-%dT%H:%M:%S")
    return f"{text}+{hours:02}:00" if hours else f"{text}Z"


def configured(**changes: str) -> str:
    given = {
        "check_id": "aws_s3_bucket_public_access_blocked",
        "resource_pattern": "arn:aws:s3:::acme-website-*",
        "reason": "On purpose.",
        "owner": "team-web",
        "expires_at": in_days(30),
    } | changes
    lines = "\n".join(f'  {name} = "{value}"' for name, value in given.items())
    return f'resource "posture_suppression" "website" {{\n{lines}\n}}\n'


def test_it_is_made_as_configured_changed_and_ended(workspace: Workspace, client: Client) -> None:
    workspace.write(configured(), head=CONFIGURED)
    assert workspace.apply().changes == {"add": 1, "change": 0, "remove": 0}
    state = workspace.state()[ADDRESS]
    assert client.get_suppression(state["id"]) == state
    assert state["integration_id"] is None
    changed = configured(owner="team-b", reason="Still.", expires_at=in_days(60))
    workspace.write(changed, head=CONFIGURED)
    assert workspace.apply().changes == {"add": 0, "change": 1, "remove": 0}
    found = client.get_suppression(state["id"])
    assert (found["owner"], found["reason"]) == ("team-b", "Still.")
    assert found["expires_at"] > state["expires_at"]
    assert workspace.plan_is_empty()
    workspace.destroy()
    with pytest.raises(NotFoundError):
        client.get_suppression(state["id"])


def test_a_moment_stays_as_it_was_written(workspace: Workspace, client: Client) -> None:
    text = in_days(30, zone=timedelta(hours=2))
    workspace.write(configured(expires_at=text), head=CONFIGURED)
    workspace.apply()
    state = workspace.state()[ADDRESS]
    assert state["expires_at"] == text
    assert client.get_suppression(state["id"])["expires_at"].endswith("Z")
    assert workspace.plan_is_empty()
    workspace.leave()


@pytest.mark.parametrize(
    "change",
    [
        {"resource_pattern": "arn:aws:s3:::acme-website"},
        {"check_id": "aws_s3_bucket_versioning_enabled"},
    ],
)
def test_what_it_covers_cannot_be_changed_in_place(
    workspace: Workspace, change: dict[str, str]
) -> None:
    workspace.write(configured(), head=CONFIGURED)
    workspace.apply()
    workspace.write(configured(**change), head=CONFIGURED)
    assert workspace.planned()[ADDRESS]["actions"] == ["delete", "create"]
    workspace.leave()


def test_a_suppression_ended_elsewhere_is_created_again(
    workspace: Workspace, client: Client
) -> None:
    text = configured()
    workspace.write(text, head=CONFIGURED)
    workspace.apply()
    client.delete_suppression(workspace.state()[ADDRESS]["id"])
    assert workspace.planned()[ADDRESS]["actions"] == ["create"]
    workspace.leave()


def test_it_is_imported_by_its_id(workspace: Workspace, client: Client) -> None:
    text = configured()
    workspace.write(text, head=CONFIGURED)
    workspace.apply()
    suppression_id = workspace.state()[ADDRESS]["id"]
    workspace.run("state", "rm", ADDRESS)
    workspace.run("import", ADDRESS, suppression_id)
    assert workspace.state()[ADDRESS] == client.get_suppression(suppression_id)
    assert workspace.plan_is_empty()
    workspace.leave()


@pytest.mark.parametrize(
    ("change", "summary", "attribute"),
    [
        ({"expires_at": "2020-01-01T00:00:00Z"}, "expiry out of range", "expires_at"),
        ({"check_id": "aws_s3_bucket_is_pretty"}, "check unknown", "check_id"),
        (
            {"integration_id": "00000000-0000-4000-8000-000000000000"},
            "it does not exist",
            "integration_id",
        ),
    ],
)
def test_a_refusal_of_the_server_is_reported_at_its_attribute(
    workspace: Workspace, change: dict[str, str], summary: str, attribute: str
) -> None:
    workspace.write(configured(**change), head=CONFIGURED)
    error = workspace.apply(expect=1).error
    assert error["summary"] == f"Could not create the suppression: {summary}"
    assert error["snippet"]["code"].strip().startswith(attribute)


@pytest.mark.parametrize(
    ("change", "attribute"),
    [
        ({"expires_at": "tomorrow"}, "expires_at"),
        ({"check_id": "everything"}, "check_id"),
        ({"resource_pattern": ""}, "resource_pattern"),
        ({"owner": ""}, "owner"),
        ({"reason": ""}, "reason"),
        ({"integration_id": "seven"}, "integration_id"),
    ],
)
def test_an_invalid_value_is_reported_before_the_apply(
    workspace: Workspace, change: dict[str, str], attribute: str
) -> None:
    workspace.write(configured(**change), head=WITH_BLOCK)
    (wrong,) = workspace.validate()
    assert wrong["summary"] == f"Invalid value for {attribute}"


def test_a_change_since_the_plan_is_not_overwritten(workspace: Workspace, client: Client) -> None:
    workspace.write(configured(), head=CONFIGURED)
    workspace.apply()
    suppression_id = workspace.state()[ADDRESS]["id"]
    workspace.write(configured(owner="team-b"), head=CONFIGURED)
    workspace.run("plan", "-out=saved")
    client.update_suppression(suppression_id, owner="team-c")
    error = workspace.run("apply", "-json", "saved", expect=1).error
    assert error["summary"] == "The suppression has changed since the plan was made"
    assert "`owner`" in error["detail"]
    assert client.get_suppression(suppression_id)["owner"] == "team-c"

    workspace.run("plan", "-out=saved")
    client.update_suppression(suppression_id, reason="Another member.")
    workspace.run("apply", "-json", "saved")
    found = client.get_suppression(suppression_id)
    assert (found["owner"], found["reason"]) == ("team-b", "Another member.")
    assert workspace.planned()[ADDRESS]["before"]["reason"] == "Another member."
    workspace.leave()
