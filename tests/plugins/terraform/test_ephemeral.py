"""Ephemeral resources: under the real Terraform, and the calls of a long apply as bytes."""

import json
from pathlib import Path
from typing import Any

import pytest

from posture_terraform.codec import protobuf
from posture_terraform.framework.log import Log
from posture_terraform.provider import PROVIDER
from posture_terraform.session import Session
from tests.plugins.client.scripted import Reply, scripted
from tests.plugins.terraform import fake_provider
from tests.plugins.terraform.harness import HEAD, Workspace, environment, reattachable
from tests.plugins.terraform.test_token import stored

LAB = """
variable "directory" { type = string }
provider "posture" { directory = var.directory }
ephemeral "posture_door" "front" { name = "front" }
resource "posture_thing" "inside" {
  text   = "stored"
  secret = ephemeral.posture_door.front.key
}
"""


def session(provider: Any) -> Session:  # noqa: ANN401  # any provider
    return Session(lambda: provider, Log("posture", level=9))


def call(session: Session, method: str, **request: Any) -> dict[str, Any]:  # noqa: ANN401  # any message
    kind, answer = protobuf.METHODS[method]
    (received,) = session.handle(f"/tfplugin6.Provider/{method}", protobuf.encode(kind, request))
    return protobuf.decode(answer, received)


@pytest.fixture
def lab(tmp_path: Path) -> Session:
    found = session(fake_provider.PROVIDER)
    call(found, "ConfigureProvider", config={"directory": str(tmp_path)}, terraform_version="1.11")
    return found


def test_terraform_opens_and_closes_it_and_stores_nothing(tmp_path: Path) -> None:
    doors = tmp_path / "doors"
    doors.mkdir()
    with reattachable(tmp_path, "tests.plugins.terraform.fake_provider") as reattach:
        workspace = Workspace(tmp_path, environment(tmp_path) | reattach)
        workspace.variables["directory"] = str(doors)
        workspace.write(LAB, head=HEAD)
        workspace.run("plan", "-out=saved")
        assert (doors / "front").read_text() == "open\nclosed\n"
        workspace.run("apply", "saved")
        assert (doors / "front").read_text() == "open\nclosed\n"
        workspace.write(LAB.replace('"front" }', '"refused" }'), head=HEAD)
        error = workspace.plan(expect=1).error
    assert error["summary"] == "It stays closed"
    assert error["snippet"]["code"].strip().startswith("ephemeral")
    assert [one for one in stored(tmp_path) if b"key of front" in one] == []


def test_it_is_renewed_and_closed_with_its_private_data(lab: Session, tmp_path: Path) -> None:
    config = {"name": "back", "key": None}
    valid = call(lab, "ValidateEphemeralResourceConfig", type_name="posture_door", config=config)
    assert valid["diagnostics"] == []
    opened = call(lab, "OpenEphemeralResource", type_name="posture_door", config=config)
    assert opened["result"] == {"name": "back", "key": "key of back"}
    assert opened["renew_at"] == {"seconds": 4_102_444_800, "nanos": 500_000_000}
    about = {"type_name": "posture_door", "private": opened["private"]}
    renewed = call(lab, "RenewEphemeralResource", **about)
    assert (renewed["renew_at"], renewed["private"]) == (None, b"back")
    assert call(lab, "CloseEphemeralResource", **about)["diagnostics"] == []
    assert (tmp_path / "back").read_text() == "open\nrenewed\nclosed\n"


def test_a_fault_in_a_renewal_and_at_the_end_is_reported(lab: Session) -> None:
    for method in ("RenewEphemeralResource", "CloseEphemeralResource"):
        failed = call(lab, method, type_name="posture_door", private=b"never-opened")
        (wrong,) = failed["diagnostics"]
        assert wrong["summary"].startswith(f"{method} posture_door: FileNotFoundError")


def test_a_message_is_encoded_as_the_protocol_has_it() -> None:
    values = {"renew_at": {"seconds": 5, "nanos": 6}, "private": b"p"}
    assert protobuf.encode("OpenEphemeralResource.Response", values) == bytes.fromhex(
        "1204080510062201" + b"p".hex()
    )


def test_a_token_has_no_lease() -> None:
    provider = session(PROVIDER)
    about = {"type_name": "posture_token", "private": None}
    (refused,) = call(provider, "RenewEphemeralResource", **about)["diagnostics"]
    assert refused["summary"] == "A posture_token cannot be renewed"
    assert call(provider, "CloseEphemeralResource", **about)["diagnostics"] == []


@pytest.mark.parametrize(
    "reply", [Reply(status=204), Reply(status=500), Reply(status=401, body={"error": "a"})]
)
def test_a_token_is_revoked_once_and_a_failure_fails_nothing(reply: Reply) -> None:
    provider = session(PROVIDER)
    with scripted(reply) as server:
        call(provider, "ConfigureProvider", config={"endpoint": server.url}, terraform_version="1")
        about = {"type_name": "posture_token", "private": b"posture_of-the-job"}
        assert call(provider, "CloseEphemeralResource", **about)["diagnostics"] == []
    (sent,) = server.requests
    assert (sent.method, sent.path) == ("DELETE", "/api/v2/session")
    assert sent.headers["authorization"] == "Bearer posture_of-the-job"


def test_the_schema_has_them() -> None:
    provider = session(PROVIDER)
    shown = call(provider, "GetProviderSchema")["ephemeral_resource_schemas"]
    assert shown.keys() == PROVIDER.ephemeral_resources.keys()
    assert json.loads(
        next(
            one["type"]
            for one in shown["posture_token"]["block"]["attributes"]
            if one["name"] == "scopes"
        )
    ) == ["set", "string"]
    listed = call(provider, "GetMetadata")["ephemeral_resources"]
    assert {one["type_name"] for one in listed} == PROVIDER.ephemeral_resources.keys()
