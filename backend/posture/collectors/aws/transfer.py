"""Collector of AWS Transfer Family: servers and their users, never files."""

from collections.abc import AsyncIterator, Iterable, Mapping
from typing import Any

from posture.collectors.aws.collecting import RegionClient, Response, read
from posture.collectors.collecting import Ask, AssetCollector, Item, Read
from posture.collectors.errors import InTransitionError
from posture.domain.aws.assets.transfer import TransferServer, TransferUser
from posture.domain.aws.policy import Statement, policy
from posture.domain.pattern import only_stars

LIST_CALL = "transfer:ListServers"
USERS_CALL = "transfer:ListUsers"
USER_CALL = "transfer:DescribeUser"
ONE_CALL = "transfer:DescribeServer"
GONE = frozenset({"ResourceNotFoundException", "ServerNotFound"})
CHANGING = frozenset({"STARTING"})
OWN_USERS = "SERVICE_MANAGED"
LARGEST_PAGE = 1000
FILE_ACTIONS = ("s3:DeleteObject", "s3:GetObject", "s3:PutObject")
LISTING = "s3:ListBucket"
# The condition that limits a listing to a folder.
FOLDER_KEY = "s3:prefix"


def _item(_client: RegionClient, one: Mapping[str, Any]) -> Item:
    return Item(one["Arn"], one["ServerId"], {})


async def _servers(client: RegionClient, _ask: Ask) -> AsyncIterator[Item]:
    for one in await _listed(client):
        yield _item(client, one)


async def _listed(client: RegionClient) -> list[Mapping[str, Any]]:
    return await client.shared_pages(LIST_CALL, "Servers", MaxResults=LARGEST_PAGE)


async def _users(client: RegionClient, _ask: Ask) -> AsyncIterator[Item]:
    for server in await _listed(client):
        # Users of other identity providers are not known to Transfer.
        if server.get("IdentityProviderType", OWN_USERS) != OWN_USERS:
            continue
        place = {"ServerId": server["ServerId"], "MaxResults": LARGEST_PAGE}
        async for one in client.pages(USERS_CALL, "Users", **place):
            yield Item(one["Arn"], one["UserName"], server)


async def _confined(client: RegionClient, item: Item) -> bool | None:
    server = item.data
    if server.get("Domain") == "EFS":
        return None
    found = await client.call(USER_CALL, ServerId=server["ServerId"], UserName=item.name)
    user = found["User"]
    if document := user.get("Policy"):
        return not any(map(_is_wide, policy(_filled(document, user)).allowing))
    if user.get("HomeDirectoryType", "PATH") != "LOGICAL":
        return False
    targets = [one["Target"] for one in user["HomeDirectoryMappings"]]
    return bool(targets) and all(map(_is_folder, targets))


def _filled(document: str, user: Mapping[str, Any]) -> str:
    """Return a session policy with the values of the variables of the user's home directory."""
    home = user.get("HomeDirectory", "").strip("/")
    bucket, _, folder = home.partition("/")
    values = {"HomeDirectory": home, "HomeBucket": bucket, "HomeFolder": folder}
    for name, value in values.items():
        document = document.replace(f"${{transfer:{name}}}", value)
    return document


def _is_wide(one: Statement) -> bool:
    """Return whether a statement of a session policy is about all files of a bucket."""
    if one.covers_any(FILE_ACTIONS) and (one.not_resources or any(map(_is_whole, one.resources))):
        return True
    return (
        one.covers(LISTING)
        and not _limits_listing(one)
        and (bool(one.not_resources) or not all(map(_is_folder, map(_path, one.resources))))
    )


def _limits_listing(one: Statement) -> bool:
    folders = one.condition(FOLDER_KEY)
    return bool(folders) and not any(map(only_stars, folders))


def _path(resource: str) -> str:
    """Return the bucket with the path of its objects in a pattern of ARNs."""
    return resource.split(":", 5)[-1]


def _is_whole(resource: str) -> bool:
    """Return whether a pattern of ARNs has all objects of a bucket."""
    bucket, slash, key = _path(resource).partition("/")
    return only_stars(key.strip("/")) if slash else bucket.endswith("*")


def _is_folder(target: str) -> bool:
    """Return whether a target is a part of a bucket, not the whole of it."""
    return "/" in target.strip("/")


async def _named(_client: RegionClient, arns: Iterable[str]) -> AsyncIterator[Item]:
    """Yield an item for each ARN; the following read finds out whether the server exists."""
    for arn in arns:
        yield Item(arn, arn.rpartition("/")[2], {})


def _described(response: Response) -> Mapping[str, Any]:
    one = response["Server"]
    if one.get("State") in CHANGING:
        raise InTransitionError(one["State"], ONE_CALL)
    return {
        "protocols": tuple(one["Protocols"]),
        "in_vpc": one.get("EndpointType", "PUBLIC") != "PUBLIC",
        "policy": one.get("SecurityPolicyName", ""),
        "logged": bool(one.get("StructuredLogDestinations") or one.get("LoggingRole")),
    }


SERVERS = AssetCollector(
    asset_type=TransferServer,
    regional=True,
    calls=(LIST_CALL,),
    items=_servers,
    find=_named,
    gone=GONE,
    reads=(
        read(
            ("protocols", "in_vpc", "policy", "logged"),
            ONE_CALL,
            by=lambda item: {"ServerId": item.name},
            of=_described,
        ),
    ),
)

USERS = AssetCollector(
    asset_type=TransferUser,
    regional=True,
    calls=(LIST_CALL, USERS_CALL),
    items=_users,
    gone=GONE,
    reads=(Read(facts=("confined",), calls=(USER_CALL,), run=_confined),),
)

COLLECTORS: tuple[AssetCollector[RegionClient, Any], ...] = (SERVERS, USERS)
