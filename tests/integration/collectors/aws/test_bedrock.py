"""What the engine collects from Bedrock's answers, and with how many calls."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

from posture.bootstrap.clouds import CLOUDS
from posture.checks.catalog import checks
from posture.domain.verdict import Verdict
from tests.emulator.account.account import ACCOUNT_ID, FORGOTTEN, HOME
from tests.emulator.faults import Endpoint, error
from tests.emulator.recorded import Body, ReceivedCall, Recording, by_name, recorded
from tests.integration.collectors.aws.engine import Outcome, run

pytestmark = pytest.mark.anyio

CHECKS = [one for one in checks(CLOUDS) if one.id.startswith("aws_bedrock_")]
OWN = [one for one in CHECKS if one.service == "bedrock"]
ARN = f"arn:aws:bedrock:{HOME}:{ACCOUNT_ID}:"
KEY = f"arn:aws:kms:{HOME}:{ACCOUNT_ID}:key/k"


def verdicts_on(outcome: Outcome, name: str) -> Iterator[tuple[str, Verdict]]:
    """Return the verdicts on the assets whose ARN continues with a name after the account."""
    for (check_id, resource), one in outcome.verdicts.items():
        if resource.split(":", 5)[5].startswith(name):
            yield check_id.removeprefix("aws_bedrock_"), one


def of(outcome: Outcome, name: str) -> dict[str, Verdict]:
    """Return the verdicts on the one asset of a name, by check."""
    return dict(verdicts_on(outcome, name))


def failed(outcome: Outcome, name: str) -> set[str]:
    return {check_id for check_id, one in verdicts_on(outcome, name) if one.status == "fail"}


FAILURES = {
    "model-invocation-logging": {"invocation_logs_encrypted_with_kms"},
    "guardrails": {"region_guardrail_enforced"},
    "guardrail/customerfacing": set(),
    "guardrail/internaldraft": {
        "guardrail_encrypted_with_cmk",
        "guardrail_prompt_attacks_blocked",
        "guardrail_sensitive_information_stopped",
        "guardrail_ungrounded_answers_blocked",
    },
    "agent/support-copilot": set(),
    "agent/refund-bot": {
        "agent_encrypted_with_cmk",
        "agent_guardrail_attached",
        "agent_model_active",
        "agent_role_restricted",
        "agent_role_trust_limited_to_account",
    },
    "knowledge-base/contracts-and-prices": {"data_source_encrypted_with_cmk"},
    "prompt/REFUNDS": set(),
    "prompt/NEWSLETTER": {"prompt_encrypted_with_cmk"},
    "flow/NEWSLETTER": {"flow_encrypted_with_cmk"},
    "custom-model/support-tone-tuned": set(),
    "imported-model/": {"imported_model_encrypted_with_cmk"},
    "model-invocation-job/nightly": set(),
    "model-invocation-job/onceoff": {
        "batch_job_in_vpc",
        "batch_job_output_encrypted_with_cmk",
    },
    "provisioned-model/legacychat": {"provisioned_throughput_model_active"},
    "user/ai-dana/credential/": {"api_key_long_term_absent", "api_key_user_restricted"},
    "user/ai-sam/credential/": {"api_key_long_term_absent"},
    "role/bedrock-agents": {"role_full_access_absent"},
    "vpc/": {"vpc_endpoints_configured"},
    "browser-custom/price_watch": {"agentcore_browser_sessions_recorded"},
    "code-interpreter-custom/reports": set(),
    "code-interpreter-custom/anything": {"agentcore_code_interpreter_network_restricted"},
}


async def test_each_check_fails_for_the_assets_it_is_about(cloud: Endpoint) -> None:
    outcome = await run(cloud.url, CHECKS, regions=(HOME,))
    assert {name: failed(outcome, name) for name in FAILURES} == FAILURES
    assert outcome.reads.coverage == 1


async def test_a_region_with_only_custom_models_gets_few_calls(cloud: Endpoint) -> None:
    outcome = await run(cloud.url, CHECKS, regions=(FORGOTTEN,))
    assert failed(outcome, "guardrails") == {
        "region_guardrail_enforced",
        "region_guardrails_configured",
    }
    assert failed(outcome, "model-invocation-logging") == {"invocation_logging_enabled"}
    assert failed(outcome, "custom-model/") == {"custom_model_encrypted_with_cmk"}
    network = of(outcome, "vpc/")["vpc_endpoints_configured"]
    assert network.message == "No endpoint for bedrock-runtime."


async def test_each_asset_and_each_listing_costs_one_call(cloud: Endpoint) -> None:
    outcome = await run(cloud.url, OWN, regions=(HOME,))
    assets = Counter(
        resource.removeprefix(ARN).partition("/")[0]
        for resource in {resource for _, resource in outcome.verdicts}
        if resource.startswith(ARN)
    )
    assert cloud.calls["bedrock-agent:GetAgent"] == assets["agent"]
    assert cloud.calls["bedrock:GetGuardrail"] == assets["guardrail"]
    assert cloud.calls["bedrock:GetCustomModel"] == assets["custom-model"]
    assert cloud.calls["bedrock-agent:GetDataSource"] == 2
    assert cloud.calls["iam:GetAccountAuthorizationDetails"] == 2, "roles, and users with keys"
    for call in cloud.calls:
        if ":List" in call or call.endswith("LoggingConfiguration"):
            assert cloud.calls[call] == 1, call


async def test_the_guardrails_of_agents_are_looked_up_in_one_listing(cloud: Endpoint) -> None:
    chosen = [one for one in CHECKS if one.id == "aws_bedrock_agent_guardrail_attached"]
    await run(cloud.url, chosen, regions=(HOME,))
    del cloud.calls["sts:GetCallerIdentity"]
    assert cloud.calls == Counter({"bedrock-agent:ListAgents": 1, "bedrock:ListGuardrails": 1})


NOT_OFFERED = ("ValidationException", "UnknownOperationException")
LISTINGS = (
    "bedrock:ListCustomModels",
    "bedrock:ListImportedModels",
    "bedrock-agent:ListAgents",
    "bedrock-agent:ListFlows",
    "bedrock-agentcore-control:ListGateways",
)


@pytest.mark.parametrize("code", NOT_OFFERED)
@pytest.mark.parametrize("call", LISTINGS)
async def test_a_region_without_the_feature_has_no_such_assets(
    call: str, code: str, cloud: Endpoint
) -> None:
    cloud.fault = lambda received: error(call, code, 400) if received == call else None
    outcome = await run(cloud.url, OWN, regions=(HOME,))
    assert not outcome.unlisted
    assert outcome.reads.coverage == 1


def guardrail(**policies: Any) -> dict[str, Any]:  # noqa: ANN401  # JSON
    head = {"name": "g", "guardrailId": "g", "guardrailArn": f"{ARN}guardrail/g", "version": "1"}
    return {**head, "status": "READY", **policies}


WEAK = "The prompt attack filter's strength is NONE, not HIGH."
FILTERS: dict[str, tuple[dict[str, object], str]] = {
    "a filter that only watches does not block": ({"inputAction": "NONE"}, WEAK),
    "a filter that is off does not block": ({"inputEnabled": False}, WEAK),
    "a filter blocks unless it says otherwise": ({}, ""),
}


@pytest.mark.parametrize("name", FILTERS)
async def test_a_content_filter_counts_only_if_it_blocks(name: str) -> None:
    members, message = FILTERS[name]
    strengths = {"inputStrength": "HIGH", "outputStrength": "NONE"}
    policy = {"filters": [{"type": "PROMPT_ATTACK", **strengths, **members}]}
    arn = f"{ARN}guardrail/g"
    async with recorded({"bedrock:GetGuardrail": guardrail(contentPolicy=policy)}) as cloud:
        outcome = await run(cloud.url, CHECKS, regions=(HOME,), resource_ids=[arn])
    assert of(outcome, "guardrail/g")["guardrail_prompt_attacks_blocked"].message == message
    assert cloud.calls == Counter({"bedrock:GetGuardrail": 1})


ENTITIES: dict[str, tuple[dict[str, object], str]] = {
    "action rules both ways": ({"action": "BLOCK"}, "pass"),
    "the output's own action wins": ({"action": "BLOCK", "outputAction": "NONE"}, "fail"),
    "masking stops": ({"action": "NONE", "outputAction": "ANONYMIZE"}, "pass"),
    "off is off": ({"action": "BLOCK", "outputEnabled": False}, "fail"),
}


@pytest.mark.parametrize("name", ENTITIES)
async def test_a_sensitive_filter_counts_only_if_it_applies_to_answers(name: str) -> None:
    members, status = ENTITIES[name]
    found = {"regexes": [{"name": "order", "pattern": "o-[0-9]+", **members}]}
    answer = guardrail(sensitiveInformationPolicy=found)
    async with recorded({"bedrock:GetGuardrail": answer}) as cloud:
        outcome = await run(cloud.url, CHECKS, regions=(HOME,), resource_ids=[f"{ARN}guardrail/g"])
    verdicts = of(outcome, "guardrail/g")
    assert verdicts["guardrail_sensitive_information_stopped"].status == status


def agent(name: str, role: str, model: str) -> dict[str, Any]:
    return {
        "agent": {
            "agentId": name,
            "agentName": name,
            "agentArn": f"{ARN}agent/{name}",
            "agentResourceRoleArn": f"arn:aws:iam::{ACCOUNT_ID}:role/{role}",
            "foundationModel": model,
            "guardrailConfiguration": {"guardrailIdentifier": "g", "guardrailVersion": "DRAFT"},
        }
    }


PROFILE = f"arn:aws:bedrock:{HOME}:{ACCOUNT_ID}:inference-profile/eu.old.model-v1:0"
AGENTS: dict[str, Body] = {
    "A": agent("A", "shared", "new.model-v2:0:300k"),
    "B": agent("B", "shared", PROFILE),
    "C": agent("C", "alone", f"arn:aws:bedrock:{HOME}:{ACCOUNT_ID}:provisioned-model/x"),
    "D": agent("D", "own", "gone.model-v1:0"),
    "E": agent("E", "other", PROFILE.replace("old.model", "far.model")),
}
BUILT: dict[str, Recording] = {
    "bedrock:ListGuardrails": {
        "guardrails": [{"id": "g", "arn": f"{ARN}guardrail/g", "name": "g", "status": "READY"}]
    },
    "bedrock-agent:ListAgents": {
        "agentSummaries": [{"agentId": name, "agentName": name} for name in AGENTS]
    },
    "bedrock-agent:GetAgent": by_name(AGENTS),
    "bedrock:ListFoundationModels": {
        "modelSummaries": [
            {"modelId": "old.model-v1:0", "modelLifecycle": {"status": "LEGACY"}},
            {"modelId": "new.model-v2:0", "modelLifecycle": {"status": "ACTIVE"}},
        ]
    },
}


async def test_agents_share_a_role_or_use_a_legacy_model() -> None:
    wanted = {
        "aws_bedrock_agent_role_not_shared",
        "aws_bedrock_agent_model_active",
        "aws_bedrock_agent_guardrail_attached",
    }
    async with recorded(BUILT) as cloud:
        outcome = await run(cloud.url, [one for one in CHECKS if one.id in wanted], regions=(HOME,))
    shared = {name: of(outcome, f"agent/{name}")["agent_role_not_shared"] for name in AGENTS}
    assert shared["A"].message == "The role is also used by B."
    assert shared["B"].message == "The role is also used by A."
    assert shared["C"].status == "pass"
    models = {name: of(outcome, f"agent/{name}")["agent_model_active"] for name in AGENTS}
    assert (models["A"].status, models["C"].status) == ("pass", "not_applicable")
    assert models["B"].message == "old.model-v1:0 is LEGACY."
    assert models["D"].message == "gone.model-v1:0 is not offered any more."
    assert models["E"].status == "unknown"
    assert cloud.calls["bedrock-agent:GetAgent"] == 5


async def test_a_listing_without_any_model_retires_none() -> None:
    wanted = [one for one in CHECKS if one.id == "aws_bedrock_agent_model_active"]
    empty: dict[str, Recording] = {**BUILT, "bedrock:ListFoundationModels": {"modelSummaries": []}}
    async with recorded(empty) as cloud:
        outcome = await run(cloud.url, wanted, regions=(HOME,))
    assert of(outcome, "agent/D")["agent_model_active"].status == "unknown"


async def test_a_named_agent_is_found_without_a_listing() -> None:
    chosen = [one for one in CHECKS if one.id.startswith("aws_bedrock_agent_guardrail")]
    async with recorded(BUILT) as cloud:
        outcome = await run(
            cloud.url,
            chosen,
            regions=(HOME,),
            resource_ids=[f"{ARN}agent/A", f"{ARN}agent/gone"],
        )
    assert failed(outcome, "agent/") == {"agent_guardrail_version_pinned"}
    assert {resource for _, resource in outcome.verdicts} == {f"{ARN}agent/A"}
    assert cloud.calls == Counter({"bedrock-agent:GetAgent": 2, "bedrock:ListGuardrails": 1})


def keys(received: ReceivedCall) -> Body:
    """Return API keys on two pages."""
    second = received.members.get("Marker") == "more"
    name = "late" if second else "early"
    more = "" if second else "<Marker>more</Marker>"
    expires = "2020-01-01T00:00:00Z" if second else "2999-01-01T00:00:00Z"
    return f"""
    <ListServiceSpecificCredentialsResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/">
      <ListServiceSpecificCredentialsResult>
        <ServiceSpecificCredentials><member>
          <UserName>{name}</UserName><Status>Active</Status>
          <ServiceName>bedrock.amazonaws.com</ServiceName>
          <ExpirationDate>{expires}</ExpirationDate>
          <ServiceSpecificCredentialId>ACCA</ServiceSpecificCredentialId>
        </member></ServiceSpecificCredentials>
        <IsTruncated>{"false" if second else "true"}</IsTruncated>{more}
      </ListServiceSpecificCredentialsResult>
    </ListServiceSpecificCredentialsResponse>"""


async def test_api_keys_are_read_to_the_last_page() -> None:
    chosen = [one for one in CHECKS if one.id == "aws_bedrock_api_key_long_term_absent"]
    async with recorded({"iam:ListServiceSpecificCredentials": keys}) as cloud:
        outcome = await run(cloud.url, chosen, regions=(HOME,))
    assert failed(outcome, "user/early/credential/ACCA") == {"api_key_long_term_absent"}
    assert of(outcome, "user/late/")["api_key_long_term_absent"].message == (
        "The key no longer works."
    )
    assert [one.members["AllUsers"] for one in cloud.received] == ["true", "true"]


RUNTIME = f"arn:aws:bedrock-agentcore:{HOME}:{ACCOUNT_ID}:runtime/r-1"


async def test_a_runtime_that_requires_mmdsv2_passes() -> None:
    answer = {
        "agentRuntimeArn": RUNTIME,
        "agentRuntimeName": "r",
        "agentRuntimeId": "r-1",
        "agentRuntimeVersion": "1",
        "networkConfiguration": {"networkMode": "VPC"},
        "metadataConfiguration": {"requireMMDSV2": True},
        "environmentVariables": {"STAGE": "prod"},
    }
    call = "bedrock-agentcore-control:GetAgentRuntime"
    async with recorded({call: answer}) as cloud:
        outcome = await run(cloud.url, CHECKS, regions=(HOME,), resource_ids=[RUNTIME])
    assert len(outcome.verdicts) == 3
    assert not failed(outcome, "runtime/")
    assert cloud.calls == Counter({call: 1})
