"""Collector of Amazon OpenSearch Service: domains, described five in a call."""

from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from typing import Any

from posture.collectors.aws.collecting import RegionClient
from posture.collectors.collecting import Ask, AssetCollector, Item
from posture.collectors.errors import CallError
from posture.domain.aws.assets.opensearch import OpenSearchDomain
from posture.domain.aws.policy import policy

NAMES_CALL = "opensearch:ListDomainNames"
DOMAINS_CALL = "opensearch:DescribeDomains"
# DescribeDomains takes no more names.
MOST_AT_ONCE = 5
GONE = frozenset({"ResourceNotFoundException"})


async def _domains(client: RegionClient, _ask: Ask) -> AsyncIterator[Item]:
    names = [one["DomainName"] async for one in client.pages(NAMES_CALL, "DomainNames")]
    for first in range(0, len(names), MOST_AT_ONCE):
        for item in await _described(client, names[first : first + MOST_AT_ONCE]):
            yield item


async def _named(client: RegionClient, arns: Iterable[str]) -> AsyncIterator[Item]:
    for arn in arns:
        try:
            found = await _described(client, [arn.rpartition("/")[2]])
        except CallError as error:
            if error.code not in GONE:
                raise
            continue
        for item in found:
            yield item


async def _described(client: RegionClient, names: Sequence[str]) -> list[Item]:
    found = await client.call(DOMAINS_CALL, DomainNames=list(names))
    return [
        Item(one["ARN"], one["DomainName"], one)
        for one in found["DomainStatusList"]
        if not one.get("Deleted")
    ]


def _listed(_client: RegionClient, item: Item) -> Mapping[str, Any]:
    one = item.data
    endpoint = one.get("DomainEndpointOptions") or {}
    users = one.get("AdvancedSecurityOptions") or {}
    logs = one.get("LogPublishingOptions") or {}
    nodes = one.get("ClusterConfig") or {}
    document = one.get("AccessPolicies")
    return {
        "in_vpc": bool((one.get("VPCOptions") or {}).get("VPCId")),
        "encrypted": (one.get("EncryptionAtRestOptions") or {}).get("Enabled", False),
        "nodes_encrypted": (one.get("NodeToNodeEncryptionOptions") or {}).get("Enabled", False),
        "https_required": endpoint.get("EnforceHTTPS", False),
        "tls_policy": endpoint.get("TLSSecurityPolicy", ""),
        "users_known": users.get("Enabled", False),
        "anonymous": users.get("AnonymousAuthEnabled", False),
        "node_count": nodes.get("InstanceCount", 0),
        "spread": nodes.get("ZoneAwarenessEnabled", False),
        "update_available": (one.get("ServiceSoftwareOptions") or {}).get("UpdateAvailable", False),
        "logs": tuple(sorted(kind for kind, each in logs.items() if each.get("Enabled"))),
        "policy": policy(document) if document else None,
    }


def _transition(item: Item) -> str | None:
    return "PROCESSING" if item.data.get("Processing") is True else None


DOMAINS = AssetCollector(
    asset_type=OpenSearchDomain,
    regional=True,
    calls=(NAMES_CALL, DOMAINS_CALL),
    items=_domains,
    find=_named,
    listed=_listed,
    transition=_transition,
)

COLLECTORS: tuple[AssetCollector[RegionClient, Any], ...] = (DOMAINS,)
