"""The users of IAM and their credential report."""

from base64 import b64encode

import pytest

from posture.domain.verdict import VerdictStatus
from tests.emulator.faults import error
from tests.emulator.recorded import Recording, recorded
from tests.integration.collectors.aws.engine import run
from tests.integration.collectors.aws.iam_answers import (
    DETAILS,
    HERE,
    answer,
    days_ago,
    details,
    user_detail,
)
from tests.integration.collectors.aws.test_iam import CHECKS, failed

pytestmark = pytest.mark.anyio


HEADER = (
    "user,arn,user_creation_time,password_enabled,password_last_used,password_last_changed,"
    "password_next_rotation,mfa_active,access_key_1_active,access_key_1_last_rotated,"
    "access_key_1_last_used_date,access_key_1_last_used_region,access_key_1_last_used_service,"
    "access_key_2_active,access_key_2_last_rotated,access_key_2_last_used_date,"
    "access_key_2_last_used_region,access_key_2_last_used_service,cert_1_active,"
    "cert_1_last_rotated,cert_2_active,cert_2_last_rotated"
)


def report(*rows: dict[str, str]) -> str:
    lines = [",".join(row.get(column, "N/A") for column in HEADER.split(",")) for row in rows]
    content = "\n".join([HEADER, *lines]).encode()
    encoded = b64encode(content).decode()
    return answer(
        "GetCredentialReport",
        f"<Content>{encoded}</Content><ReportFormat>text/csv</ReportFormat>"
        f"<GeneratedTime>{days_ago(0)}</GeneratedTime>",
    )


def user(name: str, **row: str) -> dict[str, str]:
    off = {"password_enabled": "false", "mfa_active": "false"}
    return {"user": name, "arn": f"{HERE}user/{name}"} | off | row


STARTED = answer("GenerateCredentialReport", "<State>STARTED</State>")
REPORT = "iam:GetCredentialReport"


def users(*rows: dict[str, str], named: str = "ann") -> dict[str, Recording]:
    return {
        DETAILS: details("UserDetailList", user_detail(named)),
        "iam:GenerateCredentialReport": STARTED,
        REPORT: report(*rows),
        "iam:ListVirtualMFADevices": answer(
            "ListVirtualMFADevices",
            "<IsTruncated>false</IsTruncated><VirtualMFADevices/>",
        ),
    }


USER_CHECKS = [one for one in CHECKS if one.id.startswith("aws_iam_user_")]
ANN = user(
    "ann",
    password_enabled="true",
    password_last_used="no_information",
    password_last_changed=days_ago(60),
    mfa_active="true",
    access_key_1_active="true",
    access_key_1_last_rotated=days_ago(400),
    access_key_1_last_used_date=days_ago(50),
    access_key_2_active="false",
    access_key_2_last_rotated=days_ago(800),
    cert_2_active="true",
)


async def test_ages_of_credentials_are_read_from_the_report() -> None:
    async with recorded(users(ANN)) as cloud:
        outcome = await run(cloud.url, USER_CHECKS)
    assert failed(outcome, "user/ann", of="user_") == {
        "access_keys_rotated",
        "access_keys_used",
        "console_password_used",
        "signing_certificates_absent",
        "temporary_credentials_preferred",
    }
    messages = {check_id: one.message for (check_id, _), one in outcome.verdicts.items()}
    assert messages["aws_iam_user_access_keys_rotated"] == "Access key 1 is 400 days old."
    assert messages["aws_iam_user_access_keys_used"] == "Unused: key 1 for 50 days."


async def test_a_report_that_is_not_ready_is_polled() -> None:
    pending = [error(REPORT, "ReportInProgress", 404), error(REPORT, "ReportNotPresent", 410)]
    ready = report(ANN)
    answers: dict[str, Recording] = users(ANN)
    answers[REPORT] = lambda _asked: pending.pop() if pending else ready
    async with recorded(answers) as cloud:
        outcome = await run(cloud.url, USER_CHECKS)
        assert cloud.calls["iam:GenerateCredentialReport"] == 1
        assert cloud.calls[REPORT] == 3
    assert outcome.reads.coverage == 1


async def test_a_user_younger_than_the_report_is_unknown() -> None:
    async with recorded(users(ANN, named="bob")) as cloud:
        outcome = await run(cloud.url, USER_CHECKS)
    verdict = outcome.verdicts["aws_iam_user_console_mfa_enabled", f"{HERE}user/bob"]
    assert (verdict.status, verdict.message) == (
        VerdictStatus.UNKNOWN,
        "NotInReport: iam:GetCredentialReport",
    )
    assert outcome.reads.coverage < 1


async def test_a_malformed_report_is_unknown() -> None:
    answers = users()
    answers[REPORT] = answer("GetCredentialReport", "<Content>bm90IGEgcmVwb3J0Cng=</Content>")
    async with recorded(answers) as cloud:
        outcome = await run(cloud.url, USER_CHECKS)
    verdict = outcome.verdicts["aws_iam_user_console_mfa_enabled", f"{HERE}user/ann"]
    assert verdict.message == "MalformedAnswer: iam:GetCredentialReport"
