"""Collector of Amazon SES: identities with their signatures and policies."""

from collections.abc import Mapping
from typing import Any

from posture.collectors.aws.collecting import RegionClient, Response, listing, read
from posture.collectors.collecting import AssetCollector, Item
from posture.domain.aws.assets.sesv2 import EmailIdentity
from posture.domain.aws.policy import policy
from posture.domain.evidence import Unread

LIST_CALL = "sesv2:ListEmailIdentities"
ONE_CALL = "sesv2:GetEmailIdentity"
DOMAINS = frozenset({"DOMAIN", "MANAGED_DOMAIN"})
# SES looks for the DNS records of a new domain for up to three days.
PENDING = Unread("DnsRecordsPending", ONE_CALL)
IN_TRANSITION = frozenset({"PENDING", "TEMPORARY_FAILURE"})


def _item(client: RegionClient, one: Mapping[str, Any]) -> Item:
    name = one["IdentityName"]
    return Item(client.arn("ses", f"identity/{name}"), name, one)


def _facts(response: Response) -> Mapping[str, Any]:
    found = response["DkimAttributes"]
    signed = found["SigningEnabled"] and found["Status"] == "SUCCESS"
    waits = found["SigningEnabled"] and found["Status"] in IN_TRANSITION
    return {
        "signed": PENDING if waits else signed,
        "policies": tuple(policy(one) for one in (response.get("Policies") or {}).values()),
    }


IDENTITIES = AssetCollector(
    asset_type=EmailIdentity,
    regional=True,
    calls=(LIST_CALL,),
    items=listing(LIST_CALL, "EmailIdentities", _item),
    listed=lambda _client, item: {"is_domain": item.data["IdentityType"] in DOMAINS},
    gone=frozenset({"NotFoundException"}),
    reads=(
        read(
            ("signed", "policies"),
            ONE_CALL,
            by=lambda item: {"EmailIdentity": item.name},
            of=_facts,
        ),
    ),
)

COLLECTORS: tuple[AssetCollector[RegionClient, Any], ...] = (IDENTITIES,)
