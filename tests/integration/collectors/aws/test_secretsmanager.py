"""Collection of Secrets Manager: facts from its responses, and never a secret's value."""

import time

import pytest

from posture.bootstrap.clouds import CLOUDS
from posture.checks.catalog import checks
from tests.emulator.account.account import ACCOUNT_ID, FORGOTTEN, HOME
from tests.emulator.faults import Endpoint
from tests.emulator.recorded import Recording, recorded
from tests.integration.collectors.aws.engine import Outcome, run

pytestmark = pytest.mark.anyio

CHECKS = [one for one in checks(CLOUDS) if one.service == "secretsmanager"]
DAY = 86400


def failed(outcome: Outcome) -> dict[str, set[str]]:
    """Return the failed checks by the secret's name, without the random suffix of its ARN."""
    found: dict[str, set[str]] = {}
    for (check_id, arn), one in outcome.verdicts.items():
        name = arn.split(":", 6)[6].rpartition("-")[0]
        failures = found.setdefault(name, set())
        if one.status == "fail":
            failures.add(check_id.removeprefix("aws_secretsmanager_secret_"))
    return found


PLAIN = {"rotation_enabled", "encrypted_with_own_key"}


async def test_secrets_are_evaluated(cloud: Endpoint) -> None:
    outcome = await run(cloud.url, CHECKS, regions=(HOME, FORGOTTEN))
    found = failed(outcome)
    expected = {
        "prod/orders-db": set(),
        "prod/partner-token": PLAIN | {"policy_not_public"},
        "shared/ledger": {"rotation_enabled", "policy_own_account_only"},
        "ops/root-password": PLAIN | {"policy_least_privilege"},
        "poc/mail": PLAIN,
    }
    assert {name: found[name] for name in expected} == expected
    assert outcome.reads.coverage == 1
    assert cloud.calls["secretsmanager:ListSecrets"] == 2
    assert cloud.calls["secretsmanager:GetSecretValue"] == 0


ARN = f"arn:aws:secretsmanager:{HOME}:{ACCOUNT_ID}:secret:old-AbCdEf"


async def test_late_old_and_unused_secrets_fail() -> None:
    now = time.time()
    secret: Recording = {
        "ARN": ARN,
        "Name": "old",
        "CreatedDate": now - 900 * DAY,
        "LastChangedDate": now - 400 * DAY,
        "LastRotatedDate": now - 300 * DAY,
        "LastAccessedDate": now - 91 * DAY,
        "NextRotationDate": now - 200 * DAY,
        "RotationEnabled": True,
        "KmsKeyId": "alias/aws/secretsmanager",
    }
    answers: dict[str, Recording] = {
        "secretsmanager:DescribeSecret": secret,
        "secretsmanager:GetResourcePolicy": {"ARN": ARN, "Name": "old"},
    }
    async with recorded(answers) as here:
        outcome = await run(here.url, CHECKS, regions=(HOME,), resource_ids=[ARN])
        assert here.calls == {
            "secretsmanager:DescribeSecret": 1,
            "secretsmanager:GetResourcePolicy": 1,
        }
    assert failed(outcome)["old"] == {
        "rotation_on_schedule",
        "renewed_quarterly",
        "used",
        "encrypted_with_own_key",
    }
    messages = {one.message for one in outcome.verdicts.values()}
    assert "The value is 300 days old." in messages
    assert "The secret was last read 91 days ago." in messages


async def test_a_deleted_secret_is_not_an_asset(cloud: Endpoint) -> None:
    outcome = await run(cloud.url, CHECKS, regions=(HOME,), resource_ids=[ARN])
    assert not outcome.verdicts
    assert not outcome.unlisted
