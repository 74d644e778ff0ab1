"""Collector of assets built on Amazon Bedrock: agents, knowledge bases, prompts and flows."""

from collections import defaultdict
from collections.abc import AsyncIterator, Iterable, Mapping
from typing import Any

from posture.collectors.aws.bedrock import (
    AGENTS_CALL,
    GONE,
    GUARDRAILS_CALL,
    KNOWLEDGE_BASES_CALL,
    agents,
    knowledge_bases,
    last,
    listed,
    named,
)
from posture.collectors.aws.bedrock_access import DETAILS_CALL, service_role
from posture.collectors.aws.bedrock_models import (
    FOUNDATION_MODELS_CALL,
    NOT_OFFERED,
    foundation_model_status,
)
from posture.collectors.aws.collecting import RegionClient, Response, read
from posture.collectors.collecting import Ask, AssetCollector, Item, Read
from posture.collectors.errors import CallError, ContradictionError
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
# States of an agent that cannot answer yet, or no longer.
UNPREPARED = frozenset({"CREATING", "NOT_PREPARED", "FAILED", "DELETING"})
OWN_ORCHESTRATION = "CUSTOM_ORCHESTRATION"
# The id of an inference profile is that of its model, after a prefix for its regions.
PROFILE_SCOPES = frozenset({"us", "us-gov", "eu", "apac", "jp", "au", "ca", "global"})


async def _agents(client: RegionClient, _ask: Ask) -> AsyncIterator[Item]:
    for one in await agents(client):
        yield Item(client.arn("bedrock", f"agent/{one['agentId']}"), one["agentName"], one)


async def _named_agents(client: RegionClient, arns: Iterable[str]) -> AsyncIterator[Item]:
    for arn in arns:
        try:
            found = await _agent(client, last(arn))
        except CallError as error:
            if error.code not in GONE:
                raise
            continue
        yield Item(arn, found["agentName"], found)


async def _agent(client: RegionClient, agent_id: str) -> Response:
    response: Response = (await client.shared(AGENT_CALL, agentId=agent_id))["agent"]
    return response


def _agent_listed(_client: RegionClient, item: Item) -> Mapping[str, Any]:
    guardrail = item.data.get("guardrailConfiguration")
    return {"guardrail_version": guardrail["guardrailVersion"] if guardrail else None}


async def _guardrail(client: RegionClient, item: Item) -> str | None:
    """Return the agent's guardrail; one of this account must be listed."""
    configured = item.data.get("guardrailConfiguration")
    if not configured:
        return None
    name: str = configured["guardrailIdentifier"]
    if ":" in name and name.split(":")[4] != client.account_id:
        return name
    found = await listed(client, GUARDRAILS_CALL, "guardrails")
    if not any(name in {one["id"], one["arn"]} for one in found):
        raise ContradictionError(f"the guardrail {last(name)} is not listed", GUARDRAILS_CALL)
    return name


async def _described(client: RegionClient, item: Item) -> Mapping[str, Any]:
    found = await _agent(client, item.data["agentId"])
    return {
        "kms_key": found.get("customerEncryptionKeyArn"),
        "role_arn": _role_arn(found),
        "model": _foundation_model(_model(found)),
    }


def _role_arn(agent: Mapping[str, Any]) -> str:
    """Return an agent's role; only an agent that is not prepared can be without one."""
    arn = agent.get("agentResourceRoleArn", "")
    if not arn and agent["agentStatus"] not in UNPREPARED:
        raise ContradictionError("a prepared agent without role", AGENT_CALL)
    return str(arn)


def _model(agent: Mapping[str, Any]) -> str:
    """Return an agent's model; a function of the account can take the place of a model."""
    model = agent.get("foundationModel", "")
    if (
        not model
        and agent["agentStatus"] not in UNPREPARED
        and agent.get("orchestrationType") != OWN_ORCHESTRATION
    ):
        raise ContradictionError("a prepared agent without model", AGENT_CALL)
    return str(model)


def _foundation_model(named_as: str) -> str:
    kind, _, model = named_as.rpartition("/")
    if kind and not kind.endswith((":foundation-model", ":inference-profile")):
        return ""
    scope, _, rest = model.partition(".")
    return rest if scope in PROFILE_SCOPES else model


async def _model_status(client: RegionClient, item: Item) -> str | None:
    found = await _agent(client, item.data["agentId"])
    model = _foundation_model(_model(found))
    if not model:
        return None
    status = await foundation_model_status(client, model)
    if status is None and model != _model(found).rpartition("/")[2]:
        # A profile can lead to a model that only other regions list.
        raise ContradictionError(f"{model} is not listed", FOUNDATION_MODELS_CALL)
    return status or NOT_OFFERED


async def _role(client: RegionClient, item: Item) -> ServiceRole | None:
    found = await _agent(client, item.data["agentId"])
    if not (arn := _role_arn(found)):
        return None
    role = await service_role(client, arn)
    if role is None:
        raise ContradictionError(f"{last(arn)} is no role that trusts Bedrock", DETAILS_CALL)
    return role


async def _role_sharers(client: RegionClient, item: Item) -> tuple[str, ...]:
    async def by_role() -> Mapping[str, dict[str, str]]:
        found: dict[str, dict[str, str]] = defaultdict(dict)
        for one in await agents(client):
            try:
                agent = await _agent(client, one["agentId"])
            except CallError as error:
                if error.code not in GONE:
                    raise
                continue
            found[_role_arn(agent)][one["agentId"]] = one["agentName"]
        return found

    index = await client.once("agents by role", by_role)
    role = _role_arn(await _agent(client, item.data["agentId"]))
    sharers = index.get(role, {}) if role else {}
    return tuple(sorted(name for key, name in sharers.items() if key != item.data["agentId"]))


async def _knowledge_bases(client: RegionClient, _ask: Ask) -> AsyncIterator[Item]:
    for one in await knowledge_bases(client):
        arn = client.arn("bedrock", f"knowledge-base/{one['knowledgeBaseId']}")
        yield Item(arn, one["name"], one)


async def _named_knowledge_bases(client: RegionClient, arns: Iterable[str]) -> AsyncIterator[Item]:
    for arn in arns:
        if "/data-source/" in arn:
            continue
        try:
            response = await client.call(KNOWLEDGE_BASE_CALL, knowledgeBaseId=last(arn))
        except CallError as error:
            if error.code not in GONE:
                raise
            continue
        yield Item(arn, response["knowledgeBase"]["name"], response["knowledgeBase"])


async def _logged(client: RegionClient, item: Item) -> bool:
    async def sources() -> frozenset[str]:
        found = client.pages(DELIVERIES_CALL, "deliverySources", limit=DELIVERIES_PAGE)
        return frozenset([arn async for one in found for arn in one.get("resourceArns", ())])

    return item.resource_id in await client.once("what delivers logs", sources)


async def _data_sources(client: RegionClient, _ask: Ask) -> AsyncIterator[Item]:
    for base in await knowledge_bases(client):
        base_id = base["knowledgeBaseId"]
        found = await listed(client, SOURCES_CALL, "dataSourceSummaries", knowledgeBaseId=base_id)
        for one in found:
            arn = client.arn(
                "bedrock", f"knowledge-base/{base_id}/data-source/{one['dataSourceId']}"
            )
            yield Item(arn, one["name"], one)


async def _named_data_sources(_client: RegionClient, arns: Iterable[str]) -> AsyncIterator[Item]:
    for arn in arns:
        base, _, source_id = arn.rpartition("/data-source/")
        if base:
            ids = {"knowledgeBaseId": last(base), "dataSourceId": source_id}
            yield Item(arn, source_id, ids)


def _source_key(response: Response) -> str | None:
    key = response["dataSource"].get("serverSideEncryptionConfiguration", {}).get("kmsKeyArn")
    return str(key) if key else None


async def _prompts(client: RegionClient, _ask: Ask) -> AsyncIterator[Item]:
    for one in await listed(client, "bedrock-agent:ListPrompts", "promptSummaries"):
        yield Item(one["arn"], one["name"], one)


async def _flows(client: RegionClient, _ask: Ask) -> AsyncIterator[Item]:
    for one in await listed(client, "bedrock-agent:ListFlows", "flowSummaries"):
        yield Item(one["arn"], one["name"], one)


def _own_key(response: Response) -> str | None:
    key = response.get("customerEncryptionKeyArn")
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
        Read(facts=("guardrail",), calls=(GUARDRAILS_CALL,), run=_guardrail),
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
    listed=lambda _client, item: {"status": item.data["status"]},
    reads=(Read(facts=("logged",), calls=(DELIVERIES_CALL,), run=_logged),),
)

DATA_SOURCES = AssetCollector(
    asset_type=BedrockDataSource,
    regional=True,
    calls=(KNOWLEDGE_BASES_CALL, SOURCES_CALL),
    items=_data_sources,
    find=_named_data_sources,
    listed=lambda _client, item: {"knowledge_base": item.data["knowledgeBaseId"]},
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

COLLECTORS: tuple[AssetCollector[RegionClient, Any], ...] = (
    AGENTS,
    KNOWLEDGE_BASES,
    DATA_SOURCES,
    PROMPTS,
    FLOWS,
)
