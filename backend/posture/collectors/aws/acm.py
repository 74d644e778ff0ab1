"""Collector of AWS Certificate Manager: certificates with their keys and expiry."""

from collections.abc import AsyncIterator, Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from posture.collectors.aws.collecting import RegionClient
from posture.collectors.collecting import Ask, AssetCollector, Item
from posture.collectors.errors import CallError
from posture.domain.aws.assets.acm import AcmCertificate
from posture.domain.evidence import Fact, contradiction

LIST_CALL = "acm:ListCertificates"
ONE_CALL = "acm:DescribeCertificate"
NOT_FOUND = "ResourceNotFoundException"
# Without these, ACM lists only certificates that it issued for RSA keys of up to 2,048 bits.
STATUSES = [
    "PENDING_VALIDATION",
    "ISSUED",
    "INACTIVE",
    "EXPIRED",
    "VALIDATION_TIMED_OUT",
    "REVOKED",
    "FAILED",
]
# A certificate that was issued has an end.
WITH_END = frozenset({"ISSUED", "EXPIRED", "INACTIVE", "REVOKED"})
KEY_TYPES = [
    "RSA_1024",
    "RSA_2048",
    "RSA_3072",
    "RSA_4096",
    "EC_prime256v1",
    "EC_secp384r1",
    "EC_secp521r1",
]


async def _certificates(client: RegionClient, _ask: Ask) -> AsyncIterator[Item]:
    listing = client.pages(
        LIST_CALL,
        "CertificateSummaryList",
        CertificateStatuses=STATUSES,
        Includes={"keyTypes": KEY_TYPES},
    )
    async for one in listing:
        yield Item(one["CertificateArn"], one.get("DomainName", ""), one)


async def _named(client: RegionClient, arns: Iterable[str]) -> AsyncIterator[Item]:
    for arn in arns:
        try:
            one = (await client.call(ONE_CALL, CertificateArn=arn))["Certificate"]
        except CallError as error:
            if error.code != NOT_FOUND:
                raise
            continue
        yield Item(arn, one.get("DomainName", ""), one)


def _listed(_client: RegionClient, item: Item) -> Mapping[str, Any]:
    return {
        "status": item.data["Status"],
        "imported": item.data.get("Type") == "IMPORTED",
        "key_algorithm": _key_algorithm(item.data),
        "days_left": _days_left(item.data),
    }


def _key_algorithm(one: Mapping[str, Any]) -> Fact[str]:
    if not one.get("KeyAlgorithm"):
        return contradiction("a certificate without the algorithm of its key", LIST_CALL)
    # The listing writes RSA_2048, the description RSA-2048.
    return str(one["KeyAlgorithm"]).replace("-", "_")


def _days_left(one: Mapping[str, Any]) -> Fact[int | None]:
    ends: datetime | None = one.get("NotAfter")
    if ends:
        return (ends - datetime.now(UTC)).days
    if one["Status"] in WITH_END:
        return contradiction(f"{one['Status'].lower()} without its end", LIST_CALL)
    return None


CERTIFICATES = AssetCollector(
    asset_type=AcmCertificate,
    regional=True,
    calls=(LIST_CALL, ONE_CALL),
    items=_certificates,
    find=_named,
    listed=_listed,
)

COLLECTORS: tuple[AssetCollector[RegionClient, Any], ...] = (CERTIFICATES,)
