"""Collects Workbench instances."""

from collections.abc import Mapping
from typing import Any

from posture.collectors.collecting import AssetCollector, Item, in_state
from posture.collectors.gcp.collecting import ProjectClient, by_name, listing, read
from posture.collectors.gcp.compute import shielding
from posture.collectors.gcp.errors import GONE
from posture.collectors.gcp.properties import flag, members, part, policy, text, texts
from posture.domain.gcp.assets.notebooks import NotebookInstance

LIST_CALL = "notebooks:projects.locations.instances.list"
POLICY_CALL = "notebooks:projects.locations.instances.getIamPolicy"


def _instance(_client: ProjectClient, item: Item) -> Mapping[str, Any]:
    setup = part(item.data, "gceSetup")
    accounts = members(setup, "serviceAccounts")
    disks = [part(setup, "bootDisk"), *members(setup, "dataDisks")]
    return {
        "public_ip": not flag(setup, "disablePublicIp"),
        "metadata": {
            name.lower(): str(one).lower() for name, one in part(setup, "metadata").items()
        },
        "account": text(accounts[0], "email") if accounts else "",
        "owners": texts(item.data, "instanceOwners"),
        "shielding": shielding(setup),
        "customer_key": all(text(one, "diskEncryption") == "CMEK" for one in disks),
    }


INSTANCES = AssetCollector(
    asset_type=NotebookInstance,
    regional=False,
    scattered=True,
    calls=(LIST_CALL,),
    items=listing(LIST_CALL, by_name("notebooks")),
    listed=_instance,
    transition=in_state("provisioning", path=("state",)),
    gone=GONE,
    reads=(read("policy", POLICY_CALL, of=policy),),
)

COLLECTORS: tuple[AssetCollector[ProjectClient, Any], ...] = (INSTANCES,)
