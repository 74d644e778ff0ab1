"""The organization of an account, as a member account and one outside any organization see it."""

from typing import Any

import pytest

from posture.bootstrap.clouds import CLOUDS
from posture.checks.catalog import checks
from posture.domain.verdict import VerdictStatus
from tests.emulator.faults import error
from tests.emulator.recorded import Recording, recorded
from tests.integration.collectors.aws.engine import Outcome, run
from tests.integration.collectors.aws.recordings.organizations import ANSWERS

pytestmark = pytest.mark.anyio

CHECKS = [one for one in checks(CLOUDS) if one.service == "organizations"]
ORGANIZATION = "organizations:DescribeOrganization"
FOR_ADMINISTRATORS = ("organizations:ListRoots", "organizations:ListDelegatedAdministrators")
OF_ANOTHER: dict[str, Any] = {"Organization": {"Id": "o-1", "MasterAccountId": "999988887777"}}
OPTED_OUT = "aws_organizations_organization_ai_training_opted_out"


async def outcome_of(changed: dict[str, Recording]) -> tuple[Outcome, dict[str, int]]:
    async with recorded(ANSWERS | changed) as here:
        return await run(here.url, CHECKS), dict(here.calls)


async def test_an_account_in_no_organization_is_asked_once_and_no_check_applies() -> None:
    code = "AWSOrganizationsNotInUseException"
    outcome, calls = await outcome_of({ORGANIZATION: error(ORGANIZATION, code)})
    assert outcome.evaluation.counts == {VerdictStatus.NOT_APPLICABLE: 3}
    assert outcome.reads.coverage == 1
    assert calls == {ORGANIZATION: 1}


REFUSED = {call: error(call, "AccessDeniedException") for call in FOR_ADMINISTRATORS}


async def test_what_the_management_account_may_read_does_not_apply_to_a_member_account() -> None:
    outcome, _ = await outcome_of({ORGANIZATION: OF_ANOTHER, **REFUSED})
    messages = [
        one.message
        for one in outcome.verdicts.values()
        if one.status is VerdictStatus.NOT_APPLICABLE
    ]
    assert messages == ["It is evaluated in the management account, 999988887777."] * 2
    assert outcome.reads.coverage == 1


async def test_a_delegated_administrator_reads_what_other_members_may_not() -> None:
    outcome, _ = await outcome_of({ORGANIZATION: OF_ANOTHER})
    assert outcome.evaluation.counts == {VerdictStatus.FAIL: 3}


@pytest.mark.parametrize(
    "changed",
    [
        pytest.param(REFUSED, id="in-the-management-account"),
        pytest.param(
            {ORGANIZATION: error(ORGANIZATION, "AccessDeniedException"), **REFUSED},
            id="in-an-organization-that-is-not-readable",
        ),
        pytest.param(
            {ORGANIZATION: OF_ANOTHER}
            | {call: error(call, "ServiceException") for call in FOR_ADMINISTRATORS},
            id="by-another-error",
        ),
    ],
)
async def test_a_refused_call_is_unknown_unless_it_is_denied_to_a_member(
    changed: dict[str, Recording],
) -> None:
    outcome, _ = await outcome_of(changed)
    assert outcome.evaluation.counts[VerdictStatus.UNKNOWN] >= len(FOR_ADMINISTRATORS)
    assert outcome.reads.coverage < 1


async def test_a_member_account_that_may_not_read_its_own_policy_is_unknown() -> None:
    call = "organizations:DescribeEffectivePolicy"
    outcome, _ = await outcome_of(
        {ORGANIZATION: OF_ANOTHER, **REFUSED, call: error(call, "AccessDeniedException")}
    )
    (verdict,) = (one for (check, _), one in outcome.verdicts.items() if check == OPTED_OUT)
    assert str(verdict.unread) == f"AccessDeniedException: {call}"


async def test_a_member_account_knows_its_own_policy_for_services_of_ai() -> None:
    outcome, _ = await outcome_of({ORGANIZATION: OF_ANOTHER})
    (verdict,) = (one for (check, _), one in outcome.verdicts.items() if check == OPTED_OUT)
    assert verdict.message == "Not opted out: rekognition."


async def test_an_organization_without_a_policy_for_services_of_ai_has_not_opted_out() -> None:
    call = "organizations:DescribeEffectivePolicy"
    outcome, _ = await outcome_of({call: error(call, "EffectivePolicyNotFoundException")})
    (verdict,) = (one for (check, _), one in outcome.verdicts.items() if check == OPTED_OUT)
    assert verdict.message == "Nothing opts out of all services."
