"""Collection of Lambda: facts from its responses, and the number of calls."""

import pytest

from posture.bootstrap.clouds import CLOUDS
from posture.checks.catalog import checks
from posture.domain.verdict import VerdictStatus
from tests.emulator.account.account import ACCOUNT_ID, FORGOTTEN, HOME
from tests.emulator.faults import Endpoint
from tests.emulator.recorded import Recording, recorded
from tests.integration.collectors.aws.engine import Outcome, run

pytestmark = pytest.mark.anyio

CHECKS = [one for one in checks(CLOUDS) if one.service == "lambda"]
ARN = f"arn:aws:lambda:{HOME}:{ACCOUNT_ID}:function:"


def failed(outcome: Outcome, resource_id: str) -> set[str]:
    return {
        check_id.removeprefix("aws_lambda_function_")
        for (check_id, resource), one in outcome.verdicts.items()
        if resource == resource_id and one.status == "fail"
    }


NEGLECTED = {
    "runtime_supported",
    "in_vpc",
    "tracing_active",
    "failed_events_kept",
    "concurrency_limited",
    "code_signing_enforced",
    "invocations_recorded",
}
FAILURES = {
    "prod-payments": {"invocations_recorded"},
    "partner-webhook": NEGLECTED
    | {
        "policy_not_public",
        "service_callers_confined",
        "url_authenticated",
        "url_origins_named",
        "variables_without_secrets",
        "variables_encrypted_with_own_key",
    },
    "nightly-reports": {"multiple_zones", "code_signing_enforced", "invocations_recorded"},
    "image-resizer": NEGLECTED - {"runtime_supported", "code_signing_enforced"}
    | {"settings_without_secrets"},
}


async def test_functions_are_evaluated(cloud: Endpoint) -> None:
    outcome = await run(cloud.url, CHECKS, regions=(HOME, FORGOTTEN))
    for name, expected in FAILURES.items():
        assert failed(outcome, ARN + name) == expected, name
    assert failed(outcome, ARN.replace(HOME, FORGOTTEN) + "cleanup-2019") == NEGLECTED
    assert outcome.reads.coverage == 1
    assert cloud.calls["lambda:ListFunctions"] == 2
    assert cloud.calls["ec2:DescribeSubnets"] == 1


async def test_one_function_is_read_without_listing_all(cloud: Endpoint) -> None:
    arn = f"{ARN}prod-payments"
    outcome = await run(cloud.url, CHECKS, regions=(HOME,), resource_ids=[arn])
    assert {resource for _, resource in outcome.verdicts} == {arn}
    assert cloud.calls["lambda:GetFunctionConfiguration"] == 1
    assert cloud.calls["lambda:ListFunctions"] == 0


async def test_a_deleted_function_is_not_an_asset(cloud: Endpoint) -> None:
    outcome = await run(cloud.url, CHECKS, regions=(HOME,), resource_ids=[f"{ARN}gone"])
    assert not outcome.verdicts
    assert not outcome.unlisted


async def test_variables_that_cannot_be_decrypted_are_unknown() -> None:
    answers: dict[str, Recording] = {
        "lambda:ListFunctions": {
            "Functions": [
                {
                    "FunctionName": "sealed",
                    "FunctionArn": f"{ARN}sealed",
                    "Runtime": "python3.13",
                    "KMSKeyArn": f"arn:aws:kms:{HOME}:{ACCOUNT_ID}:key/k",
                    "Environment": {"Error": {"ErrorCode": "AccessDeniedException"}},
                }
            ]
        }
    }
    chosen = [one for one in CHECKS if "variables" in one.id]
    async with recorded(answers) as here:
        outcome = await run(here.url, chosen, regions=(HOME,))
    found = {check_id: one for (check_id, _), one in outcome.verdicts.items()}
    secrets = found["aws_lambda_function_variables_without_secrets"]
    assert secrets.status == VerdictStatus.UNKNOWN
    assert secrets.message == "AccessDeniedException: kms:Decrypt"
    key = found["aws_lambda_function_variables_encrypted_with_own_key"]
    assert key.status == VerdictStatus.PASS
