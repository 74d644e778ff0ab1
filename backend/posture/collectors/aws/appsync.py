"""Collector of AWS AppSync: GraphQL APIs, whose listing has all settings."""

from collections.abc import Mapping
from typing import Any

from posture.collectors.aws.collecting import RegionClient, listing, owned
from posture.collectors.collecting import AssetCollector, Item
from posture.domain.aws.assets.appsync import GraphqlApi

APIS_CALL = "appsync:ListGraphqlApis"
LARGEST_PAGE = 25
KEY = "API_KEY"


def _api(client: RegionClient, one: Mapping[str, Any]) -> Item | None:
    return Item(one["arn"], one["name"], one) if owned(client, one.get("owner")) else None


def _listed(_client: RegionClient, item: Item) -> Mapping[str, Any]:
    others = item.data.get("additionalAuthenticationProviders") or ()
    return {
        "by_key": KEY
        in {item.data["authenticationType"], *(one["authenticationType"] for one in others)},
        "logged": (item.data.get("logConfig") or {}).get("fieldLogLevel", "NONE"),
        "private": item.data.get("visibility") == "PRIVATE",
    }


APIS = AssetCollector(
    asset_type=GraphqlApi,
    regional=True,
    calls=(APIS_CALL,),
    items=listing(APIS_CALL, "graphqlApis", _api, maxResults=LARGEST_PAGE),
    listed=_listed,
)

COLLECTORS: tuple[AssetCollector[RegionClient, Any], ...] = (APIS,)
