"""Assets built on Amazon Bedrock: agents, knowledge bases, prompts, flows, and keys to use it."""

from msgspec import Struct

from posture.domain.aws.arn import ArnShape
from posture.domain.aws.assets.bedrock import Bedrock
from posture.domain.aws.assets.iam import Document
from posture.domain.aws.policy import Policy
from posture.domain.evidence import Fact


class Powers(Struct, frozen=True):
    """The permissions of a principal.

    Attributes:
        attached: names of the attached policies that AWS manages.
        documents: its inline policies, and the attached policies of the account.
    """

    attached: tuple[str, ...]
    documents: tuple[Document, ...]


class ServiceRole(Struct, frozen=True):
    """A role that Bedrock assumes: its permissions and its trust policy."""

    powers: Powers
    trust: Policy


class BedrockAgent(Bedrock, frozen=True, kw_only=True):
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


class BedrockKnowledgeBase(Bedrock, frozen=True, kw_only=True):
    """A knowledge base.

    Attributes:
        logged: whether its ingestion is logged.
    """

    arn = ArnShape("bedrock", "knowledge-base/")

    status: str
    logged: Fact[bool]


class BedrockDataSource(Bedrock, frozen=True, kw_only=True):
    """A source of a knowledge base's documents."""

    arn = ArnShape("bedrock", "knowledge-base/")

    knowledge_base: str
    kms_key: Fact[str | None]


class BedrockPrompt(Bedrock, frozen=True, kw_only=True):
    """A prompt kept in prompt management."""

    arn = ArnShape("bedrock", "prompt/")

    kms_key: Fact[str | None]


class BedrockFlow(Bedrock, frozen=True, kw_only=True):
    """A flow of prompts, agents and knowledge bases."""

    arn = ArnShape("bedrock", "flow/")

    kms_key: Fact[str | None]


class BedrockApiKey(Bedrock, frozen=True, kw_only=True):
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
