"""Collection of GuardDuty: regions with and without a detector, and their detectors."""

import pytest

from posture.bootstrap.clouds import CLOUDS
from posture.checks.catalog import checks
from tests.emulator.account.account import ACCOUNT_ID, FORGOTTEN, HOME
from tests.emulator.faults import Endpoint
from tests.emulator.recorded import Recording, recorded
from tests.integration.collectors.aws.engine import Outcome, run

pytestmark = pytest.mark.anyio

CHECKS = [one for one in checks(CLOUDS) if one.service == "guardduty"]


def failed(outcome: Outcome, kind: str, region: str = HOME) -> set[str]:
    prefix = f"arn:aws:guardduty:{region}:{ACCOUNT_ID}:{kind}"
    return {
        check_id.removeprefix(f"aws_guardduty_{kind}_")
        for (check_id, resource), one in outcome.verdicts.items()
        if resource.startswith(prefix) and one.status == "fail"
    }


async def test_regions_and_their_detectors_are_evaluated(cloud: Endpoint) -> None:
    outcome = await run(cloud.url, CHECKS, regions=(HOME, FORGOTTEN))
    assert failed(outcome, "detector") == {
        "no_severe_findings",
        "centrally_managed",
        "changes_published_hourly",
        "findings_exported",
        "eks_audit_logs_watched",
        "malware_protection_enabled",
        "ai_protection_enabled",
        "agents_managed",
    }
    assert failed(outcome, "region") == set()
    assert failed(outcome, "region", FORGOTTEN) == {"enabled"}
    assert failed(outcome, "detector", FORGOTTEN) == set()
    assert outcome.reads.coverage == 1
    assert cloud.calls["guardduty:ListDetectors"] == 2
    assert cloud.calls["guardduty:GetDetector"] == 1


async def test_a_member_account_is_managed_and_only_severe_findings_are_counted() -> None:
    answers: dict[str, Recording] = {
        "guardduty:ListDetectors": {"detectorIds": ["d1"]},
        "guardduty:GetAdministratorAccount": {
            "administrator": {"accountId": "999988887777", "relationshipStatus": "Enabled"}
        },
        "guardduty:ListMembers": {"members": []},
        "guardduty:GetFindingsStatistics": {"findingStatistics": {"groupedByFindingType": []}},
        "guardduty:ListFilters": {"filterNames": []},
    }
    names = ("centrally_managed", "no_severe_findings")
    chosen = [one for one in CHECKS if one.id.endswith(names)]
    async with recorded(answers) as here:
        outcome = await run(here.url, chosen, regions=(HOME,))
        (received,) = [one for one in here.received if one.call.endswith("Statistics")]
    assert failed(outcome, "detector") == set()
    assert {one.message for one in outcome.verdicts.values()} == {
        "",
        "Managed by the account 999988887777.",
    }
    assert received.members["findingCriteria"]["criterion"] == {
        "severity": {"greaterThanOrEqual": 7},
        "service.archived": {"equals": ["false"]},
    }
