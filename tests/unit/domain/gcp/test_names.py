"""Full resource names: their parts, regions and projects."""

import pytest

from posture.domain.cloud import Location
from posture.domain.gcp.assets.compute import ComputeInstance
from posture.domain.gcp.assets.gke import GkeCluster
from posture.domain.gcp.assets.storage import StorageBucket
from posture.domain.gcp.iam import is_administrative, is_agent
from posture.domain.gcp.names import locate, region_of, with_project


@pytest.mark.parametrize(
    ("name", "location"),
    [
        ("//storage.googleapis.com/logs", Location("", "", "storage", "")),
        (
            "//compute.googleapis.com/projects/shop/zones/europe-west1-b/instances/a",
            Location("shop", "europe-west1", "compute", "instances"),
        ),
        (
            "//compute.googleapis.com/projects/shop/global/firewalls/a",
            Location("shop", "global", "compute", "firewalls"),
        ),
        (
            "//cloudkms.googleapis.com/projects/1/locations/eu/keyRings/r/cryptoKeys/k",
            Location("1", "eu", "kms", "cryptoKeys"),
        ),
        (
            "//cloudresourcemanager.googleapis.com/projects/shop",
            Location("shop", "", "iam", "projects"),
        ),
    ],
)
def test_a_name_has_its_project_region_and_service(name: str, location: Location) -> None:
    assert locate(name) == location


@pytest.mark.parametrize(
    "name",
    [
        "",
        "shop",
        "//storage.googleapis.com/",
        "//storage.example.com/logs",
        "https://storage.googleapis.com/logs",
        "//storage.googleapis.com/a//b",
        "//storage.googleapis.com/a b",
        "arn:aws:s3:::logs",
    ],
)
def test_what_is_no_full_name_has_no_location(name: str) -> None:
    assert locate(name) is None


@pytest.mark.parametrize(
    ("place", "region"),
    [
        ("europe-west1-b", "europe-west1"),
        ("zones/us-central1-f", "us-central1"),
        ("EU", "eu"),
        ("northamerica-northeast1", "northamerica-northeast1"),
    ],
)
def test_a_place_is_in_a_region(place: str, region: str) -> None:
    assert region_of(place) == region


def test_the_number_of_a_project_becomes_its_id_in_its_place_alone() -> None:
    name = "//iam.googleapis.com/projects/12/serviceAccounts/12"

    assert (
        with_project(name, "12", "shop") == "//iam.googleapis.com/projects/shop/serviceAccounts/12"
    )
    assert with_project(name, "1", "shop") == name


@pytest.mark.parametrize(
    ("kind", "name", "is_one"),
    [
        (StorageBucket, "//storage.googleapis.com/logs", True),
        (StorageBucket, "//storage.googleapis.com/projects/p", False),
        (ComputeInstance, "//compute.googleapis.com/projects/p/zones/z/instances/i", True),
        (ComputeInstance, "//compute.googleapis.com/projects/p/zones/z/disks/i", False),
        (GkeCluster, "//container.googleapis.com/projects/p/zones/z/clusters/c", True),
    ],
)
def test_a_type_knows_the_names_of_its_assets(
    kind: type[StorageBucket | ComputeInstance | GkeCluster], name: str, *, is_one: bool
) -> None:
    assert kind.is_id(name) is is_one


@pytest.mark.parametrize(
    ("member", "is_one"),
    [
        ("serviceAccount:service-1@container-engine-robot.iam.gserviceaccount.com", True),
        ("serviceAccount:1@cloudservices.gserviceaccount.com", True),
        ("serviceAccount:a@gcp-sa-notebooks.iam.gserviceaccount.com", True),
        # It runs what the customer wrote.
        ("serviceAccount:1@cloudbuild.gserviceaccount.com", False),
        ("serviceAccount:service-1@gae-api-prod.google.com.iam.gserviceaccount.com", True),
        # An account of a customer may have the name that those of Google have.
        ("serviceAccount:service-1@shop-prod.iam.gserviceaccount.com", False),
        ("serviceAccount:service-1@a.gcp-sa-notebooks.iam.gserviceaccount.com", False),
        ("serviceAccount:1-compute@developer.gserviceaccount.com", False),
        ("serviceAccount:service-a@shop.iam.gserviceaccount.com", False),
        ("user:service-1@gserviceaccount.com.example.com", False),
    ],
)
def test_agents_of_google_are_told_from_accounts_of_customers(member: str, *, is_one: bool) -> None:
    assert is_agent(member) is is_one


@pytest.mark.parametrize(
    ("role", "is_one"),
    [
        ("roles/owner", True),
        ("roles/storage.admin", True),
        ("roles/compute.instanceAdmin.v1", True),
        ("roles/storage.objectViewer", False),
        ("projects/p/roles/admin", False),
    ],
)
def test_administrative_roles_are_known_by_their_names(role: str, *, is_one: bool) -> None:
    assert is_administrative(role) is is_one
