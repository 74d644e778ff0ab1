"""What an answer of Google leaves out proves nothing, or has its documented default."""

from typing import Any

import pytest

from posture.bootstrap.gcp import GCP
from posture.domain.verdict import VerdictStatus
from posture.worker.assess import Assessment
from posture.worker.scope import Scope
from tests.emulator.gcp import EmulatedProject
from tests.emulator.gcp.seed import fill
from tests.integration.collectors.gcp.test_gcp import failed, scanned

pytestmark = pytest.mark.anyio


def record(project: EmulatedProject, listing: str, name: str) -> dict[str, Any]:
    """Return the one record of a listing whose name ends like this."""
    (found,) = (
        one
        for _, _, one in project.records[listing]
        if one["name"].rpartition("/")[2].startswith(name)
    )
    return found


async def evaluated(project: EmulatedProject, check_id: str) -> Assessment:
    return await scanned(project, Scope(check_ids=(check_id,)))


@pytest.mark.parametrize(
    ("member", "check_id"),
    [
        ("acl", "gcp_storage_bucket_not_public"),
        ("defaultObjectAcl", "gcp_storage_bucket_default_object_acl_not_public"),
    ],
)
async def test_a_list_of_a_bucket_that_is_left_out_is_unknown(
    project: EmulatedProject, member: str, check_id: str
) -> None:
    fill(project)
    del record(project, "storage.buckets.list", "leaky")[member]
    project.answers["storage.buckets.getIamPolicy"].clear()

    found = await evaluated(project, check_id)

    assert found.evaluation.failures == []
    assert found.evaluation.counts[VerdictStatus.UNKNOWN] == 1


async def test_a_dataset_without_its_access_is_unknown(project: EmulatedProject) -> None:
    fill(project)
    for _, answer in project.answers["bigquery.datasets.get"]:
        answer.pop("access", None)

    found = await evaluated(project, "gcp_bigquery_dataset_not_public")

    assert {one.reason for one in found.reads.reasons} == {"AccessNotReturned"}
    assert found.evaluation.failures == []
    assert found.evaluation.counts[VerdictStatus.UNKNOWN] == len(
        project.records["bigquery.datasets.list"]
    )
    assert found.evaluation.counts[VerdictStatus.PASS] == 0
    needed = GCP.least_privilege()["includedPermissions"]
    assert "bigquery.datasets.getIamPolicy" in needed


async def test_members_that_one_service_exempts_are_not_logged(project: EmulatedProject) -> None:
    fill(project)
    policy = "cloudresourcemanager.projects.getIamPolicy"
    ((at, whole),) = project.answers[policy]
    every = [{"logType": one} for one in ("ADMIN_READ", "DATA_READ", "DATA_WRITE")]
    exempted = [{"logType": "DATA_READ", "exemptedMembers": ["user:mallory@example.com"]}]
    configs = [
        {"service": "allServices", "auditLogConfigs": every},
        {"service": "storage.googleapis.com", "auditLogConfigs": exempted},
    ]
    project.answers[policy] = [(at, {**whole, "auditConfigs": configs})]

    found = await evaluated(project, "gcp_iam_project_audit_logs_complete")

    (failure,) = found.evaluation.failures
    assert failure.summary == "Not logged: user:mallory@example.com."


async def test_variables_of_the_same_name_do_not_hide_a_secret(project: EmulatedProject) -> None:
    ids = fill(project)
    services, functions = (
        "run.projects.locations.services.list",
        "cloudfunctions.projects.locations.functions.list",
    )
    secret, plain = {"DB_PASSWORD": "hunter2hunter2"}, {"DB_PASSWORD": ""}
    containers = [
        {"env": [{"name": name, "value": value} for name, value in one.items()]}
        for one in (secret, plain)
    ]
    record(project, services, "inner")["template"]["containers"] = containers
    first = record(project, functions, "first")
    first["serviceConfig"]["environmentVariables"] = secret
    first["buildConfig"] = {"environmentVariables": plain}

    found = await scanned(project, Scope(services=("run", "functions")))

    assert "gcp_run_service_environment_no_secrets" in failed(found, ids["service inner"])
    assert "gcp_functions_function_environment_no_secrets" in failed(found, ids["function first"])


@pytest.mark.parametrize(
    ("own", "is_open"),
    [
        ({}, True),
        ({"securityLevel": "SECURITY_LEVEL_UNSPECIFIED"}, True),
        ({"securityLevel": "SECURE_OPTIONAL"}, True),
        ({"securityLevel": "SECURE_ALWAYS"}, False),
    ],
)
async def test_a_function_of_the_first_generation_accepts_http_unless_it_says_otherwise(
    project: EmulatedProject, own: dict[str, str], *, is_open: bool
) -> None:
    fill(project)
    listing = "cloudfunctions.projects.locations.functions.list"
    config = record(project, listing, "first")["serviceConfig"]
    del config["securityLevel"]
    config |= own

    found = await evaluated(project, "gcp_functions_function_https_required")

    assert bool(found.evaluation.failures) is is_open


async def test_a_function_that_an_event_starts_accepts_no_http(project: EmulatedProject) -> None:
    fill(project)
    listing = "cloudfunctions.projects.locations.functions.list"
    record(project, listing, "first")["eventTrigger"] = {"eventType": "google.storage.finalize"}

    found = await evaluated(project, "gcp_functions_function_https_required")

    assert found.evaluation.failures == []


@pytest.mark.parametrize(
    ("addresses", "older", "is_open"),
    [
        ({}, {}, True),
        ({"enabled": True}, {}, True),
        ({"enabled": True}, {"enablePrivateEndpoint": True}, False),
        ({"enabled": False}, {}, False),
        ({"enabled": True, "enablePublicEndpoint": False}, {}, False),
    ],
)
async def test_an_api_server_is_public_unless_a_member_says_otherwise(
    project: EmulatedProject, addresses: dict[str, bool], older: dict[str, bool], *, is_open: bool
) -> None:
    ids = fill(project)
    cluster = record(project, "container.projects.locations.clusters.list", "tight")
    cluster["controlPlaneEndpointsConfig"] = {"ipEndpointsConfig": addresses}
    cluster["privateClusterConfig"] = older

    found = await evaluated(project, "gcp_gke_cluster_control_plane_restricted")

    assert bool(failed(found, ids["cluster tight"])) is is_open


@pytest.mark.parametrize(("network", "is_open"), [("guarded", False), ("other", True)])
async def test_a_rule_of_an_organization_for_another_network_closes_nothing(
    project: EmulatedProject, network: str, *, is_open: bool
) -> None:
    ids = fill(project)
    for at, answer in project.answers["compute.networks.getEffectiveFirewalls"]:
        if at == "/networks/guarded/":
            (policy,) = answer["firewallPolicys"]
            target = record(project, "compute.networks.list", "guarded")["selfLink"]
            named = target.replace("/networks/guarded", f"/networks/{network}")
            policy["rules"][0]["targetResources"] = [named]

    found = await evaluated(project, "gcp_compute_instance_not_reachable_from_internet")

    assert bool(failed(found, ids["machine guarded"])) is is_open


async def test_ssh_keys_of_a_project_count_under_their_older_name(project: EmulatedProject) -> None:
    fill(project)
    answers = project.answers["compute.projects.get"]
    for _, answer in answers:
        items = answer["commonInstanceMetadata"]["items"]
        for one in items:
            one["key"] = "sshKeys" if one["key"] == "ssh-keys" else one["key"]

    found = await evaluated(project, "gcp_compute_instance_project_ssh_keys_blocked")

    assert len(found.evaluation.failures) > 0
