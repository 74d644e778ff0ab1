"""Assets of Amazon Bedrock: models, guardrails, and the logging of model calls."""

from msgspec import Struct

from posture.domain.asset import Family
from posture.domain.aws.arn import ArnShape
from posture.domain.aws.asset import AwsAsset
from posture.domain.evidence import Fact


class Bedrock(AwsAsset, frozen=True, kw_only=True):
    """What all assets of Amazon Bedrock have in common."""

    service = "bedrock"
    family = Family.AI


class InvocationLogging(Struct, frozen=True):
    """Where the model calls of a region are logged, and whether with the text of prompts."""

    bucket: str | None
    log_group: str | None
    text: bool


class BedrockInvocationLogging(Bedrock, frozen=True, kw_only=True):
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


class BedrockRegion(Bedrock, frozen=True, kw_only=True):
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


class BedrockVpc(Bedrock, frozen=True, kw_only=True):
    """A VPC in a region where models are used.

    Attributes:
        services: services that the VPC has an endpoint for, such as `bedrock-runtime`.
        needed: services of Bedrock that are used in the region.
    """

    arn = ArnShape("ec2", "vpc/")

    services: frozenset[str]
    needed: frozenset[str]


class ContentFilter(Struct, frozen=True):
    """One content filter of a guardrail.

    Attributes:
        kind: `HATE`, `INSULTS`, `SEXUAL`, `VIOLENCE`, `MISCONDUCT` or `PROMPT_ATTACK`.
        input_strength: `NONE`, `LOW`, `MEDIUM` or `HIGH`; `NONE` if it does not block.
        output_strength: the same for the model's answers.
    """

    kind: str
    input_strength: str
    output_strength: str


class SensitiveFilter(Struct, frozen=True):
    """What a guardrail detects, and whether it blocks or masks that in the model's answers."""

    name: str
    stops_output: bool


class GroundingFilter(Struct, frozen=True):
    """A contextual grounding filter: `GROUNDING` or `RELEVANCE`.

    Attributes:
        threshold: from 0 to 1; an answer with a lower score is not grounded.
        blocks: whether such an answer is blocked.
    """

    kind: str
    threshold: float
    blocks: bool


class BedrockGuardrail(Bedrock, frozen=True, kw_only=True):
    """The working draft of a guardrail."""

    arn = ArnShape("bedrock", "guardrail/")

    content_filters: Fact[tuple[ContentFilter, ...]]
    sensitive_filters: Fact[tuple[SensitiveFilter, ...]]
    grounding_filters: Fact[tuple[GroundingFilter, ...]]
    kms_key: Fact[str | None]


class BedrockCustomModel(Bedrock, frozen=True, kw_only=True):
    """A model of the account, customized from another model."""

    arn = ArnShape("bedrock", "custom-model/")

    kms_key: Fact[str | None]


class BedrockImportedModel(Bedrock, frozen=True, kw_only=True):
    """A model imported into Bedrock."""

    arn = ArnShape("bedrock", "imported-model/")

    kms_key: Fact[str | None]


class BedrockCustomizationJob(Bedrock, frozen=True, kw_only=True):
    """A job that customizes a model, running or finished."""

    arn = ArnShape("bedrock", "model-customization-job/")

    subnets: Fact[tuple[str, ...]]


class BedrockBatchJob(Bedrock, frozen=True, kw_only=True):
    """A batch inference job, running or finished."""

    arn = ArnShape("bedrock", "model-invocation-job/")

    subnets: tuple[str, ...]
    output: str
    output_key: str | None


class BedrockProvisionedThroughput(Bedrock, frozen=True, kw_only=True):
    """Provisioned throughput for one model.

    Attributes:
        foundation_model: id of the model, or of the model that it was customized from.
        model_status: `ACTIVE`, `LEGACY`, or that it is not offered any more.
    """

    arn = ArnShape("bedrock", "provisioned-model/")

    foundation_model: str
    model_status: Fact[str]
