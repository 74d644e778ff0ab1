"""Scans of named assets and regions."""

import pytest

from posture.bootstrap.gcp import GCP
from posture.bootstrap.scan import scan
from posture.domain.verdict import VerdictStatus
from posture.worker.scope import Scope
from tests.emulator.gcp import NUMBER, PROJECT, EmulatedProject
from tests.emulator.gcp.seed import fill
from tests.integration.collectors.gcp.test_gcp import FAST, connection, failed, scanned

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize("project_in_name", [PROJECT, NUMBER])
async def test_a_named_asset_is_found_by_the_id_and_by_the_number_of_its_project(
    project: EmulatedProject, project_in_name: str
) -> None:
    ids = fill(project)
    wanted = ids["provider open"].replace(PROJECT, project_in_name)

    found = await scanned(project, Scope(resource_ids=(wanted,)))

    assert {one.resource_id for one in found.evaluation.failures} == {ids["provider open"]}
    assert found.evaluation.counts[VerdictStatus.UNKNOWN] == 0


async def test_a_named_bucket_needs_few_calls(project: EmulatedProject) -> None:
    ids = fill(project)

    found = await scanned(project, Scope(resource_ids=(ids["bucket leaky"],)))

    assert "gcp_storage_bucket_not_public" in failed(found, ids["bucket leaky"])
    assert [method for method, _ in project.requests] == [
        "cloudresourcemanager.projects.get",
        "storage.buckets.get",
        *(method for method, _ in project.requests[2:]),
    ]
    assert len(project.requests) == 5


async def test_a_named_asset_that_is_gone_or_of_another_project_is_unknown(
    project: EmulatedProject,
) -> None:
    ids = fill(project)
    gone = "//storage.googleapis.com/gone"
    elsewhere = ids["firewall ssh"].replace(PROJECT, "other-project")
    stranger = {"kind": "storage#bucket", "name": "stranger", "projectNumber": "7"}
    project.answer("storage.buckets.get", stranger, at="/b/stranger")
    of_others = "//storage.googleapis.com/stranger"

    found = await scanned(project, Scope(resource_ids=(gone, elsewhere, of_others, "x")))

    assert sorted(map(str, found.reads.reasons)) == sorted(
        [
            f"NotFound: {gone}",
            f"NotFound: {of_others}",
            f"OtherAccount: {elsewhere}",
            "NotAnId: x",
        ]
    )


async def test_regions_limit_what_is_listed_and_called(project: EmulatedProject) -> None:
    fill(project)

    found = await scan(
        FAST, connection(project, regions=("us-central1",)), scope=Scope(), clouds=(GCP,)
    )

    called = {path for method, path in project.requests if method.endswith("endpoints.list")}
    assert called == {f"v1/projects/{PROJECT}/locations/us-central1/endpoints"}
    assert found.reads.coverage == 1
