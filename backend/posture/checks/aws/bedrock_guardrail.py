"""Rules about the guardrails of Amazon Bedrock: what they stop, in and out."""

from posture.domain.aws.assets.bedrock import BedrockGuardrail
from posture.domain.check import Severity, check
from posture.domain.evidence import known
from posture.domain.verdict import Verdict, failed, not_applicable, passed

DOCS = "https://docs.aws.amazon.com/bedrock/latest/userguide"
SENSITIVE_DOCS = f"{DOCS}/guardrails-sensitive-filters.html"
HARMFUL = ("HATE", "INSULTS", "MISCONDUCT", "SEXUAL", "VIOLENCE")
PROMPT_ATTACK = "PROMPT_ATTACK"
GROUNDING = ("GROUNDING", "RELEVANCE")


@check(
    severity=Severity.HIGH,
    remediation="Add the prompt attack filter with HIGH input strength to the guardrail.",
    cli="""
        aws bedrock update-guardrail --guardrail-identifier ID --name NAME \\
          --blocked-input-messaging TEXT --blocked-outputs-messaging TEXT \\
          --content-policy-config '{"filtersConfig": [{"type": "PROMPT_ATTACK",
            "inputStrength": "HIGH", "outputStrength": "NONE"}]}'
    """,
    terraform="""
        resource "aws_bedrock_guardrail" "this" {
          content_policy_config {
            filters_config {
              type            = "PROMPT_ATTACK"
              input_strength  = "HIGH"
              output_strength = "NONE"
            }
          }
        }
    """,
    reference=f"{DOCS}/guardrails-prompt-attack.html",
)
def aws_bedrock_guardrail_prompt_attacks_blocked(guardrail: BedrockGuardrail) -> Verdict:
    """Bedrock guardrail blocks prompt attacks with high strength.

    Jailbreaks and injected instructions turn a model's tools and data against their owner; lower
    strengths let through what is only likely to be an attack.
    """
    filters = [one for one in known(guardrail.content_filters) if one.kind == PROMPT_ATTACK]
    if not filters:
        return failed("There is no prompt attack filter.")
    if any(one.input_strength == "HIGH" for one in filters):
        return passed()
    return failed(f"The prompt attack filter's strength is {filters[0].input_strength}, not HIGH.")


@check(
    severity=Severity.MEDIUM,
    remediation="Add content filters for all harmful categories, for prompts and for answers.",
    cli="""
        aws bedrock update-guardrail --guardrail-identifier ID --name NAME \\
          --blocked-input-messaging TEXT --blocked-outputs-messaging TEXT \\
          --content-policy-config file://content.json
    """,
    terraform="""
        resource "aws_bedrock_guardrail" "this" {
          content_policy_config {
            filters_config {
              type            = "HATE"
              input_strength  = "MEDIUM"
              output_strength = "MEDIUM"
            }
          }
        }
    """,
    reference=f"{DOCS}/guardrails-content-filters.html",
)
def aws_bedrock_guardrail_harmful_content_blocked(guardrail: BedrockGuardrail) -> Verdict:
    """Bedrock guardrail blocks harmful content of every category, in prompts and in answers.

    A category without a filter, or with one that only watches, is left to the model's own manners.
    """
    filters = {one.kind: one for one in known(guardrail.content_filters)}
    gaps = [
        kind
        for kind in HARMFUL
        if kind not in filters
        or "NONE" in {filters[kind].input_strength, filters[kind].output_strength}
    ]
    return failed(f"Not blocked both ways: {', '.join(gaps)}.") if gaps else passed()


@check(
    severity=Severity.HIGH,
    remediation="Add the kinds of sensitive information that matter to the guardrail.",
    cli="""
        aws bedrock update-guardrail --guardrail-identifier ID --name NAME \\
          --blocked-input-messaging TEXT --blocked-outputs-messaging TEXT \\
          --sensitive-information-policy-config \\
          '{"piiEntitiesConfig": [{"type": "EMAIL", "action": "ANONYMIZE"}]}'
    """,
    terraform="""
        resource "aws_bedrock_guardrail" "this" {
          sensitive_information_policy_config {
            pii_entities_config {
              type   = "EMAIL"
              action = "ANONYMIZE"
            }
          }
        }
    """,
    reference=SENSITIVE_DOCS,
)
def aws_bedrock_guardrail_sensitive_information_filtered(guardrail: BedrockGuardrail) -> Verdict:
    """Bedrock guardrail looks for sensitive information.

    Models repeat what they were given: a customer's number in a document is one question away from
    the next customer.
    """
    if known(guardrail.sensitive_filters):
        return passed()
    return failed("There is no sensitive information filter.")


@check(
    severity=Severity.HIGH,
    remediation="Let every sensitive information filter block or mask what it finds in answers.",
    terraform="""
        resource "aws_bedrock_guardrail" "this" {
          sensitive_information_policy_config {
            pii_entities_config {
              type          = "EMAIL"
              action        = "ANONYMIZE"
              output_action = "ANONYMIZE"
            }
          }
        }
    """,
    reference=SENSITIVE_DOCS,
)
def aws_bedrock_guardrail_sensitive_information_stopped(guardrail: BedrockGuardrail) -> Verdict:
    """Bedrock guardrail blocks or masks all of the sensitive information it looks for in answers.

    A filter whose action is NONE writes a trace and lets the answer go out.
    """
    filters = known(guardrail.sensitive_filters)
    if not filters:
        return not_applicable("There is no sensitive information filter.")
    if open_to := sorted(one.name for one in filters if not one.stops_output):
        return failed(f"Found but not stopped: {', '.join(open_to)}.")
    return passed()


@check(
    severity=Severity.MEDIUM,
    remediation="Add grounding and relevance filters that block to the guardrail.",
    cli="""
        aws bedrock update-guardrail --guardrail-identifier ID --name NAME \\
          --blocked-input-messaging TEXT --blocked-outputs-messaging TEXT \\
          --contextual-grounding-policy-config '{"filtersConfig": [
            {"type": "GROUNDING", "threshold": 0.75}, {"type": "RELEVANCE", "threshold": 0.75}]}'
    """,
    terraform="""
        resource "aws_bedrock_guardrail" "this" {
          contextual_grounding_policy_config {
            filters_config {
              type      = "GROUNDING"
              threshold = 0.75
            }
            filters_config {
              type      = "RELEVANCE"
              threshold = 0.75
            }
          }
        }
    """,
    reference=f"{DOCS}/guardrails-contextual-grounding-check.html",
)
def aws_bedrock_guardrail_ungrounded_answers_blocked(guardrail: BedrockGuardrail) -> Verdict:
    """Bedrock guardrail blocks answers that the given sources do not bear out or nobody asked for.

    An invented answer is believed like a true one, and acted upon by agents.
    """
    working = {
        one.kind for one in known(guardrail.grounding_filters) if one.blocks and one.threshold > 0
    }
    missing = [kind for kind in GROUNDING if kind not in working]
    return failed(f"Not blocked by: {', '.join(missing)}.") if missing else passed()


@check(
    severity=Severity.LOW,
    remediation="Encrypt the guardrail with a KMS key.",
    cli="aws bedrock update-guardrail --guardrail-identifier ID --kms-key-id KEY …",
    terraform="""
        resource "aws_bedrock_guardrail" "this" {
          kms_key_arn = aws_kms_key.ai.arn
        }
    """,
    reference=f"{DOCS}/guardrails-permissions-kms.html",
)
def aws_bedrock_guardrail_encrypted_with_cmk(guardrail: BedrockGuardrail) -> Verdict:
    """Bedrock guardrail is kept under a customer managed key.

    Denied topics and words say what an organization is afraid of, and how to get around it.
    """
    return passed() if known(guardrail.kms_key) else failed("No KMS key is set.")
