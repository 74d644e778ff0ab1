"""Collects the access to a project: its policy, service accounts, roles and federation."""

from collections.abc import AsyncIterator, Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from posture.collectors.collecting import AssetCollector, Item, Read
from posture.collectors.gcp.client import SERVICES_CALL
from posture.collectors.gcp.collecting import (
    ProjectClient,
    Record,
    Response,
    by_name,
    children,
    listing,
    named,
    read,
)
from posture.collectors.gcp.errors import GONE
from posture.collectors.gcp.organization import enforced, services
from posture.collectors.gcp.properties import flag, has, members, moment, policy, text, texts
from posture.domain.gcp.assets.iam import (
    AccountKey,
    AuditLogs,
    CustomRole,
    GcpProject,
    IdentityProvider,
    ServiceAccount,
)
from posture.domain.gcp.iam import Policy
from posture.domain.gcp.names import full_name

POLICY_CALL = "cloudresourcemanager:projects.getIamPolicy"
ANCESTRY_CALL = "cloudresourcemanager:projects.getAncestry"
FOLDER_CALL = "cloudresourcemanager:folders.getIamPolicy"
ORGANIZATION_CALL = "cloudresourcemanager:organizations.getIamPolicy"
ACCOUNTS_CALL = "iam:projects.serviceAccounts.list"
ACCOUNT_CALL = "iam:projects.serviceAccounts.get"
KEYS_CALL = "iam:projects.serviceAccounts.keys.list"
ACCOUNT_POLICY_CALL = "iam:projects.serviceAccounts.getIamPolicy"
ROLES_CALL = "iam:projects.roles.list"
POOLS_CALL = "iam:projects.locations.workloadIdentityPools.list"
PROVIDERS_CALL = "iam:projects.locations.workloadIdentityPools.providers.list"
ORG_POLICY_CALL = "orgpolicy:projects.policies.getEffectivePolicy"
KEY_CREATION = (
    "iam.disableServiceAccountKeyCreation",
    "iam.managed.disableServiceAccountKeyCreation",
)
ALL_SERVICES = "allServices"
INVENTORY = "cloudasset.googleapis.com"
# Stages in which a role has no effect.
WITHOUT_EFFECT = frozenset({"DISABLED"})
IAM = by_name("iam")


async def project(client: ProjectClient, _ask: object) -> AsyncIterator[Item]:
    """Yield the project itself."""
    name = full_name("cloudresourcemanager", f"projects/{client.account_id}")
    yield Item(name, client.account_id, {}, "global")


async def _project_policy(client: ProjectClient) -> Response:
    async def once() -> Response:
        return await client.call(POLICY_CALL)

    found: Response = await client.once(POLICY_CALL, once)
    return found


async def _access(client: ProjectClient, _item: Item) -> Mapping[str, Any]:
    found = await _project_policy(client)
    return {"policy": policy(found), "audit": _audit([found])}


async def _policy_of_project(client: ProjectClient, _item: Item) -> Policy:
    return policy(await _project_policy(client))


async def _inherited_audit(client: ProjectClient, _item: Item) -> AuditLogs:
    found = []
    for one in members(await client.call(ANCESTRY_CALL), "ancestor"):
        kind, id_ = text(one, "resourceId.type"), text(one, "resourceId.id")
        if kind == "folder":
            found.append(await client.call(FOLDER_CALL, path=f"folders/{id_}"))
        elif kind == "organization":
            found.append(await client.call(ORGANIZATION_CALL, path=f"organizations/{id_}"))
    return _audit(found)


def _audit(policies: Iterable[Response]) -> AuditLogs:
    """Return what several policies together log of all services.

    Members that one service exempts are exempted there, whatever the configuration of all
    services says: Google joins both.
    Source: https://cloud.google.com/iam/docs/reference/rest/v1/Policy#AuditConfig
    """
    types: set[str] = set()
    exempted: set[str] = set()
    for one in policies:
        for config in members(one, "auditConfigs"):
            for log in members(config, "auditLogConfigs"):
                if text(config, "service") == ALL_SERVICES:
                    types.add(text(log, "logType"))
                exempted |= set(texts(log, "exemptedMembers"))
    return AuditLogs(frozenset(types), frozenset(exempted))


async def _keys_blocked(client: ProjectClient, _item: Item) -> bool:
    for constraint in KEY_CREATION:
        if await enforced(client, constraint):
            return True
    return False


async def _inventoried(client: ProjectClient, _item: Item) -> bool:
    return INVENTORY in await services(client)


def _account(_client: ProjectClient, item: Item) -> Mapping[str, Any]:
    return {"email": text(item.data, "email"), "disabled": flag(item.data, "disabled")}


def _keys(response: Response) -> tuple[AccountKey, ...]:
    return tuple(map(_key, members(response, "keys")))


def _key(record: Record) -> AccountKey:
    now = datetime.now(UTC)
    made, ends = moment(record, "validAfterTime"), moment(record, "validBeforeTime")
    if made is None:
        raise TypeError("validAfterTime")
    marks = {
        text(one, "key").rpartition("STATUS_KEY_")[2] for one in members(record, "extendedStatus")
    }
    why = text(record, "disableReason").rpartition("DISABLE_REASON_")[2]
    return AccountKey(
        name=text(record, "name").rpartition("/")[2],
        usable=not flag(record, "disabled") and (ends is None or ends > now),
        age_days=(now - made).days,
        exposed=bool({"EXPOSED", "COMPROMISE_DETECTED"} & {*marks, why}),
    )


def _role(_client: ProjectClient, item: Item) -> Mapping[str, Any]:
    stage = text(item.data, "stage")
    return {
        "permissions": frozenset(texts(item.data, "includedPermissions")),
        "usable": not flag(item.data, "deleted") and stage not in WITHOUT_EFFECT,
    }


async def _pools(client: ProjectClient) -> list[Any]:
    return await client.shared(POOLS_CALL)


def _provider(_client: ProjectClient, item: Item) -> Mapping[str, Any]:
    pool = item.data["parent"]
    deleted = "DELETED" in {text(item.data, "state"), text(pool, "state")}
    disabled = flag(item.data, "disabled") or flag(pool, "disabled")
    return {
        "issuer": "aws" if has(item.data, "aws") else text(item.data, "oidc.issuerUri"),
        "condition": text(item.data, "attributeCondition"),
        "usable": not deleted and not disabled,
    }


PROJECT = AssetCollector(
    asset_type=GcpProject,
    regional=False,
    scattered=True,
    calls=(POLICY_CALL,),
    items=project,
    reads=(
        Read(facts=("policy", "audit"), calls=(POLICY_CALL,), run=_access),
        Read(
            facts=("inherited_audit",),
            calls=(ANCESTRY_CALL, FOLDER_CALL, ORGANIZATION_CALL),
            run=_inherited_audit,
        ),
        Read(facts=("keys_blocked",), calls=(ORG_POLICY_CALL,), run=_keys_blocked),
        Read(facts=("inventoried",), calls=(SERVICES_CALL,), run=_inventoried),
    ),
)

ACCOUNTS = AssetCollector(
    asset_type=ServiceAccount,
    regional=False,
    scattered=True,
    calls=(ACCOUNTS_CALL, ACCOUNT_CALL),
    items=listing(ACCOUNTS_CALL, IAM),
    find=named(ACCOUNT_CALL, IAM),
    listed=_account,
    gone=GONE,
    reads=(
        read("keys", KEYS_CALL, of=_keys),
        read("policy", ACCOUNT_POLICY_CALL, of=policy),
        Read(facts=("project_policy",), calls=(POLICY_CALL,), run=_policy_of_project),
    ),
)

ROLES = AssetCollector(
    asset_type=CustomRole,
    regional=False,
    scattered=True,
    calls=(ROLES_CALL,),
    items=listing(ROLES_CALL, IAM),
    listed=_role,
)

PROVIDERS = AssetCollector(
    asset_type=IdentityProvider,
    regional=False,
    scattered=True,
    calls=(POOLS_CALL, PROVIDERS_CALL),
    items=children(_pools, PROVIDERS_CALL, IAM, of=IAM),
    listed=_provider,
)

COLLECTORS: tuple[AssetCollector[ProjectClient, Any], ...] = (
    PROJECT,
    ACCOUNTS,
    ROLES,
    PROVIDERS,
)
