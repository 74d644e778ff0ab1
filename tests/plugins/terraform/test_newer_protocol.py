"""Identity, list resources and actions: what newer Terraform versions call, as bytes.

No Terraform of this machine makes these calls; the messages are those of the published protocol.
"""

import json
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest

from posture_client import Client
from posture_terraform.codec import newer, protobuf, tables
from posture_terraform.framework.definition import Context
from posture_terraform.framework.log import Log
from posture_terraform.framework.values import State, conform
from posture_terraform.provider import PROVIDER
from posture_terraform.provider.connection import Configured
from posture_terraform.session import Session
from posture_terraform.unknown import UNKNOWN
from tests.plugins.terraform.test_suppression import in_days
from tests.server import Served

MISSING = "00000000-0000-4000-8000-000000000000"


class Caller:
    """A newer Terraform: encodes requests, decodes all responses."""

    def __init__(self, endpoint: str, token: str) -> None:
        self.clients: list[Client] = []

        def configure(context: Context[Configured], config: State) -> Configured | None:
            if client := PROVIDER.configure(context, config):
                self.clients.append(client)
            return client

        provider = PROVIDER.replaced(configure=configure)
        self._session = Session(lambda: provider, Log("posture", level=9))
        config = {"endpoint": endpoint, "token": token}
        self.call("ValidateProviderConfig", config=conform(PROVIDER.schema.attributes, config))
        self.call(
            "ConfigureProvider",
            config=conform(PROVIDER.schema.attributes, config),
            terraform_version="1.14.0",
        )

    def stream(self, method: str, **request: Any) -> list[dict[str, Any]]:  # noqa: ANN401  # any message
        kind, answer = protobuf.METHODS[method]
        sent = protobuf.encode(kind, request)
        received = self._session.handle(f"/tfplugin6.Provider/{method}", sent)
        return [protobuf.decode(answer, message) for message in received]

    def call(self, method: str, **request: Any) -> dict[str, Any]:  # noqa: ANN401  # any message
        (answer,) = self.stream(method, **request)
        return answer

    def close(self) -> None:
        for client in self.clients:
            client.close()


@pytest.fixture
def caller(api: Served) -> Iterator[Caller]:
    with closing(Caller(api.url, api.token)) as found:
        yield found


@pytest.fixture
def integration_id(client: Client) -> Iterator[str]:
    one = client.create_integration(name="listed", provider="aws", aws={"regions": ["eu-west-1"]})
    yield one["id"]
    client.delete_integration(one["id"])


def summaries(diagnostics: list[dict[str, Any]]) -> list[str]:
    return [one["summary"] for one in diagnostics]


def test_the_newer_messages_extend_the_older_ones_and_are_complete() -> None:
    assert not newer.METHODS.keys() & tables.METHODS.keys()
    for name, fields in newer.MESSAGES.items():
        older = tables.MESSAGES.get(name, {})
        assert not fields.keys() & older.keys()
        assert not {one[0] for one in fields.values()} & {one[0] for one in older.values()}
    types = {name for pair in newer.METHODS.values() for name in pair}
    types |= {of for fields in newer.MESSAGES.values() for *_, of in fields.values() if of}
    assert types <= protobuf.MESSAGES.keys()


@pytest.mark.parametrize(
    ("message", "values", "data"),
    [
        (
            "InvokeAction.Event",
            {"progress": {"message": "a"}},
            bytes.fromhex("0a030a0161"),
        ),
        ("InvokeAction.Event", {"completed": {"diagnostics": []}}, bytes.fromhex("1200")),
        (
            "ListResource.Event",
            {"identity": {"identity_data": {"id": "a"}}, "display_name": "b"},
            bytes.fromhex("0a0a0a080a0681a26964a161120162"),
        ),
    ],
)
def test_an_event_is_encoded_as_the_protocol_has_it(
    message: str, values: dict[str, Any], data: bytes
) -> None:
    assert protobuf.encode(message, values) == data


def test_the_schemas_tell_what_there_is(caller: Caller) -> None:
    schema = caller.call("GetProviderSchema")
    # The server has no list of baselines.
    listed = PROVIDER.resources.keys() - {"posture_baseline"}
    assert schema["list_resource_schemas"].keys() == listed
    action = schema["action_schemas"]["posture_run"]["schema"]["block"]["attributes"]
    assert not [one["name"] for one in action if one["computed"]]
    metadata = caller.call("GetMetadata")
    assert metadata["actions"] == [{"type_name": "posture_run"}]
    assert {one["type_name"] for one in metadata["list_resources"]} == listed
    identities = caller.call("GetResourceIdentitySchemas")["identity_schemas"]
    assert identities.keys() == PROVIDER.resources.keys()
    (attribute,) = identities["posture_run"]["identity_attributes"]
    assert (attribute["name"], attribute["type"]) == ("id", b'"string"')
    assert attribute["required_for_import"] is True


def test_a_resource_keeps_its_identity_from_its_creation_on(caller: Caller, client: Client) -> None:
    attributes = PROVIDER.resources["posture_suppression"].schema.attributes
    config = conform(
        attributes,
        {
            "check_id": "aws_s3_bucket_public_access_blocked",
            "resource_pattern": "*",
            "reason": "On purpose.",
            "owner": "team-web",
            "expires_at": in_days(9),
        },
    )
    about = {"type_name": "posture_suppression", "config": config}
    planned = caller.call("PlanResourceChange", **about, proposed_new_state=config)
    assert planned["planned_identity"] is None
    made = caller.call("ApplyResourceChange", **about, planned_state=planned["planned_state"])
    state, identity = made["new_state"], made["new_identity"]
    assert identity == {"identity_data": {"id": state["id"]}}
    read = caller.call(
        "ReadResource",
        type_name="posture_suppression",
        current_state=state,
        current_identity=identity,
    )
    assert read["new_identity"] == identity
    again = caller.call(
        "PlanResourceChange",
        **about,
        prior_state=state,
        proposed_new_state=state,
        prior_identity=identity,
    )
    assert again["planned_identity"] == identity
    client.delete_suppression(state["id"])
    gone = caller.call("ReadResource", type_name="posture_suppression", current_state=state)
    assert (gone["new_state"], gone["new_identity"]) == (None, None)


def test_a_resource_is_imported_by_its_identity(caller: Caller, integration_id: str) -> None:
    identity = {"identity_data": {"id": integration_id.upper()}}
    answer = caller.call("ImportResourceState", type_name="posture_integration", identity=identity)
    (imported,) = answer["imported_resources"]
    assert imported["state"]["id"] == integration_id
    assert imported["identity"] == {"identity_data": {"id": integration_id}}
    wrong = {"identity_data": {"id": "seven"}}
    refused = caller.call("ImportResourceState", type_name="posture_integration", identity=wrong)
    assert summaries(refused["diagnostics"]) == ["Not the id of an integration"]


def test_a_stored_identity_is_upgraded(caller: Caller) -> None:
    answer = caller.call(
        "UpgradeResourceIdentity",
        type_name="posture_run",
        version=0,
        raw_identity={"json": json.dumps({"id": MISSING}).encode()},
    )
    assert answer["upgraded_identity"] == {"identity_data": {"id": MISSING}}


@pytest.mark.parametrize("name", sorted(PROVIDER.list_resources))
def test_what_exists_is_listed(
    caller: Caller, client: Client, integration_id: str, name: str
) -> None:
    run_id = client.start_run(integration_id=integration_id, trigger="verify")["run_id"]
    suppression = client.create_suppression(
        check_id="aws_s3_bucket_versioning_enabled",
        resource_pattern="*",
        reason="On purpose.",
        owner="team-web",
        expires_at=in_days(9),
    )
    webhook = client.create_webhook(url="https://hooks.example.com/", events=["run.failed"])
    trust = client.create_trust(
        name="shop",
        issuer="https://token.actions.githubusercontent.com",
        conditions=[{"claim": "repository_id", "equals": ["74"]}],
        scopes=["findings:read"],
    )
    ids = {
        "posture_integration": integration_id,
        "posture_run": run_id,
        "posture_suppression": suppression["id"],
        "posture_trust": trust["id"],
        "posture_webhook": webhook["id"],
    }
    events = caller.stream(
        "ListResource",
        type_name=name,
        config=conform(PROVIDER.list_resources[name].schema.attributes, {}),
        include_resource_object=True,
        limit=1,
    )
    (found,) = events
    assert found["identity"] == {"identity_data": {"id": ids[name]}}
    assert found["display_name"]
    attributes = PROVIDER.resources[name].schema.attributes
    assert found["resource_object"].keys() == attributes.keys()
    read = caller.call("ReadResource", type_name=name, current_state=found["resource_object"])
    assert read["new_state"] == found["resource_object"]
    client.cancel_run(run_id)
    client.delete_suppression(suppression["id"])
    client.delete_trust(trust["id"])
    client.delete_webhook(webhook["id"])


def test_filters_of_a_list_are_checked_and_sent(caller: Caller) -> None:
    attributes = PROVIDER.list_resources["posture_run"].schema.attributes
    wrong = caller.call(
        "ValidateListResourceConfig",
        type_name="posture_run",
        config=conform(attributes, {"status": "queued"}),
    )
    assert summaries(wrong["diagnostics"]) == ["Invalid value for status"]
    none = conform(attributes, {"integration_id": MISSING})
    assert caller.stream("ListResource", type_name="posture_run", config=none) == []


def test_a_list_that_fails_says_why(api: Served) -> None:
    with closing(Caller(api.url, api.mint(["findings:read"]))) as caller:
        (event,) = caller.stream("ListResource", type_name="posture_webhook", config={})
    assert summaries(event["diagnostic"]) == [
        "Could not list the webhooks: the token does not allow it"
    ]


def action(**config: Any) -> dict[str, Any]:  # noqa: ANN401  # any value
    return conform(PROVIDER.actions["posture_run"].schema.attributes, config)


def test_an_action_starts_a_run(caller: Caller, client: Client, integration_id: str) -> None:
    config = action(integration_id=integration_id, wait=False, source={"commit": "9f2c1ab"})
    assert caller.call("PlanAction", action_type="posture_run", config=config)["diagnostics"] == []
    started, status, end = caller.stream("InvokeAction", action_type="posture_run", config=config)
    run_id = started["progress"]["message"].split()[1]
    assert status["progress"]["message"] == f"Run {run_id}: running."
    assert end["completed"]["diagnostics"] == []
    run = client.cancel_run(run_id)
    assert run["trigger"] == "manual"
    assert run["source"] == {"tool": "terraform", "commit": "9f2c1ab"}


def test_an_action_that_fails_says_what_to_do(
    caller: Caller, client: Client, integration_id: str
) -> None:
    config = action(
        integration_id=integration_id, fail_on="high", timeouts={"create": "1s"}, trigger="manual"
    )
    started, end = caller.stream("InvokeAction", action_type="posture_run", config=config)
    run_id = started["progress"]["message"].split()[1]
    (wrong,) = end["completed"]["diagnostics"]
    assert wrong["summary"] == "The run has not ended in time"
    assert f"posture gate {run_id}" in wrong["detail"]
    assert "next apply" not in wrong["detail"]
    client.cancel_run(run_id)


def test_the_plan_of_an_action_refuses_what_the_server_would(
    caller: Caller, integration_id: str
) -> None:
    for wrong, summary in (
        ({"integration_id": MISSING}, "it does not exist"),
        ({"scope": {"regions": ["eu-wset-1"]}}, "region unknown"),
    ):
        config = action(**{"integration_id": integration_id} | wrong)
        answer = caller.call("PlanAction", action_type="posture_run", config=config)
        assert summaries(answer["diagnostics"]) == [f"Could not start the run: {summary}"]
    later = action(integration_id=UNKNOWN)
    answer = caller.call("PlanAction", action_type="posture_run", config=later)
    assert answer["diagnostics"] == []


def test_an_action_is_validated(caller: Caller) -> None:
    config = action(integration_id=MISSING, fail_on="high", wait=False)
    answer = caller.call("ValidateActionConfig", action_type="posture_run", config=config)
    assert summaries(answer["diagnostics"]) == ["fail_on needs the end of the run"]
