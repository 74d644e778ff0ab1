"""Collector of Amazon Bedrock AgentCore: runtimes, gateways, memories and agents' tools."""

from collections.abc import AsyncIterator, Callable, Mapping
from typing import Any

from posture.collectors.aws.bedrock import GONE, last, listed, named
from posture.collectors.aws.collecting import RegionClient, Response, read
from posture.collectors.collecting import Ask, AssetCollector, Item
from posture.domain.aws.assets.bedrock_agentcore import (
    AgentCoreBrowser,
    AgentCoreCodeInterpreter,
    AgentCoreGateway,
    AgentCoreMemory,
    AgentCoreRuntime,
)
from posture.domain.secrets import secret_variables

CONTROL = "bedrock-agentcore-control"
GATEWAY_CALL = f"{CONTROL}:GetGateway"


def _items(
    call: str, key: str, kind: str, **more: str
) -> Callable[[RegionClient, Ask], AsyncIterator[Item]]:
    async def items(client: RegionClient, _ask: Ask) -> AsyncIterator[Item]:
        for one in await listed(client, f"{CONTROL}:{call}", key, **more):
            yield Item(one[f"{kind}Arn"], one.get(f"{kind}Name") or one.get("name", ""), one)

    return items


def _by(parameter: str) -> Callable[[Item], Mapping[str, Any]]:
    return lambda item: {parameter: item.data.get(parameter) or last(item.resource_id)}


async def _gateways(client: RegionClient, _ask: Ask) -> AsyncIterator[Item]:
    for one in await listed(client, f"{CONTROL}:ListGateways", "items"):
        arn = client.arn("bedrock-agentcore", f"gateway/{one['gatewayId']}")
        yield Item(arn, one["name"], one)


async def _memories(client: RegionClient, _ask: Ask) -> AsyncIterator[Item]:
    for one in await listed(client, f"{CONTROL}:ListMemories", "memories"):
        yield Item(one["arn"], one["id"], one)


def _runtime(response: Response) -> Mapping[str, Any]:
    return {
        "network": _network(response),
        "mmdsv2_only": response.get("metadataConfiguration", {}).get("requireMMDSV2", False),
        "environment_secrets": secret_variables(response.get("environmentVariables", {})),
    }


def _network(response: Response) -> str:
    return str(response.get("networkConfiguration", {}).get("networkMode", "PUBLIC"))


def _browser(response: Response) -> Mapping[str, Any]:
    return {
        "network": _network(response),
        "recorded": response.get("recording", {}).get("enabled", False),
    }


def _gateway(response: Response) -> Mapping[str, Any]:
    return {"authorizer": response["authorizerType"], "kms_key": response.get("kmsKeyArn")}


def _memory_key(response: Response) -> str | None:
    key = response["memory"].get("encryptionKeyArn")
    return str(key) if key else None


RUNTIMES = AssetCollector(
    asset_type=AgentCoreRuntime,
    regional=True,
    calls=(f"{CONTROL}:ListAgentRuntimes",),
    items=_items("ListAgentRuntimes", "agentRuntimes", "agentRuntime"),
    find=named,
    gone=GONE,
    reads=(
        read(
            ("network", "mmdsv2_only", "environment_secrets"),
            f"{CONTROL}:GetAgentRuntime",
            by=_by("agentRuntimeId"),
            of=_runtime,
        ),
    ),
)

GATEWAYS = AssetCollector(
    asset_type=AgentCoreGateway,
    regional=True,
    calls=(f"{CONTROL}:ListGateways",),
    items=_gateways,
    find=named,
    gone=GONE,
    reads=(
        read(("authorizer", "kms_key"), GATEWAY_CALL, by=_by("gatewayIdentifier"), of=_gateway),
    ),
)

MEMORIES = AssetCollector(
    asset_type=AgentCoreMemory,
    regional=True,
    calls=(f"{CONTROL}:ListMemories",),
    items=_memories,
    find=named,
    gone=GONE,
    reads=(read("kms_key", f"{CONTROL}:GetMemory", by=_by("memoryId"), of=_memory_key),),
)

BROWSERS = AssetCollector(
    asset_type=AgentCoreBrowser,
    regional=True,
    calls=(f"{CONTROL}:ListBrowsers",),
    items=_items("ListBrowsers", "browserSummaries", "browser", type="CUSTOM"),
    find=named,
    gone=GONE,
    reads=(
        read(("network", "recorded"), f"{CONTROL}:GetBrowser", by=_by("browserId"), of=_browser),
    ),
)

CODE_INTERPRETERS = AssetCollector(
    asset_type=AgentCoreCodeInterpreter,
    regional=True,
    calls=(f"{CONTROL}:ListCodeInterpreters",),
    items=_items(
        "ListCodeInterpreters", "codeInterpreterSummaries", "codeInterpreter", type="CUSTOM"
    ),
    find=named,
    gone=GONE,
    reads=(
        read("network", f"{CONTROL}:GetCodeInterpreter", by=_by("codeInterpreterId"), of=_network),
    ),
)

COLLECTORS: tuple[AssetCollector[RegionClient, Any], ...] = (
    RUNTIMES,
    GATEWAYS,
    MEMORIES,
    BROWSERS,
    CODE_INTERPRETERS,
)
