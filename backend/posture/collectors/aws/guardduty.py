"""Collector of Amazon GuardDuty: detectors and regions."""

from collections.abc import AsyncIterator, Callable, Mapping
from operator import ge, gt, le, lt
from typing import Any

from posture.collectors.aws.collecting import RegionClient, Response, read
from posture.collectors.collecting import Ask, AssetCollector, Item, Read
from posture.domain.aws.assets.guardduty import ENABLED, GuardDutyDetector, GuardDutyRegion

LIST_CALL = "guardduty:ListDetectors"
ONE_CALL = "guardduty:GetDetector"
MEMBERS_CALL = "guardduty:ListMembers"
DESTINATIONS_CALL = "guardduty:ListPublishingDestinations"
FILTERS_CALL = "guardduty:ListFilters"
FILTER_CALL = "guardduty:GetFilter"
# https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_findings-severity.html
LEAST_SEVERE = 7
SEVERE = [one / 10 for one in range(LEAST_SEVERE * 10, 101)]
# Fields of a finding that tell neither what happened nor to what.
BROAD = frozenset(
    {"severity", "confidence", "region", "accountId", "updatedAt", "service.archived"}
)
# Conditions by name, and by the deprecated name that the API still returns.
EQUALS = ("Equals", "Eq", "Matches")
BOUNDS: dict[str, Callable[[float, float], bool]] = {
    "GreaterThan": gt,
    "Gt": gt,
    "GreaterThanOrEqual": ge,
    "Gte": ge,
    "LessThan": lt,
    "Lt": lt,
    "LessThanOrEqual": le,
    "Lte": le,
}
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
    features = response["Features"]
    return {
        "status": response["Status"],
        "features": {one["Name"]: one["Status"] for one in features},
        "agents": {
            agent["Name"]: agent["Status"]
            for one in features
            if one["Name"] in RUNTIME and one["Status"] == ENABLED
            for agent in one.get("AdditionalConfiguration") or ()
        },
        "frequency": response["FindingPublishingFrequency"],
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
    found = response["FindingStatistics"]["GroupedByFindingType"]
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


async def _hiding(client: RegionClient, item: Item) -> tuple[str, ...]:
    """Return the suppression rules that archive severe findings, whatever they are about."""
    found = []
    async for name in client.pages(FILTERS_CALL, "FilterNames", DetectorId=item.name):
        one = await client.call(FILTER_CALL, DetectorId=item.name, FilterName=name)
        if one["Action"] == "ARCHIVE" and _hides_severe(one["FindingCriteria"].get("Criterion")):
            found.append(name)
    return tuple(found)


def _hides_severe(criterion: Mapping[str, Any] | None) -> bool:
    """Return whether findings of high severity meet a criterion that names nothing else."""
    fields = criterion or {}
    if any(fields[one].get(name) for one in fields.keys() - BROAD for name in EQUALS):
        return False
    severity = fields.get("severity", {})
    bounds = [(BOUNDS[one], limit) for one, limit in severity.items() if one in BOUNDS]
    exact = {float(one) for name in EQUALS for one in severity.get(name) or ()}
    return any(
        all(holds(level, limit) for holds, limit in bounds)
        and (not exact or any(int(level) == int(one) for one in exact))
        for level in SEVERE
    )


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
        Read(facts=("hiding",), calls=(FILTERS_CALL, FILTER_CALL), run=_hiding),
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
