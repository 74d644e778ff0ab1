"""`posture integration` against a server."""

from collections.abc import Callable

import pytest

from tests.integration.cli.conftest import Posture

Connect = Callable[[str], str]


def test_an_account_is_connected_shown_and_disconnected(here: Posture) -> None:
    role = "arn:aws:iam::123456789012:role/posture"
    options = ("--role-arn", role, "--external-id", "acme-7", "--region", "eu-central-1")
    timed = ("--schedule", "30 4 * * *")
    made = here("integration", "create", "production", *options, *timed, "-o", "json")
    assert made.code == 0
    found = made.json
    assert (found["name"], found["provider"], found["role_arn"]) == ("production", "aws", role)
    assert (found["regions"], found["schedule"]) == (["eu-central-1"], "30 4 * * *")
    assert here("integration", "show", found["id"], "-o", "json").json == found
    assert found["id"] in [row["id"] for row in here("integration", "list", "-o", "json").json]
    table = here("integration", "list").out
    assert table.startswith("ID ")
    assert found["id"] in table
    shown = here("integration", "show", found["id"]).out
    assert "acme-7" in shown
    assert f"{found['next_run_at'][:10]} 04:30:00" in shown
    gone = here("integration", "delete", found["id"])
    assert (gone.code, gone.out) == (0, "")
    assert here("integration", "show", found["id"]).code == 2


@pytest.mark.parametrize(
    ("arguments", "slug"),
    [
        (["create", "x", "--role-arn", "not-an-arn"], "invalid_role_arn"),
        (["create", "x", "--endpoint-url", "not a url"], "invalid_endpoint_url"),
        (["create", "x", "--check", "aws_nothing_such"], "check_unknown"),
        (["create", "x", "--schedule", "daily"], "invalid_schedule"),
        (["create", "x", "--schedule", "*/5 * * * *"], "schedule_too_frequent"),
        (["create", "x", "--provider", "gcp"], "provider_not_supported"),
        (["show", "00000000-0000-4000-8000-000000000000"], "integration_not_found"),
        (["show", "nope"], "invalid_integration_id"),
        (["delete", "00000000-0000-4000-8000-000000000000"], "integration_not_found"),
    ],
)
def test_a_refusal_is_told_with_its_slug(here: Posture, arguments: list[str], slug: str) -> None:
    result = here("integration", *arguments)
    assert (result.code, result.out) == (2, "")
    assert f" {slug}" in result.err
