"""Checks of what is built on Amazon Bedrock: agents, knowledge bases, prompts and flows."""

from posture.checks.aws.bedrock_access import excess
from posture.domain.asset import Family
from posture.domain.aws.assets.bedrock_agents import (
    BedrockAgent,
    BedrockDataSource,
    BedrockFlow,
    BedrockKnowledgeBase,
    BedrockPrompt,
)
from posture.domain.aws.policy import service_name
from posture.domain.aws.policy_model import services_for_strangers
from posture.domain.check import Severity, check
from posture.domain.evidence import known
from posture.domain.verdict import Verdict, failed, not_applicable, passed

DOCS = "https://docs.aws.amazon.com/bedrock/latest/userguide"
ROLE_DOCS = f"{DOCS}/agents-permissions.html"
NO_ROLE = "The agent has no role yet."
BEDROCK = "bedrock.amazonaws.com"


@check(
    severity=Severity.HIGH,
    finding_title="Bedrock agent has no guardrail",
    remediation="Associate a guardrail with the agent, and prepare the agent again.",
    cli="""
        aws bedrock-agent update-agent --agent-id ID --agent-name NAME --foundation-model MODEL \\
          --agent-resource-role-arn ROLE \\
          --guardrail-configuration guardrailIdentifier=GUARDRAIL,guardrailVersion=1
        aws bedrock-agent prepare-agent --agent-id ID
    """,
    terraform="""
        resource "aws_bedrockagent_agent" "this" {
          guardrail_configuration {
            guardrail_identifier = aws_bedrock_guardrail.this.guardrail_id
            guardrail_version    = aws_bedrock_guardrail_version.this.version
          }
        }
    """,
    reference=f"{DOCS}/agents-guardrail.html",
)
def aws_bedrock_agent_guardrail_attached(agent: BedrockAgent) -> Verdict:
    """Bedrock agent has a guardrail.

    An agent takes actions: whatever an attacker talks it into, it does with the permissions of
    its role.
    """
    if guardrail := known(agent.guardrail):
        return passed(f"Guardrail {guardrail}.")
    return failed("The agent has no guardrail.")


@check(
    severity=Severity.LOW,
    finding_title="Bedrock agent uses the working draft of its guardrail",
    remediation="Publish a version of the guardrail, and associate that version with the agent.",
    cli="aws bedrock create-guardrail-version --guardrail-identifier GUARDRAIL",
    terraform="""
        resource "aws_bedrock_guardrail_version" "this" {
          guardrail_arn = aws_bedrock_guardrail.this.guardrail_arn
        }
    """,
    reference="https://docs.aws.amazon.com/bedrock/latest/APIReference/API_CreateGuardrailVersion.html",
)
def aws_bedrock_agent_guardrail_version_pinned(agent: BedrockAgent) -> Verdict:
    """Bedrock agent uses a published version of its guardrail.

    Any edit of the working draft changes a running agent at once, and nobody can find out later
    which filters an answer passed.
    """
    guardrail = known(agent.guardrail)
    if not guardrail:
        return not_applicable("The agent has no guardrail.")
    if agent.guardrail_version == "DRAFT":
        return failed(f"The agent uses the working draft of guardrail {guardrail}.")
    return passed()


@check(
    severity=Severity.MEDIUM,
    finding_title="Bedrock agent is not encrypted with a customer managed key",
    remediation="Encrypt the agent with a KMS key.",
    cli="aws bedrock-agent update-agent --agent-id ID --customer-encryption-key-arn KEY …",
    terraform="""
        resource "aws_bedrockagent_agent" "this" {
          customer_encryption_key_arn = aws_kms_key.ai.arn
        }
    """,
    reference=f"{DOCS}/encryption-agents-new.html",
)
def aws_bedrock_agent_encrypted_with_cmk(agent: BedrockAgent) -> Verdict:
    """Bedrock agent and its sessions are encrypted with a customer managed key.

    Instructions and sessions show how the agent can be manipulated, and what its users told it.
    """
    return passed() if known(agent.kms_key) else failed("No KMS key is set.")


@check(
    severity=Severity.HIGH,
    finding_title="Bedrock agent shares its role with other agents",
    remediation="Give each agent its own role, with only the permissions that this agent needs.",
    cli="aws bedrock-agent update-agent --agent-id ID --agent-resource-role-arn ROLE …",
    terraform="""
        resource "aws_bedrockagent_agent" "this" {
          agent_resource_role_arn = aws_iam_role.this_agent.arn
        }
    """,
    reference=ROLE_DOCS,
    family=Family.IAM,
)
def aws_bedrock_agent_role_not_shared(agent: BedrockAgent) -> Verdict:
    """Bedrock agent has a role that no other agent of the region uses.

    With a shared role, the least important agent can do whatever the most powerful one can, and
    CloudTrail cannot tell them apart.
    """
    others = known(agent.role_sharers)
    return failed(f"The role is also used by {', '.join(others)}.") if others else passed()


@check(
    severity=Severity.HIGH,
    finding_title="Bedrock agent's role has excessive permissions",
    remediation="Grant the role only the models, data and functions that the agent needs.",
    cli="aws iam detach-role-policy --role-name ROLE --policy-arn ARN",
    reference=ROLE_DOCS,
    family=Family.IAM,
)
def aws_bedrock_agent_role_restricted(agent: BedrockAgent) -> Verdict:
    """Bedrock agent's role grants no full access and no privilege escalation.

    Anyone who can talk to an agent can try to make it use every permission of its role.
    """
    role = known(agent.role)
    if role is None:
        return not_applicable(NO_ROLE)
    found = excess(role.powers)
    return failed(f"The role has too many permissions: {'; '.join(found)}.") if found else passed()


@check(
    severity=Severity.MEDIUM,
    finding_title="Bedrock may use the agent's role on behalf of any account",
    remediation="Require your own account in aws:SourceAccount in the role's trust policy.",
    cli="aws iam update-assume-role-policy --role-name ROLE --policy-document file://trust.json",
    terraform="""
        condition {
          test     = "StringEquals"
          variable = "aws:SourceAccount"
          values   = [data.aws_caller_identity.this.account_id]
        }
    """,
    reference=f"{DOCS}/cross-service-confused-deputy-prevention.html",
    family=Family.IAM,
)
def aws_bedrock_agent_role_trust_limited_to_account(agent: BedrockAgent) -> Verdict:
    """Bedrock may use the agent's role only on behalf of named accounts.

    Without this condition, an agent of another account could make the service act with this
    role (confused deputy).
    """
    role = known(agent.role)
    if role is None:
        return not_applicable(NO_ROLE)
    if BEDROCK in map(service_name, services_for_strangers(role.trust)):
        return failed("No condition limits the accounts on whose behalf Bedrock assumes the role.")
    return passed()


@check(
    severity=Severity.LOW,
    finding_title="Bedrock agent uses a model that is no longer active",
    remediation="Move the agent to an active model, and prepare the agent again.",
    cli="aws bedrock-agent update-agent --agent-id ID --foundation-model MODEL …",
    terraform="""
        resource "aws_bedrockagent_agent" "this" {
          foundation_model = "MODEL"
        }
    """,
    reference=f"{DOCS}/model-lifecycle.html",
)
def aws_bedrock_agent_model_active(agent: BedrockAgent) -> Verdict:
    """Bedrock agent uses a model that is not at the end of its life.

    A legacy model gets no more fixes, for example against new jailbreaks, and stops working on
    a date that Bedrock has announced.
    """
    model, status = known(agent.model), known(agent.model_status)
    if status is None:
        return not_applicable("The agent uses no foundation model.")
    return passed() if status == "ACTIVE" else failed(f"{model} is {status}.")


@check(
    severity=Severity.LOW,
    finding_title="Bedrock knowledge base does not log what it ingests",
    remediation="Deliver the knowledge base's logs to CloudWatch Logs, S3 or Firehose.",
    cli="""
        aws logs put-delivery-source --name NAME --resource-arn KNOWLEDGE_BASE \\
          --log-type APPLICATION_LOGS
    """,
    terraform="""
        resource "aws_cloudwatch_log_delivery_source" "this" {
          name         = "knowledge-base"
          log_type     = "APPLICATION_LOGS"
          resource_arn = aws_bedrockagent_knowledge_base.this.arn
        }
    """,
    reference=f"{DOCS}/knowledge-bases-logging.html",
    family=Family.LOGGING,
)
def aws_bedrock_knowledge_base_logging_enabled(base: BedrockKnowledgeBase) -> Verdict:
    """Bedrock knowledge base logs what it ingests.

    A poisoned document does harm long after it arrived. The log shows when it came, and from
    where.
    """
    return passed() if known(base.logged) else failed("No logs are delivered.")


@check(
    severity=Severity.MEDIUM,
    finding_title="Bedrock data source is not encrypted with a customer managed key",
    remediation="Set a KMS key on the data source.",
    cli="""
        aws bedrock-agent update-data-source --knowledge-base-id ID --data-source-id ID \\
          --server-side-encryption-configuration kmsKeyArn=KEY …
    """,
    terraform="""
        resource "aws_bedrockagent_data_source" "this" {
          server_side_encryption_configuration { kms_key_arn = aws_kms_key.ai.arn }
        }
    """,
    reference=f"{DOCS}/encryption-kb.html",
)
def aws_bedrock_data_source_encrypted_with_cmk(source: BedrockDataSource) -> Verdict:
    """Bedrock data source encrypts documents with a customer managed key during ingestion.

    During ingestion, parts of all documents of the source are stored temporarily.
    """
    if known(source.kms_key):
        return passed()
    return failed(f"No KMS key is set on this source of knowledge base {source.knowledge_base}.")


@check(
    severity=Severity.LOW,
    finding_title="Bedrock prompt is not encrypted with a customer managed key",
    remediation="Encrypt the prompt with a KMS key.",
    cli="""
        aws bedrock-agent update-prompt --prompt-identifier ID --customer-encryption-key-arn KEY …
    """,
    reference=f"{DOCS}/prompt-management-prereq.html",
)
def aws_bedrock_prompt_encrypted_with_cmk(prompt: BedrockPrompt) -> Verdict:
    """Bedrock prompt is encrypted with a customer managed key.

    Prompts hold business rules, and their examples often hold personal data.
    """
    return passed() if known(prompt.kms_key) else failed("No KMS key is set.")


@check(
    severity=Severity.LOW,
    finding_title="Bedrock flow is not encrypted with a customer managed key",
    remediation="Encrypt the flow with a KMS key.",
    cli="aws bedrock-agent update-flow --flow-identifier ID --customer-encryption-key-arn KEY …",
    reference=f"{DOCS}/encryption-flows.html",
)
def aws_bedrock_flow_encrypted_with_cmk(flow: BedrockFlow) -> Verdict:
    """Bedrock flow is encrypted with a customer managed key.

    A flow's definition shows which data, functions and models are connected, and how.
    """
    return passed() if known(flow.kms_key) else failed("No KMS key is set.")
