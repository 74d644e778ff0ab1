"""Collector of domains that are registered with Amazon Route 53, from their listing."""

from collections.abc import AsyncIterator, Mapping
from typing import Any

from posture.collectors.aws.collecting import RegionClient, of_listing
from posture.collectors.collecting import Ask, AssetCollector, Item
from posture.domain.aws.assets.route53domains import RegisteredDomain

LIST_CALL = "route53domains:ListDomains"
# The only region of the service, in the only partition that has it.
REGION = "us-east-1"
PARTITION = "aws"
LARGEST_PAGE = 100


async def _domains(client: RegionClient, _ask: Ask) -> AsyncIterator[Item]:
    if client.partition != PARTITION:
        return
    async for one in client.at(REGION).pages(LIST_CALL, "Domains", MaxItems=LARGEST_PAGE):
        name = one["DomainName"]
        arn = f"arn:{client.partition}:route53domains::{client.account_id}:domain/{name}"
        yield Item(arn, name, one)


def _facts(one: Mapping[str, Any]) -> Mapping[str, Any]:
    return {"locked": one["TransferLock"], "renewed": one["AutoRenew"]}


DOMAINS = AssetCollector(
    asset_type=RegisteredDomain,
    regional=False,
    calls=(LIST_CALL,),
    items=_domains,
    reads=(of_listing(("locked", "renewed"), LIST_CALL, _facts),),
)

COLLECTORS: tuple[AssetCollector[RegionClient, Any], ...] = (DOMAINS,)
