"""Assets of Amazon Bedrock AgentCore: where agents run, and the tools that they use."""

from posture.domain.aws.arn import ArnShape
from posture.domain.aws.assets.bedrock import Bedrock
from posture.domain.evidence import Fact


class AgentCoreRuntime(Bedrock, frozen=True, kw_only=True):
    """A runtime that hosts an agent.

    Attributes:
        network: `PUBLIC` or `VPC`.
        mmdsv2_only: whether its microVMs accept only version 2 of the metadata service.
        environment_secrets: name and kind of the secrets in its environment variables.
    """

    arn = ArnShape("bedrock-agentcore", "runtime/")

    network: Fact[str]
    mmdsv2_only: Fact[bool]
    environment_secrets: Fact[tuple[str, ...]]


class AgentCoreGateway(Bedrock, frozen=True, kw_only=True):
    """A gateway that offers APIs and functions to agents as tools.

    Attributes:
        authorizer: `CUSTOM_JWT`, `AWS_IAM`, `AUTHENTICATE_ONLY` or `NONE`.
    """

    arn = ArnShape("bedrock-agentcore", "gateway/")

    authorizer: Fact[str]
    kms_key: Fact[str | None]


class AgentCoreMemory(Bedrock, frozen=True, kw_only=True):
    """The memory of agents about their users."""

    arn = ArnShape("bedrock-agentcore", "memory/")

    kms_key: Fact[str | None]


class AgentCoreBrowser(Bedrock, frozen=True, kw_only=True):
    """A browser for agents.

    Attributes:
        network: `PUBLIC` or `VPC`.
        recorded: whether its sessions are recorded.
    """

    arn = ArnShape("bedrock-agentcore", "browser-custom/")

    network: Fact[str]
    recorded: Fact[bool]


class AgentCoreCodeInterpreter(Bedrock, frozen=True, kw_only=True):
    """A sandbox in which agents run the code that they write.

    Attributes:
        network: `PUBLIC`, `SANDBOX` or `VPC`.
    """

    arn = ArnShape("bedrock-agentcore", "code-interpreter-custom/")

    network: Fact[str]
