"""The nearest name is a misspelling away; names that are merely alike are not suggested."""

import pytest
from botocore.loaders import Loader

from posture.domain.aws.regions import PARTITIONS
from posture.domain.nearest import nearest, unknown_names

KNOWN = {"s3", "sns", "us-east-1", "us-west-1", "critical", "aws_s3_bucket_tls_required"}


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("s4", "s3"),
        ("us-esat-1", "us-east-1"),
        ("us-wst-1", "us-west-1"),
        ("critcial", "critical"),
        ("aws_s3_bucket_tls_requierd", "aws_s3_bucket_tls_required"),
        ("aws_s3_bucket_is_pretty", None),
        ("zz", None),
        ("s" * 1_000, None),
        ("", None),
    ],
)
def test_a_misspelt_name_has_a_nearest(name: str, meant: str | None) -> None:
    assert nearest(name, KNOWN) == meant
    assert nearest(name, ()) is None


def test_many_unknown_names_are_counted() -> None:
    names = ["s3", *(f"x{number}-unknown" for number in range(12))]
    assert unknown_names(names, KNOWN)[-2:] == ["x9-unknown", "2 more"]
    assert unknown_names(["s3", "s5"], KNOWN) == ["s5 (did you mean s3?)"]


def test_the_regions_are_those_of_the_sdk() -> None:
    document = Loader().load_data("partitions")
    regions = {
        one["id"]: {name for name in one["regions"] if not name.endswith("-global")}
        for one in document["partitions"]
    }
    assert {name: set(listed.split()) for name, listed in PARTITIONS.items()} == regions
