"""Collector of Amazon GuardDuty: detectors and regions."""

from collections.abc import AsyncIterator, Mapping
from typing import Any

from posture.collectors.aws.collecting import RegionClient, Response, read
from posture.collectors.collecting import Ask, AssetCollector, Item, Read
from posture.domain.aws.assets.guardduty import ENABLED, GuardDutyDetector, GuardDutyRegion

LIST_CALL = "guardduty:ListDetectors"
ONE_CALL = "guardduty:GetDetector"
MEMBERS_CALL = "guardduty:ListMembers"
DESTINATIONS_CALL = "guardduty:ListPublishingDestinations"
# https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_findings-severity.html
LEAST_SEVERE = 7
# Status of an active relation to an administrator account; an invitation has another status.
ACTIVE_RELATION = "enabled"
RUNTIME = ("RUNTIME_MONITORING", "EKS_RUNTIME_MONITORING")


async def _detectors(client: RegionClient, _ask: Ask) -> AsyncIterator[Item]:
    for one in await client.shared_pages(LIST_CALL, "DetectorIds"):
        yield Item(client.arn("guardduty", f"detector/{one}"), one, {})


async def _region(client: RegionClient, _ask: Ask) -> AsyncIterator[Item]:
    yield Item(client.arn("guardduty", "region"), client.region, {})


async def _statuses(client: RegionClient, _item: Item) -> tuple[str, ...]:
    return tuple(
        [
            (await client.shared(ONE_CALL, DetectorId=one))["Status"]
            for one in await client.shared_pages(LIST_CALL, "DetectorIds")
        ]
    )


def _id(item: Item) -> Mapping[str, Any]:
    return {"DetectorId": item.name}


def _settings(response: Response) -> Mapping[str, Any]:
    features = response.get("Features") or ()
    return {
        "status": response["Status"],
        "features": {one["Name"]: one["Status"] for one in features},
        "agents": {
            agent["Name"]: agent["Status"]
            for one in features
            if one["Name"] in RUNTIME and one["Status"] == ENABLED
            for agent in one.get("AdditionalConfiguration") or ()
        },
        "frequency": response.get("FindingPublishingFrequency", ""),
    }


def _severe(item: Item) -> Mapping[str, Any]:
    """Return the parameters that count findings by type, which takes a single call."""
    criterion = {
        "severity": {"GreaterThanOrEqual": LEAST_SEVERE},
        "service.archived": {"Equals": ["false"]},
    }
    return {
        "DetectorId": item.name,
        "GroupBy": "FINDING_TYPE",
        "FindingCriteria": {"Criterion": criterion},
    }


def _by_type(response: Response) -> Mapping[str, int]:
    found = response["FindingStatistics"].get("GroupedByFindingType") or ()
    return {one["FindingType"]: one["TotalFindings"] for one in found if one["TotalFindings"]}


def _administrator(response: Response) -> str | None:
    found = response.get("Administrator") or {}
    return (
        found.get("AccountId")
        if found.get("RelationshipStatus", "").lower() == ACTIVE_RELATION
        else None
    )


async def _member_count(client: RegionClient, item: Item) -> int:
    found = [
        one
        async for one in client.pages(MEMBERS_CALL, "Members", DetectorId=item.name)
        if one.get("RelationshipStatus", "").lower() == ACTIVE_RELATION
    ]
    return len(found)


async def _destinations(client: RegionClient, item: Item) -> tuple[str, ...]:
    found = client.pages(DESTINATIONS_CALL, "Destinations", DetectorId=item.name)
    return tuple([one["Status"] async for one in found])


DETECTORS = AssetCollector(
    asset_type=GuardDutyDetector,
    regional=True,
    calls=(LIST_CALL,),
    items=_detectors,
    reads=(
        read(
            ("status", "features", "agents", "frequency"),
            ONE_CALL,
            by=_id,
            of=_settings,
            shared=True,
        ),
        read("severe", "guardduty:GetFindingsStatistics", by=_severe, of=_by_type),
        read("administrator", "guardduty:GetAdministratorAccount", by=_id, of=_administrator),
        Read(facts=("member_count",), calls=(MEMBERS_CALL,), run=_member_count),
        Read(facts=("destinations",), calls=(DESTINATIONS_CALL,), run=_destinations),
    ),
)

REGIONS = AssetCollector(
    asset_type=GuardDutyRegion,
    regional=True,
    calls=(LIST_CALL,),
    items=_region,
    reads=(Read(facts=("detectors",), calls=(LIST_CALL, ONE_CALL), run=_statuses),),
)

COLLECTORS: tuple[AssetCollector[RegionClient, Any], ...] = (DETECTORS, REGIONS)
