"""Collector of who may use Amazon Bedrock: its service roles, and long-term API keys."""

from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from posture.collectors.aws.collecting import RegionClient
from posture.collectors.aws.s3 import home
from posture.collectors.collecting import Ask, AssetCollector, Item, Read
from posture.domain.aws.assets.bedrock_agents import BedrockApiKey, Powers, ServiceRole
from posture.domain.aws.assets.iam import Document
from posture.domain.aws.policy import policy

DETAILS_CALL = "iam:GetAccountAuthorizationDetails"
KEYS_CALL = "iam:ListServiceSpecificCredentials"
BEDROCK = "bedrock.amazonaws.com"
PAGE = 1000


async def service_role(client: RegionClient, arn: str) -> ServiceRole | None:
    """Return a role that trusts Bedrock; None if there is no such role."""

    async def roles() -> Mapping[str, ServiceRole]:
        return {
            entity["Arn"]: ServiceRole(powers, policy(entity["AssumeRolePolicyDocument"]))
            for entity, powers in await _powers(client, "Role", _trusts_bedrock)
        }

    found: Mapping[str, ServiceRole] = await home(client).once("roles of Bedrock", roles)
    return found.get(arn)


def _trusts_bedrock(role: Mapping[str, Any]) -> bool:
    return BEDROCK in str(role["AssumeRolePolicyDocument"])


async def _powers(
    client: RegionClient, kind: str, wanted: Callable[[Mapping[str, Any]], bool]
) -> list[tuple[Mapping[str, Any], Powers]]:
    """Read all entities of a kind, a thousand per call; return the powers of those wanted."""
    entities: list[Mapping[str, Any]] = []
    groups: dict[str, Mapping[str, Any]] = {}
    documents: dict[str, str] = {}
    kinds = [kind, "LocalManagedPolicy", *(["Group"] if kind == "User" else [])]
    pages = home(client).pages(DETAILS_CALL, "[@]", Filter=kinds, MaxItems=PAGE)
    async for page in pages:
        entities += [one for one in page[f"{kind}DetailList"] if wanted(one)]
        if "Group" in kinds:
            groups |= {one["GroupName"]: one for one in page["GroupDetailList"]}
        documents |= {one["Arn"]: _default_version(one) for one in page["Policies"]}
    return [
        (one, _combined([one, *(groups[name] for name in _groups_of(one))], documents))
        for one in entities
    ]


def _groups_of(entity: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(entity["GroupList"]) if "UserName" in entity else ()


def _default_version(managed: Mapping[str, Any]) -> str:
    versions = managed["PolicyVersionList"]
    return str(next(one["Document"] for one in versions if one["IsDefaultVersion"]))


def _combined(entities: Iterable[Mapping[str, Any]], documents: Mapping[str, str]) -> Powers:
    attached, found = [], []
    for one in entities:
        inline = next((one[key] for key in one if key.endswith("PolicyList")), ())
        found += [Document(each["PolicyName"], policy(each["PolicyDocument"])) for each in inline]
        for managed in one["AttachedManagedPolicies"]:
            name, arn = managed["PolicyName"], managed["PolicyArn"]
            if arn in documents:
                found.append(Document(name, policy(documents[arn])))
            else:
                attached.append(name)
    return Powers(tuple(attached), tuple(found))


async def _keys(client: RegionClient, more: Mapping[str, Any]) -> AsyncIterator[Item]:
    request: dict[str, Any] = {"ServiceName": BEDROCK, **more}
    while True:
        response = await client.call(KEYS_CALL, **request)
        for one in response["ServiceSpecificCredentials"]:
            key = f"user/{one['UserName']}/credential/{one['ServiceSpecificCredentialId']}"
            yield Item(client.arn("iam", key, region=""), one["ServiceSpecificCredentialId"], one)
        if not response.get("IsTruncated"):
            return
        request["Marker"] = response["Marker"]


async def _all_keys(client: RegionClient, _ask: Ask) -> AsyncIterator[Item]:
    async for item in _keys(client, {"AllUsers": True}):
        yield item


async def _named_keys(client: RegionClient, arns: Iterable[str]) -> AsyncIterator[Item]:
    users = {arn.split("/")[1] for arn in arns if "/credential/" in arn}
    for user in sorted(users):
        async for item in _keys(client, {"UserName": user}):
            yield item


def _key(_client: RegionClient, item: Item) -> Mapping[str, Any]:
    expires = item.data.get("ExpirationDate")
    days_left = (expires - datetime.now(UTC)).days if expires else None
    return {
        "user": item.data["UserName"],
        "active": item.data["Status"] == "Active" and (days_left is None or days_left >= 0),
        "days_left": days_left,
    }


async def _user_powers(client: RegionClient, item: Item) -> Powers:
    async def users() -> Mapping[str, Powers]:
        found = await _powers(client, "User", lambda _one: True)
        return {entity["UserName"]: powers for entity, powers in found}

    index: Mapping[str, Powers] = await client.once("powers of users", users)
    return index[item.data["UserName"]]


API_KEYS = AssetCollector(
    asset_type=BedrockApiKey,
    regional=False,
    calls=(KEYS_CALL,),
    items=_all_keys,
    find=_named_keys,
    listed=_key,
    reads=(Read(facts=("powers",), calls=(DETAILS_CALL,), run=_user_powers),),
)

COLLECTORS: tuple[AssetCollector[RegionClient, Any], ...] = (API_KEYS,)
