"""What moto's IAM leaves out and every account has: a root user, and an answer about organizations.

The root user is as neglected as the rest: an app for MFA, access keys of years ago, in use today.
"""

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

from moto.iam.exceptions import IAMException
from moto.iam.models import AccountSummary, IAMBackend
from moto.iam.responses import IamResponse

_NOW = f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%S}+00:00"
_MADE = "2016-04-01T09:00:00+00:00"


class _NoOrganizationError(IAMException):
    code = "OrganizationNotFoundException"
    message = "The account is not a member of an organization."


def add_root_user() -> None:
    """Add one to every account of this process."""
    report: Any = IAMBackend.get_credential_report
    summary: Any = AccountSummary.summary_map
    devices: Any = IAMBackend.list_virtual_mfa_devices

    def report_with_root(backend: Any) -> str:  # noqa: ANN401  # moto ships no types
        header, _, users = report(backend).partition("\n")
        given = _row(backend.account_id)
        row = ",".join(given.get(column, "N/A") for column in header.split(","))
        return f"{header}\n{row}\n{users}"

    def summary_with_root(found: Any) -> dict[str, int]:  # noqa: ANN401  # as above
        return {
            **summary.fget(found),
            "AccountPasswordPresent": 1,
            "AccountMFAEnabled": 1,
            "AccountAccessKeysPresent": 1,
        }

    def devices_with_root(
        backend: Any,  # noqa: ANN401  # as above
        assignment_status: str,
        marker: str | None,
        max_items: int,
    ) -> tuple[list[Any], str | None]:
        found, following = devices(backend, assignment_status, marker, max_items)
        assigned = assignment_status != "Unassigned" and not following
        return [*found, *([_device(backend.account_id)] if assigned else [])], following

    def organizations_features(_: Any) -> None:  # noqa: ANN401  # as above
        raise _NoOrganizationError

    IAMBackend.get_credential_report = report_with_root  # type: ignore[assignment,method-assign]  # moto's own method is replaced
    IAMBackend.list_virtual_mfa_devices = devices_with_root  # type: ignore[assignment,method-assign]  # moto's own method is replaced
    AccountSummary.summary_map = property(summary_with_root)  # type: ignore[assignment,method-assign]  # moto's own method is replaced
    IamResponse.list_organizations_features = organizations_features  # type: ignore[attr-defined]  # moto's own method is replaced


def _row(account_id: str) -> dict[str, str]:
    return {
        "user": "<root_account>",
        "arn": f"arn:aws:iam::{account_id}:root",
        "user_creation_time": _MADE,
        "password_enabled": "true",
        "password_last_used": _NOW,
        "password_last_changed": _MADE,
        "password_next_rotation": "not_supported",
        "mfa_active": "true",
        "access_key_1_active": "true",
        "access_key_1_last_rotated": _MADE,
        "access_key_2_active": "false",
        "cert_1_active": "false",
        "cert_2_active": "false",
    }


def _device(account_id: str) -> SimpleNamespace:
    arn = f"arn:aws:iam::{account_id}"
    return SimpleNamespace(
        serial_number=f"{arn}:mfa/root-account-mfa-device",
        enable_date=datetime(2016, 4, 1, tzinfo=UTC),
        user=SimpleNamespace(
            arn=f"{arn}:root", user_id=account_id, create_date=datetime(2016, 4, 1, tzinfo=UTC)
        ),
    )
