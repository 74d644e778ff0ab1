"""What the engine collects from ECR's answers, and with how many calls."""

from typing import Any

import pytest

from posture.bootstrap.clouds import CLOUDS
from posture.checks.catalog import checks
from posture.domain.verdict import VerdictStatus
from tests.emulator.account.account import ACCOUNT_ID, FORGOTTEN, HOME
from tests.emulator.faults import Endpoint
from tests.emulator.recorded import Recording, recorded
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


CONTAINER = "application/vnd.docker.container.image.v1+json"
OCI_IMAGE = "application/vnd.oci.image.config.v1+json"
OCI = "application/vnd.oci.image.manifest.v1+json"
INDEX = "application/vnd.oci.image.index.v1+json"
SCANNED: dict[str, Any] = {"imageScanStatus": {"status": "COMPLETE"}}
UNSUPPORTED: dict[str, Any] = {"imageScanStatus": {"status": "UNSUPPORTED_IMAGE"}}
SEVERE: dict[str, Any] = SCANNED | {
    "imageScanFindingsSummary": {"findingSeverityCounts": {"CRITICAL": 2}}
}


def pushed(at: int, tag: str = "", kind: str = CONTAINER, **more: Any) -> dict[str, Any]:  # noqa: ANN401  # members of an answer
    return {
        "imageDigest": f"sha256:{at}",
        "imagePushedAt": at,
        "artifactMediaType": kind,
        "imageManifestMediaType": OCI,
        "imageTags": [tag] if tag else [],
    } | more


INDEXED: dict[str, Any] = {"kind": "", "imageManifestMediaType": INDEX}
# The verdict on the newest image's scan, and that on its findings.
NEWEST: dict[str, tuple[list[dict[str, Any]], tuple[str, str]]] = {
    "an image": ([pushed(1, "1.0", **SEVERE), pushed(2, "1.1", **SCANNED)], ("pass", "pass")),
    "a signature": (
        [pushed(1, "1.0", **SEVERE), pushed(2, "sha256-ab.sig", OCI_IMAGE, **UNSUPPORTED)],
        ("pass", "fail"),
    ),
    "an attestation": (
        [pushed(1, "1.0", **SEVERE), pushed(2, kind="application/vnd.in-toto+json")],
        ("pass", "fail"),
    ),
    "an artifact about an image": (
        [pushed(1, "1.0", **SEVERE), pushed(2, kind=OCI_IMAGE, subjectManifestDigest="sha256:1")],
        ("pass", "fail"),
    ),
    "a chart": (
        [pushed(1, "0.1", "application/vnd.cncf.helm.config.v1+json")],
        ("not_applicable", "not_applicable"),
    ),
    "an index": ([pushed(1, **SEVERE), pushed(2, "2.0", **INDEXED)], ("pass", "fail")),
    "an index with an attestation": (
        [
            pushed(1, kind=OCI_IMAGE, **SEVERE),
            pushed(2, kind=OCI_IMAGE, **SCANNED),
            pushed(3, kind=OCI_IMAGE, **UNSUPPORTED),
            pushed(4, "2.0", **INDEXED),
        ],
        ("pass", "fail"),
    ),
    "an old index": (
        [pushed(1, **SCANNED), pushed(2, "2.0", **INDEXED), pushed(3, **UNSUPPORTED)],
        ("fail", "not_applicable"),
    ),
    "an image that cannot be scanned": (
        [pushed(1, "1.0", **SCANNED), pushed(2, "1.1", **UNSUPPORTED)],
        ("fail", "not_applicable"),
    ),
}


@pytest.mark.parametrize("name", NEWEST)
async def test_only_images_are_the_newest_image(name: str) -> None:
    details, expected = NEWEST[name]
    arn = f"{ARN}repository/shop"
    answers: dict[str, Recording] = {
        "ecr:DescribeRepositories": {
            "repositories": [{"repositoryArn": arn, "repositoryName": "shop"}]
        },
        "ecr:DescribeImages": {"imageDetails": details},
    }
    checks_of = ("newest_image_scanned", "newest_image_without_severe_findings")
    chosen = [one for one in CHECKS if one.id.removeprefix("aws_ecr_repository_") in checks_of]
    async with recorded(answers) as cloud:
        outcome = await run(cloud.url, chosen, regions=(HOME,))
    found = [outcome.verdicts[f"aws_ecr_repository_{one}", arn].status for one in checks_of]
    assert tuple(found) == expected
