"""Reads that are refused, throttled or of an API that is off."""

import pytest

from posture.domain.verdict import VerdictStatus
from posture.worker.scope import Scope
from tests.emulator.gcp import NUMBER, EmulatedProject, Refusal
from tests.emulator.gcp.seed import fill
from tests.integration.collectors.gcp.test_gcp import scanned

pytestmark = pytest.mark.anyio


async def test_an_api_that_the_project_does_not_use_has_nothing_to_scan(
    project: EmulatedProject,
) -> None:
    fill(project)
    disabled = Refusal(
        403,
        "SERVICE_DISABLED",
        metadata={"consumer": f"projects/{NUMBER}", "service": "dns.googleapis.com"},
    )
    project.refusals["dns.managedZones.list"] = disabled
    project.refusals["dns.policies.list"] = disabled
    old = Refusal(
        403, "accessNotConfigured", f"API has not been used in project {NUMBER}", old=True
    )
    project.refusals["storage.buckets.list"] = old

    found = await scanned(project, Scope(services=("dns", "storage", "compute")))

    assert found.reads.coverage == 1
    assert found.evaluation.counts[VerdictStatus.UNKNOWN] == 0
    # Nothing logs the queries of a network where Cloud DNS is off.
    unlogged = [
        one for one in found.evaluation.failures if one.check_id.endswith("dns_logging_enabled")
    ]
    assert len(unlogged) == 4


@pytest.mark.parametrize(
    ("consumer", "where"),
    [
        ({"consumer": "projects/999"}, "project 999"),
        # It does not say which project, so not that the scanned one has nothing.
        ({}, "the project that is charged"),
    ],
)
async def test_an_api_that_the_workers_own_project_does_not_use_is_unknown(
    project: EmulatedProject, consumer: dict[str, str], where: str
) -> None:
    fill(project)
    project.refusals["iam.projects.serviceAccounts.list"] = Refusal(
        403, "SERVICE_DISABLED", metadata={**consumer, "service": "iam.googleapis.com"}
    )

    found = await scanned(project, Scope(services=("iam",)))

    unread = next(one for one in found.reads.reasons if one.call.endswith("serviceAccounts.list"))
    assert unread.reason == f"SERVICE_DISABLED(enable iam.googleapis.com in {where})"
    assert found.evaluation.counts[VerdictStatus.UNKNOWN] > 0


async def test_no_location_is_called_of_an_api_that_is_off(project: EmulatedProject) -> None:
    fill(project)
    project.services.discard("aiplatform")

    found = await scanned(project, Scope(services=("vertexai",)))

    assert found.reads.coverage == 1
    assert {method for method, _ in project.requests} == {
        "cloudresourcemanager.projects.get",
        "serviceusage.services.list",
    }


@pytest.mark.parametrize(
    ("refusal", "reason"),
    [
        (
            Refusal(403, "SECURITY_POLICY_VIOLATED", metadata={"uid": "Ab-1_x"}),
            "SECURITY_POLICY_VIOLATED(Ab-1_x)",
        ),
        (
            Refusal(
                403,
                "vpcServiceControls",
                "Request is prohibited. vpcServiceControlsUniqueIdentifier: Zz9",
                old=True,
            ),
            "SECURITY_POLICY_VIOLATED(Zz9)",
        ),
        (Refusal(403, "BILLING_DISABLED"), "BILLING_DISABLED"),
        (Refusal(403, "CONSUMER_SUSPENDED"), "CONSUMER_SUSPENDED"),
        (Refusal(403, "USER_PROJECT_DENIED"), "USER_PROJECT_DENIED"),
        (Refusal(403, "ORG_RESTRICTION_VIOLATION"), "ORG_RESTRICTION_VIOLATION"),
        (Refusal(403, "LOCATION_ORG_POLICY_VIOLATED"), "LOCATION_ORG_POLICY_VIOLATED"),
        (Refusal(403, "ACCESS_TOKEN_SCOPE_INSUFFICIENT"), "ACCESS_TOKEN_SCOPE_INSUFFICIENT"),
        (Refusal(400), "INVALID_ARGUMENT"),
        (Refusal(403, "<script>"), "PERMISSION_DENIED"),
    ],
)
async def test_a_refusal_is_unknown_with_its_reason(
    project: EmulatedProject, refusal: Refusal, reason: str
) -> None:
    fill(project)
    project.refusals["iam.projects.roles.list"] = refusal

    found = await scanned(project, Scope(services=("iam",)))

    assert f"{reason}: iam:projects.roles.list" in map(str, found.reads.reasons)
    assert found.evaluation.counts[VerdictStatus.UNKNOWN] > 0


@pytest.mark.parametrize(
    "refusal",
    [
        Refusal(429, "RATE_LIMIT_EXCEEDED", times=2, headers={"Retry-After": "0"}),
        Refusal(403, "rateLimitExceeded", times=2, old=True, headers={"Retry-After": "0"}),
        Refusal(503, times=2),
    ],
)
async def test_a_throttled_or_interrupted_read_is_repeated(
    project: EmulatedProject, refusal: Refusal
) -> None:
    fill(project)
    project.refusals["storage.buckets.list"] = refusal

    found = await scanned(project, Scope(services=("storage",)))

    assert found.reads.coverage == 1
    assert refusal.times == 0


async def test_a_read_that_would_have_to_wait_too_long_stays_unread(
    project: EmulatedProject,
) -> None:
    fill(project)
    wait = Refusal(429, "RATE_LIMIT_EXCEEDED", headers={"Retry-After": "3000"})
    project.refusals["storage.buckets.getIamPolicy"] = wait

    found = await scanned(project, Scope(check_ids=("gcp_storage_bucket_not_public",)))

    assert {one.reason for one in found.reads.reasons} == {"RATE_LIMIT_EXCEEDED"}
