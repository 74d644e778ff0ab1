"""Collector of AWS Systems Manager: the account's own documents, and settings of a region."""

import json
from collections.abc import AsyncIterator, Iterable, Mapping
from typing import Any

from posture.collectors.aws.collecting import RegionClient, Response, listing, read
from posture.collectors.collecting import Ask, AssetCollector, Item, Read
from posture.domain.aws.assets.ssm_document import SsmDocument, SsmRegion
from posture.domain.secrets import secrets_in

LIST_CALL = "ssm:ListDocuments"
PERMISSION_CALL = "ssm:DescribeDocumentPermission"
CONTENT_CALL = "ssm:GetDocument"
SETTING_CALL = "ssm:GetServiceSetting"
LARGEST_PAGE = 50
OWN = [{"Key": "Owner", "Values": ["Self"]}]
EVERYONE = "all"
SHARING = "/ssm/documents/console/public-sharing-permission"


def _item(client: RegionClient, one: Mapping[str, Any]) -> Item:
    return Item(client.arn("ssm", f"document/{one['Name']}"), one["Name"], {})


async def _named(_client: RegionClient, arns: Iterable[str]) -> AsyncIterator[Item]:
    """Yield an item for each ARN; the following reads find out whether the document exists."""
    for arn in arns:
        yield Item(arn, arn.partition(":document/")[2], {})


async def _public(client: RegionClient, item: Item) -> bool:
    found = client.pages(PERMISSION_CALL, "AccountIds", Name=item.name, PermissionType="Share")
    return EVERYONE in [one async for one in found]


async def _region(client: RegionClient, _ask: Ask) -> AsyncIterator[Item]:
    yield Item(client.arn("ssm", "region"), client.region, {})


def _secrets(response: Response) -> tuple[str, ...]:
    text: str = response["Content"]
    if text.lstrip().startswith("{"):  # often in one line
        text = json.dumps(json.loads(text), indent=1)
    return secrets_in(text)


def _can_be_public(response: Response) -> bool:
    return str(response["ServiceSetting"]["SettingValue"]).lower() != "disable"


DOCUMENTS = AssetCollector(
    asset_type=SsmDocument,
    regional=True,
    calls=(LIST_CALL,),
    items=listing(LIST_CALL, "DocumentIdentifiers", _item, Filters=OWN, MaxResults=LARGEST_PAGE),
    find=_named,
    gone=frozenset({"InvalidDocument"}),
    reads=(
        Read(facts=("public",), calls=(PERMISSION_CALL,), run=_public),
        read("secrets", CONTENT_CALL, by=lambda item: {"Name": item.name}, of=_secrets),
    ),
)

REGIONS = AssetCollector(
    asset_type=SsmRegion,
    regional=True,
    calls=(SETTING_CALL,),
    items=_region,
    reads=(
        read(
            "public_documents",
            SETTING_CALL,
            by=lambda _item: {"SettingId": SHARING},
            of=_can_be_public,
        ),
    ),
)

COLLECTORS: tuple[AssetCollector[RegionClient, Any], ...] = (DOCUMENTS, REGIONS)
