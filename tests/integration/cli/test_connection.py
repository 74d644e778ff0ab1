"""What every command says when the server, the token or the way between is not right."""

import pytest

from tests.command import posture
from tests.integration.cli.conftest import Posture
from tests.server import Served

NOBODY = "00000000-0000-4000-8000-000000000000"


def test_without_a_token_the_command_says_how_to_get_one(server: Served) -> None:
    result = posture("run", "list", environ={"POSTURE_ENDPOINT": server.url})
    assert (result.code, result.out) == (2, "")
    assert "no token" in result.err
    assert "posture token create" in result.err


def test_options_win_over_the_environment(server: Served, dead: str) -> None:
    own = {"POSTURE_ENDPOINT": dead, "POSTURE_TOKEN": "wrong"}
    options = ("--endpoint", server.url, "--token", server.token)
    assert posture("run", "list", *options, environ=own).code == 0


@pytest.mark.parametrize(
    ("token", "message"),
    [
        ("posture_unknown", "401 invalid_token"),
        ("with space", "characters that are not allowed in a token"),
    ],
)
def test_a_wrong_token_is_refused_and_not_shown(here: Posture, token: str, message: str) -> None:
    result = here("run", "list", POSTURE_TOKEN=token)
    assert (result.code, result.out) == (2, "")
    assert message in result.err
    assert token not in result.err


def test_a_missing_scope_is_reported(here: Posture, server: Served) -> None:
    token = server.mint(["findings:read"])
    result = here("run", "list", POSTURE_TOKEN=token)
    assert result.code == 2
    assert "403 missing_scope" in result.err
    assert "The token lacks the scope `cloud_posture:read`." in result.err
    assert "posture token create --scope cloud_posture:read" in result.err


def test_an_address_that_is_not_allowed_is_reported(here: Posture, server: Served) -> None:
    token = server.mint(cidrs=["10.9.9.0/24"])
    result = here("run", "list", POSTURE_TOKEN=token)
    assert result.code == 2
    assert "403 ip_not_allowed" in result.err


def test_an_expired_token_is_reported(here: Posture, server: Served) -> None:
    token = server.mint(expires_at=1)
    result = here("run", "list", POSTURE_TOKEN=token)
    assert result.code == 2
    assert "401 expired_token" in result.err


@pytest.mark.parametrize(
    "command",
    [
        ("run", "list"),
        ("run", "start", "--integration", NOBODY, "--wait", "--fail-on", "high"),
        ("gate", NOBODY),
        ("gate", NOBODY, "--wait"),
    ],
)
def test_a_dead_server_is_reported(here: Posture, dead: str, command: tuple[str, ...]) -> None:
    result = here(*command, POSTURE_ENDPOINT=dead)
    assert (result.code, result.out) == (5, "")
    assert f"cannot reach {dead}" in result.err
    assert "posture serve" in result.err


def test_a_response_of_another_server_is_reported(here: Posture, buckets: str) -> None:
    result = here("run", "list", POSTURE_ENDPOINT=buckets)
    assert (result.code, result.out) == (5, "")
    assert "not like a posture server" in result.err


@pytest.mark.parametrize("endpoint", ["localhost:8080", "ftp://x", "https://user:pw@x"])
def test_an_invalid_endpoint_is_refused(here: Posture, endpoint: str) -> None:
    result = here("run", "list", POSTURE_ENDPOINT=endpoint)
    assert result.code == 2
    assert "endpoint must" in result.err
    assert "pw" not in result.err


def test_a_file_of_authorities_that_is_missing_is_refused(here: Posture) -> None:
    result = here("run", "list", "--ca-file", "/nowhere/ca.pem")
    assert result.code == 2
    assert "/nowhere/ca.pem" in result.err
