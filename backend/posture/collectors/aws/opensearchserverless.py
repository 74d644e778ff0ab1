"""Collector of Amazon OpenSearch Serverless: collections, and the policies that match them."""

from collections.abc import AsyncIterator, Iterator, Mapping
from typing import Any

from posture.collectors.aws.collecting import RegionClient
from posture.collectors.collecting import Ask, AssetCollector, Item, Read, in_state
from posture.collectors.errors import ContradictionError
from posture.domain.aws.arn import locate
from posture.domain.aws.assets.opensearchserverless import OpenSearchCollection
from posture.domain.aws.pattern import matches

LIST_CALL = "opensearchserverless:ListCollections"
DETAILS_CALL = "opensearchserverless:BatchGetCollection"
NETWORKS_CALL = "opensearchserverless:ListSecurityPolicies"
NETWORK_CALL = "opensearchserverless:GetSecurityPolicy"
ACCESSES_CALL = "opensearchserverless:ListAccessPolicies"
ACCESS_CALL = "opensearchserverless:GetAccessPolicy"
LARGEST_PAGE = 100
# BatchGetCollection takes no more ids.
MOST_AT_ONCE = 100
# The key of a collection that AWS's own key encrypts.
AWS_OWNED = "auto"
SOURCES = ("SourceVPCEs", "SourceServices")

Document = list[Mapping[str, Any]]


async def _collections(client: RegionClient, _ask: Ask) -> AsyncIterator[Item]:
    for one in await _summaries(client):
        if one["status"] != "DELETING":
            yield Item(one["arn"], one["name"], one)


async def _summaries(client: RegionClient) -> list[Mapping[str, Any]]:
    return await client.shared_pages(LIST_CALL, "collectionSummaries", maxResults=LARGEST_PAGE)


async def _own_key(client: RegionClient, item: Item) -> bool:
    keys: Mapping[str, str] = await client.once("aoss keys by collection", lambda: _keys(client))
    if item.data["id"] not in keys:
        raise ContradictionError("a listed collection that is not described", DETAILS_CALL)
    return keys[item.data["id"]] != AWS_OWNED


async def _keys(client: RegionClient) -> Mapping[str, str]:
    ids = [one["id"] for one in await _summaries(client)]
    keys: dict[str, str] = {}
    for first in range(0, len(ids), MOST_AT_ONCE):
        found = await client.call(DETAILS_CALL, ids=ids[first : first + MOST_AT_ONCE])
        keys |= {one["id"]: one["kmsKeyArn"] for one in found["collectionDetails"]}
    return keys


async def _networks(client: RegionClient) -> list[Document]:
    listed = client.pages(
        NETWORKS_CALL, "securityPolicySummaries", type="network", maxResults=LARGEST_PAGE
    )
    return [
        (await client.call(NETWORK_CALL, type="network", name=one["name"]))["securityPolicyDetail"][
            "policy"
        ]
        async for one in listed
    ]


async def _accesses(client: RegionClient) -> list[Document]:
    listed = client.pages(
        ACCESSES_CALL, "accessPolicySummaries", type="data", maxResults=LARGEST_PAGE
    )
    return [
        (await client.call(ACCESS_CALL, type="data", name=one["name"]))["accessPolicyDetail"][
            "policy"
        ]
        async for one in listed
    ]


async def _public(client: RegionClient, item: Item) -> tuple[str, ...]:
    documents: list[Document] = await client.once(
        "aoss network policies", lambda: _networks(client)
    )
    return tuple(
        sorted(
            {
                rule["ResourceType"]
                for one, rule in _rules(documents)
                if matches_any(rule, f"collection/{item.name}") and _is_open(one)
            }
        )
    )


def _rules(documents: list[Document]) -> Iterator[tuple[Mapping[str, Any], Mapping[str, Any]]]:
    """Yield each rule after the entry of a policy that it belongs to."""
    for document in documents:
        for one in document:
            yield from ((one, rule) for rule in one["Rules"])


def matches_any(rule: Mapping[str, Any], resource: str) -> bool:
    """Return whether one of a rule's patterns matches a resource."""
    return any(matches(pattern, resource) for pattern in rule["Resource"])


def _is_open(entry: Mapping[str, Any]) -> bool:
    if "AllowFromPublic" not in entry and any(entry.get(name) for name in SOURCES):
        return False
    return bool(entry["AllowFromPublic"])


async def _unnamed(client: RegionClient, item: Item) -> tuple[str, ...]:
    documents: list[Document] = await client.once("aoss data policies", lambda: _accesses(client))
    return tuple(
        sorted(
            {
                principal
                for one, rule in _rules(documents)
                if _touches(rule, item.name)
                for principal in one["Principal"]
                if _is_unnamed(principal, client.account_id)
            }
        )
    )


def _touches(rule: Mapping[str, Any], name: str) -> bool:
    """Return whether a rule is about a collection, or about indexes of it."""
    patterns = (one.split("/")[1] for one in rule["Resource"])
    return any(matches(pattern, name) for pattern in patterns)


def _is_unnamed(principal: str, account_id: str) -> bool:
    place = locate(principal)
    if place is None:  # an account, or a user or group such as saml/ACCOUNT/PROVIDER/group/NAME
        return "*" in principal or principal.isdigit()
    kind = principal.split(":", 5)[5]
    return "*" in principal or kind == "root" or place.account != account_id


COLLECTIONS = AssetCollector(
    asset_type=OpenSearchCollection,
    regional=True,
    calls=(LIST_CALL,),
    items=_collections,
    transition=in_state("creating", "updating", path=("status",)),
    reads=(
        Read(facts=("own_key",), calls=(LIST_CALL, DETAILS_CALL), run=_own_key),
        Read(facts=("public",), calls=(NETWORKS_CALL, NETWORK_CALL), run=_public),
        Read(facts=("unnamed",), calls=(ACCESSES_CALL, ACCESS_CALL), run=_unnamed),
    ),
)

COLLECTORS: tuple[AssetCollector[RegionClient, Any], ...] = (COLLECTIONS,)
