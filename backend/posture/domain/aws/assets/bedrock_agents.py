"""Assets built on Amazon Bedrock: agents, knowledge bases, prompts, flows, and keys to use it."""

from dataclasses import dataclass

from posture.domain.aws.arn import ArnShape
from posture.domain.aws.assets.bedrock import Bedrock
from posture.domain.aws.assets.iam import Document
from posture.domain.aws.policy import Policy
from posture.domain.evidence import Fact


@dataclass(frozen=True, slots=True)
class Powers:
    """The permissions of a principal.

    Attributes:
        attached: names of the attached policies that AWS manages.
        documents: its inline policies, and the attached policies of the account.
    """

    attached: tuple[str, ...]
    documents: tuple[Document, ...]


@dataclass(frozen=True, slots=True)
class ServiceRole:
    """A role that Bedrock assumes: its permissions and its trust policy."""

    powers: Powers
    trust: Policy


@dataclass(frozen=True, slots=True, kw_only=True)
class BedrockAgent(Bedrock):
    """The working draft of an agent.

    Attributes:
        guardrail: id of its guardrail; None without one.
        guardrail_version: `DRAFT` or a number.
        role_arn: ARN of its role; empty if it has none yet.
        role: None if it has none yet.
        role_sharers: names of the other agents of the region with the same role.
        model: its foundation model; empty if it uses another kind of model.
        model_status: `ACTIVE`, `LEGACY`, or that it is not offered any more; None if it uses no
            foundation model.
    """

    arn = ArnShape("bedrock", "agent/")

    guardrail: Fact[str | None]
    guardrail_version: str | None
    kms_key: Fact[str | None]
    role_arn: Fact[str]
    role: Fact[ServiceRole | None]
    role_sharers: Fact[tuple[str, ...]]
    model: Fact[str]
    model_status: Fact[str | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class BedrockKnowledgeBase(Bedrock):
    """A knowledge base.

    Attributes:
        logged: whether its ingestion is logged.
    """

    arn = ArnShape("bedrock", "knowledge-base/")

    status: str
    logged: Fact[bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class BedrockDataSource(Bedrock):
    """A source of a knowledge base's documents."""

    arn = ArnShape("bedrock", "knowledge-base/")

    knowledge_base: str
    kms_key: Fact[str | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class BedrockPrompt(Bedrock):
    """A prompt kept in prompt management."""

    arn = ArnShape("bedrock", "prompt/")

    kms_key: Fact[str | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class BedrockFlow(Bedrock):
    """A flow of prompts, agents and knowledge bases."""

    arn = ArnShape("bedrock", "flow/")

    kms_key: Fact[str | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class BedrockApiKey(Bedrock):
    """A long-term API key for Bedrock, which belongs to an IAM user.

    Attributes:
        active: whether it works: it is neither inactive nor expired.
        days_left: days until it expires; None if it never does.
        powers: the permissions of its user.
    """

    arn = ArnShape("iam", "user/")

    user: str
    active: bool
    days_left: int | None
    powers: Fact[Powers]
