"""Integrations with the accounts of an organization have names that a server accepts."""

import pytest

from posture.cli.integration import LONGEST_NAME, member_name
from posture.domain.azure.connection import AzureConnection
from posture.domain.collector import Member
from posture.printable import is_plain
from tests.spec import document

ID = "6f2c1a54-9d0e-4c77-8b57-1f8f0a3f5b10"
OPTIONS = AzureConnection(subscription_id=ID)


@pytest.mark.parametrize(
    ("own", "expected"),
    [
        ("shop", "shop"),
        ("Azure subscription 1", f"Azure subscription 1 ({ID})"),
        ("  two\n lines ", "two lines"),
        ("\x1b[2J evil", "[2J evil"),
        ("team\u200dshop", "team shop"),
        ("\u202e", f"({ID})"),
        ("", f"({ID})"),
        ("x" * 200, "x" * LONGEST_NAME),
        ("y" * 200, f"{'y' * 61} ({ID})"),
    ],
)
def test_the_name_of_an_account_becomes_one_that_no_other_integration_has(
    own: str, expected: str
) -> None:
    taken = {"Azure subscription 1", "y" * LONGEST_NAME}

    found = member_name(Member(account_id=ID, name=own, options=OPTIONS), taken)

    assert found == expected
    assert is_plain(found)
    assert len(found) <= LONGEST_NAME
    assert found not in taken


def test_the_longest_name_is_that_of_the_contract() -> None:
    assert document()["components"]["schemas"]["IntegrationName"]["maxLength"] == LONGEST_NAME
