"""The identity that a host offers its jobs becomes a token, without a secret in the host."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from posture_client import Client, InvalidRequestError, UnauthorizedError
from posture_client.identity import IdentityError, offered_identity
from tests.issuer import encoded
from tests.plugins.client.scripted import Reply, scripted

TRUST = "2b7c4d8e-6f1a-4e0b-9c3d-5a7e8f901b2c"


def token(audience: object) -> str:
    return f"{encoded({'alg': 'RS256'})}.{encoded({'aud': audience})}.AAAA"


def made(lifetime: int = 900, text: str = "posture_exchanged") -> Reply:
    return Reply(body={"access_token": text, "expires_in": lifetime})


OWN, FOREIGN = token(f"posture:{TRUST}"), token("sts.amazonaws.com")


@pytest.mark.parametrize(
    ("environ", "host"),
    [
        ({"POSTURE_IDENTITY_TOKEN": FOREIGN}, "the job"),
        ({"TFC_WORKLOAD_IDENTITY_TOKEN_POSTURE": OWN}, "HCP Terraform"),
        ({"TFC_WORKLOAD_IDENTITY_TOKEN": OWN}, "HCP Terraform"),
        ({"TFC_WORKLOAD_IDENTITY_TOKEN": token([f"posture:{TRUST}"])}, "HCP Terraform"),
        ({"SPACELIFT_OIDC_TOKEN": FOREIGN, "POSTURE_TRUST": TRUST}, "Spacelift"),
        ({"BITBUCKET_STEP_OIDC_TOKEN": FOREIGN, "POSTURE_TRUST": TRUST}, "Bitbucket Pipelines"),
        (
            {
                "ACTIONS_ID_TOKEN_REQUEST_URL": "https://run.example.com/?a=1",
                "ACTIONS_ID_TOKEN_REQUEST_TOKEN": "t",
                "POSTURE_TRUST": TRUST,
            },
            "GitHub Actions",
        ),
    ],
)
def test_the_identity_of_a_host_is_found(environ: Mapping[str, str], host: str) -> None:
    found = offered_identity(environ)

    assert found is not None
    assert (found.host, found.trust) == (host, environ.get("POSTURE_TRUST"))


@pytest.mark.parametrize(
    "environ",
    [
        {},
        {"POSTURE_TRUST": TRUST},
        {"TFC_WORKLOAD_IDENTITY_TOKEN": FOREIGN},
        {"SPACELIFT_OIDC_TOKEN": FOREIGN},
        {"BITBUCKET_STEP_OIDC_TOKEN": "no token"},
        {"BITBUCKET_STEP_OIDC_TOKEN": "a.b"},
        {"SPACELIFT_OIDC_TOKEN": f"a.{encoded([1])}.c"},
        {
            "ACTIONS_ID_TOKEN_REQUEST_URL": "https://run.example.com/",
            "ACTIONS_ID_TOKEN_REQUEST_TOKEN": "t",
        },
    ],
)
def test_an_identity_for_somewhere_else_is_not_sent(environ: Mapping[str, str]) -> None:
    assert offered_identity(environ) is None


def test_one_exchange_serves_all_requests_of_a_process() -> None:
    identity = offered_identity({"POSTURE_IDENTITY_TOKEN": OWN, "POSTURE_TRUST": TRUST})
    assert identity is not None
    with scripted(made(), Reply(), Reply(), Reply()) as server:
        for _ in range(2):
            with Client(server.url, identity) as client:
                client.list_runs()
    exchange, *others = server.requests

    assert exchange.path == "/api/v2/token-exchange"
    assert "authorization" not in {name.lower() for name in exchange.headers}
    assert len(others) == 2
    assert {one.headers["authorization"] for one in others} == {"Bearer posture_exchanged"}


def test_a_token_is_replaced_before_it_expires() -> None:
    identity = offered_identity({"POSTURE_IDENTITY_TOKEN": OWN})
    assert identity is not None
    with (
        scripted(made(0, "one"), Reply(), made(0, "two"), Reply()) as server,
        Client(server.url, identity) as client,
    ):
        client.list_runs()
        client.list_runs()
    sent = [one.headers.get("authorization") for one in server.requests]

    assert sent == [None, "Bearer one", None, "Bearer two"]


def test_a_refused_identity_is_an_error_and_is_not_sent_again() -> None:
    identity = offered_identity({"POSTURE_IDENTITY_TOKEN": OWN})
    assert identity is not None
    refusal = {"error": "invalid_request", "detail": "The token is not accepted."}
    with (
        scripted(Reply(status=400, body=refusal)) as server,
        Client(server.url, identity) as client,
        pytest.raises(InvalidRequestError, match="The token is not accepted"),
    ):
        client.list_runs()
    assert len(server.requests) == 1


def test_an_issuer_that_is_down_is_waited_for() -> None:
    identity = offered_identity({"POSTURE_IDENTITY_TOKEN": OWN})
    assert identity is not None
    down = Reply(status=503, body={"error": "temporarily_unavailable"})
    with (
        scripted(down, made(), Reply()) as server,
        Client(server.url, identity, backoff_seconds=0.001) as client,
    ):
        client.list_runs()
    assert len(server.requests) == 3


def test_the_file_of_a_cluster_is_read_for_each_exchange(tmp_path: Path) -> None:
    file = tmp_path / "token"
    file.write_text(f"{OWN}\n")
    identity = offered_identity({"POSTURE_IDENTITY_TOKEN_FILE": str(file)})
    assert identity is not None
    assert identity.read() == OWN
    file.write_text(FOREIGN)
    assert identity.read() == FOREIGN
    file.unlink()
    with pytest.raises(IdentityError, match="No such file"):
        identity.read()


def test_github_makes_an_identity_for_the_trust() -> None:
    reply = Reply(body={"value": OWN})
    with scripted(reply) as server:
        identity = offered_identity(github(f"{server.url}/id?api-version=2"))
        assert identity is not None
        assert identity.read() == OWN
    (request,) = server.requests

    assert request.path == f"/id?api-version=2&audience=posture%3A{TRUST}"
    assert request.headers["authorization"] == "Bearer runner"


@pytest.mark.parametrize("reply", [Reply(status=403), Reply(text=b"no json"), Reply(body=[])])
def test_github_without_the_permission_says_so(reply: Reply) -> None:
    with scripted(reply) as server:
        identity = offered_identity(github(server.url))
        assert identity is not None
        with pytest.raises(IdentityError, match="id-token: write"):
            identity.read()


def test_a_url_that_is_no_url_is_refused() -> None:
    identity = offered_identity(github("file:///etc/passwd"))
    assert identity is not None
    with pytest.raises(IdentityError, match="no http"):
        identity.read()


def test_no_error_shows_an_identity() -> None:
    identity = offered_identity({"POSTURE_IDENTITY_TOKEN": OWN})
    assert identity is not None
    with (
        scripted(made(), Reply(status=401, body={"error": "invalid_token"})) as server,
        Client(server.url, identity) as client,
        pytest.raises(UnauthorizedError) as raised,
    ):
        client.list_runs()
    shown = f"{raised.value!r} {identity!r} {raised.value}"
    assert OWN not in shown
    assert "posture_exchanged" not in shown


def github(url: str) -> dict[str, Any]:
    return {
        "ACTIONS_ID_TOKEN_REQUEST_URL": url,
        "ACTIONS_ID_TOKEN_REQUEST_TOKEN": "runner",
        "POSTURE_TRUST": TRUST,
    }
