"""Collector of Amazon Cognito: pools and their settings, never their users."""

from collections.abc import AsyncIterator, Iterable, Mapping
from typing import Any

from posture.collectors.aws.collecting import RegionClient, Response, listing, read
from posture.collectors.collecting import AssetCollector, Item
from posture.domain.aws.assets.cognito import IdentityPool, UserPool

POOLS_CALL = "cognito-idp:ListUserPools"
POOL_CALL = "cognito-idp:DescribeUserPool"
IDENTITIES_CALL = "cognito-identity:ListIdentityPools"
IDENTITY_CALL = "cognito-identity:DescribeIdentityPool"
GONE = frozenset({"ResourceNotFoundException"})
LARGEST_PAGE = 60
SHORTEST = 8
MOST_TEMPORARY_DAYS = 7
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


USER_POOLS = AssetCollector(
    asset_type=UserPool,
    regional=True,
    calls=(POOLS_CALL,),
    items=listing(POOLS_CALL, "UserPools", _pool, MaxResults=LARGEST_PAGE),
    find=_named,
    gone=GONE,
    reads=(
        read(
            ("mfa", "weak_password", "threats", "deletion_protection"),
            POOL_CALL,
            by=lambda item: {"UserPoolId": item.data["id"]},
            of=_settings,
        ),
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
