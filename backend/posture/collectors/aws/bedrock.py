"""Collector of Amazon Bedrock: guardrails, the logging of model calls, and VPCs."""

from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from typing import Any

from posture.collectors.aws.collecting import RegionClient, Response, owned, read
from posture.collectors.aws.vpc import VPCS_CALL, vpcs
from posture.collectors.aws.vpc_endpoint import ENDPOINTS_CALL, endpoints
from posture.collectors.collecting import Ask, AssetCollector, Item, Read
from posture.collectors.errors import CallError, ContradictionError
from posture.domain.aws.assets.bedrock import (
    BedrockGuardrail,
    BedrockInvocationLogging,
    BedrockRegion,
    BedrockVpc,
    ContentFilter,
    GroundingFilter,
    InvocationLogging,
    SensitiveFilter,
)

# The error codes of Bedrock for a feature that a region does not have.
NOT_OFFERED = frozenset({"ValidationException", "UnknownOperationException"})
NOWHERE = "NoEndpoint"
GONE = frozenset({"ResourceNotFoundException"})
LARGEST_PAGE = 100
LOGGING_CALL = "bedrock:GetModelInvocationLoggingConfiguration"
GUARDRAILS_CALL = "bedrock:ListGuardrails"
ENFORCED_CALL = "bedrock:ListEnforcedGuardrailsConfiguration"
CUSTOM_MODELS_CALL = "bedrock:ListCustomModels"
AGENTS_CALL = "bedrock-agent:ListAgents"
KNOWLEDGE_BASES_CALL = "bedrock-agent:ListKnowledgeBases"
IN_USE_CALLS = (LOGGING_CALL, CUSTOM_MODELS_CALL, AGENTS_CALL, KNOWLEDGE_BASES_CALL)
BUCKET_CALL = "s3:GetBucketEncryption"
LOG_GROUPS_CALL = "logs:DescribeLogGroups"
RUNTIME, AGENT_RUNTIME = "bedrock-runtime", "bedrock-agent-runtime"
# What filters do unless they are set to something else.
BLOCK = "BLOCK"


async def offered(client: RegionClient, call: str, key: str, **more: object) -> list[Any]:
    """Return a listing, read once per run; empty if the region does not have the feature."""
    try:
        return await client.shared_pages(call, key, **more)
    except CallError as error:
        if error.code in NOT_OFFERED or (error.code == NOWHERE and await _bedrock_is_here(client)):
            return []
        raise


async def _bedrock_is_here(client: RegionClient) -> bool:
    """Return True if Bedrock's main endpoint responds in the region.

    AWS publishes no list of the regions of Bedrock's other endpoints.

    Raises:
        CallError: the main endpoint, whose regions are published, does not respond.
    """
    try:
        await client.shared(LOGGING_CALL)
    except CallError as error:
        if error.code == NOWHERE:
            raise
    return True


async def listed(client: RegionClient, call: str, key: str, **more: object) -> list[Any]:
    """Return a listing, read in the largest pages; empty if the region lacks the feature."""
    return await offered(client, call, key, maxResults=LARGEST_PAGE, **more)


async def agents(client: RegionClient) -> list[Any]:
    """Return the summaries of the region's agents."""
    return await listed(client, AGENTS_CALL, "agentSummaries")


async def knowledge_bases(client: RegionClient) -> list[Any]:
    """Return the summaries of the region's knowledge bases."""
    return await listed(client, KNOWLEDGE_BASES_CALL, "knowledgeBaseSummaries")


async def custom_models(client: RegionClient) -> list[Any]:
    """Return the summaries of the models that the account owns, without shared ones."""
    return await listed(client, CUSTOM_MODELS_CALL, "modelSummaries", isOwned=True)


def one_of(
    kind: str,
) -> tuple[
    Callable[[RegionClient, Ask], AsyncIterator[Item]],
    Callable[[RegionClient, Iterable[str]], AsyncIterator[Item]],
]:
    """Return the listing of an asset that every region has once, and the search for it."""

    async def items(client: RegionClient, _ask: Ask) -> AsyncIterator[Item]:
        yield Item(client.arn("bedrock", kind), kind, {})

    async def find(client: RegionClient, _arns: Iterable[str]) -> AsyncIterator[Item]:
        yield Item(client.arn("bedrock", kind), kind, {})

    return items, find


async def named(_client: RegionClient, arns: Iterable[str]) -> AsyncIterator[Item]:
    """Yield an item for each ARN; the following read shows whether it exists."""
    for arn in arns:
        yield Item(arn, last(arn), {})


def last(arn: str) -> str:
    """Return the last part of an ARN."""
    return arn.rpartition("/")[2]


async def _logging(client: RegionClient) -> InvocationLogging | None:
    try:
        found = (await client.shared(LOGGING_CALL)).get("loggingConfig")
    except CallError as error:
        if error.code not in NOT_OFFERED:
            raise
        found = None
    if not found:
        return None
    if not {"s3Config", "cloudWatchConfig"} & found.keys():
        raise ContradictionError("logging without a destination", LOGGING_CALL)
    return InvocationLogging(
        found["s3Config"]["bucketName"] if "s3Config" in found else None,
        found["cloudWatchConfig"]["logGroupName"] if "cloudWatchConfig" in found else None,
        found.get("textDataDeliveryEnabled", False),
    )


async def _setting(client: RegionClient, _item: Item) -> InvocationLogging | None:
    return await _logging(client)


async def _bucket_algorithm(client: RegionClient, _item: Item) -> str | None:
    setting = await _logging(client)
    if not setting or not setting.bucket:
        return None
    response = await client.shared(BUCKET_CALL, Bucket=setting.bucket)
    rule = response["ServerSideEncryptionConfiguration"]["Rules"][0]
    return str(rule["ApplyServerSideEncryptionByDefault"]["SSEAlgorithm"])


async def _log_group_key(client: RegionClient, _item: Item) -> str | None:
    setting = await _logging(client)
    if not setting or not setting.log_group:
        return None
    name = setting.log_group
    async for group in client.pages(LOG_GROUPS_CALL, "logGroups", logGroupNamePrefix=name):
        if group["logGroupName"] == name:
            return str(group["kmsKeyId"]) if group.get("kmsKeyId") else None
    raise ContradictionError(f"the log group {name} is not listed", LOG_GROUPS_CALL)


async def _in_use(client: RegionClient, _item: Item) -> tuple[str, ...]:
    signs = {
        "invocation logging": bool(await _logging(client)),
        "custom models": bool(await custom_models(client)),
        "agents": bool(await agents(client)),
        "knowledge bases": bool(await knowledge_bases(client)),
    }
    return tuple(sign for sign, there in signs.items() if there)


async def _guardrail_count(client: RegionClient, _item: Item) -> int:
    return len(await listed(client, GUARDRAILS_CALL, "guardrails"))


async def _enforced(client: RegionClient, _item: Item) -> tuple[str, ...]:
    found = await offered(client, ENFORCED_CALL, "guardrailsConfig")
    return tuple(one.get("guardrailId", "") for one in found)


async def _guardrails(client: RegionClient, _ask: Ask) -> AsyncIterator[Item]:
    for one in await listed(client, GUARDRAILS_CALL, "guardrails"):
        yield Item(one["arn"], one["name"], one)


def _blocks(one: Mapping[str, Any], side: str, action: str) -> bool:
    """Return whether a filter stops what it finds; `action` is that of both sides together."""
    return bool(one.get(f"{side}Enabled", True)) and one.get(f"{side}Action", action) != "NONE"


def _strength(one: Mapping[str, Any], side: str) -> str:
    return str(one[f"{side}Strength"]) if _blocks(one, side, BLOCK) else "NONE"


def _guardrail(response: Response) -> Mapping[str, Any]:
    contents = response.get("contentPolicy", {}).get("filters", ())
    sensitive = response.get("sensitiveInformationPolicy", {})
    entities = [(one["type"], one) for one in sensitive.get("piiEntities", ())]
    expressions = [(one["name"], one) for one in sensitive.get("regexes", ())]
    grounding = response.get("contextualGroundingPolicy", {}).get("filters", ())
    return {
        "content_filters": tuple(
            ContentFilter(one["type"], _strength(one, "input"), _strength(one, "output"))
            for one in contents
        ),
        "sensitive_filters": tuple(
            SensitiveFilter(name, _blocks(one, "output", one["action"]))
            for name, one in entities + expressions
        ),
        "grounding_filters": tuple(
            GroundingFilter(
                one["type"],
                one["threshold"],
                one.get("enabled", True) and one.get("action", BLOCK) == BLOCK,
            )
            for one in grounding
        ),
        "kms_key": response.get("kmsKeyArn"),
    }


async def _vpcs(client: RegionClient, _ask: Ask) -> AsyncIterator[Item]:
    needed = set()
    if await agents(client) or await knowledge_bases(client):
        needed = {RUNTIME, AGENT_RUNTIME}
    elif await _logging(client) or await custom_models(client):
        needed = {RUNTIME}
    if not needed:
        return
    own = [one for one in await vpcs(client) if owned(client, one.get("OwnerId"))]
    prefix = f".{client.region}."
    for one in own:
        services = {
            found.service.partition(prefix)[2]
            for found in await endpoints(client)
            if found.vpc_id == one["VpcId"]
        }
        data = {"services": frozenset(services), "needed": frozenset(needed)}
        yield Item(client.arn("ec2", f"vpc/{one['VpcId']}"), one["VpcId"], data)


_LOGGING_ITEMS, _FIND_LOGGING = one_of("model-invocation-logging")
_REGION_ITEMS, _FIND_REGION = one_of("guardrails")

LOGGING = AssetCollector(
    asset_type=BedrockInvocationLogging,
    regional=True,
    calls=(LOGGING_CALL,),
    items=_LOGGING_ITEMS,
    find=_FIND_LOGGING,
    reads=(
        Read(facts=("setting",), calls=(LOGGING_CALL,), run=_setting),
        Read(
            facts=("bucket_algorithm",),
            calls=(LOGGING_CALL, BUCKET_CALL),
            run=_bucket_algorithm,
            absent={"ServerSideEncryptionConfigurationNotFoundError": None},
        ),
        Read(facts=("log_group_key",), calls=(LOGGING_CALL, LOG_GROUPS_CALL), run=_log_group_key),
    ),
)

REGION = AssetCollector(
    asset_type=BedrockRegion,
    regional=True,
    calls=(GUARDRAILS_CALL,),
    items=_REGION_ITEMS,
    find=_FIND_REGION,
    reads=(
        Read(facts=("in_use",), calls=IN_USE_CALLS, run=_in_use),
        Read(facts=("guardrail_count",), calls=(GUARDRAILS_CALL,), run=_guardrail_count),
        Read(facts=("enforced",), calls=(ENFORCED_CALL,), run=_enforced),
    ),
)

GUARDRAILS = AssetCollector(
    asset_type=BedrockGuardrail,
    regional=True,
    calls=(GUARDRAILS_CALL,),
    items=_guardrails,
    find=named,
    gone=GONE,
    reads=(
        read(
            ("content_filters", "sensitive_filters", "grounding_filters", "kms_key"),
            "bedrock:GetGuardrail",
            by=lambda item: {"guardrailIdentifier": last(item.resource_id)},
            of=_guardrail,
        ),
    ),
)

NETWORKS = AssetCollector(
    asset_type=BedrockVpc,
    regional=True,
    calls=(
        AGENTS_CALL,
        KNOWLEDGE_BASES_CALL,
        LOGGING_CALL,
        CUSTOM_MODELS_CALL,
        VPCS_CALL,
        ENDPOINTS_CALL,
    ),
    items=_vpcs,
    listed=lambda _client, item: item.data,
)

COLLECTORS: tuple[AssetCollector[RegionClient, Any], ...] = (LOGGING, REGION, GUARDRAILS, NETWORKS)
