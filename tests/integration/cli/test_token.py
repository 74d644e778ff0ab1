"""`posture token --api`: tokens through a server, by a token that may make them."""

import pytest

from tests.integration.cli.conftest import Posture

CREATE = ("token", "create", "--api", "--name", "ci", "--scope", "findings:read")


def test_a_token_is_made_listed_and_revoked_through_the_server(here: Posture) -> None:
    made = here(*CREATE, "--expires-in", "1h", "--allow-from", "127.0.0.0/8")
    clear_text = made.out.strip()
    token_id = made.err.removeprefix("posture: token ").partition(";")[0]
    (listed,) = [
        one for one in here("token", "list", "--api", "-o", "json").json if one["id"] == token_id
    ]

    assert clear_text.startswith("posture_")
    assert (listed["scopes"], listed["cidrs"]) == (["findings:read"], ["127.0.0.0/8"])
    assert here("findings", "list", "--token", clear_text).code == 0
    assert here("token", "revoke", "--api", token_id).err == f"posture: revoked token {token_id}\n"
    assert "invalid_token" in here("findings", "list", "--token", clear_text).err


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        ((*CREATE, "--tenant", "acme"), "--tenant is for the database"),
        ((*CREATE, "--expires-in", "never"), "a token of the API expires"),
        (("token", "list", "--api", "--tenant", "acme"), "--tenant is for the database"),
        (
            ("token", "create", "--name", "ci", "--scope", "findings:read"),
            "--tenant is required without --api",
        ),
    ],
)
def test_options_that_do_not_fit_are_refused(
    here: Posture, arguments: tuple[str, ...], named: str
) -> None:
    refused = here(*arguments)
    assert (refused.code, refused.out) == (2, "")
    assert named in refused.err


def test_more_than_the_own_token_is_refused(here: Posture) -> None:
    small = here(
        "token", "create", "--api", "--name", "small", "--scope", "tokens:write"
    ).out.strip()
    refused = here(*CREATE, "--token", small)
    assert refused.code == 2
    assert "it lacks `findings:read`" in refused.err
