"""Collector of AWS Amplify: applications with their branches."""

from collections.abc import Iterator, Mapping
from typing import Any

from posture.collectors.aws.collecting import RegionClient, listing
from posture.collectors.collecting import AssetCollector, Item, Read
from posture.domain.aws.assets.amplify import AmplifyApp
from posture.domain.secrets import secret_variables, secrets_in

APPS_CALL = "amplify:ListApps"
BRANCHES_CALL = "amplify:ListBranches"
LARGEST_PAGE = 50


def _app(_client: RegionClient, one: Mapping[str, Any]) -> Item:
    return Item(one["appArn"], one["name"], one)


def _secrets(one: Mapping[str, Any]) -> Iterator[str]:
    yield from secret_variables(one.get("environmentVariables") or {})
    yield from (f"build: {found}" for found in secrets_in(one.get("buildSpec") or ""))


def _listed(_client: RegionClient, item: Item) -> Mapping[str, Any]:
    automatic = item.data.get("autoBranchCreationConfig") or {}
    return {
        "secrets": (
            *_secrets(item.data),
            *(f"automatic branches: {found}" for found in _secrets(automatic)),
        )
    }


async def _branch_secrets(client: RegionClient, item: Item) -> tuple[str, ...]:
    asked = {"appId": item.data["appId"], "maxResults": LARGEST_PAGE}
    return tuple(
        [
            f"branch {one['branchName']}: {found}"
            async for one in client.pages(BRANCHES_CALL, "branches", **asked)
            for found in _secrets(one)
        ]
    )


APPS = AssetCollector(
    asset_type=AmplifyApp,
    regional=True,
    calls=(APPS_CALL,),
    items=listing(APPS_CALL, "apps", _app, maxResults=LARGEST_PAGE),
    listed=_listed,
    gone=frozenset({"NotFoundException"}),
    reads=(Read(facts=("branch_secrets",), calls=(BRANCHES_CALL,), run=_branch_secrets),),
)

COLLECTORS: tuple[AssetCollector[RegionClient, Any], ...] = (APPS,)
