"""Collector of AWS's own security services: whether each works in a region or an account."""

from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from typing import Any

from posture.collectors.aws.collecting import RegionClient, read
from posture.collectors.collecting import Ask, AssetCollector, Item, Read
from posture.collectors.errors import CallError
from posture.domain.aws.assets.security_services import (
    AccessAnalyzerRegion,
    AccountContact,
    ConfigRegion,
    DeliveryChannel,
    InspectorRegion,
    MacieRegion,
    Recorder,
    SecurityHubRegion,
)
from posture.domain.evidence import Unread

CONTACT_CALL = "account:GetAlternateContact"
RECORDERS_CALL = "config:DescribeConfigurationRecorders"
RECORDING_CALL = "config:DescribeConfigurationRecorderStatus"
DELIVERY_CALL = "config:DescribeDeliveryChannelStatus"
HUB_CALL = "securityhub:DescribeHub"
STANDARDS_CALL = "securityhub:GetEnabledStandards"
MACIE_CALL = "macie2:GetMacieSession"
ANALYZERS_CALL = "accessanalyzer:ListAnalyzers"
INSPECTOR_CALL = "inspector2:BatchGetAccountStatus"
# What Security Hub answers while it is off.
HUB_OFF = "InvalidAccessException"
# Our name for Macie's AccessDeniedException that means no denial: see `response`.
MACIE_OFF = "NotEnabled"
FAILURE = "Failure"
DELIVERED = frozenset({"Success", FAILURE})
DELIVERIES = {
    "history": "configHistoryDeliveryInfo",
    "snapshots": "configSnapshotDeliveryInfo",
}
READY = frozenset({"READY", "INCOMPLETE"})
# Without a strategy, what is recorded is what these say.
EVERY_STRATEGY = frozenset({"ALL_SUPPORTED_RESOURCE_TYPES", "EXCLUSION_BY_RESOURCE_TYPES"})
# These exist in every region of Inspector; other kinds of scans do not.
# Analyzers of unused or internal access say nothing of strangers.
EXTERNAL = frozenset({"ACCOUNT", "ORGANIZATION"})
SCANS = ("ec2", "ecr", "lambda")
CODE = "lambdaCode"
# Regions where AWS's own rule `inspector-lambda-code-scan-enabled` exists, as of November 2026.
CODE_REGIONS = frozenset(
    {
        "ap-northeast-1",
        "ap-southeast-1",
        "ap-southeast-2",
        "eu-central-1",
        "eu-north-1",
        "eu-west-1",
        "eu-west-2",
        "us-east-1",
        "us-east-2",
        "us-west-2",
    }
)

Items = Callable[[RegionClient, Ask], AsyncIterator[Item]]


def _one(service: str, resource: str, *, region: str | None = None) -> Items:
    """Return a listing of the one thing that there always is."""

    async def items(client: RegionClient, _ask: Ask) -> AsyncIterator[Item]:
        yield Item(client.arn(service, resource, region=region), client.region, {})

    return items


def _nothing(_item: Item) -> Mapping[str, Any]:
    return {}


async def _own_recorders(client: RegionClient) -> list[Mapping[str, Any]]:
    recorders = (await client.shared(RECORDERS_CALL))["ConfigurationRecorders"]
    return [one for one in recorders if not one.get("servicePrincipal")]


async def _channels(client: RegionClient, _item: Item) -> tuple[DeliveryChannel, ...] | Unread:
    if not await _own_recorders(client):
        return ()
    found = (await client.call(DELIVERY_CALL))["DeliveryChannelsStatus"]
    for one in found:
        # Snapshots are made on request, and of no interest while none was.
        if one.get("configHistoryDeliveryInfo", {}).get("lastStatus") not in DELIVERED:
            return Unread("NotDeliveredYet", DELIVERY_CALL)
    return tuple(DeliveryChannel(name=one["name"], failed=tuple(_failed(one))) for one in found)


def _failed(channel: Mapping[str, Any]) -> Iterator[str]:
    for what, member in DELIVERIES.items():
        last = channel.get(member, {})
        if last.get("lastStatus") == FAILURE:
            yield f"{what} ({last.get('lastErrorCode', 'no code')})"


async def _recorders(client: RegionClient, _item: Item) -> tuple[Recorder, ...]:
    own = await _own_recorders(client)
    if not own:
        return ()
    found = (await client.call(RECORDING_CALL))["ConfigurationRecordersStatus"]
    statuses = {one["name"]: one for one in found}
    return tuple(
        Recorder(
            name=one["name"],
            every_type=_records_every_type(one.get("recordingGroup", {})),
            records=statuses[one["name"]]["recording"],
            failing=statuses[one["name"]].get("lastStatus") == FAILURE,
        )
        for one in own
    )


def _records_every_type(group: Mapping[str, Any]) -> bool:
    strategy = group.get("recordingStrategy", {}).get("useOnly")
    return strategy in EVERY_STRATEGY if strategy else group.get("allSupported", False)


async def _standards(client: RegionClient, _item: Item) -> tuple[str, ...] | None:
    try:
        await client.call(HUB_CALL)
    except CallError as error:
        if error.code != HUB_OFF:
            raise
        return None
    found = client.pages(STANDARDS_CALL, "StandardsSubscriptions")
    return tuple(
        [
            one["StandardsArn"].partition("standards/")[2]
            async for one in found
            if one["StandardsStatus"] in READY
        ]
    )


async def _scans(client: RegionClient, _item: Item) -> Mapping[str, Any]:
    (account,) = (await client.call(INSPECTOR_CALL, accountIds=[client.account_id]))["accounts"]
    states = account["resourceState"]
    off = tuple(one for one in (*SCANS, CODE) if states.get(one, {}).get("status") != "ENABLED")
    return {
        "silent": tuple(one for one in off if one != CODE),
        "code_scanned": CODE not in off if client.region in CODE_REGIONS else None,
    }


async def _analyzers(client: RegionClient, _item: Item) -> tuple[str, ...]:
    found = client.pages(ANALYZERS_CALL, "analyzers")
    return tuple(
        [
            one["type"]
            async for one in found
            if one["status"] == "ACTIVE" and one["type"] in EXTERNAL
        ]
    )


CONTACTS = AssetCollector(
    asset_type=AccountContact,
    regional=False,
    calls=(CONTACT_CALL,),
    items=_one("account", "alternate-contact/security", region=""),
    reads=(
        read(
            "registered",
            CONTACT_CALL,
            by=lambda _item: {"AlternateContactType": "SECURITY"},
            of=lambda response: bool(response["AlternateContact"]["EmailAddress"]),
            absent={"ResourceNotFoundException": False},
        ),
    ),
)

CONFIG = AssetCollector(
    asset_type=ConfigRegion,
    regional=True,
    calls=(RECORDERS_CALL,),
    items=_one("config", "region"),
    reads=(
        Read(facts=("recorders",), calls=(RECORDERS_CALL, RECORDING_CALL), run=_recorders),
        Read(facts=("channels",), calls=(RECORDERS_CALL, DELIVERY_CALL), run=_channels),
    ),
)

HUBS = AssetCollector(
    asset_type=SecurityHubRegion,
    regional=True,
    calls=(HUB_CALL,),
    items=_one("securityhub", "region"),
    reads=(Read(facts=("standards",), calls=(HUB_CALL, STANDARDS_CALL), run=_standards),),
)

MACIE = AssetCollector(
    asset_type=MacieRegion,
    regional=True,
    calls=(MACIE_CALL,),
    items=_one("macie2", "region"),
    reads=(
        read(
            "status",
            MACIE_CALL,
            by=_nothing,
            of=lambda response: response["status"],
            absent={MACIE_OFF: "OFF"},
        ),
    ),
)

INSPECTOR = AssetCollector(
    asset_type=InspectorRegion,
    regional=True,
    calls=(INSPECTOR_CALL,),
    items=_one("inspector2", "region"),
    reads=(Read(facts=("silent", "code_scanned"), calls=(INSPECTOR_CALL,), run=_scans),),
)

ANALYZERS = AssetCollector(
    asset_type=AccessAnalyzerRegion,
    regional=True,
    calls=(ANALYZERS_CALL,),
    items=_one("access-analyzer", "region"),
    reads=(Read(facts=("analyzers",), calls=(ANALYZERS_CALL,), run=_analyzers),),
)

COLLECTORS: tuple[AssetCollector[RegionClient, Any], ...] = (
    CONTACTS,
    CONFIG,
    HUBS,
    MACIE,
    INSPECTOR,
    ANALYZERS,
)
