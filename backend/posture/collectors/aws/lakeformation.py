"""Collector of AWS Lake Formation: settings and grants of a region with registered locations."""

from collections.abc import AsyncIterator, Mapping
from typing import Any

from posture.collectors.aws.collecting import RegionClient, Response, read
from posture.collectors.collecting import Ask, AssetCollector, Item, Read
from posture.domain.aws.arn import locate
from posture.domain.aws.assets.lakeformation import DataLake

LOCATIONS_CALL = "lakeformation:ListResources"
SETTINGS_CALL = "lakeformation:GetDataLakeSettings"
GRANTS_CALL = "lakeformation:ListPermissions"
EVERYONE = frozenset({"IAM_ALLOWED_PRINCIPALS", "EVERYONE"})
DEFAULTS = {
    "databases": "CreateDatabaseDefaultPermissions",
    "tables": "CreateTableDefaultPermissions",
}


async def _lake(client: RegionClient, _ask: Ask) -> AsyncIterator[Item]:
    if (await client.shared(LOCATIONS_CALL, MaxResults=1))["ResourceInfoList"]:
        yield Item(client.arn("lakeformation", "data-lake"), client.region, {})


def _principal(one: Mapping[str, Any]) -> str:
    return str(one["Principal"]["DataLakePrincipalIdentifier"])


def _open_defaults(response: Response) -> tuple[str, ...]:
    settings = response["DataLakeSettings"]
    return tuple(
        what
        for what, member in DEFAULTS.items()
        if any(_principal(one) in EVERYONE for one in settings.get(member, ()))
    )


async def _wide_grants(client: RegionClient, _item: Item) -> tuple[str, ...]:
    return tuple(
        [
            f"{', '.join(one['Permissions'])} to {_principal(one)}"
            async for one in client.pages(GRANTS_CALL, "PrincipalResourcePermissions")
            if _is_wide(one, client.account_id)
        ]
    )


def _is_wide(one: Mapping[str, Any], account_id: str) -> bool:
    strong = "ALL" in one["Permissions"] or bool(one.get("PermissionsWithGrantOption"))
    name = _principal(one)
    place = locate(name)
    account = place.account if place else name
    foreign = account.isdigit() and account != account_id
    return strong and (name in EVERYONE or foreign)


LAKES = AssetCollector(
    asset_type=DataLake,
    regional=True,
    calls=(LOCATIONS_CALL,),
    items=_lake,
    reads=(
        read("open_defaults", SETTINGS_CALL, by=lambda _item: {}, of=_open_defaults),
        Read(facts=("wide_grants",), calls=(GRANTS_CALL,), run=_wide_grants),
    ),
)

COLLECTORS: tuple[AssetCollector[RegionClient, Any], ...] = (LAKES,)
