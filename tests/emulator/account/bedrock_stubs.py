"""Stubs for what moto lacks of Bedrock: guardrails, models, prompts, flows and data sources."""

from datetime import UTC, datetime
from typing import Any

from tests.emulator.account.account import ACCOUNT_ID, FORGOTTEN, HOME, Account
from tests.emulator.account.iam import AGENT_ROLE
from tests.emulator.account.kms import DATA_KEY

SONNET = "anthropic.claude-sonnet-4-5-20250929-v1:0"
HAIKU = "anthropic.claude-3-haiku-20240307-v1:0"
_MODELS = {SONNET: "ACTIVE", HAIKU: "LEGACY", "amazon.titan-text-express-v1": "LEGACY"}
_HARMFUL = ("HATE", "INSULTS", "MISCONDUCT", "SEXUAL", "VIOLENCE")
_DATA = "s3://ml-training-data-acme"
_NOW = datetime.now(UTC).replace(microsecond=0)


def seed(aws: Account, n: int) -> None:
    """Describe 2 guardrails, 2 prompts, 2 flows, 5 models and jobs; 18 more per `n`."""
    _guardrails(aws, n)
    _guarded_agents(aws)
    data_sources(aws)
    _kept(aws, n)
    _models(aws)


def _guardrails(aws: Account, n: int) -> None:
    """A guardrail that blocks everything, one that only detects, and variants of teams."""
    found = {"customerfacing": _guardrail("HIGH", "ANONYMIZE", grounding=0.75, key=DATA_KEY)}
    found["internaldraft"] = _guardrail("LOW", "NONE", grounding=None)
    for i in range(8 * n):
        found[f"team{i:02}"] = _guardrail(
            ("HIGH", "MEDIUM", "NONE")[i % 3],
            (None, "BLOCK", "NONE")[i % 3],
            grounding=(None, 0.0, 0.7)[(i + 1) % 3],
            harmful=_HARMFUL[: 5 - i % 2],
            key=DATA_KEY if i % 4 == 0 else None,
        )
    summaries = []
    for name, policies in found.items():
        arn = f"arn:aws:bedrock:{HOME}:{ACCOUNT_ID}:guardrail/{name}"
        head = {
            "name": name,
            "status": "READY",
            "version": "DRAFT",
            "createdAt": _NOW.isoformat(),
            "updatedAt": _NOW.isoformat(),
        }
        summaries.append({"id": name, "arn": arn, **head})
        answer = {
            "guardrailId": name,
            "guardrailArn": arn,
            "blockedInputMessaging": "No.",
            "blockedOutputsMessaging": "No.",
            **head,
            **policies,
        }
        aws.stub("bedrock:GetGuardrail", answer, HOME, guardrailIdentifier=name)
    aws.stub("bedrock:ListGuardrails", {"guardrails": []})
    aws.stub("bedrock:ListGuardrails", {"guardrails": summaries}, HOME)
    aws.stub("bedrock:ListEnforcedGuardrailsConfiguration", {"guardrailsConfig": []})


def _guardrail(
    attack: str,
    sensitive: str | None,
    *,
    grounding: float | None,
    harmful: tuple[str, ...] = _HARMFUL,
    key: str | None = None,
) -> dict[str, Any]:
    filters = [
        {"type": kind, "inputStrength": "HIGH", "outputStrength": "HIGH"} for kind in harmful
    ]
    filters.append({"type": "PROMPT_ATTACK", "inputStrength": attack, "outputStrength": "NONE"})
    found: dict[str, Any] = {"contentPolicy": {"filters": filters}}
    if sensitive:
        found["sensitiveInformationPolicy"] = {
            "piiEntities": [
                {"type": "EMAIL", "action": "ANONYMIZE"},
                {"type": "PHONE", "action": sensitive},
            ]
        }
    if grounding is not None:
        found["contextualGroundingPolicy"] = {
            "filters": [
                {"type": kind, "threshold": grounding, "action": "BLOCK", "enabled": True}
                for kind in ("GROUNDING", "RELEVANCE")
            ]
        }
    return found | ({"kmsKeyArn": key} if key else {})


def _guarded_agents(aws: Account) -> None:
    """Put guardrails on some agents: moto leaves them out of its listing."""
    found = aws.client("bedrock-agent").list_agents(maxResults=100)["agentSummaries"]
    versions = {"support-copilot": "3", "team-01-bot": "DRAFT", "team-02-bot": "1"}
    for one in found:
        if version := versions.get(one["agentName"]):
            one["guardrailConfiguration"] = {
                "guardrailIdentifier": "customerfacing",
                "guardrailVersion": version,
            }
    aws.stub("bedrock-agent:ListAgents", {"agentSummaries": found}, HOME)
    for region in (HOME, FORGOTTEN):
        agents = aws.client("bedrock-agent", region).list_agents(maxResults=100)["agentSummaries"]
        for one in agents:
            none: dict[str, Any] = {"agentAliasSummaries": []}
            aws.stub("bedrock-agent:ListAgentAliases", none, region, agentId=one["agentId"])


def data_sources(aws: Account) -> None:
    """Give every knowledge base its sources."""
    agent = aws.client("bedrock-agent")
    for number, base in enumerate(agent.list_knowledge_bases()["knowledgeBaseSummaries"]):
        base_id = base["knowledgeBaseId"]
        found = []
        for name, keyed in (("contracts", True), ("intranet", False))[number % 2 :]:
            source = {
                "knowledgeBaseId": base_id,
                "dataSourceId": f"{name.upper():X<10}",
                "name": name,
                "status": "AVAILABLE",
                "updatedAt": _NOW.isoformat(),
            }
            found.append(source)
            key = {"serverSideEncryptionConfiguration": {"kmsKeyArn": DATA_KEY}} if keyed else {}
            described = {
                "dataSource": {
                    **source,
                    "createdAt": _NOW.isoformat(),
                    "dataSourceConfiguration": {"type": "S3"},
                    **key,
                }
            }
            ids = {"knowledgeBaseId": base_id, "dataSourceId": source["dataSourceId"]}
            aws.stub("bedrock-agent:GetDataSource", described, HOME, **ids)
        answer = {"dataSourceSummaries": found}
        aws.stub("bedrock-agent:ListDataSources", answer, HOME, knowledgeBaseId=base_id)


def _kept(aws: Account, n: int) -> None:
    """Keep prompts and flows."""
    for call, kind, identifier in (
        ("Prompt", "prompt", "promptIdentifier"),
        ("Flow", "flow", "flowIdentifier"),
    ):
        summaries = []
        names = ["refunds", "newsletter", *(f"team{i:02}" for i in range(5 * n))]
        for i, name in enumerate(names):
            item_id = f"{name.upper():X<10}"
            head = {
                "id": item_id,
                "arn": f"arn:aws:bedrock:{HOME}:{ACCOUNT_ID}:{kind}/{item_id}",
                "name": name,
                "version": "DRAFT",
                "status": "Prepared",
                "executionRoleArn": AGENT_ROLE,
                "createdAt": _NOW.isoformat(),
                "updatedAt": _NOW.isoformat(),
            }
            summaries.append(head)
            key = {"customerEncryptionKeyArn": DATA_KEY} if i % 2 == 0 else {}
            aws.stub(f"bedrock-agent:Get{call}", {**head, **key}, HOME, **{identifier: item_id})
        aws.stub(f"bedrock-agent:List{call}s", {f"{kind}Summaries": []})
        aws.stub(f"bedrock-agent:List{call}s", {f"{kind}Summaries": summaries}, HOME)


def foundation_models(aws: Account) -> None:
    """List the foundation models that agents and provisioned throughput use."""
    catalog = [
        {
            "modelId": model,
            "modelArn": f"arn:aws:bedrock:{HOME}::foundation-model/{model}",
            "modelLifecycle": {"status": status},
        }
        for model, status in _MODELS.items()
    ]
    aws.stub("bedrock:ListFoundationModels", {"modelSummaries": catalog})


def _models(aws: Account) -> None:
    """Store foundation models, and imported, provisioned and batch models."""
    arn = f"arn:aws:bedrock:{HOME}"
    foundation_models(aws)
    for call, key in (
        ("ListImportedModels", "modelSummaries"),
        ("ListProvisionedModelThroughputs", "provisionedModelSummaries"),
        ("ListModelInvocationJobs", "invocationJobSummaries"),
    ):
        aws.stub(f"bedrock:{call}", {key: []})
    imported = {
        "modelArn": f"{arn}:{ACCOUNT_ID}:imported-model/aaaaaaaaaaaa",
        "modelName": "bought-llm",
        "creationTime": _NOW.isoformat(),
    }
    aws.stub("bedrock:ListImportedModels", {"modelSummaries": [imported]}, HOME)
    aws.stub("bedrock:GetImportedModel", imported, HOME, modelIdentifier=imported["modelArn"])
    provisioned = [
        {
            "provisionedModelName": name,
            "provisionedModelArn": f"{arn}:{ACCOUNT_ID}:provisioned-model/{name:x<12}",
            "foundationModelArn": f"{arn}::foundation-model/{model}",
            "modelArn": f"{arn}::foundation-model/{model}",
            "desiredModelArn": f"{arn}::foundation-model/{model}",
            "modelUnits": 1,
            "desiredModelUnits": 1,
            "status": "InService",
            "creationTime": _NOW.isoformat(),
            "lastModifiedTime": _NOW.isoformat(),
        }
        for name, model in (("chat", SONNET), ("legacychat", HAIKU))
    ]
    answer = {"provisionedModelSummaries": provisioned}
    aws.stub("bedrock:ListProvisionedModelThroughputs", answer, HOME)
    aws.stub("bedrock:ListModelInvocationJobs", {"invocationJobSummaries": _batches(arn)}, HOME)


def _batches(arn: str) -> list[dict[str, Any]]:
    inside = {"vpcConfig": {"subnetIds": ["subnet-1"], "securityGroupIds": ["sg-1"]}}
    return [
        {
            "jobArn": f"{arn}:{ACCOUNT_ID}:model-invocation-job/{name:x<12}",
            "jobName": name,
            "modelId": SONNET,
            "roleArn": AGENT_ROLE,
            "status": "Completed",
            "submitTime": _NOW.isoformat(),
            "inputDataConfig": {"s3InputDataConfig": {"s3Uri": f"{_DATA}/in"}},
            "outputDataConfig": {"s3OutputDataConfig": {"s3Uri": f"{_DATA}/{name}", **key}},
            **vpc,
        }
        for name, key, vpc in (
            ("nightly", {"s3EncryptionKeyId": DATA_KEY}, inside),
            ("onceoff", {}, {}),
        )
    ]
