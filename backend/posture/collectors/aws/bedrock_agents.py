"""Collects what is built on Amazon Bedrock: agents, knowledge bases, prompts and flows."""

from collections import defaultdict
from collections.abc import AsyncIterator, Iterable, Mapping
from typing import Any

from posture.collectors.aws.bedrock import (
    AGENTS_CALL,
    GONE,
    KNOWLEDGE_BASES_CALL,
    agents,
    knowledge_bases,
    last,
    listed,
    named,
)
from posture.collectors.aws.bedrock_access import DETAILS_CALL, service_role
from posture.collectors.aws.bedrock_models import FOUNDATION_MODELS_CALL, foundation_model_status
from posture.collectors.aws.collecting import Answer, Ask, AssetCollector, Item, Place, Read, read
from posture.collectors.aws.sdk import CallError
from posture.domain.aws.assets.bedrock_agents import (
    BedrockAgent,
    BedrockDataSource,
    BedrockFlow,
    BedrockKnowledgeBase,
    BedrockPrompt,
    ServiceRole,
)

AGENT_CALL = "bedrock-agent:GetAgent"
KNOWLEDGE_BASE_CALL = "bedrock-agent:GetKnowledgeBase"
SOURCES_CALL = "bedrock-agent:ListDataSources"
DELIVERIES_CALL = "logs:DescribeDeliverySources"
DELIVERIES_PAGE = 50
# An inference profile's id is its model's, with the regions it may use before it.
PROFILE_SCOPES = frozenset({"us", "us-gov", "eu", "apac", "jp", "au", "ca", "global"})


async def _agents(place: Place, _ask: Ask) -> AsyncIterator[Item]:
    for one in await agents(place):
        yield Item(place.arn("bedrock", f"agent/{one['agentId']}"), one["agentName"], one)


async def _named_agents(place: Place, arns: Iterable[str]) -> AsyncIterator[Item]:
    for arn in arns:
        try:
            found = await _agent(place, last(arn))
        except CallError as error:
            if error.code not in GONE:
                raise
            continue
        yield Item(arn, found["agentName"], found)


async def _agent(place: Place, agent_id: str) -> Answer:
    answer: Answer = (await place.shared(AGENT_CALL, agentId=agent_id))["agent"]
    return answer


def _agent_listed(_place: Place, item: Item) -> Mapping[str, Any]:
    guardrail = item.data.get("guardrailConfiguration", {})
    return {
        "guardrail": guardrail.get("guardrailIdentifier"),
        "guardrail_version": guardrail.get("guardrailVersion"),
    }


async def _described(place: Place, item: Item) -> Mapping[str, Any]:
    found = await _agent(place, item.data["agentId"])
    return {
        "kms_key": found.get("customerEncryptionKeyArn"),
        "role_arn": found.get("agentResourceRoleArn", ""),
        "model": _foundation_model(found.get("foundationModel", "")),
    }


def _foundation_model(named_as: str) -> str:
    kind, _, model = named_as.rpartition("/")
    if kind and not kind.endswith((":foundation-model", ":inference-profile")):
        return ""
    scope, _, rest = model.partition(".")
    return rest if scope in PROFILE_SCOPES else model


async def _model_status(place: Place, item: Item) -> str | None:
    found = await _agent(place, item.data["agentId"])
    model = _foundation_model(found.get("foundationModel", ""))
    return await foundation_model_status(place, model) if model else None


async def _role(place: Place, item: Item) -> ServiceRole | None:
    found = await _agent(place, item.data["agentId"])
    return await service_role(place, found.get("agentResourceRoleArn", ""))


async def _role_sharers(place: Place, item: Item) -> tuple[str, ...]:
    async def by_role() -> Mapping[str, dict[str, str]]:
        found: dict[str, dict[str, str]] = defaultdict(dict)
        for one in await agents(place):
            try:
                agent = await _agent(place, one["agentId"])
            except CallError as error:
                if error.code not in GONE:
                    raise
                continue
            found[agent.get("agentResourceRoleArn", "")][one["agentId"]] = one["agentName"]
        return found

    index = await place.once("agents by role", by_role)
    role = (await _agent(place, item.data["agentId"])).get("agentResourceRoleArn", "")
    sharers = index.get(role, {}) if role else {}
    return tuple(sorted(name for key, name in sharers.items() if key != item.data["agentId"]))


async def _knowledge_bases(place: Place, _ask: Ask) -> AsyncIterator[Item]:
    for one in await knowledge_bases(place):
        arn = place.arn("bedrock", f"knowledge-base/{one['knowledgeBaseId']}")
        yield Item(arn, one["name"], one)


async def _named_knowledge_bases(place: Place, arns: Iterable[str]) -> AsyncIterator[Item]:
    for arn in arns:
        if "/data-source/" in arn:
            continue
        try:
            answer = await place.call(KNOWLEDGE_BASE_CALL, knowledgeBaseId=last(arn))
        except CallError as error:
            if error.code not in GONE:
                raise
            continue
        yield Item(arn, answer["knowledgeBase"]["name"], answer["knowledgeBase"])


async def _logged(place: Place, item: Item) -> bool:
    async def sources() -> frozenset[str]:
        found = place.pages(DELIVERIES_CALL, "deliverySources", limit=DELIVERIES_PAGE)
        return frozenset([arn async for one in found for arn in one.get("resourceArns", ())])

    return item.resource_id in await place.once("what delivers logs", sources)


async def _data_sources(place: Place, _ask: Ask) -> AsyncIterator[Item]:
    for base in await knowledge_bases(place):
        base_id = base["knowledgeBaseId"]
        found = await listed(place, SOURCES_CALL, "dataSourceSummaries", knowledgeBaseId=base_id)
        for one in found:
            arn = place.arn(
                "bedrock", f"knowledge-base/{base_id}/data-source/{one['dataSourceId']}"
            )
            yield Item(arn, one["name"], one)


async def _named_data_sources(_place: Place, arns: Iterable[str]) -> AsyncIterator[Item]:
    for arn in arns:
        base, _, source_id = arn.rpartition("/data-source/")
        if base:
            ids = {"knowledgeBaseId": last(base), "dataSourceId": source_id}
            yield Item(arn, source_id, ids)


def _source_key(answer: Answer) -> str | None:
    key = answer["dataSource"].get("serverSideEncryptionConfiguration", {}).get("kmsKeyArn")
    return str(key) if key else None


async def _prompts(place: Place, _ask: Ask) -> AsyncIterator[Item]:
    for one in await listed(place, "bedrock-agent:ListPrompts", "promptSummaries"):
        yield Item(one["arn"], one["name"], one)


async def _flows(place: Place, _ask: Ask) -> AsyncIterator[Item]:
    for one in await listed(place, "bedrock-agent:ListFlows", "flowSummaries"):
        yield Item(one["arn"], one["name"], one)


def _own_key(answer: Answer) -> str | None:
    key = answer.get("customerEncryptionKeyArn")
    return str(key) if key else None


AGENTS = AssetCollector(
    asset_type=BedrockAgent,
    regional=True,
    calls=(AGENTS_CALL, AGENT_CALL),
    items=_agents,
    find=_named_agents,
    listed=_agent_listed,
    gone=GONE,
    reads=(
        Read(facts=("kms_key", "role_arn", "model"), calls=(AGENT_CALL,), run=_described),
        Read(facts=("role",), calls=(AGENT_CALL, DETAILS_CALL), run=_role),
        Read(facts=("role_sharers",), calls=(AGENTS_CALL, AGENT_CALL), run=_role_sharers),
        Read(
            facts=("model_status",), calls=(AGENT_CALL, FOUNDATION_MODELS_CALL), run=_model_status
        ),
    ),
)

KNOWLEDGE_BASES = AssetCollector(
    asset_type=BedrockKnowledgeBase,
    regional=True,
    calls=(KNOWLEDGE_BASES_CALL, KNOWLEDGE_BASE_CALL),
    items=_knowledge_bases,
    find=_named_knowledge_bases,
    listed=lambda _place, item: {"status": item.data["status"]},
    reads=(Read(facts=("logged",), calls=(DELIVERIES_CALL,), run=_logged),),
)

DATA_SOURCES = AssetCollector(
    asset_type=BedrockDataSource,
    regional=True,
    calls=(KNOWLEDGE_BASES_CALL, SOURCES_CALL),
    items=_data_sources,
    find=_named_data_sources,
    listed=lambda _place, item: {"knowledge_base": item.data["knowledgeBaseId"]},
    gone=GONE,
    reads=(
        read(
            "kms_key",
            "bedrock-agent:GetDataSource",
            by=lambda item: {
                "knowledgeBaseId": item.data["knowledgeBaseId"],
                "dataSourceId": item.data["dataSourceId"],
            },
            of=_source_key,
        ),
    ),
)

PROMPTS = AssetCollector(
    asset_type=BedrockPrompt,
    regional=True,
    calls=("bedrock-agent:ListPrompts",),
    items=_prompts,
    find=named,
    gone=GONE,
    reads=(
        read(
            "kms_key",
            "bedrock-agent:GetPrompt",
            by=lambda item: {"promptIdentifier": last(item.resource_id)},
            of=_own_key,
        ),
    ),
)

FLOWS = AssetCollector(
    asset_type=BedrockFlow,
    regional=True,
    calls=("bedrock-agent:ListFlows",),
    items=_flows,
    find=named,
    gone=GONE,
    reads=(
        read(
            "kms_key",
            "bedrock-agent:GetFlow",
            by=lambda item: {"flowIdentifier": last(item.resource_id)},
            of=_own_key,
        ),
    ),
)

COLLECTORS: tuple[AssetCollector[Any], ...] = (
    AGENTS,
    KNOWLEDGE_BASES,
    DATA_SOURCES,
    PROMPTS,
    FLOWS,
)
