"""`posture integration` against a server."""

from collections.abc import Callable
from uuid import uuid4

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
    assert (found["name"], found["provider"]) == ("production", "aws")
    assert found["aws"] == {
        "role_arn": role,
        "external_id": "acme-7",
        "profile": None,
        "regions": ["eu-central-1"],
        "endpoint_url": None,
    }
    assert found["schedule"] == "30 4 * * *"
    assert here("integration", "show", found["id"], "-o", "json").json == found
    assert found["id"] in [row["id"] for row in here("integration", "list", "-o", "json").json]
    table = here("integration", "list").out
    assert table.startswith("ID\t")
    assert found["id"] in table
    shown = here("integration", "show", found["id"]).out
    assert "acme-7" in shown
    assert role in shown
    assert "eu-central-1" in table
    assert f"{found['next_run_at'][:10]} 04:30:00" in shown
    gone = here("integration", "delete", found["id"])
    assert (gone.code, gone.out) == (0, "")
    assert here("integration", "show", found["id"]).code == 2


def test_options_are_changed_or_cleared_and_the_rest_stays(here: Posture) -> None:
    made = here(
        *("integration", "create", "production", "--region", "eu-central-1"),
        *("--role-arn", "arn:aws:iam::123456789012:role/posture", "--external-id", "acme-7"),
        *("--check", "aws_s3_bucket_acl_not_public", "--schedule", "30 4 * * *", "-o", "json"),
    ).json
    update = ("integration", "update", made["id"])
    changed = here(*update, "--name", "prod", "--schedule", "15 3 * * *", "-o", "json").json
    assert (changed["name"], changed["schedule"]) == ("prod", "15 3 * * *")
    assert changed["next_run_at"].endswith("03:15:00Z")
    expected = {"name", "schedule", "next_run_at", "updated_at"}
    assert {name for name in made if made[name] != changed[name]} <= expected

    cleared = ("role-arn", "external-id", "profile", "region", "endpoint-url", "check", "schedule")
    here(*update, *(word for name in cleared for word in ("--clear", name)))
    found = here("integration", "show", made["id"], "-o", "json").json
    assert found["name"] == "prod"
    assert found["aws"] == dict.fromkeys(made["aws"]) | {"regions": []}
    for name in ("check_set", "schedule", "next_run_at"):
        assert found[name] is None


def test_a_change_of_some_connection_options_leaves_the_others(here: Posture) -> None:
    made = here(
        *("integration", "create", "production", "--region", "eu-central-1", "--region"),
        *("eu-west-1", "--external-id", "acme-7", "--profile", "audit", "-o", "json"),
    ).json
    update = ("integration", "update", made["id"], "-o", "json")
    changed = here(*update, "--region", "us-east-1", "--clear", "external-id").json
    assert changed["aws"] == made["aws"] | {"regions": ["us-east-1"], "external_id": None}


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((), "nothing is to be changed"),
        (("--schedule", "30 4 * * *", "--clear", "schedule"), "--schedule is given and"),
        (("--clear", "name"), "'name' is not one of"),
        (("--role-arn", "not-an-arn"), "invalid_role_arn"),
        (("--check", "aws_nothing_such"), "check_unknown"),
    ],
)
def test_an_invalid_change_is_refused_with_its_reason(
    here: Posture, arguments: tuple[str, ...], message: str
) -> None:
    made = here("integration", "create", f"account {uuid4()}", "-o", "json").json
    result = here("integration", "update", made["id"], *arguments)
    assert (result.code, result.out) == (2, "")
    assert message in result.err
    assert here("integration", "show", made["id"], "-o", "json").json == made


@pytest.mark.parametrize(
    ("arguments", "slug"),
    [
        (["create", "x", "--role-arn", "not-an-arn"], "invalid_role_arn"),
        (["create", "x", "--endpoint-url", "not a url"], "invalid_endpoint_url"),
        (["create", "x", "--check", "aws_nothing_such"], "check_unknown"),
        (["create", "x", "--schedule", "daily"], "invalid_schedule"),
        (["create", "x", "--schedule", "*/5 * * * *"], "schedule_too_frequent"),
        (["create", "x", "--provider", "ibm"], "'ibm' is not one of 'aws', 'azure', 'gcp'"),
        (["show", "00000000-0000-4000-8000-000000000000"], "integration_not_found"),
        (["show", "nope"], "invalid_integration_id"),
        (
            ["update", "00000000-0000-4000-8000-000000000000", "--name", "x"],
            "integration_not_found",
        ),
        (["delete", "00000000-0000-4000-8000-000000000000"], "integration_not_found"),
    ],
)
def test_a_refusal_is_reported_with_its_slug(
    here: Posture, arguments: list[str], slug: str
) -> None:
    result = here("integration", *arguments)
    assert (result.code, result.out) == (2, "")
    assert f" {slug}" in result.err
