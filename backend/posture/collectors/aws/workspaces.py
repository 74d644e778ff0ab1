"""Collector of Amazon WorkSpaces: desktops, from their listing."""

from collections.abc import Mapping
from typing import Any

from posture.collectors.aws.collecting import RegionClient, listing
from posture.collectors.collecting import AssetCollector, Item, in_state
from posture.domain.aws.assets.workspaces import Workspace

LIST_CALL = "workspaces:DescribeWorkspaces"
LARGEST_PAGE = 25
GOING = frozenset({"TERMINATING", "TERMINATED"})
VOLUMES = {"root": "RootVolumeEncryptionEnabled", "user": "UserVolumeEncryptionEnabled"}


def _item(client: RegionClient, one: Mapping[str, Any]) -> Item | None:
    if one.get("State") in GOING:
        return None
    name = one["WorkspaceId"]
    return Item(client.arn("workspaces", f"workspace/{name}"), name, one)


def _listed(_client: RegionClient, item: Item) -> Mapping[str, Any]:
    # The response leaves these out for volumes without encryption.
    plain = tuple(name for name, member in VOLUMES.items() if not item.data.get(member))
    return {"plain_volumes": plain}


WORKSPACES = AssetCollector(
    asset_type=Workspace,
    regional=True,
    calls=(LIST_CALL,),
    items=listing(LIST_CALL, "Workspaces", _item, Limit=LARGEST_PAGE),
    listed=_listed,
    transition=in_state("pending", "rebuilding", "restoring", path=("State",)),
)

COLLECTORS: tuple[AssetCollector[RegionClient, Any], ...] = (WORKSPACES,)
