"""Collector of Amazon SES: identities with signatures and policies, and configuration sets."""

from collections.abc import Mapping
from typing import Any

from posture.collectors.aws.collecting import RegionClient, Response, listing, read
from posture.collectors.collecting import AssetCollector, Item
from posture.domain.aws.assets.sesv2 import EmailConfigurationSet, EmailIdentity
from posture.domain.aws.policy import policy
from posture.domain.evidence import Unread

LIST_CALL = "sesv2:ListEmailIdentities"
ONE_CALL = "sesv2:GetEmailIdentity"
SETS_CALL = "sesv2:ListConfigurationSets"
SET_CALL = "sesv2:GetConfigurationSet"
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


def _set(client: RegionClient, name: str) -> Item:
    return Item(client.arn("ses", f"configuration-set/{name}"), name, {})


def _tls_required(response: Response) -> bool:
    # Without the option, messages are delivered without TLS where the receiver has none.
    return (response.get("DeliveryOptions") or {}).get("TlsPolicy") == "REQUIRE"


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

CONFIGURATION_SETS = AssetCollector(
    asset_type=EmailConfigurationSet,
    regional=True,
    calls=(SETS_CALL,),
    items=listing(SETS_CALL, "ConfigurationSets", _set),
    gone=frozenset({"NotFoundException"}),
    reads=(
        read(
            "tls_required",
            SET_CALL,
            by=lambda item: {"ConfigurationSetName": item.name},
            of=_tls_required,
        ),
    ),
)

COLLECTORS: tuple[AssetCollector[RegionClient, Any], ...] = (IDENTITIES, CONFIGURATION_SETS)
