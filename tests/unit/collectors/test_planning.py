"""A run's plan decides where a collector looks, and a region is never more than a region."""

from collections.abc import Iterable

import pytest

from posture.bootstrap.clouds import CLOUDS
from posture.checks.catalog import checks
from posture.collectors.aws.catalog import COLLECTORS
from posture.collectors.planning import named_assets, named_regions, regional_types
from posture.domain.asset import Asset
from posture.domain.aws.arn import locate
from posture.domain.collector import Plan
from posture.worker.evaluate import plan_for

CHECKS = list(checks(CLOUDS))
BUCKET = "arn:aws:s3:::logs"
USER = "arn:aws:iam::123456789012:user/ann"
DATABASE = "arn:aws:rds:eu-west-1:123456789012:db:orders"
KEY = "arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab"


def plan(resource_ids: Iterable[str] | None) -> Plan:
    return plan_for(CHECKS, resource_ids=None if resource_ids is None else frozenset(resource_ids))


REGIONS = {
    "no limit": (None, None),
    "what is global": ([USER], ()),
    "a name that says no region": ([BUCKET, DATABASE], None),
    "one region": ([DATABASE], ("eu-west-1",)),
    "two regions and what is global": ([KEY, DATABASE, USER], ("eu-west-1", "us-east-1")),
    "nothing known": (["arn:aws:nothing:eu-west-1:123456789012:thing/1"], ()),
    "a host name for a region": (["arn:aws:rds:evil.example/x:123456789012:db:orders"], ()),
}


@pytest.mark.parametrize("name", REGIONS)
def test_the_regions_of_named_assets_come_from_their_arns(name: str) -> None:
    resource_ids, expected = REGIONS[name]
    assert named_regions(COLLECTORS, plan(resource_ids), locate) == expected


def test_a_collector_is_limited_to_the_arns_of_its_type() -> None:
    asked = plan([USER, DATABASE])
    limited = {one.asset_type.__name__: named_assets(one, asked) for one in COLLECTORS}
    assert {name: found for name, found in limited.items() if found} == {
        "BedrockApiKey": {USER},
        "IamUser": {USER},
        "RdsInstance": {DATABASE},
    }
    assert all(named_assets(one, plan(None)) is None for one in COLLECTORS)


def test_regional_types_are_those_that_are_listed_in_every_region() -> None:
    names = {one.__name__ for one in regional_types(COLLECTORS, plan(None))}
    assert "RdsInstance" in names
    assert not names & {"S3Bucket", "IamUser", "IamRole"}


def test_an_asset_type_is_wanted_for_its_own_facts_and_those_of_its_base_types() -> None:
    class Thing(Asset, frozen=True, kw_only=True):
        pass

    class Special(Thing, frozen=True, kw_only=True):
        pass

    class Other(Asset, frozen=True, kw_only=True):
        pass

    found = Plan(needs={Thing: frozenset({"a"}), Special: frozenset({"b"})})
    assert found.wanted(Special) == frozenset({"a", "b"})
    assert found.wanted(Thing) == frozenset({"a"})
    assert found.wanted(Other) is None
    assert Plan(needs={Asset: frozenset()}).wanted(Other) == frozenset()


def test_what_is_wanted_is_what_subclasses_say() -> None:
    asked = plan(None)
    for one in COLLECTORS:
        kinds = [kind for kind in asked.needs if issubclass(one.asset_type, kind)]
        expected = {fact for kind in kinds for fact in asked.needs[kind]} if kinds else None
        assert asked.wanted(one.asset_type) == expected, one.asset_type
