"""Scans of an emulated Google Cloud project: verdicts, denied, partial and broken reads."""

from collections.abc import Mapping
from itertools import chain
from typing import Any

import pytest

from posture.bootstrap.gcp import GCP
from posture.bootstrap.scan import scan
from posture.collectors.gcp.catalog import COLLECTORS
from posture.collectors.gcp.operations import OPERATIONS
from posture.domain.connection import Connection
from posture.domain.evidence import Unread
from posture.domain.gcp.assets.vertexai import VertexEndpoint
from posture.domain.gcp.connection import GcpConnection
from posture.domain.verdict import VerdictStatus
from posture.settings import Settings
from posture.worker.assess import Assessment
from posture.worker.scope import Scope
from tests.emulator.gcp import NUMBER, PROJECT, EmulatedProject, Refusal
from tests.emulator.gcp.seed import fill
from tests.integration.collectors.gcp.expected import FAILED
from tests.integration.collectors.gcp.test_documents import method_of as documented

pytestmark = pytest.mark.anyio

# Checks that no resource of the emulated project fails.
NEVER_BAD = {
    "gcp_compute_project_oslogin_enabled",
    "gcp_iam_project_audit_logs_complete",
    "gcp_logging_project_sink_covers_all",
    "gcp_logging_route_changes_alerted",
}
FAST = Settings(
    cloud_settle_seconds=0.0, cloud_retry_base_seconds=0.001, gcp_calls_per_minute=100_000
)


def connection(project: EmulatedProject, **options: object) -> Connection:
    found = GcpConnection(project_id=PROJECT, endpoint_url=project.url, **options)  # type: ignore[arg-type]  # options of every type
    return Connection(provider="gcp", options=found, trusted=True)


async def scanned(
    project: EmulatedProject, scope: Scope | None = None, settings: Settings = FAST
) -> Assessment:
    return await scan(settings, connection(project), scope=scope or Scope(), clouds=(GCP,))


def failed(found: Assessment, resource_id: str) -> set[str]:
    return {one.check_id for one in found.evaluation.failures if one.resource_id == resource_id}


async def test_good_and_bad_resources_are_told_apart(project: EmulatedProject) -> None:
    ids = fill(project)

    found = await scanned(project)

    assert found.account_id == PROJECT
    assert [str(one) for one in found.reads.reasons] == []
    assert found.reads.coverage == 1
    assert found.evaluation.counts[VerdictStatus.UNKNOWN] == 0
    assert {name: failed(found, ids[name]) for name in ids} == {name: FAILED[name] for name in ids}
    assert {one.resource_id for one in found.evaluation.failures} <= set(ids.values())


async def test_every_check_fails_somewhere_in_the_emulated_project(
    project: EmulatedProject,
) -> None:
    fill(project)

    found = await scanned(project)

    failing = {one.check_id for one in found.evaluation.failures}
    assert {one.id for one in GCP.checks()} - failing == NEVER_BAD


async def test_pages_are_followed_to_the_end(project: EmulatedProject) -> None:
    fill(project)
    whole = await scanned(project)
    project.page_size = 1

    paged = await scanned(project)

    assert paged.evaluation.counts == whole.evaluation.counts
    assert paged.reads.calls > whole.reads.calls


async def test_a_scan_makes_no_call_twice(project: EmulatedProject) -> None:
    fill(project)

    await scanned(project)

    assert len(project.requests) == len(set(project.requests))


# Calls that find a named asset, and so are not made by a scan of everything.
FINDING = {one.calls[1] for one in COLLECTORS if one.find is not None}
CALLS = sorted(frozenset().union(*(one.all_calls for one in COLLECTORS)) - FINDING)


def method_of(call: str) -> str:
    service, _, method = call.partition(":")
    return f"{service}.{method}"


def services_with(call: str) -> tuple[str, ...]:
    return tuple({one.asset_type.service for one in COLLECTORS if call in one.all_calls})


@pytest.mark.parametrize("call", CALLS)
async def test_a_denied_read_is_unknown_and_names_the_permission(
    project: EmulatedProject, call: str
) -> None:
    fill(project)
    project.refusals[method_of(call)] = Refusal(403, "IAM_PERMISSION_DENIED")

    found = await scanned(project, Scope(services=services_with(call)))

    unread = next(one for one in found.reads.reasons if one.call == call)
    assert (GCP.permission(unread) or "") == OPERATIONS[call].permission
    assert found.evaluation.counts[VerdictStatus.UNKNOWN] > 0
    assert found.reads.coverage < 1
    # What could not be read is not taken for good.
    new = {one.check_id for one in found.evaluation.failures} - {*chain(*FAILED.values())}
    assert new == set()


@pytest.mark.parametrize("name", ["bucket leaky", "account leaky"])
async def test_a_named_asset_that_may_not_be_read_is_unknown(
    project: EmulatedProject, name: str
) -> None:
    ids = fill(project)
    for call in FINDING:
        project.refusals[method_of(call)] = Refusal(403, "IAM_PERMISSION_DENIED")

    found = await scanned(project, Scope(resource_ids=(ids[name],)))

    assert found.evaluation.counts[VerdictStatus.UNKNOWN] > 0
    assert found.evaluation.counts[VerdictStatus.PASS] == 0


@pytest.mark.parametrize("body", [b"", b"[]", b'{"items": {}}', b"<html>", b'{"items": [1]}'])
@pytest.mark.parametrize("call", ["storage.buckets.list", "compute.instances.aggregatedList"])
async def test_a_malformed_listing_is_unknown_and_never_empty(
    project: EmulatedProject, call: str, body: bytes
) -> None:
    fill(project)
    project.bodies[call] = body

    found = await scanned(project, Scope(services=("storage", "compute")))

    assert found.evaluation.counts[VerdictStatus.UNKNOWN] > 0
    assert found.reads.coverage < 1


@pytest.mark.parametrize(
    ("call", "body"),
    [
        ("iam.projects.serviceAccounts.list", b'{"accounts": {}}'),
        ("iam.projects.serviceAccounts.list", b'{"accounts": [{"name": 7}]}'),
        ("apikeys.projects.locations.keys.list", b'{"keys": [{"name": "x"}]}'),
        ("aiplatform.projects.locations.endpoints.list", b'{"endpoints": ["e"]}'),
        ("cloudresourcemanager.projects.getIamPolicy", b'{"bindings": [{"members": "allUsers"}]}'),
    ],
)
async def test_a_record_that_is_not_as_documented_is_no_evidence(
    project: EmulatedProject, call: str, body: bytes
) -> None:
    fill(project)
    project.bodies[call] = body

    found = await scanned(project, Scope(services=("iam", "apikeys", "vertexai")))

    assert any(one.reason == "MalformedAnswer" for one in found.reads.reasons)


@pytest.mark.parametrize(
    ("call", "extra", "region"),
    [
        (
            "compute.instances.aggregatedList",
            {"unreachables": ["zones/us-central1-a"]},
            "us-central1",
        ),
        (
            "compute.instances.aggregatedList",
            {"items": {"zones/us-central1-f": {"warning": {"code": "UNREACHABLE"}}}},
            "us-central1",
        ),
        ("compute.firewalls.list", {"warning": {"code": "PARTIAL_SUCCESS"}}, "global"),
        ("storage.buckets.list", {"unreachable": ["projects/_/buckets/gone"]}, "global"),
        (
            "notebooks.projects.locations.instances.list",
            {"unreachable": ["projects/p/locations/us-central1-b"]},
            "us-central1",
        ),
    ],
)
async def test_what_a_successful_answer_could_not_list_is_unknown_there(
    project: EmulatedProject, call: str, extra: dict[str, object], region: str
) -> None:
    ids = fill(project)
    project.extra[call] = extra

    found = await scanned(project)

    service, _, method = call.partition(".")
    assert f"LocationUnreachable: {service}:{method}" in map(str, found.reads.reasons)
    assert found.evaluation.counts[VerdictStatus.UNKNOWN] > 0
    kinds = [one.asset_type for one in COLLECTORS if one.calls[0] == f"{service}:{method}"]
    assert not any(found.covers(kind, region) for kind in kinds)
    assert failed(found, ids["bucket leaky"]) == FAILED["bucket leaky"]


# The forms in which a successful answer says what it could not list, all about one region.
FORMS: Mapping[str, dict[str, Any]] = {
    "failedLocations": {"failedLocations": ["me-west1"]},
    "missingZones": {"missingZones": ["me-west1-a"]},
    "unreachable": {"unreachable": [f"projects/{NUMBER}/locations/me-west1"]},
    "unreachables": {"unreachables": ["regions/me-west1"]},
    "warning": {"warning": {"code": "UNREACHABLE"}},
    "warning of a scope": {"items": {"regions/me-west1": {"warning": {"code": "UNREACHABLE"}}}},
    "warnings": {"warnings": [{"code": "REGION_UNREACHABLE", "region": "me-west1"}]},
}


def forms_of(call: str) -> set[str]:
    """Return the forms that the discovery document of a listing has."""
    operation, method = OPERATIONS[call], documented(call)
    members = method.answer["properties"]
    found = {form for form in FORMS if form in members}
    if operation.scope:
        scope = method.schema(members[operation.items]["additionalProperties"]["$ref"])
        found |= {"warning of a scope"} if "warning" in scope["properties"] else set()
    return found


SSL_POLICIES = "compute:sslPolicies.aggregatedList"
PARTIAL = {call: forms_of(call) for call in CALLS if OPERATIONS[call].items}


def test_partial_answers_are_demanded_where_they_have_to_be() -> None:
    parameter = "returnPartialSuccess"
    wanted = {call for call in PARTIAL if parameter in documented(call).data["parameters"]}

    assert {call for call in wanted if parameter not in OPERATIONS[call].query} == set()


@pytest.mark.parametrize("form", sorted(set().union(*PARTIAL.values())))
async def test_no_listing_passes_over_what_it_could_not_list(
    project: EmulatedProject, form: str
) -> None:
    ids = fill(project)
    calls = {call for call, forms in PARTIAL.items() if form in forms}
    project.extra = {method_of(call): FORMS[form] for call in calls}
    if SSL_POLICIES in calls:  # nothing is missing where every policy that a proxy has is listed
        project.records[method_of(SSL_POLICIES)].clear()

    found = await scanned(project)

    assert set(map(str, found.reads.reasons)) == {f"LocationUnreachable: {call}" for call in calls}
    assert found.evaluation.counts[VerdictStatus.UNKNOWN] > 0
    # What was listed nevertheless is evaluated as ever, and nothing else fails.
    assert {name: failed(found, ids[name]) - FAILED[name] for name in ids} == {
        name: set() for name in ids
    }
    region = "global" if form == "warning" else "me-west1"
    kinds = [one.asset_type for one in COLLECTORS if one.calls[0] in calls]
    assert not any(found.covers(kind, region) for kind in kinds)


async def test_a_network_that_was_not_listed_leaves_open_whom_its_firewalls_let_in(
    project: EmulatedProject,
) -> None:
    ids = fill(project)
    project.records["compute.networks.list"].clear()

    found = await scanned(project, Scope(services=("compute",)))

    reason = Unread("NetworkNotListed", "compute:networks.list")
    assert reason in found.reads.reasons
    new = {one.check_id for one in found.evaluation.failures} - {*chain(*FAILED.values())}
    assert new == set()
    assert failed(found, ids["firewall ssh"]) == FAILED["firewall ssh"]


async def test_a_warning_without_results_is_normal(project: EmulatedProject) -> None:
    fill(project)
    project.extra["compute.firewalls.list"] = {"warning": {"code": "NO_RESULTS_ON_PAGE"}}

    found = await scanned(project)

    assert found.reads.coverage == 1


async def test_of_forty_locations_three_are_down_and_the_rest_is_read(
    project: EmulatedProject,
) -> None:
    ids = fill(project)
    down = ("asia-east1", "asia-east2", "asia-east3")
    others = tuple(f"europe-west{number}" for number in range(1, 38))
    project.locations = (*down, *others)
    listing = "aiplatform.projects.locations.endpoints.list"
    project.refusals[listing] = Refusal(404)
    whole = await scanned(project, Scope(services=("vertexai",)))
    project.refusals[listing] = Refusal(503, "UNAVAILABLE", at="/locations/asia-east")

    found = await scanned(project, Scope(services=("vertexai",)))

    assert whole.reads.coverage == 1
    assert "gcp_vertexai_endpoint_private" in failed(found, ids["endpoints open"])
    assert found.covers(VertexEndpoint, "europe-west1")
    assert not any(found.covers(VertexEndpoint, one) for one in down)
    unread = Unread("UNAVAILABLE", "aiplatform:projects.locations.endpoints.list")
    assert found.reads.reasons == {unread: len(down)}
    assert found.evaluation.counts[VerdictStatus.UNKNOWN] > 0


@pytest.mark.parametrize(
    ("listing", "name", "check_id"),
    [
        (
            "cloudkms.projects.locations.keyRings.cryptoKeys.list",
            "key tight",
            "gcp_kms_key_rotation_enabled",
        ),
        (
            "secretmanager.projects.secrets.list",
            "secret tight",
            "gcp_secretmanager_secret_rotated",
        ),
    ],
)
async def test_a_next_rotation_in_many_years_is_none(
    project: EmulatedProject, listing: str, name: str, check_id: str
) -> None:
    ids = fill(project)
    (record,) = (one for _, _, one in project.records[listing] if one["name"].endswith("/tight"))
    record.get("rotation", record)["nextRotationTime"] = "2100-01-01T00:00:00Z"

    found = await scanned(project, Scope(check_ids=(check_id,)))

    assert check_id in failed(found, ids[name])
