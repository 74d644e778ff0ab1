"""Cases of Bedrock's checks: logging, guardrails, models and networks."""

from typing import Any

from posture.checks.aws import bedrock, bedrock_guardrail, bedrock_model
from posture.domain.aws.assets.bedrock import (
    BedrockBatchJob,
    BedrockCustomizationJob,
    BedrockCustomModel,
    BedrockGuardrail,
    BedrockImportedModel,
    BedrockInvocationLogging,
    BedrockProvisionedThroughput,
    BedrockRegion,
    BedrockVpc,
    ContentFilter,
    GroundingFilter,
    InvocationLogging,
    SensitiveFilter,
)
from tests.unit.checks.evaluating import (
    DENIED,
    FAIL,
    NOT_APPLICABLE,
    PASS,
    UNKNOWN,
    Case,
    Compliant,
)

KEY = "arn:aws:kms:eu-west-1:123456789012:key/k"
HARMFUL = ("HATE", "INSULTS", "MISCONDUCT", "SEXUAL", "VIOLENCE")
COMPLIANT: Compliant = {
    BedrockInvocationLogging: {
        "setting": InvocationLogging("prompts", "/bedrock", text=True),
        "bucket_algorithm": "aws:kms",
        "log_group_key": KEY,
    },
    BedrockRegion: {"in_use": ("agents",), "guardrail_count": 1, "enforced": ("g1",)},
    BedrockVpc: {
        "services": frozenset({"bedrock-runtime", "s3"}),
        "needed": frozenset({"bedrock-runtime"}),
    },
    BedrockGuardrail: {
        "content_filters": (
            *(ContentFilter(kind, "HIGH", "LOW") for kind in HARMFUL),
            ContentFilter("PROMPT_ATTACK", "HIGH", "NONE"),
        ),
        "sensitive_filters": (SensitiveFilter("EMAIL", stops_output=True),),
        "grounding_filters": (
            GroundingFilter("GROUNDING", 0.7, blocks=True),
            GroundingFilter("RELEVANCE", 0.5, blocks=True),
        ),
        "kms_key": KEY,
    },
    BedrockCustomModel: {"kms_key": KEY},
    BedrockImportedModel: {"kms_key": KEY},
    BedrockCustomizationJob: {"subnets": ("subnet-1",)},
    BedrockBatchJob: {"subnets": ("subnet-1",), "output": "s3://answers", "output_key": KEY},
    BedrockProvisionedThroughput: {"foundation_model": "nova", "model_status": "ACTIVE"},
}


def logged_to(bucket: str | None, log_group: str | None, **changed: Any) -> dict[str, Any]:  # noqa: ANN401  # facts of every type
    return {"setting": InvocationLogging(bucket, log_group, text=True), **changed}


def content(kind: str, into: str, out: str) -> dict[str, tuple[ContentFilter, ...]]:
    others = (ContentFilter(one, "HIGH", "HIGH") for one in HARMFUL if one != kind)
    return {"content_filters": (*others, ContentFilter(kind, into, out))}


def grounding(threshold: float, *, blocks: bool) -> dict[str, tuple[GroundingFilter, ...]]:
    kinds = ("GROUNDING", "RELEVANCE")
    return {
        "grounding_filters": tuple(GroundingFilter(one, threshold, blocks=blocks) for one in kinds)
    }


ENCRYPTED = bedrock.aws_bedrock_invocation_logs_encrypted_with_kms
ATTACKS = bedrock_guardrail.aws_bedrock_guardrail_prompt_attacks_blocked
HARM = bedrock_guardrail.aws_bedrock_guardrail_harmful_content_blocked
STOPPED = bedrock_guardrail.aws_bedrock_guardrail_sensitive_information_stopped
GROUNDED = bedrock_guardrail.aws_bedrock_guardrail_ungrounded_answers_blocked
CASES = [
    Case(bedrock.aws_bedrock_invocation_logging_enabled, {"setting": None}, FAIL),
    Case(
        bedrock.aws_bedrock_invocation_logging_text_included,
        {"setting": InvocationLogging("prompts", None, text=False)},
        FAIL,
    ),
    Case(bedrock.aws_bedrock_invocation_logging_text_included, {"setting": None}, NOT_APPLICABLE),
    Case(ENCRYPTED, {"setting": None}, NOT_APPLICABLE),
    Case(ENCRYPTED, {"bucket_algorithm": "AES256"}, FAIL, "bucket prompts"),
    Case(ENCRYPTED, {"bucket_algorithm": "aws:kms:dsse"}, PASS),
    Case(ENCRYPTED, {"log_group_key": None}, FAIL, "log group /bedrock"),
    Case(ENCRYPTED, logged_to(None, "/bedrock", bucket_algorithm=None), PASS),
    Case(ENCRYPTED, logged_to("prompts", None, log_group_key=DENIED), PASS),
    Case(ENCRYPTED, logged_to("prompts", None, bucket_algorithm=DENIED), UNKNOWN),
    Case(bedrock.aws_bedrock_region_guardrails_configured, {"guardrail_count": 0}, FAIL, "agents"),
    Case(
        bedrock.aws_bedrock_region_guardrails_configured,
        {"guardrail_count": 0, "in_use": ()},
        NOT_APPLICABLE,
    ),
    Case(bedrock.aws_bedrock_region_guardrail_enforced, {"enforced": ()}, FAIL),
    Case(
        bedrock.aws_bedrock_region_guardrail_enforced,
        {"enforced": (), "in_use": ()},
        NOT_APPLICABLE,
    ),
    Case(
        bedrock.aws_bedrock_vpc_endpoints_configured,
        {"needed": frozenset({"bedrock-runtime", "bedrock-agent-runtime"})},
        FAIL,
        "bedrock-agent-runtime",
    ),
    Case(ATTACKS, {"content_filters": ()}, FAIL, "no prompt attack filter"),
    Case(ATTACKS, {"content_filters": (ContentFilter("PROMPT_ATTACK", "MEDIUM", "NONE"),)}, FAIL),
    Case(HARM, {"content_filters": ()}, FAIL, "HATE, INSULTS, MISCONDUCT, SEXUAL, VIOLENCE"),
    Case(HARM, content("SEXUAL", "NONE", "HIGH"), FAIL, ": SEXUAL."),
    Case(HARM, content("HATE", "HIGH", "NONE"), FAIL, ": HATE."),
    Case(HARM, content("HATE", "LOW", "LOW"), PASS),
    Case(
        bedrock_guardrail.aws_bedrock_guardrail_sensitive_information_filtered,
        {"sensitive_filters": ()},
        FAIL,
    ),
    Case(STOPPED, {"sensitive_filters": ()}, NOT_APPLICABLE),
    Case(
        STOPPED,
        {
            "sensitive_filters": (
                SensitiveFilter("EMAIL", stops_output=True),
                SensitiveFilter("order number", stops_output=False),
            )
        },
        FAIL,
        ": order number.",
    ),
    Case(GROUNDED, {"grounding_filters": ()}, FAIL, "GROUNDING, RELEVANCE"),
    Case(GROUNDED, grounding(0.0, blocks=True), FAIL),
    Case(GROUNDED, grounding(0.7, blocks=False), FAIL),
    Case(bedrock_guardrail.aws_bedrock_guardrail_encrypted_with_cmk, {"kms_key": None}, FAIL),
    Case(bedrock_model.aws_bedrock_custom_model_encrypted_with_cmk, {"kms_key": None}, FAIL),
    Case(bedrock_model.aws_bedrock_imported_model_encrypted_with_cmk, {"kms_key": None}, FAIL),
    Case(bedrock_model.aws_bedrock_customization_job_in_vpc, {"subnets": ()}, FAIL),
    Case(bedrock_model.aws_bedrock_batch_job_in_vpc, {"subnets": ()}, FAIL),
    Case(bedrock_model.aws_bedrock_batch_job_output_encrypted_with_cmk, {"output_key": None}, FAIL),
    Case(
        bedrock_model.aws_bedrock_provisioned_throughput_model_active,
        {"model_status": "LEGACY"},
        FAIL,
        "nova is LEGACY",
    ),
]
