"""`posture webhook` against a server; what is posted is tested with the worker that posts."""

import pytest

from tests.integration.cli.conftest import Posture

URL = "https://hooks.example.com/posture"
NONE = "00000000-0000-4000-8000-000000000000"


def test_a_webhook_is_created_listed_shown_and_deleted_and_its_secret_shown_once(
    here: Posture,
) -> None:
    events = ("--event", "finding.created", "--event", "run.failed")
    made = here("webhook", "create", URL, *events, "--name", "ours", "-o", "json").json
    secret = made.pop("secret")
    assert (made["name"], made["url"]) == ("ours", URL)
    assert made["events"] == ["finding.created", "run.failed"]

    found = here("webhook", "show", made["id"], "-o", "json")
    listed = here("webhook", "list", "-o", "json")
    assert found.json == made
    assert made in listed.json
    assert secret not in found.out + listed.out
    table, lines = here("webhook", "list").out, here("webhook", "show", made["id"]).out
    assert table.startswith("ID\t")
    for text in (table, lines):
        assert made["id"] in text
        assert "finding.created, run.failed" in text
        assert secret not in text

    gone = here("webhook", "delete", made["id"])
    assert (gone.code, gone.out) == (0, "")
    assert gone.err == f"posture: deleted webhook {made['id']}\n"
    assert here("webhook", "show", made["id"]).code == 2
    assert made["id"] not in [row["id"] for row in here("webhook", "list", "-o", "json").json]


def test_an_empty_list_of_webhooks_is_reported(here: Posture) -> None:
    for row in here("webhook", "list", "-o", "json").json:
        assert here("webhook", "delete", row["id"]).code == 0
    nothing = here("webhook", "list")
    assert (nothing.code, nothing.out, nothing.err) == (0, "", "No webhooks.\n")
    assert here("webhook", "list", "-o", "json").json == []


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("create", URL), "Missing option '--event'"),
        (("create", URL, "--event", "run.started"), "'run.started' is not one of"),
        (("create", "https://127.0.0.1/", "--event", "run.failed"), "invalid_url"),
        (("show", NONE), "webhook_not_found"),
        (("show", "nope"), "invalid_webhook_id"),
        (("delete", NONE), "webhook_not_found"),
    ],
)
def test_a_refusal_is_reported(here: Posture, arguments: tuple[str, ...], message: str) -> None:
    result = here("webhook", *arguments)
    assert (result.code, result.out) == (2, "")
    assert message in result.err
