"""States, plans and code of Terraform, as they are read."""

import json
from pathlib import Path
from typing import Any

import pytest

from posture_client.terraform_json import (
    DocumentError,
    Instance,
    changes,
    instances,
    parsed,
)
from posture_client.terraform_source import declared, places
from tests.plugins.client.test_terraform import KEY

RESOURCE = {"mode": "managed", "type": "aws_kms_key", "values": {"arn": KEY}}
DATA = {"mode": "data", "type": "aws_kms_key", "address": "data.aws_kms_key.d", "values": {}}
SHOWN = {
    "format_version": "1.0",
    "values": {
        "root_module": {
            "resources": [{**RESOURCE, "address": "aws_kms_key.a"}, DATA],
            "child_modules": [
                {"child_modules": [{"resources": [{**RESOURCE, "address": "module.m.x.y"}]}]}
            ],
        }
    },
}
FILE = {
    "version": 4,
    "resources": [
        {
            "mode": "managed",
            "type": "aws_kms_key",
            "name": "a",
            "instances": [
                {"index_key": 0, "attributes": {"arn": KEY}},
                {"index_key": "eu", "attributes": {"arn": KEY}},
            ],
        },
        {
            "module": "module.m",
            "mode": "managed",
            "type": "aws_kms_key",
            "name": "b",
            "instances": [{"attributes": {"arn": KEY}}],
        },
        {"mode": "data", "type": "aws_kms_key", "name": "d", "instances": [{"attributes": {}}]},
    ],
}


@pytest.mark.parametrize(
    ("document", "found"),
    [
        (SHOWN, ["aws_kms_key.a", "module.m.x.y"]),
        (FILE, ["aws_kms_key.a[0]", 'aws_kms_key.a["eu"]', "module.m.aws_kms_key.b"]),
        ({"format_version": "1.0"}, []),
    ],
)
def test_states_are_read_as_shown_and_as_stored(document: dict[str, Any], found: list[str]) -> None:
    read = instances(parsed(json.dumps(document)))
    assert [one.address for one in read] == found
    assert {one.values["arn"] for one in read} <= {KEY}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "not JSON"),
        ("[]", "not from Terraform"),
        ("{}", "terraform show -json > state.json"),
        ('{"resources": 3}', "terraform show -json > state.json"),
        ('{"values": {"root_module": {"resources": [{"mode": "managed"}]}}}', "state.json"),
    ],
)
def test_a_document_that_is_not_a_state_is_refused_with_advice(text: str, words: str) -> None:
    with pytest.raises(DocumentError, match=words):
        instances(parsed(text))


def test_a_plan_is_read_without_what_stays_and_what_is_only_read() -> None:
    item = {"mode": "managed", "type": "aws_kms_key"}

    def of(name: str, *actions: str, **more: Any) -> dict[str, Any]:  # noqa: ANN401  # parts of a plan
        return {**item, "address": name, "change": {"actions": actions, **more}}

    document = {
        "resource_changes": [
            of("a", "no-op"),
            of("b", "create", after={"x": 1}, after_unknown={"arn": True, "tags": {}}),
            of("c", "delete", before={"y": 2}, after=None),
            {**of("d", "read"), "mode": "data"},
        ]
    }
    created, deleted = changes(document)
    assert created.instance == Instance("b", "aws_kms_key", {"x": 1}, frozenset({"arn"}))
    assert (deleted.removes_it, deleted.before) == (True, {"y": 2})
    assert changes({"planned_values": {"root_module": {}}}) == []
    with pytest.raises(DocumentError, match=r"plan\.out"):
        changes(SHOWN)


def test_declarations_are_found_through_modules_and_past_text(tmp_path: Path) -> None:
    root, network, shared = tmp_path / "root", tmp_path / "root" / "network", tmp_path / "shared"
    for directory in (root, network, shared):
        directory.mkdir()
    (root / "main.tf").write_text(
        'resource "aws_s3_bucket" "logs" {\n}\n'
        'module "network" {\n  source = "./network"\n}\n'
        'module "shared" {\n  count  = 2\n  source = "../shared"\n}\n'
        'module "theirs" {\n  source = "hashicorp/vpc/aws"\n}\n'
    )
    (root / "text.tf").write_text(
        'locals {\n  text = <<-EOT\n    resource "aws_s3_bucket" "text" {\n  EOT\n}\n'
        '/*\nresource "aws_s3_bucket" "comment" {}\n*/\n'
        '# resource "aws_s3_bucket" "comment" {}\n'
        '  resource "aws_s3_bucket" "indented" {}\n'
    )
    (network / "vpc.tf").write_text('\n\nresource "aws_vpc" "main" {}\n')
    (shared / "keys.tf").write_text('resource "aws_kms_key" "k" {}\n')
    assert {address: str(place) for address, place in places(root).items()} == {
        "aws_s3_bucket.logs": "main.tf:1",
        "aws_s3_bucket.indented": "text.tf:10",
        "module.network.aws_vpc.main": "network/vpc.tf:3",
        "module.shared.aws_kms_key.k": "../shared/keys.tf:1",
    }


def test_a_module_that_names_itself_ends(tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text(
        'module "me" {\n  source = "./"\n}\nresource "aws_vpc" "v" {}\n'
    )
    assert places(tmp_path)["aws_vpc.v"].line == 4


@pytest.mark.parametrize(
    ("address", "as_declared"),
    [
        ("aws_s3_bucket.logs", "aws_s3_bucket.logs"),
        ("aws_s3_bucket.logs[0]", "aws_s3_bucket.logs"),
        ('module.m["a.b[0]"].aws_s3_bucket.logs["x\\"]"]', "module.m.aws_s3_bucket.logs"),
    ],
)
def test_an_address_is_declared_without_its_keys(address: str, as_declared: str) -> None:
    assert declared(address) == as_declared
