"""Functions of the provider, called as Terraform does and under the real Terraform."""

import json
from typing import Any

import pytest

from posture_client.clouds.azure import AZURE as CLOUD
from posture_terraform.framework.functions import ArgumentError
from posture_terraform.framework.log import Log
from posture_terraform.framework.server import ProviderServer
from posture_terraform.provider import PROVIDER
from posture_terraform.provider.functions import asset_ids, parse_asset_id
from tests.plugins.client.azurerm_types import TYPES as AZURERM_TYPES
from tests.plugins.client.google_types import TYPES
from tests.plugins.terraform.harness import HEAD, Workspace

BUCKET = {"arn": "arn:aws:s3:::orders", "id": "orders", "tags": {"team": "a"}}
ACCOUNT = "/subscriptions/7a1f/resourceGroups/a/providers/Microsoft.Storage/storageAccounts/b"
IN_LOWER_CASE = (
    "azure",
    "7a1f",
    None,
    "microsoft.storage",
    "microsoft.storage/storageaccounts/b",
)
TOPIC = "//pubsub.googleapis.com/projects/acme/topics/orders"


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("arn:aws:s3:::orders", ("aws", None, None, "s3", "orders")),
        (
            "arn:aws-cn:lambda:cn-north-1:111122223333:function:a:b",
            ("aws", "111122223333", "cn-north-1", "lambda", "function:a:b"),
        ),
        *[(text, IN_LOWER_CASE) for text in (ACCOUNT, ACCOUNT.upper(), ACCOUNT.title())],
        (TOPIC, ("gcp", "acme", None, "pubsub", "projects/acme/topics/orders")),
        (
            "//compute.googleapis.com/projects/acme/zones/europe-west1-b/disks/d",
            (
                "gcp",
                "acme",
                "europe-west1-b",
                "compute",
                "projects/acme/zones/europe-west1-b/disks/d",
            ),
        ),
        ("//storage.googleapis.com/bucket", ("gcp", None, None, "storage", "bucket")),
    ],
)
def test_an_asset_id_is_parsed(text: str, parts: tuple[str | None, ...]) -> None:
    names = ("cloud", "account_id", "region", "service", "resource")
    assert parse_asset_id(text) == dict(zip(names, parts, strict=True))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "orders",
        "arn:",
        "arn:aws:s3",
        "arn:aws:::1:",
        "//example.com/a",
        "/subscriptions",
        "/subscriptions/",
        "//",
    ],
)
def test_another_text_is_refused(text: str) -> None:
    with pytest.raises(ArgumentError):
        parse_asset_id(text)
    with pytest.raises(ArgumentError):
        asset_ids([text])
    with pytest.raises(ArgumentError):
        asset_ids({"arn": text, "name": "orders"})


def test_a_refused_text_is_not_repeated() -> None:
    """It may be the value of a sensitive variable."""
    with pytest.raises(ArgumentError, match="The value is not the id of an asset") as refused:
        parse_asset_id("hunter2")
    assert "hunter2" not in str(refused.value)


@pytest.mark.parametrize(
    ("resources", "ids"),
    [
        (BUCKET, ["arn:aws:s3:::orders"]),
        ([BUCKET, [BUCKET], {"a": BUCKET}], ["arn:aws:s3:::orders"]),
        ([{"id": ACCOUNT, "name": "b"}, TOPIC], [TOPIC, ACCOUNT]),
        ({"id": ACCOUNT.upper()}, [ACCOUNT.upper()]),
        ([], []),
        ({}, []),
        ([{}, BUCKET], ["arn:aws:s3:::orders"]),
        ({"module": {"bucket": {}}}, []),
    ],
)
def test_the_ids_of_resources_are_collected(resources: Any, ids: list[str]) -> None:  # noqa: ANN401  # any value
    assert asset_ids(resources) == ids


def test_the_name_of_a_google_resource_is_made_of_its_attributes() -> None:
    """The same as that of a plan or a state; what they do not tell is an error, not a guess."""
    wrong = []
    for one in TYPES:
        try:
            (found,) = asset_ids(one.attributes)
        except ArgumentError:
            found = ""
        # A resource whose settings are in force on another one has a name of its own.
        others = one.name == "google_compute_ssl_policy"
        if found != one.resource_id and (found or one.by_attributes) and not others:
            wrong.append((one.name, found))

    assert wrong == []


def test_the_ids_of_azurerm_and_azapi_are_those_of_their_assets() -> None:
    configuring = CLOUD.configures.keys() | CLOUD.of_account.keys() | CLOUD.used_by.keys()
    wrong = [
        (one.name, asset_ids(one.attributes))
        for one in AZURERM_TYPES
        if one.name not in configuring and asset_ids(one.attributes) != [*one.resource_ids]
    ]

    assert wrong == []


@pytest.mark.parametrize(
    "resource",
    [
        {"id": "projects/acme/locations/eu/instances/a"},
        {"id": "projects/acme/locations/eu/services/a"},
        {"id": "projects/acme/locations/eu/keyRings/r/cryptoKeys/k/cryptoKeyVersions/1"},
        {"id": "projects/acme/secrets/a/roles/secretmanager.viewer/user:a@example.com"},
        {"id": "projects/acme/secrets/a/b"},
        {"id": "projects//secrets/a"},
        {"id": "projects/acme/regions/eu/clusters/a"},
        {"id": "b/orders/roles/storage.objectViewer", "bucket": "b/orders"},
        {"self_link": "https://www.googleapis.com/storage/v1/b/orders/o/a.txt"},
        {"self_link": "https://example.com/a"},
        {"self_link": None, "id": 7},
    ],
)
def test_a_google_resource_whose_service_is_not_certain_is_an_error(
    resource: dict[str, Any],
) -> None:
    with pytest.raises(ArgumentError, match="no arn, and no id or self_link"):
        asset_ids(resource)


@pytest.mark.parametrize(
    ("resources", "place"),
    [
        ([BUCKET, {"id": "orders", "bucket": "orders"}], "resources[1]"),
        ({"a": BUCKET, "b": {"id": "x"}}, "resources.b"),
        ("orders", "resources is"),
        ([7], "resources[0]"),
    ],
)
def test_a_resource_without_an_asset_id_is_an_error(resources: Any, place: str) -> None:  # noqa: ANN401  # any value
    with pytest.raises(ArgumentError, match="^" + place.replace("[", r"\[")):
        asset_ids(resources)


def test_an_error_names_its_argument() -> None:
    server = ProviderServer(PROVIDER, Log("posture", level=9))
    answer = server.call("CallFunction", {"name": "parse_asset_id", "arguments": ["orders"]})
    assert answer["error"]["function_argument"] == 0
    assert answer["error"]["text"][-1] not in ".?"


CALLS = """
resource "terraform_data" "bucket" {
  input = { arn = "arn:aws:s3:::orders", id = "orders" }
}
resource "terraform_data" "none" { for_each = toset([]) }
output "none" { value = provider::posture::asset_ids(terraform_data.none) }
output "parts" { value = provider::posture::parse_asset_id("arn:aws:iam::111122223333:role/a") }
output "ids" {
  value = provider::posture::asset_ids([
    terraform_data.bucket.input,
    { a = { arn = "arn:aws:iam::111122223333:role/a" } },
    { id = "projects/acme/topics/orders" },
  ])
}
output "later" { value = provider::posture::asset_ids([terraform_data.bucket.output]) }
"""


def test_terraform_calls_functions_without_a_server(workspace: Workspace) -> None:
    workspace.write(CALLS, head=HEAD)
    workspace.apply()
    outputs = json.loads(workspace.run("output", "-json").out)
    values = {name: output["value"] for name, output in outputs.items()}
    assert values["parts"] == {
        "cloud": "aws",
        "account_id": "111122223333",
        "region": None,
        "service": "iam",
        "resource": "role/a",
    }
    assert values["ids"] == [TOPIC, "arn:aws:iam::111122223333:role/a", "arn:aws:s3:::orders"]
    assert values["none"] == []
    assert values["later"] == ["arn:aws:s3:::orders"]
    workspace.write('output "ids" { value = provider::posture::asset_ids([{ id = "a" }]) }')
    error = workspace.plan(expect=1).error
    assert error["summary"] == "Invalid function argument"
    assert "resources[0] has no arn" in error["detail"]
    assert ".." not in error["detail"]
