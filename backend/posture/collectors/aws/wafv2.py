"""Collector of AWS WAF: web ACLs of a region, and in one region those of CloudFront."""

from collections.abc import AsyncIterator, Mapping
from typing import Any

from posture.collectors.aws.collecting import RegionClient, Response, read
from posture.collectors.collecting import Ask, AssetCollector, Item, Read
from posture.domain.aws.assets.wafv2 import WebAcl

LIST_CALL = "wafv2:ListWebACLs"
ONE_CALL = "wafv2:GetWebACL"
LOGGING_CALL = "wafv2:ListLoggingConfigurations"
LARGEST_PAGE = 100
REGIONAL, CLOUDFRONT = "REGIONAL", "CLOUDFRONT"
# Web ACLs of CloudFront are kept in this region.
OF_CLOUDFRONT = "us-east-1"
COUNT = "Count"


def _scopes(client: RegionClient) -> tuple[str, ...]:
    return (REGIONAL, CLOUDFRONT) if client.region == OF_CLOUDFRONT else (REGIONAL,)


async def _acls(client: RegionClient, _ask: Ask) -> AsyncIterator[Item]:
    for scope in _scopes(client):
        async for one in client.pages(LIST_CALL, "WebACLs", Scope=scope, Limit=LARGEST_PAGE):
            yield Item(one["ARN"], one["Name"], {**one, "Scope": scope})


def _acl(item: Item) -> Mapping[str, Any]:
    return {name: item.data[name] for name in ("Name", "Id", "Scope")}


def _facts(response: Response) -> Mapping[str, Any]:
    acl = response["WebACL"]
    groups = [
        *acl.get("PreProcessFirewallManagerRuleGroups", ()),
        *acl.get("PostProcessFirewallManagerRuleGroups", ()),
    ]
    rules = [*acl.get("Rules", ()), *groups]
    statements = [one.get("Statement") or one.get("FirewallManagerStatement", {}) for one in rules]
    managed = [one.get("ManagedRuleGroupStatement", {}) for one in statements]
    return {
        "rules": tuple(one["Name"] for one in rules),
        "acting_rules": tuple(one["Name"] for one in rules if _acts(one)),
        "unmeasured_rules": tuple(one["Name"] for one in rules if not _measured(one)),
        "blocks_by_default": "Block" in acl["DefaultAction"],
        "managed_groups": tuple(one["Name"] for one in managed if one),
    }


def _acts(rule: Mapping[str, Any]) -> bool:
    """Return whether a rule does more than count: a group's own actions can be overridden."""
    action = rule.get("Action") or rule.get("OverrideAction") or {}
    if COUNT in action:
        return False
    return bool(action)


def _measured(rule: Mapping[str, Any]) -> bool:
    found = rule.get("VisibilityConfig") or {}
    return bool(found.get("CloudWatchMetricsEnabled"))


async def _logged(client: RegionClient, item: Item) -> bool:
    found = await client.shared_pages(
        LOGGING_CALL, "LoggingConfigurations", Scope=item.data["Scope"], Limit=LARGEST_PAGE
    )
    return item.resource_id in {one["ResourceArn"] for one in found}


ACLS = AssetCollector(
    asset_type=WebAcl,
    regional=True,
    calls=(LIST_CALL,),
    items=_acls,
    gone=frozenset({"WAFNonexistentItemException"}),
    reads=(
        read(
            (
                "rules",
                "acting_rules",
                "unmeasured_rules",
                "blocks_by_default",
                "managed_groups",
            ),
            ONE_CALL,
            by=_acl,
            of=_facts,
        ),
        Read(facts=("logged",), calls=(LOGGING_CALL,), run=_logged),
    ),
)

COLLECTORS: tuple[AssetCollector[RegionClient, Any], ...] = (ACLS,)
