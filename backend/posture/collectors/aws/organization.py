"""The accounts of an organization, each with a role of the same name to connect to it."""

from posture.collectors.aws.client import AwsSession
from posture.collectors.errors import CallError
from posture.domain.aws.connection import AwsConnection
from posture.domain.collector import ConnectError, Member

LISTING = "organizations:ListAccounts"


async def members(session: AwsSession, *, role: str) -> list[Member]:
    """List the active accounts of the organization that an account manages, by their ids.

    Args:
        session: with the management account, or with a delegated administrator's account.
        role: name of the role that each account has, after its path if there is one.

    Raises:
        ConnectError: there is no organization, or these credentials may not list its accounts.
    """
    try:
        listed = [
            one async for one in session.client(session.home_region).pages(LISTING, "Accounts")
        ]
    except CallError as error:
        raise ConnectError(
            f"The accounts of the organization cannot be listed ({error.code}: {error.call}): use "
            "credentials of its management account or of a delegated administrator."
        ) from error
    found = [
        Member(
            account_id=one["Id"],
            name=one["Name"],
            options=AwsConnection(role_arn=f"arn:{session.partition}:iam::{one['Id']}:role/{role}"),
        )
        for one in listed
        if one.get("State", one.get("Status")) == "ACTIVE"
    ]
    return sorted(found, key=lambda one: one.account_id)
