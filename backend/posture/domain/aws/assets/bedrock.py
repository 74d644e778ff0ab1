"""Assets of Amazon Bedrock: models, guardrails, and the logging of model calls."""

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
    """Where the model calls of a region are logged, and whether with the text of prompts."""

    bucket: str | None
    log_group: str | None
    text: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class BedrockInvocationLogging(Bedrock):
    """The setting of a region that logs the calls of its models.

    Attributes:
        setting: None if nothing is logged.
        bucket_algorithm: default encryption of the log bucket; None if it has none.
        log_group_key: KMS key of the log group; None if it has none.
    """

    arn = ArnShape("bedrock", "model-invocation-logging")

    setting: Fact[InvocationLogging | None]
    bucket_algorithm: Fact[str | None]
    log_group_key: Fact[str | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class BedrockRegion(Bedrock):
    """The guardrails of a region, and what shows that its models are used.

    Attributes:
        in_use: signs that models are used in the region, such as `agents`; empty if there is none.
        guardrail_count: number of guardrails.
        enforced: ids of the guardrails that apply to every call, of every caller.
    """

    arn = ArnShape("bedrock", "guardrails")

    in_use: Fact[tuple[str, ...]]
    guardrail_count: Fact[int]
    enforced: Fact[tuple[str, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class BedrockVpc(Bedrock):
    """A VPC in a region where models are used.

    Attributes:
        services: services that the VPC has an endpoint for, such as `bedrock-runtime`.
        needed: services of Bedrock that are used in the region.
    """

    arn = ArnShape("ec2", "vpc/")

    services: frozenset[str]
    needed: frozenset[str]


@dataclass(frozen=True, slots=True)
class ContentFilter:
    """One content filter of a guardrail.

    Attributes:
        kind: `HATE`, `INSULTS`, `SEXUAL`, `VIOLENCE`, `MISCONDUCT` or `PROMPT_ATTACK`.
        input_strength: `NONE`, `LOW`, `MEDIUM` or `HIGH`; `NONE` if it does not block.
        output_strength: the same for the model's answers.
    """

    kind: str
    input_strength: str
    output_strength: str


@dataclass(frozen=True, slots=True)
class SensitiveFilter:
    """What a guardrail detects, and whether it blocks or masks that in the model's answers."""

    name: str
    stops_output: bool


@dataclass(frozen=True, slots=True)
class GroundingFilter:
    """A contextual grounding filter: `GROUNDING` or `RELEVANCE`.

    Attributes:
        threshold: from 0 to 1; an answer with a lower score is not grounded.
        blocks: whether such an answer is blocked.
    """

    kind: str
    threshold: float
    blocks: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class BedrockGuardrail(Bedrock):
    """The working draft of a guardrail."""

    arn = ArnShape("bedrock", "guardrail/")

    content_filters: Fact[tuple[ContentFilter, ...]]
    sensitive_filters: Fact[tuple[SensitiveFilter, ...]]
    grounding_filters: Fact[tuple[GroundingFilter, ...]]
    kms_key: Fact[str | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class BedrockCustomModel(Bedrock):
    """A model of the account, customized from another model."""

    arn = ArnShape("bedrock", "custom-model/")

    kms_key: Fact[str | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class BedrockImportedModel(Bedrock):
    """A model imported into Bedrock."""

    arn = ArnShape("bedrock", "imported-model/")

    kms_key: Fact[str | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class BedrockCustomizationJob(Bedrock):
    """A job that customizes a model, running or finished."""

    arn = ArnShape("bedrock", "model-customization-job/")

    subnets: Fact[tuple[str, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class BedrockBatchJob(Bedrock):
    """A batch inference job, running or finished."""

    arn = ArnShape("bedrock", "model-invocation-job/")

    subnets: tuple[str, ...]
    output: str
    output_key: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class BedrockProvisionedThroughput(Bedrock):
    """Provisioned throughput for one model.

    Attributes:
        foundation_model: id of the model, or of the model that it was customized from.
        model_status: `ACTIVE`, `LEGACY`, or that it is not offered any more.
    """

    arn = ArnShape("bedrock", "provisioned-model/")

    foundation_model: str
    model_status: Fact[str]
