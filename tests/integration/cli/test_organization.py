"""`posture integration create-members`: an organization's accounts, each by a role of one name."""

from collections.abc import Iterator

import pytest

from tests.emulator.account.account import ACCOUNT_ID, Account
from tests.emulator.server import emulator
from tests.emulator.stubs import stub
from tests.integration.cli.conftest import AWS, Posture


@pytest.fixture
def organization() -> Iterator[tuple[str, dict[str, str]]]:
    """Provide an organization: its management account's endpoint, and its members' ids by name."""
    with emulator() as aws:
        organizations = Account(aws.url).client("organizations", "us-east-1")
        organizations.create_organization(FeatureSet="ALL")
        members = {
            name: organizations.create_account(AccountName=name, Email=f"{name}@example.com")[
                "CreateAccountStatus"
            ]["AccountId"]
            for name in ("payments", "research", "closed")
        }
        organizations.close_account(AccountId=members["closed"])
        yield aws.url, members


def test_each_member_is_connected_once_and_evaluated(
    here: Posture, organization: tuple[str, dict[str, str]]
) -> None:
    url, members = organization
    options = ("--role", "audit/posture", "--external-id", "acme-7", "--region", "eu-central-1")
    command = ("integration", "create-members", *options, "--without", ACCOUNT_ID)
    made = here(*command, "--endpoint-url", url, "-o", "json", **AWS)
    assert made.code == 0, made.err
    assert {row["name"]: row["aws"]["role_arn"] for row in made.json} == {
        name: f"arn:aws:iam::{members[name]}:role/audit/posture"
        for name in ("payments", "research")
    }
    assert {row["aws"]["external_id"] for row in made.json} == {"acme-7"}
    again = here(*command, "--endpoint-url", url, "-o", "json", **AWS)
    assert (again.code, again.json) == (0, [])
    (payments,) = [row["id"] for row in made.json if row["name"] == "payments"]
    run = here("run", "start", "--integration", payments, "--service", "s3", "--wait")
    assert run.code == 0, run.err
    judged = here("integration", "show", payments, "-o", "json").json
    assert judged["account_id"] == members["payments"]


def test_without_permission_to_list_accounts_the_error_names_the_needed_credentials(
    here: Posture, buckets: str
) -> None:
    denied = {"__type": "AccessDeniedException", "message": "You are a member."}
    stub(buckets, "organizations:ListAccounts", denied)
    result = here("integration", "create-members", "--role", "p", "--endpoint-url", buckets, **AWS)
    assert (result.code, result.out) == (3, "")
    assert "AccessDeniedException: organizations:ListAccounts" in result.err
    assert "management account" in result.err


@pytest.mark.parametrize(
    ("options", "text"),
    [
        ((), "--role is missing"),
        (("--role", "p", "--parent", "folders/1"), "AWS has no --parent"),
        (("--provider", "gcp", "--parent", "1"), "'1' is no parent"),
    ],
)
def test_accounts_are_chosen_as_their_cloud_has_it(
    here: Posture, options: tuple[str, ...], text: str
) -> None:
    result = here("integration", "create-members", *options, **AWS)

    assert result.code != 0
    assert text in result.err
