"""Terraform's resources of Google Cloud are mapped to the full resource names of findings."""

from typing import Any

import pytest

from posture_client.clouds import cloud_of
from posture_client.clouds.gcp import GCP
from posture_client.terraform_ids import mapped
from posture_client.terraform_json import Instance

P = "projects/shop-prod"
HERE = f"{P}/locations/europe-west1"
KEY = f"{HERE}/keyRings/r/cryptoKeys/k"
EMAIL = "web@shop-prod.iam.gserviceaccount.com"
PROJECT = f"//cloudresourcemanager.googleapis.com/{P}"
PROXY = f"compute/{P}/global/targetHttpsProxies/web"
OTHERS = [
    Instance(f"{type_}.n", type_, values)
    for type_, values in (
        ("google_container_cluster", {"id": f"{HERE}/clusters/c", "name": "c"}),
        ("google_pubsub_topic", {"id": f"{P}/topics/t", "name": "t"}),
        ("google_sql_database_instance", {"project": "shop-prod", "name": "db"}),
        (
            "google_compute_target_https_proxy",
            {"id": f"{P}/global/targetHttpsProxies/web", "name": "web"}
            | {
                "ssl_policy": f"https://compute.googleapis.com/compute/v1/{P}/global/sslPolicies/tls"
            },
        ),
        (
            "google_compute_network_firewall_policy",
            {"id": f"{P}/global/firewallPolicies/f", "name": "f"},
        ),
    )
]


@pytest.mark.parametrize(
    ("type_", "values", "id_"),
    [
        ("compute_firewall", {"id": f"{P}/global/firewalls/n"}, f"compute/{P}/global/firewalls/n"),
        (
            "compute_instance",
            {"id": f"https://www.googleapis.com/compute/v1/{P}/zones/a-b1-c/instances/n"},
            f"compute/{P}/zones/a-b1-c/instances/n",
        ),
        ("storage_bucket", {"id": "logs", "name": "logs"}, "storage/logs"),
        ("storage_bucket_iam_member", {"bucket": "b/logs"}, "storage/logs"),
        ("storage_bucket_acl", {"bucket": "logs"}, "storage/logs"),
        ("project_iam_member", {"project": "shop-prod"}, f"cloudresourcemanager/{P}"),
        ("project_iam_audit_config", {"project": "shop-prod"}, f"cloudresourcemanager/{P}"),
        ("project", {"id": P, "project_id": "shop-prod"}, f"cloudresourcemanager/{P}"),
        ("org_policy_policy", {"parent": P}, f"cloudresourcemanager/{P}"),
        ("logging_metric", {"id": "m", "project": "shop-prod"}, f"cloudresourcemanager/{P}"),
        ("compute_project_metadata_item", {"id": "enable-oslogin"}, f"compute/{P}"),
        ("project_iam_custom_role", {"id": f"{P}/roles/r"}, f"iam/{P}/roles/r"),
        (
            "service_account",
            {"id": f"{P}/serviceAccounts/{EMAIL}"},
            f"iam/{P}/serviceAccounts/{EMAIL}",
        ),
        ("service_account_key", {"service_account_id": EMAIL}, f"iam/{P}/serviceAccounts/{EMAIL}"),
        (
            "service_account_iam_member",
            {"service_account_id": f"{P}/serviceAccounts/{EMAIL}"},
            f"iam/{P}/serviceAccounts/{EMAIL}",
        ),
        (
            "sql_database_instance",
            {"id": "db", "project": "shop-prod", "name": "db"},
            f"cloudsql/{P}/instances/db",
        ),
        ("sql_user", {"instance": "db"}, f"cloudsql/{P}/instances/db"),
        ("bigquery_dataset", {"id": f"{P}/datasets/d"}, f"bigquery/{P}/datasets/d"),
        (
            "bigquery_dataset_iam_member",
            {"id": f"{P}/datasets/d/roles/bigquery.dataViewer/allUsers", "dataset_id": "d"},
            f"bigquery/{P}/datasets/d",
        ),
        ("kms_crypto_key", {"id": KEY}, f"cloudkms/{KEY}"),
        ("kms_crypto_key_iam_binding", {"crypto_key_id": KEY}, f"cloudkms/{KEY}"),
        ("container_node_pool", {"cluster": "c"}, f"container/{HERE}/clusters/c"),
        ("container_node_pool", {"cluster": f"{HERE}/clusters/c"}, f"container/{HERE}/clusters/c"),
        ("cloud_run_v2_service", {"id": f"{HERE}/services/s"}, f"run/{HERE}/services/s"),
        (
            "cloud_run_service",
            {"id": "locations/europe-west1/namespaces/shop-prod/services/s", "name": "s"}
            | {"location": "europe-west1", "project": "shop-prod"},
            f"run/{HERE}/services/s",
        ),
        ("pubsub_topic_iam_member", {"topic": "t"}, f"pubsub/{P}/topics/t"),
        (
            "secret_manager_secret",
            {"id": "projects/415104041262/secrets/s", "project": "shop-prod"},
            f"secretmanager/{P}/secrets/s",
        ),
        (
            "vertex_ai_dataset",
            {
                "id": "projects/415104041262/locations/europe-west1/datasets/1",
                "project": "shop-prod",
            },
            f"aiplatform/{HERE}/datasets/1",
        ),
        ("workbench_instance", {"id": f"{HERE}-b/instances/n"}, f"notebooks/{HERE}-b/instances/n"),
        (
            "spanner_instance",
            {"id": "shop-prod/n", "project": "shop-prod", "name": "n"},
            f"spanner/{P}/instances/n",
        ),
        (
            "secret_manager_secret_iam_member",
            {"id": f"{P}/secrets/s/{P}/roles/reader/user:a@b.c", "secret_id": "s"},
            f"secretmanager/{P}/secrets/s",
        ),
        (
            "cloud_run_v2_service_iam_binding",
            {"project": "shop-prod", "location": "europe-west1", "name": "s"},
            f"run/{HERE}/services/s",
        ),
        (
            "compute_subnetwork_iam_member",
            {"subnetwork": f"https://www.googleapis.com/compute/v1/{P}/regions/r/subnetworks/s"},
            f"compute/{P}/regions/r/subnetworks/s",
        ),
        ("bigquery_dataset_access", {"project": P, "dataset_id": "d"}, f"bigquery/{P}/datasets/d"),
        (
            "kms_crypto_key_iam_member",
            {"crypto_key_id": "shop-prod/europe-west1/r/k"},
            f"cloudkms/{KEY}",
        ),
        (
            "service_account_key",
            {"service_account_id": f"projects/-/serviceAccounts/{EMAIL}"},
            f"iam/{P}/serviceAccounts/{EMAIL}",
        ),
        (
            "service_account_iam_member",
            {"service_account_id": "web@shop.example.com.iam.gserviceaccount.com"},
            "iam/projects/example.com:shop/serviceAccounts/web@shop.example.com.iam.gserviceaccount.com",
        ),
        (
            "dns_policy",
            {"id": f"{P}/policies/p", "networks": [{"network_url": f"{P}/global/networks/n"}]},
            f"compute/{P}/global/networks/n",
        ),
        ("compute_ssl_policy", {"id": f"{P}/global/sslPolicies/tls", "name": "tls"}, PROXY),
        (
            "compute_instance",
            {"project": "shop-prod", "zone": "a-b1-c", "name": "n"},
            f"compute/{P}/zones/a-b1-c/instances/n",
        ),
        (
            "spanner_database_iam_member",
            {"id": f"{P}/instances/i/databases/d/roles/spanner.viewer/user:a@b.c"},
            f"spanner/{P}/instances/i/databases/d",
        ),
        (
            "compute_network_firewall_policy_rule",
            {"firewall_policy": "f"},
            f"compute/{P}/global/firewallPolicies/f",
        ),
        ("kms_crypto_key", {"key_ring": f"{HERE}/keyRings/r", "name": "k"}, f"cloudkms/{KEY}"),
    ],
)
def test_a_resource_is_mapped_to_the_asset_of_its_findings(
    type_: str, values: dict[str, Any], id_: str
) -> None:
    one = Instance("google.it", f"google_{type_}", values)
    host, _, path = id_.partition("/")

    assert mapped([one], [one, *OTHERS]).ids == {"google.it": (f"//{host}.googleapis.com/{path}",)}


NUMBER = "415104041262"
FIREWALL = Instance(
    "google_compute_firewall.n",
    "google_compute_firewall",
    {"id": f"projects/{NUMBER}/global/firewalls/n", "project": NUMBER},
)


@pytest.mark.parametrize(
    "teller",
    [
        Instance("a.b", "google_project", {"number": NUMBER, "project_id": "shop-prod"}),
        Instance(
            "a.b",
            "google_storage_bucket",
            {"name": "b", "project": "shop-prod", "project_number": int(NUMBER)},
        ),
        Instance(
            "a.b",
            "google_secret_manager_secret",
            {"id": f"{P}/secrets/s", "name": f"projects/{NUMBER}/secrets/s"},
        ),
        Instance(
            "a.b",
            "google_service_account",
            {"id": f"{P}/serviceAccounts/{EMAIL}", "project": NUMBER},
        ),
    ],
    ids=lambda one: one.type,
)
def test_the_number_of_a_project_becomes_its_id_where_a_resource_tells_it(teller: Instance) -> None:
    found = mapped([FIREWALL], [FIREWALL, teller])

    assert found.ids[FIREWALL.address] == (f"//compute.googleapis.com/{P}/global/firewalls/n",)


def test_a_number_that_no_resource_tells_stays() -> None:
    other = Instance("a.b", "google_project", {"number": "7", "project_id": "other"})

    found = mapped([FIREWALL], [FIREWALL, other])

    assert found.ids[FIREWALL.address] == (
        f"//compute.googleapis.com/projects/{NUMBER}/global/firewalls/n",
    )


@pytest.mark.parametrize(
    "type_",
    ["google_folder_iam_member", "google_organization_policy", "google_unheard_of_thing"],
)
def test_a_resource_outside_of_projects_is_named_as_one_without_a_rule(type_: str) -> None:
    one = Instance("google.it", type_, {"id": "folders/1/roles/viewer/user:a@example.com"})

    assert mapped([one]).unmapped == ["google.it"]


def test_a_key_in_a_ring_that_is_named_without_its_project_is_not_known_yet() -> None:
    values = {"key_ring": "europe-west1/r", "name": "k"}
    one = Instance("google.it", "google_kms_crypto_key", values, frozenset({"id"}))

    assert mapped([one]).unknown == ["google.it"]


@pytest.mark.parametrize("type_", ["google_sql_database_instance", "google_storage_bucket"])
def test_a_resource_without_a_name_yet_is_unknown_and_not_left_out(type_: str) -> None:
    one = Instance("google.it", type_, {}, frozenset({"name"}))

    found = mapped([one])

    assert (found.ids, found.unknown, found.unmapped) == ({}, ["google.it"], [])


@pytest.mark.parametrize(
    ("type_", "services"),
    [
        ("google_storage_bucket_iam_member", ("storage",)),
        ("google_cloud_run_v2_service", ("run",)),
        ("google_vertex_ai_endpoint", ("vertexai",)),
        ("google_spanner_instance", ()),
    ],
)
def test_the_services_of_a_type_are_known_before_its_id_is(
    type_: str, services: tuple[str, ...]
) -> None:
    assert cloud_of(type_) is GCP
    assert GCP.services_of(type_) == services
