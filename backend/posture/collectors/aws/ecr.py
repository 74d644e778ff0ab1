"""Collector of Amazon ECR: repositories with their newest image, and each region's registry."""

from collections.abc import AsyncIterator, Iterable, Mapping
from datetime import UTC, datetime
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
    }


def _name(item: Item) -> Mapping[str, Any]:
    return {"repositoryName": item.name}


async def _own_key(client: RegionClient, item: Item) -> bool:
    """Ask KMS who manages the key, since AWS's own key has an ARN as well."""
    key = (item.data.get("encryptionConfiguration") or {}).get("kmsKey")
    return await own_key(client, key) if key else False


async def _newest(client: RegionClient, item: Item) -> PushedImage | None:
    newest: Mapping[str, Any] | None = None
    async for one in client.pages(
        IMAGES_CALL, "imageDetails", repositoryName=item.name, maxResults=LARGEST_PAGE
    ):
        if newest is None or _pushed_at(one) > _pushed_at(newest):
            newest = one
    if newest is None:
        return None
    summary = newest.get("imageScanFindingsSummary") or {}
    return PushedImage(
        name=next(iter(newest.get("imageTags") or ()), newest["imageDigest"]),
        scan=(newest.get("imageScanStatus") or {}).get("status"),
        findings=summary.get("findingSeverityCounts") or {},
    )


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
