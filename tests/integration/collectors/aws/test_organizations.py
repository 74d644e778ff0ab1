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


async def test_a_member_account_does_not_know_what_the_management_account_alone_may_read() -> None:
    refused = {call: error(call, "AccessDeniedException") for call in FOR_ADMINISTRATORS}
    outcome, _ = await outcome_of({ORGANIZATION: OF_ANOTHER, **refused})
    messages = {one.message for one in outcome.verdicts.values() if one.unread}
    assert messages == {
        f"AccessDeniedException(not the management account): {call}" for call in FOR_ADMINISTRATORS
    }
    assert outcome.reads.coverage < 1


async def test_a_member_account_knows_its_own_policy_for_services_of_ai() -> None:
    outcome, _ = await outcome_of({ORGANIZATION: OF_ANOTHER})
    (verdict,) = (one for (check, _), one in outcome.verdicts.items() if check == OPTED_OUT)
    assert verdict.message == "Not opted out: rekognition."


async def test_an_organization_without_a_policy_for_services_of_ai_has_not_opted_out() -> None:
    call = "organizations:DescribeEffectivePolicy"
    outcome, _ = await outcome_of({call: error(call, "EffectivePolicyNotFoundException")})
    (verdict,) = (one for (check, _), one in outcome.verdicts.items() if check == OPTED_OUT)
    assert verdict.message == "Nothing opts out of all services."
