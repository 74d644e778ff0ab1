"""Collector of Amazon CloudFront: distributions, whose listing decides nearly everything."""

import re
from collections.abc import AsyncIterator, Mapping
from typing import Any

from posture.collectors.aws.collecting import RegionClient
from posture.collectors.collecting import Ask, AssetCollector, Item, Read
from posture.collectors.errors import CallError, ContradictionError
from posture.domain.aws.assets.cloudfront import Distribution

LIST_CALL = "cloudfront:ListDistributions"
CONFIG_CALL = "cloudfront:GetDistributionConfig"
SOURCES_CALL = "logs:DescribeDeliverySources"
BUCKET_CALL = "s3:HeadBucket"
# A bucket by its own name, and a bucket that serves web pages, which speaks no TLS.
BUCKET = re.compile(
    r"(?P<name>[a-z0-9.-]+)\.s3(?:[.-](?!website)[a-z0-9.-]+)?\.amazonaws\.com(\.cn)?"
)
WEBSITE = re.compile(r"(?P<name>[a-z0-9.-]+)\.s3-website[.-][a-z0-9-]+\.amazonaws\.com(\.cn)?")
FUNCTION = re.compile(r"[a-z0-9]+\.lambda-url\.[a-z0-9-]+\.on\.aws")
OLD_TLS = frozenset({"SSLv3", "TLSv1", "TLSv1.1"})
NOT_FOUND = 404
ELSEWHERE = frozenset({301, 307, 400})


async def _distributions(client: RegionClient, _ask: Ask) -> AsyncIterator[Item]:
    async for page in client.pages(LIST_CALL, "[DistributionList]"):
        found = _many(page)
        for one in found:
            yield Item(one["ARN"], one["DomainName"], one)


def _many(part: Mapping[str, Any]) -> list[Any]:
    """Return the items of a list of CloudFront, which leaves out an empty one."""
    found: list[Any] = part.get("Items") or []
    if len(found) != part["Quantity"]:
        raise ContradictionError("fewer items than their quantity", LIST_CALL)
    return found


def _listed(_client: RegionClient, item: Item) -> Mapping[str, Any]:
    one = item.data
    paths = {"*": one["DefaultCacheBehavior"]}
    paths |= {each["PathPattern"]: each for each in _many(one["CacheBehaviors"])}
    plain = tuple(
        path for path, each in paths.items() if each["ViewerProtocolPolicy"] == "allow-all"
    )
    origins = _many(one["Origins"])
    certificate = one["ViewerCertificate"]
    own = not certificate.get("CloudFrontDefaultCertificate", False)
    buckets = [each for each in origins if BUCKET.fullmatch(each["DomainName"])]
    unsigned = [each for each in buckets if not each.get("OriginAccessControlId")]
    old_signed = [
        each for each in unsigned if each.get("S3OriginConfig", {}).get("OriginAccessIdentity")
    ]
    return {
        "aliases": tuple(_many(one["Aliases"])),
        "plain_paths": plain,
        "tls_policy": certificate.get("MinimumProtocolVersion", ""),
        "own_certificate": own,
        "dedicated_addresses": certificate.get("SSLSupportMethod") in {"vip", "static-ip"},
        "web_acl": one["WebACLId"] or None,
        "plain_origins": tuple(
            each["DomainName"] for each in origins if _is_plain(each, viewers_are=bool(plain))
        ),
        "old_tls_origins": tuple(
            each["DomainName"] for each in origins if OLD_TLS & {*_versions(each)}
        ),
        "unsigned_buckets": tuple(
            each["DomainName"] for each in unsigned if each not in old_signed
        ),
        "old_signed_buckets": tuple(each["DomainName"] for each in old_signed),
        "unsigned_functions": tuple(
            each["DomainName"]
            for each in origins
            if FUNCTION.fullmatch(each["DomainName"]) and not each.get("OriginAccessControlId")
        ),
        "buckets": bool(buckets),
    }


def _is_plain(origin: Mapping[str, Any], *, viewers_are: bool) -> bool:
    """Return whether CloudFront can request an origin over HTTP, also because a viewer does."""
    policy = origin.get("CustomOriginConfig", {}).get("OriginProtocolPolicy")
    return policy == "http-only" or (policy == "match-viewer" and viewers_are)


def _versions(origin: Mapping[str, Any]) -> list[str]:
    custom = origin.get("CustomOriginConfig")
    if not custom or custom["OriginProtocolPolicy"] == "http-only":
        return []
    return _many(custom["OriginSslProtocols"])


async def _config(client: RegionClient, item: Item) -> Mapping[str, Any]:
    response = await client.call(CONFIG_CALL, Id=item.data["Id"])
    config = response["DistributionConfig"]
    logged = config["Logging"]["Enabled"] or bool(
        item.data["DefaultCacheBehavior"].get("RealtimeLogConfigArn")
    )
    if not logged:
        sources = await client.shared_pages(SOURCES_CALL, "deliverySources")
        logged = any(item.resource_id in one.get("resourceArns", ()) for one in sources)
    return {"logged": logged, "root_object": config.get("DefaultRootObject") or None}


async def _missing_buckets(client: RegionClient, item: Item) -> tuple[str, ...]:
    missing = []
    for origin in _many(item.data["Origins"]):
        domain = origin["DomainName"]
        found = BUCKET.fullmatch(domain) or WEBSITE.fullmatch(domain)
        if found and not await _exists(client, found["name"]):
            missing.append(found["name"])
    return tuple(missing)


async def _exists(client: RegionClient, bucket: str) -> bool:
    """Return whether a bucket exists; where it may not be read, nobody knows whose it is."""
    try:
        await client.shared(BUCKET_CALL, Bucket=bucket)
    except CallError as error:
        if error.status == NOT_FOUND:
            return False
        if error.status not in ELSEWHERE:
            raise
    return True


DISTRIBUTIONS = AssetCollector(
    asset_type=Distribution,
    regional=False,
    calls=(LIST_CALL,),
    items=_distributions,
    listed=_listed,
    gone=frozenset({"NoSuchDistribution"}),
    reads=(
        Read(facts=("logged", "root_object"), calls=(CONFIG_CALL, SOURCES_CALL), run=_config),
        Read(facts=("missing_buckets",), calls=(BUCKET_CALL,), run=_missing_buckets),
    ),
)

COLLECTORS: tuple[AssetCollector[RegionClient, Any], ...] = (DISTRIBUTIONS,)
