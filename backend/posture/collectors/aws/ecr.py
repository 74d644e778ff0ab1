"""Collector of Amazon ECR: repositories with their newest image, and each region's registry."""

import re
from collections.abc import AsyncIterator, Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from posture.collectors.aws.collecting import RegionClient, Response, read
from posture.collectors.aws.kms import DESCRIBE_CALL, own_key
from posture.collectors.collecting import Ask, AssetCollector, Item, Read
from posture.collectors.errors import CallError
from posture.domain.aws.assets.ecr import (
    EcrRegistry,
    EcrRepository,
    PushedImage,
    Scanning,
    ScanRule,
)
from posture.domain.aws.policy import policy

LIST_CALL = "ecr:DescribeRepositories"
IMAGES_CALL = "ecr:DescribeImages"
SCANNING_CALL = "ecr:GetRegistryScanningConfiguration"
CACHE_CALL = "ecr:DescribePullThroughCacheRules"
NOT_FOUND = "RepositoryNotFoundException"
LARGEST_PAGE = 1000
LONG_AGO = datetime.fromtimestamp(0, UTC)
# Kinds of artifacts and manifests; only images are scanned. Empty if ECR does not know the kind.
# Source: https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-manifest-formats.html
IMAGES = frozenset(
    {
        "",
        "application/vnd.docker.container.image.v1+json",
        "application/vnd.oci.image.config.v1+json",
    }
)
INDEXES = frozenset(
    {
        "application/vnd.docker.distribution.manifest.list.v2+json",
        "application/vnd.oci.image.index.v1+json",
    }
)
ARTIFACT = "application/vnd.oci.artifact.manifest.v1+json"
# The tags of artifacts that look like images but belong to one: signatures, attestations, SBOMs.
# Source: https://docs.sigstore.dev/cosign/signing/signing_with_containers/
BELONGING = re.compile(r"sha256-[0-9a-f]+(?:\.(?:sig|att|sbom))?")
# The parts of an image for several platforms are pushed just before their index.
INDEX_PUSH = timedelta(minutes=10)


async def _repositories(client: RegionClient, _ask: Ask) -> AsyncIterator[Item]:
    for one in await client.shared_pages(LIST_CALL, "repositories", maxResults=LARGEST_PAGE):
        yield Item(one["repositoryArn"], one["repositoryName"], one)


async def _named(client: RegionClient, arns: Iterable[str]) -> AsyncIterator[Item]:
    """Read one at a time: a single name that no longer exists makes the whole call fail."""
    for arn in arns:
        name = arn.partition(":repository/")[2]
        try:
            response = await client.call(LIST_CALL, repositoryNames=[name])
        except CallError as error:
            if error.code != NOT_FOUND:
                raise
            continue
        for one in response["repositories"]:
            yield Item(one["repositoryArn"], one["repositoryName"], one)


def _listed(client: RegionClient, item: Item) -> Mapping[str, Any]:
    one = item.data
    return {
        "account_id": client.account_id,
        "scan_on_push": (one.get("imageScanningConfiguration") or {}).get("scanOnPush", False),
        "mutability": one.get("imageTagMutability", "MUTABLE"),
        "excluded_tags": tuple(
            each["filter"] for each in one.get("imageTagMutabilityExclusionFilters") or ()
        ),
    }


def _name(item: Item) -> Mapping[str, Any]:
    return {"repositoryName": item.name}


async def _own_key(client: RegionClient, item: Item) -> bool:
    """Ask KMS who manages the key, since AWS's own key has an ARN as well."""
    key = (item.data.get("encryptionConfiguration") or {}).get("kmsKey")
    return await own_key(client, key) if key else False


async def _newest(client: RegionClient, item: Item) -> PushedImage | None:
    """Return the newest image; of one for several platforms, the part with the worst findings."""
    images: list[Mapping[str, Any]] = []
    indexes: list[Mapping[str, Any]] = []
    async for one in client.pages(
        IMAGES_CALL, "imageDetails", repositoryName=item.name, maxResults=LARGEST_PAGE
    ):
        if one.get("imageManifestMediaType") in INDEXES:
            indexes.append(one)
        elif _is_image(one):
            images.append(one)
    if not images:
        return None
    newest = max(images, key=_pushed_at)
    return max(map(_pushed, _platforms(newest, images, indexes)), key=_severity)


def _is_image(one: Mapping[str, Any]) -> bool:
    """Return whether a pushed artifact is an image; others are not scanned."""
    return (
        (one.get("artifactMediaType") or "") in IMAGES
        and one.get("imageManifestMediaType") != ARTIFACT
        and not one.get("subjectManifestDigest")
        and not any(map(BELONGING.fullmatch, one.get("imageTags") or ()))
    )


def _platforms(
    newest: Mapping[str, Any],
    images: Iterable[Mapping[str, Any]],
    indexes: Iterable[Mapping[str, Any]],
) -> list[Mapping[str, Any]]:
    """Return the newest image, or all images of its index if it belongs to one.

    An index comes after its images, which have no tags. Build tools push attestations with them
    that look like images that cannot be scanned.
    """
    if newest.get("imageTags"):
        return [newest]
    pushed_at = _pushed_at(newest)
    index = max(map(_pushed_at, indexes), default=LONG_AGO)
    if not pushed_at <= index <= pushed_at + INDEX_PUSH:
        return [newest]
    return [
        one
        for one in images
        if not one.get("imageTags") and index - INDEX_PUSH <= _pushed_at(one) <= index
    ]


def _pushed(image: Mapping[str, Any]) -> PushedImage:
    summary = image.get("imageScanFindingsSummary") or {}
    return PushedImage(
        name=next(iter(image.get("imageTags") or ()), image["imageDigest"]),
        scan=(image.get("imageScanStatus") or {}).get("status"),
        findings=summary.get("findingSeverityCounts") or {},
    )


def _severity(image: PushedImage) -> tuple[bool, int, int]:
    return (image.scanned, image.findings.get("CRITICAL", 0), image.findings.get("HIGH", 0))


def _pushed_at(image: Mapping[str, Any]) -> datetime:
    moment: datetime = image.get("imagePushedAt") or LONG_AGO
    return moment


def _scanning(response: Response) -> Scanning:
    found = response["scanningConfiguration"]
    rules = found.get("rules") or ()
    return Scanning(
        found.get("scanType", "BASIC"),
        tuple(
            ScanRule(
                one["scanFrequency"], tuple(each["filter"] for each in one["repositoryFilters"])
            )
            for one in rules
        ),
    )


SCANNING = read("scanning", SCANNING_CALL, by=lambda _item: {}, of=_scanning, shared=True)


async def _registry(client: RegionClient, _ask: Ask) -> AsyncIterator[Item]:
    yield Item(client.arn("ecr", "registry"), client.region, {})


async def _in_use(client: RegionClient, _item: Item) -> bool:
    return bool(await client.shared_pages(LIST_CALL, "repositories", maxResults=LARGEST_PAGE))


async def _cached(client: RegionClient, _item: Item) -> tuple[str, ...]:
    found = await client.shared_pages(CACHE_CALL, "pullThroughCacheRules")
    return tuple(one["ecrRepositoryPrefix"] for one in found)


REPOSITORIES = AssetCollector(
    asset_type=EcrRepository,
    regional=True,
    calls=(LIST_CALL,),
    items=_repositories,
    find=_named,
    listed=_listed,
    gone=frozenset({NOT_FOUND}),
    reads=(
        Read(facts=("own_key",), calls=(DESCRIBE_CALL,), run=_own_key),
        read(
            "policy",
            "ecr:GetRepositoryPolicy",
            by=_name,
            of=lambda response: policy(response["policyText"]),
            absent={"RepositoryPolicyNotFoundException": None},
        ),
        read(
            "lifecycle",
            "ecr:GetLifecyclePolicy",
            by=_name,
            of=lambda response: bool(response["lifecyclePolicyText"]),
            absent={"LifecyclePolicyNotFoundException": False},
        ),
        Read(facts=("newest",), calls=(IMAGES_CALL,), run=_newest),
        SCANNING,
    ),
)

REGISTRIES = AssetCollector(
    asset_type=EcrRegistry,
    regional=True,
    calls=(SCANNING_CALL,),
    items=_registry,
    reads=(
        Read(facts=("in_use",), calls=(LIST_CALL,), run=_in_use),
        SCANNING,
        Read(facts=("cached",), calls=(CACHE_CALL,), run=_cached),
    ),
)

COLLECTORS: tuple[AssetCollector[RegionClient, Any], ...] = (REPOSITORIES, REGISTRIES)
