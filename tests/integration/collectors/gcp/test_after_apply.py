"""After an apply of `google` resources: plan and state, scope, findings at `file:line`."""

import json
from pathlib import Path
from typing import Any

import pytest

from posture.bootstrap.gcp import GCP
from posture.bootstrap.scan import scan
from posture.cli.from_terraform import Documents, located, place, scope_of
from posture.domain.connection import Connection
from posture.domain.gcp.connection import GcpConnection
from posture.settings import Settings
from posture.worker.assess import Assessment
from posture.worker.scope import Scope
from tests.emulator.gcp import NUMBER, PROJECT, EmulatedProject
from tests.emulator.gcp.seed import fill

pytestmark = pytest.mark.anyio

FAST = Settings(
    cloud_settle_seconds=0.0, cloud_retry_base_seconds=0.001, gcp_calls_per_minute=100_000
)
P = f"projects/{PROJECT}"
HERE = f"{P}/locations/europe-west1"
LINK = f"https://www.googleapis.com/compute/v1/{P}"

MAIN = """\
module "network" {
  source = "./network"
}

resource "google_storage_bucket" "data" {
  for_each = toset(["leaky", "tight"])
  name     = each.key
  location = "EU"
}

resource "google_compute_instance" "web" {
  count        = 1
  name         = "open"
  machine_type = "e2-small"
}

resource "google_sql_database_instance" "shop" {
  name = "leaky"
}

resource "google_secret_manager_secret" "token" {
  secret_id = "leaky"
}

resource "google_vertex_ai_endpoint" "serving" {
  name = "open"
}

resource "google_project_iam_member" "owner" {
  project = "shop-prod"
  role    = "roles/owner"
}

resource "google_container_node_pool" "old" {
  cluster = "old"
}
"""
NETWORK = """\
resource "google_compute_firewall" "rules" {
  for_each = var.rules
}
"""
Row = tuple[str, dict[str, Any]]
ROWS: tuple[Row, ...] = (
    (
        'google_storage_bucket.data["leaky"]',
        {
            "id": "leaky",
            "name": "leaky",
            "self_link": "https://www.googleapis.com/storage/v1/b/leaky",
        }
        | {"project": PROJECT, "project_number": int(NUMBER), "location": "EU"},
    ),
    ('google_storage_bucket.data["tight"]', {"id": "tight", "name": "tight", "project": PROJECT}),
    (
        "google_compute_instance.web[0]",
        {"id": f"{P}/zones/europe-west1-b/instances/open", "name": "open", "project": PROJECT}
        | {"zone": "europe-west1-b", "self_link": f"{LINK}/zones/europe-west1-b/instances/open"},
    ),
    # Right after its creation the id is a path, later it is the name alone.
    (
        "google_sql_database_instance.shop",
        {"id": "leaky", "name": "leaky", "project": PROJECT, "region": "europe-west1"},
    ),
    (
        "google_secret_manager_secret.token",
        {"id": f"{P}/secrets/leaky", "name": f"projects/{NUMBER}/secrets/leaky"}
        | {"secret_id": "leaky", "project": PROJECT},
    ),
    (
        "google_vertex_ai_endpoint.serving",
        {"id": f"projects/{NUMBER}/locations/europe-west1/endpoints/open", "name": "open"}
        | {"project": PROJECT, "location": "europe-west1"},
    ),
    (
        "google_project_iam_member.owner",
        {"id": f"{PROJECT}/roles/owner/user:a@example.com", "project": PROJECT},
    ),
    (
        "google_container_node_pool.old",
        {"id": f"{P}/locations/europe-west1-b/clusters/old/nodePools/old", "name": "old"}
        | {"cluster": "old", "location": "europe-west1-b", "project": PROJECT},
    ),
    (
        'module.network.google_compute_firewall.rules["ssh"]',
        {"id": f"{P}/global/firewalls/ssh", "name": "ssh", "project": PROJECT}
        | {"self_link": f"{LINK}/global/firewalls/ssh"},
    ),
)
FIREWALL = ROWS[-1][0]
PLACES = {
    "//storage.googleapis.com/leaky": "main.tf:5",
    "//storage.googleapis.com/tight": "main.tf:5",
    f"//compute.googleapis.com/{P}/zones/europe-west1-b/instances/open": "main.tf:11",
    f"//cloudsql.googleapis.com/{P}/instances/leaky": "main.tf:17",
    f"//secretmanager.googleapis.com/{P}/secrets/leaky": "main.tf:21",
    f"//aiplatform.googleapis.com/{HERE}/endpoints/open": "main.tf:25",
    f"//cloudresourcemanager.googleapis.com/{P}": "main.tf:29",
    f"//container.googleapis.com/{P}/locations/europe-west1-b/clusters/old": "main.tf:34",
    f"//compute.googleapis.com/{P}/global/firewalls/ssh": "network/main.tf:1",
}


def resource(address: str, **members: object) -> dict[str, Any]:
    *_, type_, name = address.partition("[")[0].split(".")
    return {"address": address, "mode": "managed", "type": type_, "name": name, **members}


def module_of(rows: tuple[Row, ...]) -> dict[str, Any]:
    """Return the root module of a state or of planned values."""
    root: dict[str, Any] = {"resources": [], "child_modules": []}
    network: dict[str, Any] = {"address": "module.network", "resources": []}
    for address, values in rows:
        into = network if address.startswith("module.") else root
        into["resources"].append(resource(address, values=values))
    root["child_modules"].append(network)
    return {"root_module": root}


class Files:
    """A directory with code, a plan and a state."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.plan, self.state = directory / "plan.json", directory / "state.json"
        (directory / "network").mkdir()
        (directory / "main.tf").write_text(MAIN)
        (directory / "network" / "main.tf").write_text(NETWORK)

    def write_state(self, rows: tuple[Row, ...] = ROWS) -> None:
        self.state.write_text(json.dumps({"format_version": "1.0", "values": module_of(rows)}))

    def write_plan(self, *changes: dict[str, Any], rows: tuple[Row, ...] = ROWS) -> None:
        document = {
            "format_version": "1.2",
            "planned_values": module_of(rows),
            "resource_changes": changes,
        }
        self.plan.write_text(json.dumps(document))


@pytest.fixture
def files(tmp_path: Path) -> Files:
    found = Files(tmp_path)
    found.write_state()
    return found


def created(address: str, values: dict[str, Any]) -> dict[str, Any]:
    """Return the change that makes a resource, whose id only Google knows."""
    unknown = {"id": True, "self_link": True}
    after = {key: value for key, value in values.items() if key not in unknown}
    change = {"actions": ["create"], "before": None, "after": after, "after_unknown": unknown}
    return resource(address, change=change)


def changed(
    address: str, values: dict[str, Any], actions: tuple[str, ...], **members: str
) -> dict[str, Any]:
    after = None if actions == ("delete",) else values
    change = {"actions": actions, "before": values, "after": after, "after_unknown": {}}
    return resource(address, change=change, **members)


async def run(project: EmulatedProject, scope: dict[str, Any] | None) -> Assessment:
    options = GcpConnection(project_id=PROJECT, endpoint_url=project.url)
    connection = Connection(provider="gcp", options=options, trusted=True)
    return await scan(FAST, connection, scope=Scope(**(scope or {})), clouds=(GCP,))


def places_of(found: Assessment, files: Files) -> dict[str, str | None]:
    findings = [{"resource_id": one.resource_id} for one in found.evaluation.failures]
    return {
        one["resource_id"]: place(one) for one in located(findings, files.state, files.directory)
    }


async def test_what_an_apply_made_is_scanned_and_found_at_its_line(
    project: EmulatedProject, files: Files
) -> None:
    fill(project)
    files.write_plan(*(created(*one) for one in ROWS))

    scope = scope_of(Documents(files.plan, files.state), ())
    found = await run(project, scope)

    assert scope is not None
    assert set(scope["resource_ids"]) == PLACES.keys()
    assert scope["expected_absent"] == ()
    assert found.reads.reasons == {}
    assert found.evaluation.unchecked == []
    # Everything is evaluated, and nothing else; the tight bucket has nothing to find.
    places = places_of(found, files)
    assert places == {id_: PLACES[id_] for id_ in places}
    assert PLACES.keys() - places.keys() <= {"//storage.googleapis.com/tight"}


async def test_a_state_alone_is_scanned_whole(project: EmulatedProject, files: Files) -> None:
    fill(project)

    scope = scope_of(Documents(None, files.state), ())

    assert scope is not None
    assert set(scope["resource_ids"]) == PLACES.keys()


async def test_a_plan_alone_names_most_of_what_it_will_make(files: Files) -> None:
    files.write_plan(*(created(*one) for one in ROWS))

    scope = scope_of(Documents(files.plan, None), ())

    assert scope is not None
    assert set(scope["resource_ids"]) == PLACES.keys()


async def test_moved_and_removed_resources_are_where_and_what_they_are(
    project: EmulatedProject, files: Files
) -> None:
    fill(project)
    gone: Row = (
        "google_storage_bucket.old",
        {"id": "old", "name": "old", "project": PROJECT},
    )
    grant: Row = (
        "google_storage_bucket_iam_member.public",
        {"id": "b/leaky/roles/storage.objectViewer/allUsers", "bucket": "b/leaky"},
    )
    firewall = dict(ROWS)[FIREWALL]
    files.write_plan(
        changed(*gone, ("delete",)),
        changed(*grant, ("delete",)),
        changed(FIREWALL, firewall, ("update",), previous_address="google_compute_firewall.ssh"),
    )

    scope = scope_of(Documents(files.plan, files.state), ())
    found = await run(project, scope)

    assert scope is not None
    assert set(scope["resource_ids"]) == {
        "//storage.googleapis.com/old",
        "//storage.googleapis.com/leaky",
        f"//compute.googleapis.com/{P}/global/firewalls/ssh",
    }
    assert scope["expected_absent"] == ("//storage.googleapis.com/old",)
    assert found.reads.reasons == {}
    assert found.evaluation.absent_count == 1
    assert places_of(found, files) == {
        "//storage.googleapis.com/leaky": "main.tf:5",
        f"//compute.googleapis.com/{P}/global/firewalls/ssh": "network/main.tf:1",
    }


async def test_a_provider_configured_with_the_number_of_the_project_finds_the_same(
    project: EmulatedProject, files: Files
) -> None:
    fill(project)
    by_number = json.loads(json.dumps(ROWS).replace(PROJECT, NUMBER))
    told: Row = (
        "google_project.shop",
        {"id": P, "project_id": PROJECT, "number": NUMBER, "name": "Shop"},
    )
    files.write_state((*map(tuple, by_number), told))
    scope = scope_of(Documents(None, files.state), ())
    found = await run(project, scope)

    assert scope is not None
    assert set(scope["resource_ids"]) == PLACES.keys()
    assert found.reads.reasons == {}
    assert places_of(found, files).items() >= PLACES.items() - {
        ("//storage.googleapis.com/tight", "main.tf:5"),
        # The project itself is declared in the file now.
        (f"//cloudresourcemanager.googleapis.com/{P}", "main.tf:29"),
    }


@pytest.mark.parametrize(
    "spelled",
    [
        f"{LINK}/zones/europe-west1-b/instances/open",
        f"//compute.googleapis.com/projects/{NUMBER}/zones/europe-west1-b/instances/open",
        f"//Compute.googleapis.com/projects/{PROJECT.upper()}/zones/EUROPE-WEST1-B/instances/OPEN",
        "https://www.googleapis.com/storage/v1/b/leaky",
        "gs://leaky",
        f"//sqladmin.googleapis.com/{P}/instances/leaky",
        f"//container.googleapis.com/{P}/zones/europe-west1-b/clusters/old",
        f"//aiplatform.googleapis.com/projects/{NUMBER}/locations/europe-west1/endpoints/open",
        f"//secretmanager.googleapis.com/projects/{NUMBER}/secrets/leaky",
        f"//cloudresourcemanager.googleapis.com/projects/{NUMBER}",
    ],
)
async def test_every_spelling_of_a_name_finds_its_asset(
    project: EmulatedProject, spelled: str
) -> None:
    fill(project)

    found = await run(project, {"resource_ids": (spelled,)})

    assert found.reads.reasons == {}
    (resource_id,) = {one.resource_id for one in found.evaluation.failures}
    assert resource_id in PLACES
