"""Every spelling of a full resource name leads to the one that findings have."""

import pytest

from posture.domain.gcp.spellings import canonical

NUMBER, PROJECT = "415104041262", "shop-prod"
P = f"projects/{PROJECT}"
VM = f"compute.googleapis.com/{P}/zones/europe-west1-b/instances/web"
CLUSTER = f"//container.googleapis.com/{P}/locations/europe-west1-b/clusters/c"
ENDPOINT_PATH = f"{P}/locations/europe-west1/endpoints/7"
ENDPOINT = f"//aiplatform.googleapis.com/{ENDPOINT_PATH}"


@pytest.mark.parametrize(
    ("spelled", "name"),
    [
        (f"//{VM}", f"//{VM}"),
        (f"https://www.googleapis.com/compute/v1/{VM.partition('/')[2]}", f"//{VM}"),
        (f"https://compute.googleapis.com/compute/v1/{VM.partition('/')[2]}", f"//{VM}"),
        (f"https://compute.googleapis.com/compute/beta/{P}/global/networks/n", None),
        (f"//{VM.replace(PROJECT, NUMBER)}", f"//{VM}"),
        (f"//{VM.replace(PROJECT, PROJECT.upper())}", f"//{VM}"),
        (f"//{VM.replace('europe-west1-b', 'EUROPE-WEST1-B').replace('web', 'WEB')}", f"//{VM}"),
        (f"//{VM.replace('compute', 'Compute', 1)}", f"//{VM}"),
        (f"//{VM}/", f"//{VM}"),
        ("//storage.googleapis.com/logs", "//storage.googleapis.com/logs"),
        ("//storage.googleapis.com/LOGS", "//storage.googleapis.com/logs"),
        ("//storage.googleapis.com/projects/_/buckets/logs", "//storage.googleapis.com/logs"),
        ("https://www.googleapis.com/storage/v1/b/logs", "//storage.googleapis.com/logs"),
        ("https://storage.googleapis.com/storage/v1/b/logs", "//storage.googleapis.com/logs"),
        ("gs://logs", "//storage.googleapis.com/logs"),
        ("gs://logs/", "//storage.googleapis.com/logs"),
        (
            f"https://sqladmin.googleapis.com/sql/v1beta4/{P}/instances/db",
            f"//cloudsql.googleapis.com/{P}/instances/db",
        ),
        (
            f"//sqladmin.googleapis.com/{P}/instances/db",
            f"//cloudsql.googleapis.com/{P}/instances/db",
        ),
        (f"//container.googleapis.com/{P}/zones/europe-west1-b/clusters/c", CLUSTER),
        (f"https://container.googleapis.com/v1/{P}/zones/europe-west1-b/clusters/c", CLUSTER),
        (
            f"https://bigquery.googleapis.com/bigquery/v2/{P}/datasets/Sales",
            f"//bigquery.googleapis.com/{P}/datasets/Sales",
        ),
        (
            f"https://europe-west1-aiplatform.googleapis.com/v1/{ENDPOINT_PATH}",
            ENDPOINT,
        ),
        (ENDPOINT.replace(PROJECT, NUMBER), ENDPOINT),
        (
            f"//cloudresourcemanager.googleapis.com/projects/{NUMBER}",
            f"//cloudresourcemanager.googleapis.com/{P}",
        ),
        # What is not Google's, and another project, stay what they are.
        ("projects/shop-prod/topics/t", "projects/shop-prod/topics/t"),
        ("arn:aws:s3:::logs", "arn:aws:s3:::logs"),
        ("https://storage.example.com/b/logs", "https://storage.example.com/b/logs"),
        ("//compute.googleapis.com/projects/7/global/networks/n",) * 2,
        ("", ""),
    ],
)
def test_a_spelling_leads_to_the_name_that_findings_have(spelled: str, name: str | None) -> None:
    wanted = f"//compute.googleapis.com/{P}/global/networks/n" if name is None else name

    assert canonical(spelled, NUMBER, PROJECT) == wanted
    assert canonical(wanted, NUMBER, PROJECT) == wanted
