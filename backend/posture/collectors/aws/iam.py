"""Collector of AWS IAM: users, groups, roles and customer managed policies.

One call of GetAccountAuthorizationDetails returns up to 1,000 users or roles with all their
policies, and two calls return the credential report of all users. So there is no call per user or
per role.
"""

from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from typing import Any

from posture.collectors.aws import iam_account
from posture.collectors.aws.collecting import RegionClient
from posture.collectors.aws.iam_credentials import (
    CREDENTIALS,
    GENERATE,
    IS_VIRTUAL_MFA,
    REPORT,
    credential_report,
    days_since,
)
from posture.collectors.collecting import Ask, AssetCollector, Item, Read
from posture.collectors.errors import CallError, ContradictionError
from posture.collectors.stepping import together
from posture.domain.aws.assets.iam import (
    Document,
    IamGroup,
    IamPolicy,
    IamRole,
    IamUser,
    MorePolicies,
)
from posture.domain.aws.control_tower import is_control_tower
from posture.domain.aws.escalation import escalations, grants_part
from posture.domain.aws.managed_policies import Power, policies_with
from posture.domain.aws.policy import combined, policy

DETAILS = "iam:GetAccountAuthorizationDetails"
POLICY, VERSION = "iam:GetPolicy", "iam:GetPolicyVersion"
ORGANIZATION = "organizations:DescribeOrganization"
# Part of the ARNs of policies that AWS manages.
OF_AWS = ":aws:policy/"
ADMINISTRATION = policies_with(Power.ADMINISTRATION)
# IAM leaves out the list of a user without inline policies; those of groups and roles are empty.
OF_USERS = "UserPolicyList"
INLINE = (OF_USERS, "GroupPolicyList", "RolePolicyList")
PAGE = 1000
HOUR = 3600


def _details(kind: str, key: str) -> Callable[[RegionClient, Ask], AsyncIterator[Item]]:
    """Return a listing of one kind of entity with its policies."""

    async def items(client: RegionClient, _ask: Ask) -> AsyncIterator[Item]:
        async for found in client.pages(DETAILS, key, Filter=[kind], MaxItems=PAGE):
            yield Item(found["Arn"], found[f"{kind}Name"], found)

    return items


def _shared(kind: str, key: str) -> Callable[[RegionClient, Ask], AsyncIterator[Item]]:
    """Return a listing of one kind of entity that the reads of principals use too."""

    async def items(client: RegionClient, _ask: Ask) -> AsyncIterator[Item]:
        for found in await client.shared_pages(DETAILS, key, Filter=[kind], MaxItems=PAGE):
            yield Item(found["Arn"], found[f"{kind}Name"], found)

    return items


def _among(
    items: Callable[[RegionClient, Ask], AsyncIterator[Item]],
) -> Callable[[RegionClient, Iterable[str]], AsyncIterator[Item]]:
    """Return a search for named assets in a listing; it stops when all are found."""

    async def find(client: RegionClient, arns: Iterable[str]) -> AsyncIterator[Item]:
        missing = set(arns)
        async for item in items(client, Ask(frozenset())):
            if item.resource_id in missing:
                missing.remove(item.resource_id)
                yield item
            if not missing:
                return

    return find


async def _policies(client: RegionClient, _ask: Ask) -> AsyncIterator[Item]:
    for found in await _local_policies(client):
        yield _policy_item(found, _default_document(found))


async def _local_policies(client: RegionClient) -> list[Any]:
    return await client.shared_pages(
        DETAILS, "Policies", Filter=["LocalManagedPolicy"], MaxItems=PAGE
    )


def _default_document(found: Mapping[str, Any]) -> str:
    versions = found["PolicyVersionList"]
    return str(next(one["Document"] for one in versions if one["IsDefaultVersion"]))


async def _named_policies(client: RegionClient, arns: Iterable[str]) -> AsyncIterator[Item]:
    async def one(arn: str) -> Item | None:
        if OF_AWS in arn:
            return None
        try:
            found = (await client.call(POLICY, PolicyArn=arn))["Policy"]
            version = found["DefaultVersionId"]
            response = await client.call(VERSION, PolicyArn=arn, VersionId=version)
        except CallError as error:
            if error.code == "NoSuchEntity":
                return None
            raise
        return _policy_item(found, response["PolicyVersion"]["Document"])

    for item in await together(map(one, arns)):
        if item:
            yield item


def _policy_item(found: Mapping[str, Any], document: str) -> Item:
    return Item(found["Arn"], _last(found["Arn"]), {**found, "Document": document})


def _policy(_client: RegionClient, item: Item) -> Mapping[str, Any]:
    return {
        "documents": (Document(item.name, policy(item.data["Document"])),),
        "more_policies": MorePolicies(),
        "attachment_count": item.data.get("AttachmentCount", 0),
        "boundary_count": item.data.get("PermissionsBoundaryUsageCount", 0),
    }


def _principal(inline: str) -> Callable[[RegionClient, Item], Mapping[str, Any]]:
    """Return a reader of a principal's policies; `inline` is the key of its inline policies."""

    def listed(_client: RegionClient, item: Item) -> Mapping[str, Any]:
        managed = item.data["AttachedManagedPolicies"]
        own = item.data if inline == OF_USERS else {inline: item.data[inline]}
        return {
            "attached": tuple(one["PolicyArn"] for one in managed),
            "documents": _inline_documents(own, inline),
        }

    return listed


def _inline_documents(found: Mapping[str, Any], inline: str) -> tuple[Document, ...]:
    return tuple(
        Document(one["PolicyName"], policy(one["PolicyDocument"])) for one in found.get(inline, ())
    )


async def _more_policies(client: RegionClient, item: Item) -> MorePolicies:
    """Read the account's policies and groups once for all principals, if one of them has any."""
    joined: list[Mapping[str, Any]] = []
    if names := item.data["GroupList"] if "UserName" in item.data else ():
        groups = await client.shared_pages(
            DETAILS, "GroupDetailList", Filter=["Group"], MaxItems=PAGE
        )
        joined = [one for one in groups if one["GroupName"] in names]
        if len(joined) < len(set(names)):
            raise ContradictionError("a group of the user is not listed", DETAILS)
    attached = {
        one["PolicyArn"]
        for entity in (item.data, *joined)
        for one in entity["AttachedManagedPolicies"]
    }
    of_aws = sorted(arn for arn in attached if OF_AWS in arn)
    local = [await _local_document(client, arn) for arn in sorted(attached.difference(of_aws))]
    inherited = [each for one in joined for each in _inline_documents(one, "GroupPolicyList")]
    inline = [each for key in INLINE for each in _inline_documents(item.data, key)]
    boundary = item.data.get("PermissionsBoundary", {}).get("PermissionsBoundaryArn")
    own = combined(one.policy for one in (*local, *inherited, *inline))
    # Policies of AWS matter only if they complete a way that the others grant a part of.
    if any(escalations(own)) or not grants_part(own) or ADMINISTRATION & set(map(_name, of_aws)):
        of_aws = []
    return MorePolicies(
        documents=(*local, *inherited),
        aws=tuple([await _aws_document(client, arn) for arn in of_aws]),
        boundary=(await _document(client, boundary)).policy if boundary else None,
    )


def _name(arn: str) -> str:
    return arn.partition(OF_AWS)[2]


async def _document(client: RegionClient, arn: str) -> Document:
    return await (_aws_document if OF_AWS in arn else _local_document)(client, arn)


async def _local_document(client: RegionClient, arn: str) -> Document:
    """Return the document of a policy of the account; all are read once for all principals."""

    async def make() -> dict[str, Document]:
        return {
            one["Arn"]: Document(_last(one["Arn"]), policy(_default_document(one)))
            for one in await _local_policies(client)
        }

    found: Mapping[str, Document] = await client.once("iam local documents", make)
    if arn not in found:
        raise ContradictionError(f"{_last(arn)} is attached, but not listed", DETAILS)
    return found[arn]


async def _aws_document(client: RegionClient, arn: str) -> Document:
    """Return the document of a policy of AWS, read once for all principals."""
    version = (await client.shared(POLICY, PolicyArn=arn))["Policy"]["DefaultVersionId"]
    response = await client.shared(VERSION, PolicyArn=arn, VersionId=version)
    return Document(_last(arn), policy(response["PolicyVersion"]["Document"]))


async def _managing_account(client: RegionClient, item: Item) -> str | None:
    """Return the account that manages the organization, for roles of Control Tower alone."""
    if not is_control_tower(item.name):
        return None
    organization = (await client.shared(ORGANIZATION))["Organization"]
    return str(organization["MasterAccountId"])


MORE_POLICIES = Read(facts=("more_policies",), calls=(DETAILS, POLICY, VERSION), run=_more_policies)


def _role(client: RegionClient, item: Item) -> Mapping[str, Any]:
    found = item.data
    used = found.get("RoleLastUsed", {}).get("LastUsedDate")
    return {
        **_principal("RolePolicyList")(client, item),
        "account_id": client.account_id,
        "path": found["Path"],
        "age_days": days_since(found["CreateDate"]),
        "idle_days": days_since(used) if used else None,
        "trust": policy(found["AssumeRolePolicyDocument"]),
    }


def _last(arn: str) -> str:
    return arn.rpartition("/")[2]


async def _members(client: RegionClient, item: Item) -> tuple[str, ...]:
    return tuple(map(_last, await _member_arns(client, item)))


async def _members_without_mfa(client: RegionClient, item: Item) -> tuple[str, ...]:
    members = await _member_arns(client, item)
    report = await credential_report(client) if members else {}
    if unreported := [_last(arn) for arn in members if arn not in report]:
        # A report can be four hours old, so it may lack newer users.
        raise CallError(f"NotInReport({unreported[0]})", REPORT)
    return tuple(_last(arn) for arn in members if not report[arn].mfa_active)


async def _member_arns(client: RegionClient, item: Item) -> tuple[str, ...]:
    """Return a group's users from one listing of all users, which saves a call per group."""

    async def by_group() -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        async for user in client.pages(DETAILS, "UserDetailList", Filter=["User"], MaxItems=PAGE):
            for group in user["GroupList"]:
                found.setdefault(group, []).append(user["Arn"])
        return found

    return tuple((await client.once("iam members by group", by_group)).get(item.name, ()))


async def _session_hours(client: RegionClient, item: Item) -> int:
    async def by_role() -> dict[str, int]:
        roles = client.pages("iam:ListRoles", "Roles", MaxItems=PAGE)
        return {one["Arn"]: one["MaxSessionDuration"] // HOUR async for one in roles}

    hours: dict[str, int] = await client.once("iam session hours", by_role)
    return hours[item.resource_id]


_USERS = _details("User", "UserDetailList")
_GROUPS = _shared("Group", "GroupDetailList")
_ROLES = _details("Role", "RoleDetailList")

USERS = AssetCollector(
    asset_type=IamUser,
    regional=False,
    calls=(DETAILS,),
    items=_USERS,
    find=_among(_USERS),
    listed=_principal("UserPolicyList"),
    reads=(CREDENTIALS, IS_VIRTUAL_MFA, MORE_POLICIES),
)

GROUPS = AssetCollector(
    asset_type=IamGroup,
    regional=False,
    calls=(DETAILS,),
    items=_GROUPS,
    find=_among(_GROUPS),
    listed=_principal("GroupPolicyList"),
    reads=(
        MORE_POLICIES,
        Read(facts=("members",), calls=(DETAILS,), run=_members),
        Read(
            facts=("members_without_mfa",),
            calls=(DETAILS, GENERATE, REPORT),
            run=_members_without_mfa,
        ),
    ),
)

ROLES = AssetCollector(
    asset_type=IamRole,
    regional=False,
    calls=(DETAILS,),
    items=_ROLES,
    find=_among(_ROLES),
    listed=_role,
    reads=(
        MORE_POLICIES,
        Read(facts=("maximum_session_hours",), calls=("iam:ListRoles",), run=_session_hours),
        Read(
            facts=("managing_account",),
            calls=(ORGANIZATION,),
            run=_managing_account,
            absent={"AWSOrganizationsNotInUseException": None},
        ),
    ),
)

POLICIES = AssetCollector(
    asset_type=IamPolicy,
    regional=False,
    calls=(DETAILS, POLICY, VERSION),
    items=_policies,
    find=_named_policies,
    listed=_policy,
)

COLLECTORS: tuple[AssetCollector[RegionClient, Any], ...] = (
    *iam_account.COLLECTORS,
    USERS,
    GROUPS,
    ROLES,
    POLICIES,
)
