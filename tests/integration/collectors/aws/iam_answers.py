"""Answers of IAM, as tests give them."""

import json
from datetime import UTC, datetime, timedelta
from urllib.parse import quote

from tests.emulator.account.account import ACCOUNT_ID

HERE = f"arn:aws:iam::{ACCOUNT_ID}:"


def answer(operation: str, members: str) -> str:
    """Return a response in the format of IAM."""
    return (
        f'<{operation}Response xmlns="https://iam.amazonaws.com/doc/2010-05-08/">'
        f"<{operation}Result>{members}</{operation}Result></{operation}Response>"
    )


def days_ago(days: int) -> str:
    return f"{datetime.now(UTC) - timedelta(days=days, hours=1):%Y-%m-%dT%H:%M:%S+00:00}"


DETAILS = "iam:GetAccountAuthorizationDetails"


def user_detail(name: str, *more: str) -> str:
    members = "".join(more)
    for one in ("GroupList", "AttachedManagedPolicies"):
        members += "" if f"<{one}>" in members else f"<{one}/>"
    return (
        f"<member><Path>/</Path><UserName>{name}</UserName><UserId>AIDA{name}</UserId>"
        f"<Arn>{HERE}user/{name}</Arn><CreateDate>2020-01-01T00:00:00Z</CreateDate>"
        f"{members}</member>"
    )


def details(kind: str, *members: str, marker: str = "") -> str:
    more = f"<IsTruncated>{str(bool(marker)).lower()}</IsTruncated>"
    return answer(
        "GetAccountAuthorizationDetails",
        f"{more}{f'<Marker>{marker}</Marker>' if marker else ''}"
        f"<{kind}>{''.join(members)}</{kind}>",
    )


def encoded(effect: str, action: str) -> str:
    statement = {"Effect": effect, "Action": action, "Resource": "*"}
    return quote(json.dumps({"Statement": statement}))
