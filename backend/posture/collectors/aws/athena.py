"""Collector of Amazon Athena: enabled workgroups with their settings."""

from collections.abc import Mapping
from typing import Any

from posture.collectors.aws.collecting import RegionClient, Response, listing, read
from posture.collectors.collecting import AssetCollector, Item
from posture.domain.aws.assets.athena import Workgroup

LIST_CALL = "athena:ListWorkGroups"
ONE_CALL = "athena:GetWorkGroup"
PRIMARY = "primary"


def _item(client: RegionClient, one: Mapping[str, Any]) -> Item | None:
    if one["State"] != "ENABLED":
        return None
    return Item(client.arn("athena", f"workgroup/{one['Name']}"), one["Name"], one)


def _facts(response: Response) -> Mapping[str, Any]:
    group = response["WorkGroup"]
    settings = group["Configuration"]
    results = settings.get("ResultConfiguration", {})
    managed = settings.get("ManagedQueryResultsConfiguration", {}).get("Enabled", False)
    untouched = not results.get("OutputLocation") and not managed
    return {
        "unused_primary": group["Name"] == PRIMARY and untouched,
        "enforced": settings.get("EnforceWorkGroupConfiguration", True),
        "encrypted": managed or "EncryptionConfiguration" in results,
        "metrics": settings.get("PublishCloudWatchMetricsEnabled", False),
    }


GROUPS = AssetCollector(
    asset_type=Workgroup,
    regional=True,
    calls=(LIST_CALL,),
    items=listing(LIST_CALL, "WorkGroups", _item),
    reads=(
        read(
            ("unused_primary", "enforced", "encrypted", "metrics"),
            ONE_CALL,
            by=lambda item: {"WorkGroup": item.name},
            of=_facts,
        ),
    ),
)

COLLECTORS: tuple[AssetCollector[RegionClient, Any], ...] = (GROUPS,)
