"""Collector of AWS CloudTrail: trails in their home regions, and the recordings of each region."""

from collections.abc import AsyncIterator, Mapping
from datetime import UTC, datetime
from itertools import starmap
from typing import Any

from msgspec.structs import replace

from posture.collectors.aws import s3
from posture.collectors.aws.collecting import RegionClient, Response, read
from posture.collectors.collecting import Ask, AssetCollector, Item, Read
from posture.collectors.errors import ContradictionError
from posture.collectors.stepping import together
from posture.domain.aws.assets.cloudtrail import (
    DATA,
    EVERY_VALUE,
    MANAGEMENT,
    CloudTrailRegion,
    CloudTrailTrail,
    EventSelector,
    FieldFilter,
    Recording,
)

TRAILS_CALL = "cloudtrail:DescribeTrails"
STATUS_CALL = "cloudtrail:GetTrailStatus"
SELECTORS_CALL = "cloudtrail:GetEventSelectors"
BUCKETS_CALL = "s3:ListBuckets"
SECONDS_PER_HOUR = 3600
# Fields of an advanced selector that take `Equals` alone, and those that take every operator.
EQUAL_FIELDS = frozenset({"eventCategory", "readOnly", "resources.type"})
FILTER_FIELDS = frozenset({"resources.ARN", "eventName", "eventSource"})
NO_VALUE = FieldFilter(equals=("",))
# The region in which the events of global services, such as IAM, are recorded.
GLOBAL_EVENTS = "us-east-1"
OPERATORS = {
    "equals": "Equals",
    "starts_with": "StartsWith",
    "ends_with": "EndsWith",
    "not_equals": "NotEquals",
    "not_starts_with": "NotStartsWith",
    "not_ends_with": "NotEndsWith",
}


async def _trails_of(client: RegionClient) -> list[Mapping[str, Any]]:
    """Return the trails that record this region, also those of other regions (shadow trails)."""
    found: list[Mapping[str, Any]] = (await client.shared(TRAILS_CALL))["trailList"]
    return found


async def _trails(client: RegionClient, _ask: Ask) -> AsyncIterator[Item]:
    for one in await _trails_of(client):
        if one["HomeRegion"] == client.region:
            yield Item(one["TrailARN"], one["Name"], one)


async def _region(client: RegionClient, _ask: Ask) -> AsyncIterator[Item]:
    yield Item(client.arn("cloudtrail", "region"), client.region, {})


def _trail(_client: RegionClient, item: Item) -> Mapping[str, Any]:
    one = item.data
    return {
        "multi_region": one.get("IsMultiRegionTrail", False),
        "organization": one.get("IsOrganizationTrail", False),
        "log_file_validation": one.get("LogFileValidationEnabled", False),
        "kms_key": one.get("KmsKeyId") or None,
        "log_group": one.get("CloudWatchLogsLogGroupArn") or None,
        "bucket": one["S3BucketName"],
    }


async def _status_of(client: RegionClient, trail: Mapping[str, Any]) -> Response:
    return await client.at(trail["HomeRegion"]).shared(STATUS_CALL, Name=trail["TrailARN"])


async def _status(client: RegionClient, item: Item) -> Mapping[str, Any]:
    response = await _status_of(client, item.data)
    delivered_at: datetime | None = response.get("LatestCloudWatchLogsDeliveryTime")
    age = datetime.now(UTC) - delivered_at if delivered_at else None
    return {
        "logging": response["IsLogging"],
        "delivery_error": response.get("LatestDeliveryError") or None,
        "logs_delivered_hours_ago": int(age.total_seconds()) // SECONDS_PER_HOUR if age else None,
    }


async def logging_here(client: RegionClient) -> list[Mapping[str, Any]]:
    """Return the trails that record this region now."""
    trails = await _trails_of(client)
    responses = await together(_status_of(client, one) for one in trails)
    return [one for one, response in zip(trails, responses, strict=True) if response["IsLogging"]]


async def _logging_trails(client: RegionClient, _item: Item) -> tuple[str, ...]:
    return tuple(one["Name"] for one in await logging_here(client))


async def recordings(client: RegionClient) -> tuple[Recording, ...]:
    """Return what the trails that log record in a region."""
    trails = await logging_here(client)
    responses = await together(
        client.at(one["HomeRegion"]).shared(SELECTORS_CALL, TrailName=one["TrailARN"])
        for one in trails
    )
    return tuple(
        Recording(one["Name"], _here(client, one, _selectors(response, one)))
        for one, response in zip(trails, responses, strict=True)
    )


def _here(
    client: RegionClient, trail: Mapping[str, Any], selectors: tuple[EventSelector, ...]
) -> tuple[EventSelector, ...]:
    """Return the selectors in a region: a trail can leave out the events of global services."""
    if client.region != GLOBAL_EVENTS or trail["IncludeGlobalServiceEvents"]:
        return selectors
    return tuple(
        replace(one, limited=True) if one.category == MANAGEMENT else one for one in selectors
    )


RECORDINGS_CALLS = (TRAILS_CALL, STATUS_CALL, SELECTORS_CALL)


async def _recordings(client: RegionClient, _item: Item) -> tuple[Recording, ...]:
    return await recordings(client)


def _selectors(response: Response, trail: Mapping[str, Any]) -> tuple[EventSelector, ...]:
    advanced = response.get("AdvancedEventSelectors") or ()
    basic = response.get("EventSelectors") or ()
    if not advanced and not basic:
        if trail.get("HasCustomEventSelectors"):
            raise ContradictionError(
                f"the selectors of {trail['Name']} are missing", SELECTORS_CALL
            )
        return (EventSelector(category=MANAGEMENT),)  # the default of a trail
    return (
        *(_advanced(one, trail["S3BucketName"]) for one in advanced),
        *(one for each in basic for one in _basic(each)),
    )


def _basic(selector: Mapping[str, Any]) -> list[EventSelector]:
    kind = selector.get("ReadWriteType", "All")
    sides = {"reads": kind != "WriteOnly", "writes": kind != "ReadOnly"}
    found = [
        EventSelector(
            category=DATA,
            resource_types=(one["Type"],),
            resources=_limits(one["Type"], one.get("Values", ())),
            **sides,
        )
        for one in selector.get("DataResources") or ()
    ]
    if selector.get("IncludeManagementEvents", True):
        excluded = tuple(selector.get("ExcludeManagementEventSources") or ())
        sources = FieldFilter(not_equals=excluded)
        found.append(EventSelector(category=MANAGEMENT, sources=sources, **sides))
    return found


def _limits(resource_type: str, values: list[str]) -> FieldFilter:
    """Return the filter of a basic selector; `arn:aws:s3` or `arn:aws:lambda` is no limit."""
    if any(one.count(":") == 2 or one.endswith(":s3:::") for one in values):  # noqa: PLR2004  # partition and service alone
        return EVERY_VALUE
    if not values:
        return NO_VALUE
    if resource_type == "AWS::S3::Object":
        return FieldFilter(starts_with=tuple(values))
    return FieldFilter(equals=tuple(values))


def _advanced(selector: Mapping[str, Any], log_bucket: str) -> EventSelector:
    listed = selector["FieldSelectors"]
    fields = {one["Field"]: _filter(one) for one in listed}
    category = _equal(fields, "eventCategory")
    read_only = _equal(fields, "readOnly")
    return EventSelector(
        category=category[0] if category else "",
        reads=not read_only or "true" in read_only,
        writes=not read_only or "false" in read_only,
        resource_types=_equal(fields, "resources.type"),
        resources=_but_logs(fields.get("resources.ARN", EVERY_VALUE), log_bucket),
        names=fields.get("eventName", EVERY_VALUE),
        sources=fields.get("eventSource", EVERY_VALUE),
        limited=len(fields) < len(listed) or any(starmap(_narrows, fields.items())),
    )


def _narrows(field: str, conditions: FieldFilter) -> bool:
    """Return whether a field leaves out events in a way that no other attribute shows."""
    if field in EQUAL_FIELDS:
        return conditions != FieldFilter(equals=conditions.equals)
    return field not in FILTER_FIELDS and not conditions.unrestricted


def _filter(field: Mapping[str, Any]) -> FieldFilter:
    return FieldFilter(
        **{name: tuple(field.get(operator) or ()) for name, operator in OPERATORS.items()}
    )


def _equal(fields: Mapping[str, FieldFilter], name: str) -> tuple[str, ...]:
    return fields.get(name, EVERY_VALUE).equals


def _but_logs(resources: FieldFilter, log_bucket: str) -> FieldFilter:
    """Return a filter without its exclusion of the trail's own bucket.

    A trail that records its own deliveries would record without end, so AWS advises to exclude
    them.
    """
    own = f":s3:::{log_bucket}/"
    kept = tuple(one for one in resources.not_starts_with if own not in one)
    return replace(resources, not_starts_with=kept)


def _insights(response: Response) -> tuple[str, ...]:
    return tuple(one["InsightType"] for one in response.get("InsightSelectors") or ())


def _of_bucket(fact: str, *, source: str) -> Read[RegionClient]:
    """Read a fact about a trail's bucket as the collector of S3 does, once for all its trails."""
    (found,) = (one for one in s3.BUCKETS.reads if source in one.facts)

    async def run(client: RegionClient, item: Item) -> Any:  # noqa: ANN401  # the fact's own type
        bucket = item.data["S3BucketName"]
        here = client.at(await _bucket_region(client, bucket))
        bucket_item = Item(f"arn:{client.partition}:s3:::{bucket}", bucket, {}, here.region)
        response = await here.once(
            f"{source} of trail bucket {bucket}", lambda: found.run(here, bucket_item)
        )
        return response if len(found.facts) == 1 else response[source]

    return Read(facts=(fact,), calls=(BUCKETS_CALL, *found.calls), run=run, absent=found.absent)


async def _bucket_region(client: RegionClient, bucket: str) -> str:
    """Return the region of a bucket of this account; for another account's, the client's region."""
    for one in await client.shared_pages(BUCKETS_CALL, "Buckets", Prefix=bucket, MaxBuckets=1000):
        if one["Name"] == bucket:
            return str(one.get("BucketRegion") or client.region)
    return client.region


TRAILS = AssetCollector(
    asset_type=CloudTrailTrail,
    regional=True,
    calls=(TRAILS_CALL,),
    items=_trails,
    listed=_trail,
    gone=frozenset({"TrailNotFoundException"}),
    reads=(
        Read(
            facts=("logging", "delivery_error", "logs_delivered_hours_ago"),
            calls=(STATUS_CALL,),
            run=_status,
        ),
        read(
            "insights",
            "cloudtrail:GetInsightSelectors",
            by=lambda item: {"TrailName": item.resource_id},
            of=_insights,
            absent={"InsightNotEnabledException": ()},
        ),
        _of_bucket("bucket_public_access_block", source="public_access_block"),
        _of_bucket("bucket_account_public_access_block", source="account_public_access_block"),
        _of_bucket("bucket_policy", source="policy"),
        _of_bucket("bucket_grants", source="grants"),
        _of_bucket("bucket_logging_target", source="logging_target"),
        _of_bucket("bucket_mfa_delete", source="mfa_delete"),
    ),
)

REGIONS = AssetCollector(
    asset_type=CloudTrailRegion,
    regional=True,
    calls=(TRAILS_CALL,),
    items=_region,
    reads=(
        Read(facts=("logging_trails",), calls=(TRAILS_CALL, STATUS_CALL), run=_logging_trails),
        Read(facts=("recordings",), calls=RECORDINGS_CALLS, run=_recordings),
    ),
)

COLLECTORS: tuple[AssetCollector[RegionClient, Any], ...] = (TRAILS, REGIONS)
