"""Collector of AWS Organizations: the policies and administrators of an account's organization.

Only the management account and delegated administrators may read most of it. A member account
is refused, and its facts are read where its organization is managed.
"""

import json
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from typing import Any

from posture.collectors.aws.collecting import RegionClient
from posture.collectors.collecting import Ask, AssetCollector, Item, Read
from posture.collectors.errors import CallError, ContradictionError
from posture.domain.aws.assets.organizations import (
    ControlPolicies,
    Delegate,
    ManagedBy,
    Organization,
)

ORGANIZATION_CALL = "organizations:DescribeOrganization"
ROOTS_CALL = "organizations:ListRoots"
POLICIES_CALL = "organizations:ListPolicies"
TARGETS_CALL = "organizations:ListTargetsForPolicy"
DELEGATES_CALL = "organizations:ListDelegatedAdministrators"
EFFECTIVE_CALL = "organizations:DescribeEffectivePolicy"
CONTROL = "SERVICE_CONTROL_POLICY"
OPT_OUT = "AISERVICES_OPT_OUT_POLICY"
IN_NONE: Mapping[str, None] = {"AWSOrganizationsNotInUseException": None}
NO_POLICY = "EffectivePolicyNotFoundException"
DENIED = "AccessDeniedException"
# The policy's word for all services, also those to come.
EVERY = "default"


async def _organization(client: RegionClient, _ask: Ask) -> AsyncIterator[Item]:
    yield Item(client.arn("organizations", "organization", region=""), "organization", {})


def _of_organization(
    read: Callable[[RegionClient], Awaitable[Any]], *, by_manager: bool = False
) -> Callable[[RegionClient, Item], Awaitable[Any]]:
    """Return a read of a fact of the organization, if there is one.

    Args:
        read: the read.
        by_manager: whether AWS refuses it to member accounts.
    """

    async def run(client: RegionClient, _item: Item) -> Any:  # noqa: ANN401  # the fact's own type
        manager: str = (await client.shared(ORGANIZATION_CALL))["Organization"]["MasterAccountId"]
        try:
            return await read(client)
        except CallError as error:
            if by_manager and error.code == DENIED and manager != client.account_id:
                return ManagedBy(manager)
            raise

    return run


async def _control_policies(client: RegionClient) -> ControlPolicies:
    roots = [one async for one in client.pages(ROOTS_CALL, "Roots")]
    if not roots:
        raise ContradictionError("an organization without a root", ROOTS_CALL)
    enabled = any(
        one["Type"] == CONTROL and one["Status"] == "ENABLED"
        for root in roots
        for one in root["PolicyTypes"]
    )
    if not enabled:
        return ControlPolicies(enabled=False, attached=None)
    async for policy in client.pages(POLICIES_CALL, "Policies", Filter=CONTROL):
        if not policy["AwsManaged"]:
            async for _ in client.pages(TARGETS_CALL, "Targets", PolicyId=policy["Id"]):
                return ControlPolicies(enabled=True, attached=policy["Name"])
    return ControlPolicies(enabled=True, attached=None)


async def _delegates(client: RegionClient) -> tuple[Delegate, ...]:
    found = client.pages(DELEGATES_CALL, "DelegatedAdministrators")
    return tuple(
        [
            Delegate(account_id=one["Id"], state=one.get("State") or one["Status"])
            async for one in found
        ]
    )


async def _training(client: RegionClient) -> tuple[str, ...]:
    """Return the services that may learn from content, by the policy in force in the account."""
    try:
        response = await client.call(EFFECTIVE_CALL, PolicyType=OPT_OUT)
    except CallError as error:
        if error.code != NO_POLICY:
            raise
        return (EVERY,)
    services = json.loads(response["EffectivePolicy"]["PolicyContent"])["services"]
    if EVERY not in services:
        return (EVERY,)
    return tuple(sorted(name for name, one in services.items() if not _opted_out(one)))


def _opted_out(service: Mapping[str, Any]) -> bool:
    value = service["opt_out_policy"]
    return (value.get("@@assign") if isinstance(value, Mapping) else value) == "optOut"


ORGANIZATIONS = AssetCollector(
    asset_type=Organization,
    regional=False,
    calls=(ORGANIZATION_CALL,),
    items=_organization,
    reads=(
        Read(
            facts=("control_policies",),
            calls=(ORGANIZATION_CALL, ROOTS_CALL, POLICIES_CALL, TARGETS_CALL),
            run=_of_organization(_control_policies, by_manager=True),
            absent=IN_NONE,
        ),
        Read(
            facts=("delegates",),
            calls=(ORGANIZATION_CALL, DELEGATES_CALL),
            run=_of_organization(_delegates, by_manager=True),
            absent=IN_NONE,
        ),
        Read(
            facts=("training",),
            calls=(ORGANIZATION_CALL, EFFECTIVE_CALL),
            run=_of_organization(_training),
            absent=IN_NONE,
        ),
    ),
)

COLLECTORS: tuple[AssetCollector[RegionClient, Any], ...] = (ORGANIZATIONS,)
