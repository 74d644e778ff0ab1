"""Verification: the permissions that a scan would lack."""

import pytest

from posture.bootstrap.gcp import GCP
from posture.collectors.gcp.catalog import COLLECTORS
from posture.collectors.gcp.connect import GcpCollector
from posture.domain.collector import Plan, Reads
from tests.emulator.gcp import EmulatedProject, Refusal
from tests.emulator.gcp.seed import fill
from tests.integration.collectors.gcp.test_gcp import FAST, connection

pytestmark = pytest.mark.anyio
TEST = "cloudresourcemanager.projects.testIamPermissions"


async def test_verify_makes_one_read_of_each_kind_and_counts_refusals(
    project: EmulatedProject,
) -> None:
    fill(project)
    project.refusals["iam.projects.roles.list"] = Refusal(403, "IAM_PERMISSION_DENIED")

    reads = await verified(project)

    assert [str(one) for one in reads.reasons] == ["IAM_PERMISSION_DENIED: iam:projects.roles.list"]


async def test_verify_names_each_permission_that_a_scan_would_lack(
    project: EmulatedProject,
) -> None:
    fill(project)
    needed = set(GCP.least_privilege()["includedPermissions"])
    project.granted = needed - {"storage.buckets.getIamPolicy", "iam.serviceAccountKeys.list"}

    reads = await verified(project)

    assert sorted(map(str, reads.reasons)) == [
        "PERMISSION_DENIED: iam:projects.serviceAccounts.keys.list",
        "PERMISSION_DENIED: storage:buckets.getIamPolicy",
    ]
    assert {GCP.permission(one) for one in reads.reasons} == needed - project.granted


async def test_permissions_that_cannot_be_tested_together_are_tested_in_halves(
    project: EmulatedProject,
) -> None:
    fill(project)
    project.granted = set(GCP.least_privilege()["includedPermissions"])
    project.refusals[TEST] = Refusal(400, "INVALID", times=1)

    reads = await verified(project)

    assert reads.reasons == {}
    assert [method for method, _ in project.requests].count(TEST) == 3


async def test_a_permission_that_cannot_be_tested_is_not_taken_for_granted(
    project: EmulatedProject,
) -> None:
    fill(project)
    project.refusals[TEST] = Refusal(400, "INVALID")

    reads = await verified(project)

    found = {one.call for one in reads.reasons}
    assert {one.reason for one in reads.reasons} == {"PermissionNotTested"}
    assert "storage:buckets.getIamPolicy" in found
    assert reads.coverage < 1


@pytest.mark.parametrize("body", [b'{"permissions": 7}', b'{"permissions": [{}]}'])
async def test_a_malformed_test_of_permissions_is_a_refusal(
    project: EmulatedProject, body: bytes
) -> None:
    fill(project)
    project.bodies[TEST] = body

    reads = await verified(project)

    assert [str(one) for one in reads.reasons] == [
        "MalformedAnswer: cloudresourcemanager:projects.testIamPermissions"
    ]


async def verified(project: EmulatedProject) -> Reads:
    account = await GcpCollector(FAST, COLLECTORS).connect(connection(project))
    needs = {one.asset_type: one.asset_type.facts() for one in COLLECTORS}
    try:
        await account.verify(Plan(needs=needs))
    finally:
        await account.close()
    return account.reads
