"""A server that refuses, fails or is down: messages, advice, and a correct state."""

import ssl
from pathlib import Path
from threading import Event

from posture_client import Client
from posture_client.models import AwsConnectionOptions
from tests.plugins.terraform.configurations import ACCOUNT, CONFIGURED
from tests.plugins.terraform.faulty_proxy import (
    FaultResponse,
    FaultyProxy,
    ProxiedRequest,
    faulty_proxy,
)
from tests.plugins.terraform.harness import SOON_SECONDS, Workspace
from tests.plugins.terraform.keys import client_keys
from tests.ports import free_port
from tests.server import Served


def test_a_wrong_token(workspace: Workspace) -> None:
    workspace.write(ACCOUNT, head=CONFIGURED)
    workspace.variables["token"] = "posture_wrong"
    error = workspace.apply(expect=1).error
    assert error["summary"] == "Could not use the token: the token was refused"
    assert "posture token create" in error["detail"]


def test_an_expired_token(workspace: Workspace, api: Served) -> None:
    workspace.write(ACCOUNT, head=CONFIGURED)
    workspace.variables["token"] = api.mint(expires_at=1)
    assert "The token has expired." in workspace.apply(expect=1).error["detail"]


def test_a_token_without_the_scope(workspace: Workspace, api: Served) -> None:
    workspace.write(ACCOUNT, head=CONFIGURED)
    workspace.variables["token"] = api.mint(["integrations:read"])
    error = workspace.apply(expect=1).error
    assert error["summary"].endswith("the token does not allow it")
    assert "integrations:write" in error["detail"]


def test_a_dead_endpoint(workspace: Workspace) -> None:
    workspace.write(ACCOUNT, head=CONFIGURED)
    workspace.variables["endpoint"] = f"http://127.0.0.1:{free_port()}"
    error = workspace.apply(expect=1).error
    assert error["summary"].endswith("the server cannot be reached")
    assert "Is endpoint right, and does the server run?" in error["detail"]
    workspace.variables.clear()
    workspace.apply()
    workspace.leave()


def test_an_endpoint_that_is_not_a_posture_server(workspace: Workspace, proxy: FaultyProxy) -> None:
    workspace.write(ACCOUNT, head=CONFIGURED)
    proxy.fault = lambda _: FaultResponse(404, b"<html>not here</html>")
    error = workspace.plan(expect=1).error
    assert error["summary"] == "There is no posture server at the endpoint"


def test_a_certificate_that_is_not_trusted_and_then_is(
    workspace: Workspace, api: Served, tmp_path: Path
) -> None:
    keys = client_keys(tmp_path / "tls")
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(keys.certificate, keys.key)
    with faulty_proxy(api.url, tls=tls) as secure:
        workspace.variables["endpoint"] = secure.url.replace("127.0.0.1", "localhost")
        workspace.write(ACCOUNT, head=CONFIGURED)
        error = workspace.apply(expect=1).error
        assert error["summary"].endswith("the server's certificate is not trusted")
        assert "ca_file" in error["detail"]
        trusting = CONFIGURED.replace("retry_", f'ca_file = "{keys.certificate}"\n  retry_')
        workspace.write(ACCOUNT, head=trusting)
        workspace.apply()
        workspace.leave()


def test_faults_of_the_server_that_pass(workspace: Workspace, proxy: FaultyProxy) -> None:
    workspace.write(ACCOUNT, head=CONFIGURED)
    workspace.apply()
    bad = iter([FaultResponse(503), FaultResponse(0), FaultResponse(500)])
    proxy.fault = lambda asked: next(bad, None) if asked.method == "GET" else None
    assert workspace.plan_is_empty()
    workspace.leave()


def test_faults_of_the_server_that_last(workspace: Workspace, proxy: FaultyProxy) -> None:
    workspace.write(ACCOUNT, head=CONFIGURED)
    workspace.apply()
    proxy.fault = lambda _: FaultResponse(500)
    error = workspace.plan(expect=1).error
    assert error["summary"] == "Could not read the integration: the server failed"
    assert "(Request faulty-proxy.)" in error["detail"]
    proxy.fault = lambda _: None
    assert workspace.plan_is_empty()
    workspace.leave()


def test_a_server_that_takes_too_long_to_respond(workspace: Workspace, proxy: FaultyProxy) -> None:
    hasty = CONFIGURED.replace("retry_seconds = 2", "retry_seconds = 0\n  timeout_seconds = 1")
    workspace.write(ACCOUNT, head=CONFIGURED)
    workspace.apply()
    over = Event()

    def hang(_: ProxiedRequest) -> FaultResponse:
        over.wait(SOON_SECONDS)
        return FaultResponse(0)

    proxy.fault = hang
    workspace.write(ACCOUNT, head=hasty)
    error = workspace.plan(expect=1).error
    over.set()
    assert error["summary"] == "Could not read the integration: the server cannot be reached"
    assert "timed out" in error["detail"]
    proxy.fault = lambda _: None
    workspace.write(ACCOUNT, head=CONFIGURED)
    assert workspace.plan_is_empty()
    workspace.leave()


def test_a_lost_response_to_a_create_says_what_may_exist(
    workspace: Workspace, proxy: FaultyProxy, client: Client
) -> None:
    made: list[str] = []

    def lose(asked: ProxiedRequest) -> FaultResponse | None:
        if asked.method != "POST":
            return None
        if made:  # the retries under the same key
            return FaultResponse(0)
        options: AwsConnectionOptions = {"regions": ["eu-west-1"]}
        one = client.create_integration(name="production", provider="aws", aws=options)
        made.append(one["id"])
        return FaultResponse(0)

    proxy.fault = lose
    workspace.write(ACCOUNT, head=CONFIGURED)
    error = workspace.apply(expect=1).error
    assert len(made) == 1
    assert error["summary"] == "Could not create the integration: the response was lost"
    assert "posture integration list" in error["detail"]
    assert "terraform import" in error["detail"]
    proxy.fault = lambda _: None
    workspace.run("import", "-no-color", "posture_integration.account", made[0])
    assert workspace.planned()["posture_integration.account"]["actions"] == ["update"]
    workspace.leave()


def test_a_delete_that_fails_leaves_the_state(workspace: Workspace, proxy: FaultyProxy) -> None:
    workspace.write(ACCOUNT, head=CONFIGURED)
    workspace.apply()
    proxy.fault = lambda asked: FaultResponse(500) if asked.method == "DELETE" else None
    workspace.destroy(expect=1)
    proxy.fault = lambda _: None
    assert workspace.plan_is_empty()
    assert workspace.destroy().changes["remove"] == 1


def test_too_many_requests_are_sent_in_turn_and_not_if_configured_so(
    limited_workspace: Workspace,
) -> None:
    many = ACCOUNT.replace('"account" {', '"account" {\n  count = 8')
    many = many.replace('"production"', '"account ${count.index}"')
    impatient = CONFIGURED.replace("retry_seconds = 2", "retry_seconds = 0")
    limited_workspace.write(many, head=impatient)
    assert limited_workspace.apply().changes["add"] == 8
    hasty = impatient.replace("retry_seconds = 0", "rate_limit_seconds = 0")
    limited_workspace.write(many.replace("count = 8", "count = 16"), head=hasty)
    errors = limited_workspace.apply(expect=1).errors
    assert errors[0]["summary"].endswith("too many requests")
    assert "Raise rate_limit_seconds in the provider block" in errors[0]["detail"]
    limited_workspace.write(many.replace("count = 8", "count = 16"), head=impatient)
    limited_workspace.apply()
    assert limited_workspace.plan_is_empty()
    limited_workspace.leave()
