"""Declarations of assets: what a request carries, and what they add to exports."""

import json

import pytest

from posture_client.terraform_exports import (
    MOST_DECLARATIONS,
    TerraformPlace,
    declarations,
    located,
)
from tests.unit.formats.samples import OUTSIDE

ROLE = "arn:aws:iam::111122223333:role/deploy"
USER = "arn:aws:iam::111122223333:user/ci"
BUCKET = "arn:aws:s3:::logs"
VPC = "arn:aws:ec2:eu-west-1:111122223333:vpc/vpc-1"
KEY = "arn:aws:kms:eu-west-1:111122223333:key/k-1"


def test_a_request_declares_what_it_can_carry() -> None:
    places = {
        BUCKET: TerraformPlace("aws_s3_bucket.logs", "infra/main.tf", 41),
        ROLE: TerraformPlace("aws_iam_role.deploy", "main.tf", None),
        USER: TerraformPlace("aws_iam_user.ci", in_plan=True),
        f"{BUCKET}-2": TerraformPlace("aws_s3_bucket.two", in_plan=False),
        KEY: TerraformPlace('aws_kms_key.k["\x1b[2J"]'),
        VPC: TerraformPlace("aws_vpc.main", "f" * 1_025, 1),
        f"{BUCKET}-nameless": TerraformPlace(""),
        f"{BUCKET}-\n": TerraformPlace("aws_s3_bucket.line"),
        BUCKET + "a" * 1_000: TerraformPlace("aws_s3_bucket.long"),
    }
    assert declarations(places) == [
        {
            "resource_id": BUCKET,
            "address": "aws_s3_bucket.logs",
            "file": "infra/main.tf",
            "line": 41,
        },
        {"resource_id": ROLE, "address": "aws_iam_role.deploy", "file": "main.tf", "line": 1},
        {"resource_id": USER, "address": "aws_iam_user.ci", "in_plan": True},
        {"resource_id": f"{BUCKET}-2", "address": "aws_s3_bucket.two", "in_plan": False},
    ]


def test_a_located_result_has_one_declaration_where_the_server_knew_one() -> None:
    server = {"fullyQualifiedName": "aws_s3_bucket.logs", "kind": "declaration"}
    asset = {"fullyQualifiedName": BUCKET, "kind": "resource"}
    place = {"physicalLocation": {}, "logicalLocations": [asset, server]}
    log = {"runs": [{"results": [{"locations": [place]}]}]}
    places = {BUCKET: TerraformPlace("aws_s3_bucket.logs", "main.tf", 4)}
    text = located("sarif", json.dumps(log).encode(), places)
    (found,) = json.loads(text)["runs"][0]["results"][0]["locations"]
    # SARIF allows no two equal ones, and a host refuses a whole log for them.
    assert found["logicalLocations"] == [asset, server]
    assert found["physicalLocation"]["artifactLocation"] == {"uri": "main.tf"}


@pytest.mark.parametrize(("length", "most"), [(1, MOST_DECLARATIONS), (1_000, 480)])
def test_a_request_declares_no_more_than_it_can_carry(length: int, most: int) -> None:
    many = {f"{BUCKET}-{one}": TerraformPlace("a" * length) for one in range(2_000)}
    found = declarations(many)
    assert len(found) <= most
    assert [one["resource_id"] for one in found] == [*many][: len(found)]
    assert len(json.dumps(found)) < 600_000


def _paths(file: str, line: int | None = 4) -> list[str]:
    """Return the paths of a finding in the formats that name one; `before` is the server's."""
    asset = {"fullyQualifiedName": BUCKET, "kind": "resource"}
    before = {"artifactLocation": {"uri": "before"}, "region": {"startLine": 1}}
    place = {"physicalLocation": before, "logicalLocations": [asset]}
    log = {"runs": [{"results": [{"locations": [place]}]}]}
    report = [{"description": f"open ({BUCKET})", "location": {"path": "before"}}]
    places = {BUCKET: TerraformPlace("aws_s3_bucket.logs", file, line)}
    sarif = json.loads(located("sarif", json.dumps(log).encode(), places))
    gitlab = json.loads(located("gitlab", json.dumps(report).encode(), places))
    (found,) = sarif["runs"][0]["results"][0]["locations"]
    assert found["logicalLocations"][1]["fullyQualifiedName"] == "aws_s3_bucket.logs"
    return [found["physicalLocation"]["artifactLocation"]["uri"], gitlab[0]["location"]["path"]]


@pytest.mark.parametrize("file", OUTSIDE)
def test_no_located_path_leaves_the_repository(file: str) -> None:
    assert _paths(file) == ["before", "before"]


@pytest.mark.parametrize(
    ("file", "path"),
    [
        ("./main.tf", "main.tf"),
        ("infra\\main.tf", "infra/main.tf"),
        ("a/../b/main.tf", "b/main.tf"),
        ("..a/main.tf", "..a/main.tf"),
    ],
)
def test_a_located_path_inside_the_repository_is_shown(file: str, path: str) -> None:
    assert _paths(file) == [path, path]


def test_a_place_is_shown_as_what_is_known_of_it() -> None:
    known = [TerraformPlace("a.b", "main.tf", 4), TerraformPlace("a.b", "main.tf")]
    known.append(TerraformPlace("a.b", line=4))
    assert [one.source for one in known] == ["main.tf:4", "main.tf", None]
