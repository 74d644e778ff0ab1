"""Assets built on Amazon Bedrock: agents, knowledge bases, prompts, flows, and keys to use it."""

from dataclasses import dataclass

from posture.domain.aws.arn import ArnShape
from posture.domain.aws.assets.bedrock import Bedrock
from posture.domain.aws.assets.iam import Document
from posture.domain.aws.policy import Policy
from posture.domain.evidence import Fact


@dataclass(frozen=True, slots=True)
class Powers:
    """What somebody may do.

    Attributes:
        attached: names of AWS's own policies attached to it.
        documents: its inline policies, and the customer's that are attached to it.
    """

    attached: tuple[str, ...]
    documents: tuple[Document, ...]


@dataclass(frozen=True, slots=True)
class ServiceRole:
    """A role that Bedrock acts with: what it may do, and for whom it may be assumed."""

    powers: Powers
    trust: Policy


@dataclass(frozen=True, slots=True, kw_only=True)
class BedrockAgent(Bedrock):
    """An agent, as its working draft stands.

    Attributes:
        guardrail: id of the guardrail on it, None when there is none.
        guardrail_version: `DRAFT` or a number.
        role_arn: the role it acts with; empty when it has none yet.
        role: None when there is no such role that trusts Bedrock.
        role_sharers: names of the region's other agents that act with the same role.
        model: the foundation model it thinks with; empty when it is another kind of model.
        model_status: `ACTIVE` or `LEGACY`; None when Bedrock no longer lists the model.
    """

    arn = ArnShape("bedrock", "agent/")

    guardrail: str | None
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
    """What a knowledge base takes its documents from."""

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
        active: whether it works: neither switched off nor expired.
        days_left: days until it expires; None when it never does.
        powers: what its user may do.
    """

    arn = ArnShape("iam", "user/")

    user: str
    active: bool
    days_left: int | None
    powers: Fact[Powers]
