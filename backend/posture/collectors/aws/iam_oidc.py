"""Collector of AWS IAM: providers of identities by OpenID Connect."""

from collections.abc import Mapping
from typing import Any

from posture.collectors.aws.collecting import RegionClient, listing, read
from posture.collectors.collecting import AssetCollector, Item
from posture.domain.aws.assets.iam_oidc import OidcProvider

LIST_CALL = "iam:ListOpenIDConnectProviders"
ONE_CALL = "iam:GetOpenIDConnectProvider"


def _item(_client: RegionClient, one: Mapping[str, Any]) -> Item:
    return Item(one["Arn"], one["Arn"].partition("/")[2], {})


PROVIDERS = AssetCollector(
    asset_type=OidcProvider,
    regional=False,
    calls=(LIST_CALL,),
    items=listing(LIST_CALL, "OpenIDConnectProviderList", _item),
    gone=frozenset({"NoSuchEntity", "NoSuchEntityException"}),
    reads=(
        read(
            "audiences",
            ONE_CALL,
            by=lambda item: {"OpenIDConnectProviderArn": item.resource_id},
            of=lambda response: tuple(response.get("ClientIDList") or ()),
        ),
    ),
)

COLLECTORS: tuple[AssetCollector[RegionClient, Any], ...] = (PROVIDERS,)
