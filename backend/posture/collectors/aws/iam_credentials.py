"""Credentials of IAM users: the credential report and the virtual MFA devices.

Both contain all users at once and are read once per run.
"""

import asyncio
import csv
import io
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from time import monotonic

from posture.collectors.aws.collecting import RegionClient
from posture.collectors.collecting import Item, Read
from posture.collectors.errors import CallError, ContradictionError
from posture.domain.aws.assets.iam import AccessKey, Credentials

GENERATE = "iam:GenerateCredentialReport"
REPORT = "iam:GetCredentialReport"
VIRTUAL_MFA = "iam:ListVirtualMFADevices"
PAGE = 1000
IN_PROGRESS = frozenset({"ReportInProgress", "ReportNotPresent"})
REPORT_WAIT_SECONDS = 60.0
REPORT_POLL_SECONDS = 1.0


async def _credentials(client: RegionClient, item: Item) -> Credentials:
    report = await credential_report(client)
    if item.resource_id not in report:
        # A report can be four hours old, so it may lack newer users.
        raise CallError("NotInReport", REPORT)
    return report[item.resource_id]


async def credential_report(client: RegionClient) -> dict[str, Credentials]:
    """Return every user's row by ARN, read once per run; raises `CallError`."""
    report: dict[str, Credentials] = await client.once(
        "iam credential report", lambda: _report(client)
    )
    return report


async def _report(client: RegionClient) -> dict[str, Credentials]:
    give_up_at = monotonic() + REPORT_WAIT_SECONDS
    await client.call(GENERATE)
    while True:
        try:
            content: bytes = (await client.call(REPORT))["Content"]
        except CallError as error:
            if error.code not in IN_PROGRESS or monotonic() >= give_up_at:
                raise
            await asyncio.sleep(REPORT_POLL_SECONDS)
        else:
            rows = csv.DictReader(io.StringIO(content.decode()))
            return {row["arn"]: _row(row) for row in rows}


def _row(row: Mapping[str, str]) -> Credentials:
    return Credentials(
        password_enabled=row["password_enabled"] == "true",  # noqa: S105  # a column of the report
        password_age_days=_days_since(row["password_last_changed"]),
        password_idle_days=_days_since(row["password_last_used"]),
        mfa_active=row["mfa_active"] == "true",
        keys=tuple(_keys(row)),
        certificate_count=sum(row[f"cert_{number}_active"] == "true" for number in (1, 2)),
    )


def _keys(row: Mapping[str, str]) -> Iterable[AccessKey]:
    for number in (1, 2):
        age_days = _days_since(row[f"access_key_{number}_last_rotated"])
        active = row[f"access_key_{number}_active"] == "true"
        if active and age_days is None:
            raise ContradictionError("an active access key without a date", REPORT)
        if age_days is not None:
            yield AccessKey(
                number,
                active,
                age_days,
                _days_since(row[f"access_key_{number}_last_used_date"]),
            )


def _days_since(text: str) -> int | None:
    """Return the days since a time in the report; None for its values that mean "never"."""
    return days_since(datetime.fromisoformat(text)) if text[:1].isdigit() else None


async def _virtual_mfa(client: RegionClient, item: Item) -> bool:
    async def owners() -> frozenset[str]:
        devices = client.pages(
            VIRTUAL_MFA, "VirtualMFADevices", AssignmentStatus="Assigned", MaxItems=PAGE
        )
        return frozenset([one["User"]["Arn"] async for one in devices])

    return item.resource_id in await client.once("iam owners of virtual mfa", owners)


def days_since(moment: datetime) -> int:
    """Return the whole days since a time."""
    return (datetime.now(UTC) - moment).days


CREDENTIALS = Read(facts=("credentials",), calls=(GENERATE, REPORT), run=_credentials)
IS_VIRTUAL_MFA = Read(facts=("virtual_mfa",), calls=(VIRTUAL_MFA,), run=_virtual_mfa)
