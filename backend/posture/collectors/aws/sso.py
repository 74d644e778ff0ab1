"""Collector of IAM Identity Center: sets of permissions, and users with those of administrators."""

import re
from collections.abc import AsyncIterator, Mapping
from typing import Any

from posture.collectors.aws.collecting import RegionClient, Response, owned, read
from posture.collectors.collecting import Ask, AssetCollector, Item, Read
from posture.domain.aws.assets.sso import PermissionSet
from posture.domain.aws.policy import policy
from posture.domain.aws.policy_model import grants_everything

INSTANCES_CALL = "sso-admin:ListInstances"
SETS_CALL = "sso-admin:ListPermissionSets"
SET_CALL = "sso-admin:DescribePermissionSet"
POLICIES_CALL = "sso-admin:ListManagedPoliciesInPermissionSet"
INLINE_CALL = "sso-admin:GetInlinePolicyForPermissionSet"
ACCOUNTS_CALL = "sso-admin:ListAccountsForProvisionedPermissionSet"
ASSIGNMENTS_CALL = "sso-admin:ListAccountAssignments"
LARGEST_PAGE = 100
EVERYTHING = ":policy/AdministratorAccess"
# A period of ISO 8601 without years and months: sessions last at most half a day.
PERIOD = re.compile(r"PT(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?")
HOUR = 60


async def _sets(client: RegionClient, _ask: Ask) -> AsyncIterator[Item]:
    """List the sets of instances in the region; an instance is the organization's or one's own."""
    async for instance in client.pages(INSTANCES_CALL, "Instances"):
        # Member accounts see the organization's instance, and may not read it.
        if not owned(client, instance.get("OwnerAccountId")):
            continue
        arn = instance["InstanceArn"]
        async for one in client.pages(
            SETS_CALL, "PermissionSets", InstanceArn=arn, MaxResults=LARGEST_PAGE
        ):
            yield Item(one, one.rpartition("/")[2], {"InstanceArn": arn, "PermissionSetArn": one})


def _minutes(response: Response) -> int:
    found = PERIOD.fullmatch(response["PermissionSet"]["SessionDuration"])
    if not found:
        raise ValueError("the duration of a session is a period of ISO 8601")
    hours, minutes, seconds = (int(one or 0) for one in found.groups())
    return hours * HOUR + minutes + seconds // 60


async def _administrator(client: RegionClient, item: Item) -> bool:
    found = await client.shared_pages(POLICIES_CALL, "AttachedManagedPolicies", **item.data)
    if any(one["Arn"].endswith(EVERYTHING) for one in found):
        return True
    document: str = (await client.shared(INLINE_CALL, **item.data)).get("InlinePolicy") or ""
    return bool(document) and grants_everything(policy(document))


async def _single_users(client: RegionClient, item: Item) -> int:
    if not await _administrator(client, item):
        return 0
    accounts = client.pages(ACCOUNTS_CALL, "AccountIds", MaxResults=LARGEST_PAGE, **item.data)
    count = 0
    async for account in accounts:
        place: Mapping[str, Any] = {"AccountId": account, "MaxResults": LARGEST_PAGE, **item.data}
        async for one in client.pages(ASSIGNMENTS_CALL, "AccountAssignments", **place):
            count += one["PrincipalType"] == "USER"
    return count


PERMISSION_SETS = AssetCollector(
    asset_type=PermissionSet,
    regional=True,
    calls=(INSTANCES_CALL, SETS_CALL),
    items=_sets,
    gone=frozenset({"ResourceNotFoundException"}),
    reads=(
        read("session_minutes", SET_CALL, by=lambda item: item.data, of=_minutes),
        Read(facts=("administrator",), calls=(POLICIES_CALL, INLINE_CALL), run=_administrator),
        Read(
            facts=("single_users",),
            calls=(POLICIES_CALL, INLINE_CALL, ACCOUNTS_CALL, ASSIGNMENTS_CALL),
            run=_single_users,
        ),
    ),
)

COLLECTORS: tuple[AssetCollector[RegionClient, Any], ...] = (PERMISSION_SETS,)
