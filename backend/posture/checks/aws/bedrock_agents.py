"""Rules about what is built on Amazon Bedrock: agents, knowledge bases, prompts and flows."""

from posture.checks.aws.bedrock_access import excess
from posture.domain.asset import Family
from posture.domain.aws.assets.bedrock_agents import (
    BedrockAgent,
    BedrockDataSource,
    BedrockFlow,
    BedrockKnowledgeBase,
    BedrockPrompt,
)
from posture.domain.check import Severity, check
from posture.domain.evidence import known
from posture.domain.verdict import Verdict, failed, not_applicable, passed

DOCS = "https://docs.aws.amazon.com/bedrock/latest/userguide"
ROLE_DOCS = f"{DOCS}/agents-permissions.html"
NO_ROLE = "There is no such role that trusts Bedrock."
BEDROCK = "bedrock.amazonaws.com"


@check(
    severity=Severity.HIGH,
    remediation="Associate a guardrail with the agent, and prepare it anew.",
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
    """Bedrock agent answers under a guardrail.

    An agent acts: what it is talked into, it does, with the permissions of its role.
    """
    if agent.guardrail:
        return passed(f"Guardrail {agent.guardrail}.")
    return failed("The agent has no guardrail.")


@check(
    severity=Severity.LOW,
    remediation="Publish a version of the guardrail, and associate that with the agent.",
    cli="aws bedrock create-guardrail-version --guardrail-identifier GUARDRAIL",
    terraform="""
        resource "aws_bedrock_guardrail_version" "this" {
          guardrail_arn = aws_bedrock_guardrail.this.guardrail_arn
        }
    """,
    reference="https://docs.aws.amazon.com/bedrock/latest/APIReference/API_CreateGuardrailVersion.html",
)
def aws_bedrock_agent_guardrail_version_pinned(agent: BedrockAgent) -> Verdict:
    """Bedrock agent's guardrail is a published version.

    The working draft changes under a running agent with everybody who edits the guardrail, and no
    one can say which filters an answer had passed.
    """
    if not agent.guardrail:
        return not_applicable("The agent has no guardrail.")
    if agent.guardrail_version == "DRAFT":
        return failed(f"The agent uses the draft of guardrail {agent.guardrail}.")
    return passed()


@check(
    severity=Severity.MEDIUM,
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
    """Bedrock agent and its sessions are kept under a customer managed key.

    Instructions and sessions tell how an agent can be led, and what its users told it.
    """
    return passed() if known(agent.kms_key) else failed("No KMS key is set.")


@check(
    severity=Severity.HIGH,
    remediation="Give each agent a role of its own, with what that agent needs.",
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
    """Bedrock agent acts with a role that no other agent of the region has.

    With a shared role, the most harmless agent may do whatever the most powerful one may, and
    CloudTrail cannot tell them apart.
    """
    others = known(agent.role_sharers)
    return failed(f"Also the role of: {', '.join(others)}.") if others else passed()


@check(
    severity=Severity.HIGH,
    remediation="Grant the role the models, knowledge bases and functions that the agent needs.",
    cli="aws iam detach-role-policy --role-name ROLE --policy-arn ARN",
    reference=ROLE_DOCS,
    family=Family.IAM,
)
def aws_bedrock_agent_role_restricted(agent: BedrockAgent) -> Verdict:
    """Bedrock agent's role grants no full access, and no way to more than it has.

    Whoever can talk to an agent can try to make it use everything that its role may do.
    """
    role = known(agent.role)
    if role is None:
        return not_applicable(NO_ROLE)
    found = excess(role.powers)
    return failed(f"The role has too much: {'; '.join(found)}.") if found else passed()


@check(
    severity=Severity.MEDIUM,
    remediation="Let the role trust Bedrock on behalf of your own account only.",
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
    """Bedrock agent's role can be used by Bedrock only on behalf of named accounts.

    Otherwise the service could be led to act with the role for somebody else's agent.
    """
    role = known(agent.role)
    if role is None:
        return not_applicable(NO_ROLE)
    for one in role.trust.allowing:
        if BEDROCK in one.principals.get("Service", ()) and not one.names_callers:
            return failed("No condition says on behalf of whom Bedrock may assume the role.")
    return passed()


@check(
    severity=Severity.LOW,
    remediation="Move the agent to a model that is active, and prepare it anew.",
    cli="aws bedrock-agent update-agent --agent-id ID --foundation-model MODEL …",
    terraform="""
        resource "aws_bedrockagent_agent" "this" {
          foundation_model = "MODEL"
        }
    """,
    reference=f"{DOCS}/model-lifecycle.html",
)
def aws_bedrock_agent_model_active(agent: BedrockAgent) -> Verdict:
    """Bedrock agent thinks with a model that is not at the end of its life.

    A legacy model gets no more fixes, against new jailbreaks neither, and stops answering on a
    date that Bedrock has announced.
    """
    model, status = known(agent.model), known(agent.model_status)
    if status is None:
        return not_applicable("Bedrock lists no foundation model of the agent's.")
    return passed() if status == "ACTIVE" else failed(f"{model} is {status}.")


@check(
    severity=Severity.LOW,
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
    """Bedrock knowledge base logs what it takes in.

    A poisoned document does its harm long after it came: the log says when, and from where.
    """
    return passed() if known(base.logged) else failed("No logs are delivered.")


@check(
    severity=Severity.MEDIUM,
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
    """Bedrock data source keeps documents under a customer managed key while taking them in.

    For the time of the ingestion all of the source's documents lie there in parts.
    """
    if known(source.kms_key):
        return passed()
    return failed(f"No KMS key is set for this source of {source.knowledge_base}.")


@check(
    severity=Severity.LOW,
    remediation="Encrypt the prompt with a KMS key.",
    cli="""
        aws bedrock-agent update-prompt --prompt-identifier ID --customer-encryption-key-arn KEY …
    """,
    reference=f"{DOCS}/prompt-management-prereq.html",
)
def aws_bedrock_prompt_encrypted_with_cmk(prompt: BedrockPrompt) -> Verdict:
    """Bedrock prompt is kept under a customer managed key.

    Prompts hold business rules, and the examples in them people's data.
    """
    return passed() if known(prompt.kms_key) else failed("No KMS key is set.")


@check(
    severity=Severity.LOW,
    remediation="Encrypt the flow with a KMS key.",
    cli="aws bedrock-agent update-flow --flow-identifier ID --customer-encryption-key-arn KEY …",
    reference=f"{DOCS}/encryption-flows.html",
)
def aws_bedrock_flow_encrypted_with_cmk(flow: BedrockFlow) -> Verdict:
    """Bedrock flow is kept under a customer managed key.

    A flow's definition tells which data, functions and models are chained, and how.
    """
    return passed() if known(flow.kms_key) else failed("No KMS key is set.")
