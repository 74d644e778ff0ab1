"""Collector of Amazon Cognito: pools, their settings and clients, never users or secrets."""

from collections.abc import AsyncIterator, Iterable, Mapping
from typing import Any

from posture.collectors.aws.collecting import RegionClient, Response, listing, read
from posture.collectors.collecting import AssetCollector, Item, Read
from posture.collectors.stepping import together
from posture.domain.aws.assets.cognito import IdentityPool, PoolClient, UserPool
from posture.domain.evidence import contradiction

POOLS_CALL = "cognito-idp:ListUserPools"
POOL_CALL = "cognito-idp:DescribeUserPool"
CLIENTS_CALL = "cognito-idp:ListUserPoolClients"
CLIENT_CALL = "cognito-idp:DescribeUserPoolClient"
IDENTITIES_CALL = "cognito-identity:ListIdentityPools"
IDENTITY_CALL = "cognito-identity:DescribeIdentityPool"
GONE = frozenset({"ResourceNotFoundException"})
LARGEST_PAGE = 60
SHORTEST = 8
MOST_TEMPORARY_DAYS = 7
# The second is the old name of the first. In the third the client chooses, also the password.
PASSWORD_FLOWS = frozenset({"ALLOW_USER_PASSWORD_AUTH", "USER_PASSWORD_AUTH", "ALLOW_USER_AUTH"})
KINDS = ("Uppercase", "Lowercase", "Numbers", "Symbols")


def _pool(client: RegionClient, one: Mapping[str, Any]) -> Item:
    return Item(client.arn("cognito-idp", f"userpool/{one['Id']}"), one["Name"], {"id": one["Id"]})


def _identity_pool(client: RegionClient, one: Mapping[str, Any]) -> Item:
    found = one["IdentityPoolId"]
    arn = client.arn("cognito-identity", f"identitypool/{found}")
    return Item(arn, one["IdentityPoolName"], {"id": found})


async def _named(_client: RegionClient, arns: Iterable[str]) -> AsyncIterator[Item]:
    """Yield an item for each ARN; the following read finds out whether the pool exists."""
    for arn in arns:
        found = arn.rpartition("/")[2]
        yield Item(arn, found, {"id": found})


def _settings(response: Response) -> Mapping[str, Any]:
    one = response["UserPool"]
    return {
        "mfa": one.get("MfaConfiguration", "OFF"),
        "weak_password": _weak((one.get("Policies") or {}).get("PasswordPolicy")),
        "threats": (one.get("UserPoolAddOns") or {}).get("AdvancedSecurityMode", "OFF"),
        "deletion_protection": one.get("DeletionProtection") == "ACTIVE",
        # Registration is open by default.
        "self_registration": not (one.get("AdminCreateUserConfig") or {}).get(
            "AllowAdminCreateUserOnly", False
        ),
    }


def _weak(policy: Mapping[str, Any] | None) -> tuple[str, ...]:
    """Return what a password policy lacks; without one, Cognito's default lacks nothing."""
    if policy is None:
        return ()
    found = [kind.lower() for kind in KINDS if not policy.get(f"Require{kind}", True)]
    if policy.get("MinimumLength", SHORTEST) < SHORTEST:
        found.append(f"{SHORTEST} characters")
    if policy.get("TemporaryPasswordValidityDays", MOST_TEMPORARY_DAYS) > MOST_TEMPORARY_DAYS:
        found.append("temporary passwords that expire within a week")
    return tuple(found)


async def _clients(client: RegionClient, item: Item) -> tuple[PoolClient, ...]:
    pool = {"UserPoolId": item.data["id"]}
    pages = client.pages(CLIENTS_CALL, "UserPoolClients", **pool, MaxResults=LARGEST_PAGE)
    ids = [one["ClientId"] async for one in pages]
    found = await together(client.call(CLIENT_CALL, **pool, ClientId=one) for one in ids)
    return tuple(map(_client, found))


def _client(response: Response) -> PoolClient:
    """Parse a client; the response also has its secret, which is not kept."""
    one = response["UserPoolClient"]
    revocable = one.get("EnableTokenRevocation")
    return PoolClient(
        name=one.get("ClientName") or one["ClientId"],
        implicit_grant=(
            "implicit" in one.get("AllowedOAuthFlows", ())
            and one.get("AllowedOAuthFlowsUserPoolClient", True)
        ),
        password_flow=not PASSWORD_FLOWS.isdisjoint(one.get("ExplicitAuthFlows", ())),
        hides_users=one.get("PreventUserExistenceErrors") == "ENABLED",
        revocable=(
            contradiction("whether tokens can be revoked is left out", CLIENT_CALL)
            if revocable is None
            else revocable
        ),
    )


USER_POOLS = AssetCollector(
    asset_type=UserPool,
    regional=True,
    calls=(POOLS_CALL,),
    items=listing(POOLS_CALL, "UserPools", _pool, MaxResults=LARGEST_PAGE),
    find=_named,
    gone=GONE,
    reads=(
        read(
            ("mfa", "weak_password", "threats", "deletion_protection", "self_registration"),
            POOL_CALL,
            by=lambda item: {"UserPoolId": item.data["id"]},
            of=_settings,
        ),
        Read(facts=("clients",), calls=(CLIENTS_CALL, CLIENT_CALL), run=_clients),
    ),
)

IDENTITY_POOLS = AssetCollector(
    asset_type=IdentityPool,
    regional=True,
    calls=(IDENTITIES_CALL,),
    items=listing(IDENTITIES_CALL, "IdentityPools", _identity_pool, MaxResults=LARGEST_PAGE),
    find=_named,
    gone=GONE,
    reads=(
        read(
            ("guests", "classic_flow"),
            IDENTITY_CALL,
            by=lambda item: {"IdentityPoolId": item.data["id"]},
            of=lambda response: {
                "guests": response["AllowUnauthenticatedIdentities"],
                "classic_flow": response.get("AllowClassicFlow", False),
            },
        ),
    ),
)

COLLECTORS: tuple[AssetCollector[RegionClient, Any], ...] = (USER_POOLS, IDENTITY_POOLS)
