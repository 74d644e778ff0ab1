"""Collects API keys; their values are never read."""

from collections.abc import Mapping
from typing import Any

from posture.collectors.collecting import AssetCollector, Item, Read
from posture.collectors.gcp.client import SERVICES_CALL
from posture.collectors.gcp.collecting import ProjectClient, by_name, listing
from posture.collectors.gcp.organization import services
from posture.collectors.gcp.properties import age_days, has, members, part, text, texts
from posture.domain.gcp.assets.iam import ApiKey
from posture.domain.network import covered

LIST_CALL = "apikeys:projects.locations.keys.list"
GEMINI = "generativelanguage.googleapis.com"
CLIENTS = (
    "browserKeyRestrictions",
    "serverKeyRestrictions",
    "androidKeyRestrictions",
    "iosKeyRestrictions",
)
ANY_REFERRER = frozenset({"*", "*.*", "*://*", "http://*", "https://*", "*/*"})


def _key(_client: ProjectClient, item: Item) -> Mapping[str, Any]:
    restrictions = part(item.data, "restrictions")
    age = age_days(item.data, "createTime")
    if age is None:
        raise TypeError("createTime")
    referrers = texts(restrictions, "browserKeyRestrictions.allowedReferrers")
    addresses = texts(restrictions, "serverKeyRestrictions.allowedIps")
    open_clients = {one for one in referrers if one in ANY_REFERRER} | covered(
        "::/0" if one == "::0" else one for one in addresses
    )
    targets = members(restrictions, "apiTargets")
    return {
        "targets": frozenset(text(one, "service") for one in targets),
        "clients": frozenset(one for one in CLIENTS if has(restrictions, one)),
        "open_clients": tuple(sorted(open_clients)),
        "age_days": age,
    }


async def _of_services(client: ProjectClient, item: Item) -> Mapping[str, Any]:
    used = await services(client)
    targets = members(item.data, "restrictions.apiTargets")
    return {
        "gemini_enabled": GEMINI in used,
        "unused_targets": tuple(sorted({text(one, "service") for one in targets} - used)),
    }


KEYS = AssetCollector(
    asset_type=ApiKey,
    regional=False,
    scattered=True,
    calls=(LIST_CALL,),
    items=listing(LIST_CALL, by_name("apikeys")),
    listed=_key,
    reads=(
        Read(facts=("gemini_enabled", "unused_targets"), calls=(SERVICES_CALL,), run=_of_services),
    ),
)

COLLECTORS: tuple[AssetCollector[ProjectClient, Any], ...] = (KEYS,)
