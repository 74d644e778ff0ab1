"""Selectors of AWS: what a suppression rule hides, and where a route by prefix list leads."""

from typing import Any, cast

import pytest

from posture.collectors.aws.collecting import RegionClient
from posture.collectors.aws.ec2_routing import route_tables
from posture.collectors.aws.guardduty import DETECTORS
from posture.collectors.collecting import Item
from tests.unit.collectors.test_contradictions import FakeClient

pytestmark = pytest.mark.anyio

# What a suppression rule archives by its criterion, and whether it hides every severe finding.
CRITERIA: dict[str, tuple[dict[str, Any] | None, bool]] = {
    "no criterion": (None, True),
    "an empty criterion": ({}, True),
    "severe findings": ({"severity": {"GreaterThanOrEqual": 7}}, True),
    "critical findings, in the words of old": ({"severity": {"Gt": 8}}, True),
    "one severity": ({"severity": {"Equals": ["8"]}}, True),
    "everything in a region": ({"region": {"Equals": ["eu-central-1"]}}, True),
    "everything of one account": ({"accountId": {"Equals": ["111122223333"]}}, True),
    "all types but one": ({"type": {"NotEquals": ["Recon:EC2/Portscan"]}}, True),
    "findings of low severity": ({"severity": {"LessThan": 4}}, False),
    "findings up to medium severity": ({"severity": {"Lte": 6}}, False),
    "low severities": ({"severity": {"Eq": ["1", "2", "3"]}}, False),
    "one type": ({"type": {"Equals": ["Recon:EC2/Portscan"]}}, False),
    "severe findings about one image": (
        {"severity": {"Gte": 7}, "resource.instanceDetails.imageId": {"Eq": ["ami-1"]}},
        False,
    ),
}


@pytest.mark.parametrize("name", CRITERIA)
@pytest.mark.parametrize("action", ["ARCHIVE", "NOOP"])
async def test_a_suppression_rule_hides_what_its_criterion_does_not_limit(
    name: str, action: str
) -> None:
    criterion, hides = CRITERIA[name]
    (read,) = (one for one in DETECTORS.reads if "hiding" in one.facts)
    found = {"Action": action, "FindingCriteria": {"Criterion": criterion} if criterion else {}}
    client = FakeClient({"guardduty:ListFilters": ["quiet"], "guardduty:GetFilter": found})

    hiding = await read.run(cast(RegionClient, client), Item("arn", "detector", {}))

    assert hiding == (("quiet",) if hides and action == "ARCHIVE" else ())


HALVES = ["0.0.0.0/1", "128.0.0.0/1"]
ROUTES: dict[str, tuple[list[str], str, bool]] = {
    "the halves of the internet": (HALVES, "igw-1", True),
    "everything": (["0.0.0.0/0"], "igw-1", True),
    "an office": (["198.51.100.0/24"], "igw-1", False),
    "everything, but to a transit gateway": (["0.0.0.0/0"], "tgw-1", False),
}


@pytest.mark.parametrize("name", ROUTES)
async def test_a_route_by_prefix_list_leads_where_its_ranges_lead(name: str) -> None:
    ranges, target, reaches = ROUTES[name]
    route = {"DestinationPrefixListId": "pl-1", "GatewayId": target, "State": "active"}
    table = {"RouteTableId": "rtb-1", "Associations": [{"Main": True}], "Routes": [route]}
    client = FakeClient(
        {
            "ec2:DescribeRouteTables": [table],
            "ec2:GetManagedPrefixListEntries": [{"Cidr": one} for one in ranges],
        }
    )

    (found,) = await route_tables(cast(RegionClient, client))

    assert found.reaches_internet("0.0.0.0/0") is reaches
