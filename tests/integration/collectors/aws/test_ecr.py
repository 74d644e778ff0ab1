"""What the engine collects from ECR's answers, and with how many calls."""

import pytest

from posture.bootstrap.clouds import CLOUDS
from posture.checks.catalog import checks
from posture.domain.verdict import VerdictStatus
from tests.emulator.account.account import ACCOUNT_ID, FORGOTTEN, HOME
from tests.emulator.faults import Endpoint
from tests.integration.collectors.aws.engine import Outcome, run

pytestmark = pytest.mark.anyio

CHECKS = [one for one in checks(CLOUDS) if one.service == "ecr"]
ARN = f"arn:aws:ecr:{HOME}:{ACCOUNT_ID}:"


def failed(outcome: Outcome, resource_id: str) -> set[str]:
    return {
        check_id.removeprefix("aws_ecr_")
        for (check_id, resource), one in outcome.verdicts.items()
        if resource == resource_id and one.status == "fail"
    }


PLAIN = {
    "repository_tags_immutable",
    "repository_lifecycle_policy_set",
    "repository_encrypted_with_own_key",
}
FAILURES = {
    "repository/shop/web": set(),
    "repository/base/node": PLAIN
    | {
        "repository_scanned_on_push",
        "repository_policy_not_public",
        "repository_newest_image_without_severe_findings",
    },
    "repository/scanned/by-rule": PLAIN | {"repository_newest_image_scanned"},
    "repository/shared/tools": {
        "repository_lifecycle_policy_set",
        "repository_changed_by_own_account_only",
    },
    "registry": {
        "registry_scanning_enhanced",
        "registry_scans_every_repository",
        "registry_cached_images_scanned",
    },
}


async def test_repositories_and_their_registry_are_evaluated(cloud: Endpoint) -> None:
    outcome = await run(cloud.url, CHECKS, regions=(HOME, FORGOTTEN))
    for name, expected in FAILURES.items():
        assert failed(outcome, ARN + name) == expected, name
    cache = outcome.verdicts["aws_ecr_registry_cached_images_scanned", f"{ARN}registry"]
    assert cache.message == "Not scanned: prefixes docker-hub."
    assert outcome.reads.coverage == 1
    assert cloud.calls["ecr:DescribeRepositories"] == 2
    assert cloud.calls["ecr:GetRegistryScanningConfiguration"] == 2
    assert cloud.calls["kms:DescribeKey"] == 1


async def test_a_registry_without_repositories_is_not_applicable(cloud: Endpoint) -> None:
    outcome = await run(cloud.url, CHECKS, regions=(FORGOTTEN,))
    assert {one.status for one in outcome.verdicts.values()} == {VerdictStatus.NOT_APPLICABLE}


async def test_one_repository_is_read_without_listing_all(cloud: Endpoint) -> None:
    arns = [f"{ARN}repository/shop/web", f"{ARN}repository/gone"]
    outcome = await run(cloud.url, CHECKS, regions=(HOME,), resource_ids=arns)
    assert {resource for _, resource in outcome.verdicts} == {arns[0]}
    assert not outcome.unlisted
    assert cloud.calls["ecr:DescribeImages"] == 1
