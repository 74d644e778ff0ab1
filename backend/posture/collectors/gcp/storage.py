"""Collects buckets."""

from collections.abc import AsyncIterator, Iterable, Mapping
from typing import Any

from posture.collectors.collecting import AssetCollector, Item, Read, Unreached
from posture.collectors.gcp.collecting import ProjectClient, Record, by_id, listing, named, read
from posture.collectors.gcp.errors import DISABLED, GONE
from posture.collectors.gcp.organization import EFFECTIVE_CALL, enforced
from posture.collectors.gcp.properties import flag, members, number, policy, text
from posture.domain.evidence import Fact, Unread
from posture.domain.gcp.assets.storage import StorageBucket
from posture.domain.gcp.iam import EVERYONE

LIST_CALL = "storage:buckets.list"
GET_CALL = "storage:buckets.get"
POLICY_CALL = "storage:buckets.getIamPolicy"
SINKS_CALL = "logging:projects.sinks.list"
NO_LIST = "AccessControlListNotReturned"
PREVENTION = "storage.publicAccessPrevention"
DESTINATION = "storage.googleapis.com/"
SECONDS_OF_A_DAY = 86_400
BUCKET = by_id("storage", "{name}", region="location")


async def _found(client: ProjectClient, ids: Iterable[str]) -> AsyncIterator[Item]:
    """Find named buckets; a name that another project has is not found."""
    async for item in named(GET_CALL, BUCKET)(client, ids):
        if str(number(item.data, "projectNumber")) == client.number:
            yield item


def _bucket(_client: ProjectClient, item: Item) -> Mapping[str, Any]:
    record = item.data
    access = "iamConfiguration"
    uniform = flag(record, f"{access}.uniformBucketLevelAccess.enabled")
    return {
        "uniform": uniform,
        "prevention": text(record, f"{access}.publicAccessPrevention") or "inherited",
        "public_acl": _public(record, "acl", uniform=uniform),
        "public_default_acl": _public(record, "defaultObjectAcl", uniform=uniform),
        "versioning": flag(record, "versioning.enabled"),
        "retention_days": number(record, "retentionPolicy.retentionPeriod") // SECONDS_OF_A_DAY,
        "retention_locked": flag(record, "retentionPolicy.isLocked"),
        "soft_delete_days": number(record, "softDeletePolicy.retentionDurationSeconds")
        // SECONDS_OF_A_DAY,
        "customer_key": bool(text(record, "encryption.defaultKmsKeyName")),
        "usage_logged": bool(text(record, "logging.logBucket")),
    }


def _public(record: Record, member: str, *, uniform: bool) -> Fact[frozenset[str]]:
    """Return who of everyone is in a list; Google leaves lists out that may not be read."""
    if member not in record and not uniform:
        return Unread(NO_LIST, POLICY_CALL)
    return frozenset(text(one, "entity") for one in members(record, member)) & EVERYONE


async def _prevented_above(client: ProjectClient, _item: Item) -> bool:
    return await enforced(client, PREVENTION)


async def _sinks(client: ProjectClient, item: Item) -> tuple[str, ...]:
    found = await client.shared(SINKS_CALL)
    return tuple(
        text(one, "name")
        for one in found
        if not isinstance(one, Unreached)
        and text(one, "destination") == f"{DESTINATION}{item.name}"
    )


BUCKETS = AssetCollector(
    asset_type=StorageBucket,
    regional=False,
    scattered=True,
    calls=(LIST_CALL, GET_CALL),
    items=listing(LIST_CALL, BUCKET),
    find=_found,
    listed=_bucket,
    gone=GONE,
    reads=(
        read("policy", POLICY_CALL, of=policy),
        Read(facts=("prevented_above",), calls=(EFFECTIVE_CALL,), run=_prevented_above),
        Read(facts=("log_sinks",), calls=(SINKS_CALL,), run=_sinks, absent={DISABLED: ()}),
    ),
)

COLLECTORS: tuple[AssetCollector[ProjectClient, Any], ...] = (BUCKETS,)
