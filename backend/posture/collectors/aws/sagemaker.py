"""Collector of Amazon SageMaker AI: notebooks, Studio domains, model registry, feature store."""

from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from posture.collectors.aws.collecting import RegionClient, Response, read
from posture.collectors.aws.sagemaker_platforms import PLATFORMS
from posture.collectors.collecting import Ask, AssetCollector, Item, Read
from posture.collectors.errors import ContradictionError
from posture.domain.aws.assets.sagemaker import (
    FeatureStore,
    SageMakerDomain,
    SageMakerFeatureGroup,
    SageMakerModelPackageGroup,
    SageMakerNotebook,
)
from posture.domain.aws.policy import policy
from posture.domain.aws.user_data import user_data
from posture.domain.dated import days_left
from posture.domain.evidence import Fact, Unread, contradiction
from posture.domain.secrets import secrets_in

# SageMaker returns ValidationException for an unknown name, where others return not found.
GONE = frozenset({"ValidationException", "ResourceNotFound"})
LARGEST_PAGE = 100
GROUP_CALL = "sagemaker:DescribeFeatureGroup"
NOTEBOOK_CALL = "sagemaker:DescribeNotebookInstance"
SCRIPTS_CALL = "sagemaker:DescribeNotebookInstanceLifecycleConfig"


def listing(call: str, key: str, kind: str) -> Callable[[RegionClient, Ask], AsyncIterator[Item]]:
    """Return a listing of assets whose summaries have `<kind>Name` and `<kind>Arn`."""

    async def items(client: RegionClient, _ask: Ask) -> AsyncIterator[Item]:
        async for one in client.pages(call, key, MaxResults=LARGEST_PAGE):
            yield Item(one[f"{kind}Arn"], one[f"{kind}Name"], one)

    return items


async def named(_client: RegionClient, arns: Iterable[str]) -> AsyncIterator[Item]:
    """Yield an item for each ARN; the following read finds out whether the asset exists."""
    for arn in arns:
        yield Item(arn, arn.rpartition("/")[2], {})


def by(parameter: str) -> Callable[[Item], Mapping[str, Any]]:
    """Return a function that passes an item's name as this parameter."""
    return lambda item: {parameter: item.name}


def subnets(response: Response) -> tuple[str, ...]:
    """Return the subnets of a VpcConfig; empty if there is none."""
    return tuple((response.get("VpcConfig") or {}).get("Subnets", ()))


async def _described(client: RegionClient, item: Item) -> Response:
    # Without a listing two reads may need the same description.
    ask = client.call if item.data else client.shared
    return await ask(NOTEBOOK_CALL, NotebookInstanceName=item.name)


async def _notebook(client: RegionClient, item: Item) -> Mapping[str, Any]:
    response = await _described(client, item)
    service = response.get("InstanceMetadataServiceConfiguration", {})
    platform = response.get("PlatformIdentifier") or contradiction(
        "a notebook instance without platform", NOTEBOOK_CALL
    )
    today = datetime.now(UTC).date()
    return {
        "direct_internet_access": response.get("DirectInternetAccess", "Enabled") == "Enabled",
        "root_access": response.get("RootAccess", "Enabled") == "Enabled",
        "kms_key": response.get("KmsKeyId"),
        "subnet": response.get("SubnetId"),
        "imdsv2_only": service.get("MinimumInstanceMetadataServiceVersion") == "2",
        "platform": platform,
        "platform_days": platform
        if isinstance(platform, Unread)
        else days_left(PLATFORMS, platform, today, NOTEBOOK_CALL),
    }


async def _script_secrets(client: RegionClient, item: Item) -> Fact[tuple[str, ...]]:
    known = item.data or await _described(client, item)
    name = known.get("NotebookInstanceLifecycleConfigName")
    if not name:
        return ()
    response = await client.shared(SCRIPTS_CALL, NotebookInstanceLifecycleConfigName=name)
    found: list[str] = []
    for hook in ("OnCreate", "OnStart"):
        for script in response.get(hook, ()):
            text = user_data(script["Content"])
            if text is None:
                return Unread("NotText", SCRIPTS_CALL)
            found += [f"{hook}: {one}" for one in secrets_in(text)]
    return tuple(found)


def _domain_id(item: Item) -> Mapping[str, Any]:
    return {"DomainId": item.resource_id.rpartition("/")[2]}


def _domain(response: Response) -> Mapping[str, Any]:
    settings = response.get("DomainSettings", {})
    portal = response.get("DefaultUserSettings", {}).get("StudioWebPortalSettings", {})
    return {
        "auth_mode": response["AuthMode"],
        "identity_center": bool(
            response.get("SingleSignOnManagedApplicationInstanceId")
            or response.get("SingleSignOnApplicationArn")
        ),
        "vpc_only": response.get("AppNetworkAccessType") == "VpcOnly",
        "kms_key": response.get("KmsKeyId") or response.get("HomeEfsFileSystemKmsKeyId"),
        "identity_propagated": settings.get("ExecutionRoleIdentityConfig") == "USER_PROFILE_NAME"
        or portal.get("ExecutionRoleSessionNameMode") == "USER_IDENTITY",
    }


def _stores(response: Response) -> tuple[FeatureStore, ...]:
    found = []
    online = response.get("OnlineStoreConfig")
    if online and online.get("EnableOnlineStore"):
        found.append(FeatureStore("online", online.get("SecurityConfig", {}).get("KmsKeyId")))
    if offline := response.get("OfflineStoreConfig"):
        found.append(FeatureStore("offline", offline["S3StorageConfig"].get("KmsKeyId")))
    if not found:
        raise ContradictionError("a feature group without a store", GROUP_CALL)
    return tuple(found)


NOTEBOOKS = AssetCollector(
    asset_type=SageMakerNotebook,
    regional=True,
    calls=("sagemaker:ListNotebookInstances",),
    items=listing("sagemaker:ListNotebookInstances", "NotebookInstances", "NotebookInstance"),
    find=named,
    gone=GONE,
    reads=(
        Read(
            facts=(
                "direct_internet_access",
                "root_access",
                "kms_key",
                "subnet",
                "imdsv2_only",
                "platform",
                "platform_days",
            ),
            calls=(NOTEBOOK_CALL,),
            run=_notebook,
        ),
        Read(facts=("script_secrets",), calls=(NOTEBOOK_CALL, SCRIPTS_CALL), run=_script_secrets),
    ),
)

DOMAINS = AssetCollector(
    asset_type=SageMakerDomain,
    regional=True,
    calls=("sagemaker:ListDomains",),
    items=listing("sagemaker:ListDomains", "Domains", "Domain"),
    find=named,
    gone=GONE,
    reads=(
        read(
            ("auth_mode", "identity_center", "vpc_only", "kms_key", "identity_propagated"),
            "sagemaker:DescribeDomain",
            by=_domain_id,
            of=_domain,
        ),
    ),
)

MODEL_PACKAGE_GROUPS = AssetCollector(
    asset_type=SageMakerModelPackageGroup,
    regional=True,
    calls=("sagemaker:ListModelPackageGroups",),
    items=listing(
        "sagemaker:ListModelPackageGroups", "ModelPackageGroupSummaryList", "ModelPackageGroup"
    ),
    find=named,
    listed=lambda client, _item: {"account_id": client.account_id},
    reads=(
        read(
            "policy",
            "sagemaker:GetModelPackageGroupPolicy",
            by=by("ModelPackageGroupName"),
            of=lambda response: policy(response["ResourcePolicy"]),
            absent={"ValidationException": None, "ResourceNotFound": None},
        ),
    ),
)

FEATURE_GROUPS = AssetCollector(
    asset_type=SageMakerFeatureGroup,
    regional=True,
    calls=("sagemaker:ListFeatureGroups",),
    items=listing("sagemaker:ListFeatureGroups", "FeatureGroupSummaries", "FeatureGroup"),
    find=named,
    gone=GONE,
    reads=(
        read(
            "stores",
            GROUP_CALL,
            by=by("FeatureGroupName"),
            of=_stores,
        ),
    ),
)

COLLECTORS: tuple[AssetCollector[RegionClient, Any], ...] = (
    NOTEBOOKS,
    DOMAINS,
    MODEL_PACKAGE_GROUPS,
    FEATURE_GROUPS,
)
