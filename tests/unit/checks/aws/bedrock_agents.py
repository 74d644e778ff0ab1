"""Cases of the checks of what is built on Bedrock: agents, AgentCore, API keys and roles."""

from posture.checks.aws import bedrock_access, bedrock_agentcore, bedrock_agents
from posture.domain.aws.assets.bedrock_agentcore import (
    AgentCoreBrowser,
    AgentCoreCodeInterpreter,
    AgentCoreGateway,
    AgentCoreMemory,
    AgentCoreRuntime,
)
from posture.domain.aws.assets.bedrock_agents import (
    BedrockAgent,
    BedrockApiKey,
    BedrockDataSource,
    BedrockFlow,
    BedrockKnowledgeBase,
    BedrockPrompt,
    Powers,
    ServiceRole,
)
from posture.domain.aws.assets.iam import Document, IamRole
from posture.domain.aws.policy import Policy, policy
from tests.unit.checks.evaluating import FAIL, NOT_APPLICABLE, PASS, Case, Compliant

ACCOUNT = "123456789012"
KEY = f"arn:aws:kms:eu-west-1:{ACCOUNT}:key/k"
BEDROCK = {"Service": "bedrock.amazonaws.com"}
OWN_ACCOUNT = {"StringEquals": {"aws:SourceAccount": ACCOUNT}}
FULL_ACCESS = "arn:aws:iam::aws:policy/AmazonBedrockFullAccess"


def trust(principal: dict[str, str], **more: object) -> Policy:
    statement = {"Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole", **more}
    return policy({"Statement": statement})


def may(action: str, resource: str = "*") -> Document:
    statement = {"Effect": "Allow", "Action": action, "Resource": resource}
    return Document("inline", policy({"Statement": statement}))


def role(*documents: Document, attached: tuple[str, ...] = ()) -> dict[str, ServiceRole]:
    guarded = trust(BEDROCK, Condition=OWN_ACCOUNT)
    return {"role": ServiceRole(Powers(attached, documents), guarded)}


def trusted(principal: dict[str, str], **more: object) -> dict[str, ServiceRole]:
    return {"role": ServiceRole(Powers((), ()), trust(principal, **more))}


INVOKE = may("bedrock:InvokeModel", "arn:aws:bedrock:*::foundation-model/nova")
COMPLIANT: Compliant = {
    BedrockAgent: {
        "guardrail": "g1",
        "guardrail_version": "2",
        "kms_key": KEY,
        "role_arn": f"arn:aws:iam::{ACCOUNT}:role/agent",
        **role(INVOKE, attached=("AmazonBedrockReadOnly",)),
        "role_sharers": (),
        "model": "nova",
        "model_status": "ACTIVE",
    },
    BedrockKnowledgeBase: {"status": "ACTIVE", "logged": True},
    BedrockDataSource: {"knowledge_base": "KB1", "kms_key": KEY},
    BedrockPrompt: {"kms_key": KEY},
    BedrockFlow: {"kms_key": KEY},
    BedrockApiKey: {
        "user": "sam",
        "active": False,
        "days_left": -1,
        "powers": Powers((), (INVOKE,)),
    },
    AgentCoreRuntime: {"network": "VPC", "mmdsv2_only": True, "environment_secrets": ()},
    AgentCoreGateway: {"authorizer": "CUSTOM_JWT", "kms_key": KEY},
    AgentCoreMemory: {"kms_key": KEY},
    AgentCoreBrowser: {"network": "PUBLIC", "recorded": True},
    AgentCoreCodeInterpreter: {"network": "SANDBOX"},
    IamRole: {
        "documents": (),
        "attached": ("arn:aws:iam::aws:policy/ReadOnlyAccess",),
        "account_id": ACCOUNT,
        "path": "/",
        "age_days": 9,
        "idle_days": 1,
        "trust": trust(BEDROCK),
        "maximum_session_hours": 1,
    },
}

RESTRICTED = bedrock_agents.aws_bedrock_agent_role_restricted
TRUST = bedrock_agents.aws_bedrock_agent_role_trust_limited_to_account
MODEL = bedrock_agents.aws_bedrock_agent_model_active
LONG_TERM = bedrock_access.aws_bedrock_api_key_long_term_absent
KEY_USER = bedrock_access.aws_bedrock_api_key_user_restricted
GATEWAY = bedrock_agentcore.aws_bedrock_agentcore_gateway_callers_authorized
INTERPRETER = bedrock_agentcore.aws_bedrock_agentcore_code_interpreter_network_restricted
CASES = [
    Case(bedrock_agents.aws_bedrock_agent_guardrail_attached, {"guardrail": None}, FAIL),
    Case(
        bedrock_agents.aws_bedrock_agent_guardrail_version_pinned,
        {"guardrail_version": "DRAFT"},
        FAIL,
        "g1",
    ),
    Case(
        bedrock_agents.aws_bedrock_agent_guardrail_version_pinned,
        {"guardrail": None, "guardrail_version": None},
        NOT_APPLICABLE,
    ),
    Case(bedrock_agents.aws_bedrock_agent_encrypted_with_cmk, {"kms_key": None}, FAIL),
    Case(
        bedrock_agents.aws_bedrock_agent_role_not_shared,
        {"role_sharers": ("billing", "refunds")},
        FAIL,
        "billing, refunds",
    ),
    Case(RESTRICTED, {"role": None}, NOT_APPLICABLE),
    Case(RESTRICTED, role(attached=("AmazonS3FullAccess",)), FAIL, "AmazonS3FullAccess"),
    Case(RESTRICTED, role(attached=("AdministratorAccess",)), FAIL, "AdministratorAccess"),
    Case(RESTRICTED, role(may("*")), FAIL, "inline grants everything"),
    Case(RESTRICTED, role(may("bedrock:*")), FAIL, "inline grants all of Bedrock"),
    Case(RESTRICTED, role(may("iam:CreatePolicyVersion")), FAIL, "iam:CreatePolicyVersion"),
    Case(RESTRICTED, role(may("s3:GetObject")), PASS),
    Case(TRUST, trusted(BEDROCK), FAIL),
    Case(TRUST, trusted({"AWS": ACCOUNT}), PASS),
    Case(TRUST, {"role": None}, NOT_APPLICABLE),
    Case(MODEL, {"model_status": "LEGACY"}, FAIL, "nova is LEGACY"),
    Case(MODEL, {"model_status": None}, NOT_APPLICABLE),
    Case(bedrock_agents.aws_bedrock_knowledge_base_logging_enabled, {"logged": False}, FAIL),
    Case(bedrock_agents.aws_bedrock_data_source_encrypted_with_cmk, {"kms_key": None}, FAIL, "KB1"),
    Case(bedrock_agents.aws_bedrock_prompt_encrypted_with_cmk, {"kms_key": None}, FAIL),
    Case(bedrock_agents.aws_bedrock_flow_encrypted_with_cmk, {"kms_key": None}, FAIL),
    Case(LONG_TERM, {"active": True, "days_left": None}, FAIL, "never expires"),
    Case(LONG_TERM, {"active": True, "days_left": 30}, FAIL, "30 days"),
    Case(LONG_TERM, {"active": False, "days_left": None}, PASS),
    Case(KEY_USER, {"powers": Powers(("AmazonBedrockFullAccess",), ())}, FAIL, "sam"),
    Case(KEY_USER, {"powers": Powers((), (may("bedrock:*"),))}, FAIL),
    Case(bedrock_access.aws_bedrock_role_full_access_absent, {"attached": (FULL_ACCESS,)}, FAIL),
    Case(bedrock_agentcore.aws_bedrock_agentcore_runtime_in_vpc, {"network": "PUBLIC"}, FAIL),
    Case(
        bedrock_agentcore.aws_bedrock_agentcore_runtime_mmdsv2_required,
        {"mmdsv2_only": False},
        FAIL,
    ),
    Case(
        bedrock_agentcore.aws_bedrock_agentcore_runtime_environment_without_secrets,
        {"environment_secrets": ("CRM_PASSWORD (secret)",)},
        FAIL,
        "CRM_PASSWORD",
    ),
    Case(GATEWAY, {"authorizer": "NONE"}, FAIL),
    Case(GATEWAY, {"authorizer": "AWS_IAM"}, PASS, "AWS_IAM"),
    Case(
        bedrock_agentcore.aws_bedrock_agentcore_gateway_encrypted_with_cmk, {"kms_key": None}, FAIL
    ),
    Case(
        bedrock_agentcore.aws_bedrock_agentcore_memory_encrypted_with_cmk, {"kms_key": None}, FAIL
    ),
    Case(
        bedrock_agentcore.aws_bedrock_agentcore_browser_sessions_recorded,
        {"recorded": False},
        FAIL,
    ),
    Case(INTERPRETER, {"network": "PUBLIC"}, FAIL),
    Case(INTERPRETER, {"network": "VPC"}, PASS),
]
