"""Checks of Amazon Bedrock AgentCore: where agents run, and the tools that they use."""

from posture.domain.asset import Family
from posture.domain.aws.assets.bedrock_agentcore import (
    AgentCoreBrowser,
    AgentCoreCodeInterpreter,
    AgentCoreGateway,
    AgentCoreMemory,
    AgentCoreRuntime,
)
from posture.domain.check import Severity, check
from posture.domain.evidence import known
from posture.domain.verdict import Verdict, failed, passed

DOCS = "https://docs.aws.amazon.com/bedrock-agentcore/latest/devguide"
API_DOCS = "https://docs.aws.amazon.com/bedrock-agentcore-control/latest/APIReference"
VPC_DOCS = f"{DOCS}/agentcore-vpc.html"
PUBLIC = "PUBLIC"


@check(
    severity=Severity.HIGH,
    finding_title="AgentCore runtime has unrestricted internet access",
    remediation="Connect the runtime to subnets of your VPC.",
    cli="""
        aws bedrock-agentcore-control update-agent-runtime --agent-runtime-id ID \\
          --network-configuration networkMode=VPC,networkModeConfig={…} …
    """,
    terraform="""
        resource "aws_bedrockagentcore_agent_runtime" "this" {
          network_configuration {
            network_mode = "VPC"
            network_mode_config {
              subnets         = [aws_subnet.private.id]
              security_groups = [aws_security_group.agent.id]
            }
          }
        }
    """,
    reference=VPC_DOCS,
)
def aws_bedrock_agentcore_runtime_in_vpc(runtime: AgentCoreRuntime) -> Verdict:
    """AgentCore runtime reaches the network only through a VPC.

    Outside a VPC, a hosted agent can reach any address on the internet, and no flow log shows
    what it sent where.
    """
    if known(runtime.network) == PUBLIC:
        return failed("The runtime's network mode is PUBLIC.")
    return passed()


@check(
    severity=Severity.MEDIUM,
    finding_title="AgentCore runtime still accepts metadata requests of version 1",
    remediation="Require version 2 of the metadata service on the runtime.",
    cli="""
        aws bedrock-agentcore-control update-agent-runtime --agent-runtime-id ID \\
          --metadata-configuration requireMMDSV2=true …
    """,
    reference=f"{DOCS}/security-credentials-management.html",
)
def aws_bedrock_agentcore_runtime_mmdsv2_required(runtime: AgentCoreRuntime) -> Verdict:
    """AgentCore runtime provides its role's credentials only through MMDSv2.

    Version 1 of the metadata service answers any request from inside, including one that an
    attacker talked the agent into making.
    """
    if known(runtime.mmdsv2_only):
        return passed()
    return failed("The metadata service also answers requests of version 1.")


@check(
    severity=Severity.HIGH,
    finding_title="AgentCore runtime has secrets in its environment variables",
    remediation="Keep the secrets in Secrets Manager or in AgentCore Identity.",
    reference=f"{DOCS}/identity.html",
    family=Family.SECRETS,
)
def aws_bedrock_agentcore_runtime_environment_without_secrets(
    runtime: AgentCoreRuntime,
) -> Verdict:
    """AgentCore runtime has no secrets in its environment variables.

    Everybody who may describe the runtime can read its variables, and an agent can be talked
    into revealing them.
    """
    found = known(runtime.environment_secrets)
    return (
        failed(f"Secrets in the environment variables: {', '.join(found)}.") if found else passed()
    )


@check(
    severity=Severity.CRITICAL,
    finding_title="AgentCore gateway does not authenticate its callers",
    remediation="Recreate the gateway with IAM or a JWT issuer as its authorizer.",
    cli="aws bedrock-agentcore-control create-gateway --authorizer-type AWS_IAM …",
    terraform="""
        resource "aws_bedrockagentcore_gateway" "this" {
          authorizer_type = "AWS_IAM"
        }
    """,
    reference=f"{DOCS}/gateway-inbound-auth.html",
)
def aws_bedrock_agentcore_gateway_callers_authorized(gateway: AgentCoreGateway) -> Verdict:
    """AgentCore gateway authenticates its callers.

    The gateway's address is on the internet. Without an authorizer, anybody can use the tools
    behind it with the gateway's own credentials.
    """
    if known(gateway.authorizer) == "NONE":
        return failed("The gateway has no authorizer.")
    return passed(f"Authorizer {known(gateway.authorizer)}.")


@check(
    severity=Severity.LOW,
    finding_title="AgentCore gateway is not encrypted with a customer managed key",
    remediation="Recreate the gateway with a KMS key.",
    cli="aws bedrock-agentcore-control create-gateway --kms-key-arn KEY …",
    terraform="""
        resource "aws_bedrockagentcore_gateway" "this" {
          kms_key_arn = aws_kms_key.ai.arn
        }
    """,
    reference=f"{API_DOCS}/API_CreateGateway.html",
)
def aws_bedrock_agentcore_gateway_encrypted_with_cmk(gateway: AgentCoreGateway) -> Verdict:
    """AgentCore gateway is encrypted with a customer managed key.

    The gateway's definition names every internal API that agents can reach.
    """
    return passed() if known(gateway.kms_key) else failed("No KMS key is set.")


@check(
    severity=Severity.MEDIUM,
    finding_title="AgentCore memory is not encrypted with a customer managed key",
    remediation="Recreate the memory with a KMS key.",
    cli="aws bedrock-agentcore-control create-memory --encryption-key-arn KEY …",
    terraform="""
        resource "aws_bedrockagentcore_memory" "this" {
          encryption_key_arn = aws_kms_key.ai.arn
        }
    """,
    reference=f"{API_DOCS}/API_CreateMemory.html",
)
def aws_bedrock_agentcore_memory_encrypted_with_cmk(memory: AgentCoreMemory) -> Verdict:
    """AgentCore memory is encrypted with a customer managed key.

    The memory keeps what users told an agent, including their personal data, for months.
    """
    return passed() if known(memory.kms_key) else failed("No KMS key is set.")


@check(
    severity=Severity.MEDIUM,
    finding_title="AgentCore browser sessions are not recorded",
    remediation="Recreate the browser with session recording.",
    cli="aws bedrock-agentcore-control create-browser --recording enabled=true,s3Location={…} …",
    terraform="""
        resource "aws_bedrockagentcore_browser" "this" {
          recording {
            enabled = true
            s3_location {
              bucket = aws_s3_bucket.sessions.id
              prefix = "browser/"
            }
          }
        }
    """,
    reference=f"{DOCS}/browser-session-replay.html",
    family=Family.LOGGING,
)
def aws_bedrock_agentcore_browser_sessions_recorded(browser: AgentCoreBrowser) -> Verdict:
    """AgentCore browser records the sessions of agents.

    A web page can give an agent instructions. Only a recording shows what the agent then did,
    where, and as which user.
    """
    return passed() if known(browser.recorded) else failed("Session recording is off.")


@check(
    severity=Severity.HIGH,
    finding_title="AgentCore code interpreter has unrestricted internet access",
    remediation="Recreate the code interpreter in SANDBOX or VPC mode.",
    cli="""
        aws bedrock-agentcore-control create-code-interpreter \\
          --network-configuration networkMode=SANDBOX …
    """,
    terraform="""
        resource "aws_bedrockagentcore_code_interpreter" "this" {
          network_configuration { network_mode = "SANDBOX" }
        }
    """,
    reference=f"{DOCS}/code-interpreter-tool.html",
)
def aws_bedrock_agentcore_code_interpreter_network_restricted(
    interpreter: AgentCoreCodeInterpreter,
) -> Verdict:
    """AgentCore code interpreter runs code without unrestricted internet access.

    A model writes the code, guided by text that it was given. With internet access, one
    injected sentence is enough to send data to an attacker.
    """
    if known(interpreter.network) == PUBLIC:
        return failed("The interpreter's network mode is PUBLIC.")
    return passed()
