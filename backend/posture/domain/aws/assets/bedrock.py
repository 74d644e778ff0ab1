"""Assets of Amazon Bedrock: models, how they are guarded, and whether their use is logged."""

from dataclasses import dataclass

from posture.domain.asset import Family
from posture.domain.aws.arn import ArnShape
from posture.domain.aws.asset import AwsAsset
from posture.domain.evidence import Fact


@dataclass(frozen=True, slots=True, kw_only=True)
class Bedrock(AwsAsset):
    """What all assets of Amazon Bedrock have in common."""

    service = "bedrock"
    family = Family.AI


@dataclass(frozen=True, slots=True)
class InvocationLogging:
    """Where the prompts and answers of a region are logged, and whether their text is."""

    bucket: str | None
    log_group: str | None
    text: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class BedrockInvocationLogging(Bedrock):
    """The one setting of a region by which calls of its models are logged.

    Attributes:
        setting: None where nothing is logged.
        bucket_algorithm: default encryption of the log bucket; None when it has none.
        log_group_key: KMS key of the log group; None when it has none.
    """

    arn = ArnShape("bedrock", "model-invocation-logging")

    setting: Fact[InvocationLogging | None]
    bucket_algorithm: Fact[str | None]
    log_group_key: Fact[str | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class BedrockRegion(Bedrock):
    """What a region's models are guarded by, all of them.

    Attributes:
        in_use: what shows that models are used here, as people call it; empty when nothing does.
        guardrail_count: guardrails there are.
        enforced: ids of the guardrails that hold for every call, whoever makes it.
    """

    arn = ArnShape("bedrock", "guardrails")

    in_use: Fact[tuple[str, ...]]
    guardrail_count: Fact[int]
    enforced: Fact[tuple[str, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class BedrockVpc(Bedrock):
    """A network of a region where models are used.

    Attributes:
        services: what Bedrock is reached for over an endpoint in it, such as `bedrock-runtime`.
        needed: what it is reached for at all in the region.
    """

    arn = ArnShape("ec2", "vpc/")

    services: frozenset[str]
    needed: frozenset[str]


@dataclass(frozen=True, slots=True)
class ContentFilter:
    """One content filter of a guardrail.

    Attributes:
        kind: `HATE`, `INSULTS`, `SEXUAL`, `VIOLENCE`, `MISCONDUCT` or `PROMPT_ATTACK`.
        input_strength: `NONE`, `LOW`, `MEDIUM` or `HIGH`; `NONE` when it does not block.
        output_strength: the same for answers.
    """

    kind: str
    input_strength: str
    output_strength: str


@dataclass(frozen=True, slots=True)
class SensitiveFilter:
    """What a guardrail looks for in texts, and whether an answer that holds it is stopped."""

    name: str
    stops_output: bool


@dataclass(frozen=True, slots=True)
class GroundingFilter:
    """A contextual grounding filter: `GROUNDING` or `RELEVANCE`.

    Attributes:
        threshold: 0 to 1; an answer that scores less is not grounded.
        blocks: whether such an answer is stopped.
    """

    kind: str
    threshold: float
    blocks: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class BedrockGuardrail(Bedrock):
    """A guardrail, as its working draft stands."""

    arn = ArnShape("bedrock", "guardrail/")

    content_filters: Fact[tuple[ContentFilter, ...]]
    sensitive_filters: Fact[tuple[SensitiveFilter, ...]]
    grounding_filters: Fact[tuple[GroundingFilter, ...]]
    kms_key: Fact[str | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class BedrockCustomModel(Bedrock):
    """A model of the account's own, tuned from another."""

    arn = ArnShape("bedrock", "custom-model/")

    kms_key: Fact[str | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class BedrockImportedModel(Bedrock):
    """A model brought from elsewhere."""

    arn = ArnShape("bedrock", "imported-model/")

    kms_key: Fact[str | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class BedrockCustomizationJob(Bedrock):
    """A job that tunes a model, running or done."""

    arn = ArnShape("bedrock", "model-customization-job/")

    subnets: Fact[tuple[str, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class BedrockBatchJob(Bedrock):
    """A batch inference job, running or done."""

    arn = ArnShape("bedrock", "model-invocation-job/")

    subnets: tuple[str, ...]
    output: str
    output_key: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class BedrockProvisionedThroughput(Bedrock):
    """Model units bought for one model.

    Attributes:
        foundation_model: id of the model, or of the one that its model was tuned from.
        model_status: `ACTIVE` or `LEGACY`; None when Bedrock no longer lists the model.
    """

    arn = ArnShape("bedrock", "provisioned-model/")

    foundation_model: str
    model_status: Fact[str | None]
