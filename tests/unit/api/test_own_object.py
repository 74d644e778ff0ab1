"""An integration has the own object of its cloud, and no other cloud's."""

from typing import Any

import pytest

from posture.api.errors import ProblemError
from posture.api.integrations import advice_on, own_object, own_objects, slugs_of_integration
from posture.bootstrap.aws import AWS
from tests.clouds import TOY

PROVIDERS = ("aws", "toy")


def test_the_own_object_of_the_provider_is_taken() -> None:
    members = own_object({"toy": {"regions": ["b", "a", "b"]}}, "toy", PROVIDERS)
    assert members == {"regions": ["b", "a"]}


@pytest.mark.parametrize(
    ("body", "detail", "member"),
    [
        ({}, "An integration of `toy` needs the object `toy`.", {"member": "toy"}),
        (
            {"aws": {}},
            "An integration of `toy` needs the object `toy`, not `aws`.",
            {"member": "toy"},
        ),
        (
            {"aws": {}, "toy": {}},
            "An integration is of one cloud: send only one of `aws`, `toy`.",
            {"member": "toy"},
        ),
    ],
)
def test_another_clouds_object_or_none_is_refused(
    body: dict[str, Any], detail: str, member: dict[str, str]
) -> None:
    with pytest.raises(ProblemError) as refused:
        own_object(body, "toy", PROVIDERS)
    assert (refused.value.slug, refused.value.members) == (
        "invalid_body",
        {"detail": detail, **member},
    )


def test_a_change_may_have_no_own_object() -> None:
    assert own_objects({}, PROVIDERS) == {}


def test_the_faults_and_the_advice_follow_the_clouds() -> None:
    clouds = {"aws": AWS, "toy": TOY}
    slugs = slugs_of_integration(clouds)
    assert slugs["aws.role_arn"] == "invalid_role_arn"
    assert slugs["toy.drawer"] == "invalid_drawer"
    assert slugs["name"] == "invalid_name"
    advice = advice_on(clouds)
    assert advice["drawer"].endswith('send {"toy": {"drawer": ...}}.')
    assert advice["regions"].endswith('{"aws": {"regions": ...}} or {"toy": {"regions": ...}}.')
