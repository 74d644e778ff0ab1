"""Checks of the guardrails of Amazon Bedrock: what they block in prompts and in answers."""

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
    finding_title="Bedrock guardrail does not block prompt attacks with high strength",
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

    Jailbreaks and injected instructions turn a model's tools and data against their owner.
    Lower strengths block only the most obvious attacks.
    """
    filters = [one for one in known(guardrail.content_filters) if one.kind == PROMPT_ATTACK]
    if not filters:
        return failed("The guardrail has no prompt attack filter.")
    if any(one.input_strength == "HIGH" for one in filters):
        return passed()
    return failed(f"The prompt attack filter's strength is {filters[0].input_strength}, not HIGH.")


@check(
    severity=Severity.MEDIUM,
    finding_title="Bedrock guardrail does not block every category of harmful content",
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
    """Bedrock guardrail blocks every category of harmful content, in prompts and in answers.

    A category without a filter, or with one that only detects, depends on the model's own
    training.
    """
    filters = {one.kind: one for one in known(guardrail.content_filters)}
    gaps = [
        kind
        for kind in HARMFUL
        if kind not in filters
        or "NONE" in {filters[kind].input_strength, filters[kind].output_strength}
    ]
    return (
        failed(f"Not blocked in both prompts and answers: {', '.join(gaps)}.") if gaps else passed()
    )


@check(
    severity=Severity.HIGH,
    finding_title="Bedrock guardrail has no filter for sensitive information",
    remediation="Add the kinds of sensitive information that you handle to the guardrail.",
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
    """Bedrock guardrail filters sensitive information.

    Models repeat what they were given: the personal data of one customer is one question away
    from the next customer.
    """
    if known(guardrail.sensitive_filters):
        return passed()
    return failed("The guardrail has no sensitive information filter.")


@check(
    severity=Severity.HIGH,
    finding_title="Bedrock guardrail detects sensitive information but lets it through",
    remediation="Set every sensitive information filter to block or mask what it finds in answers.",
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
    """Bedrock guardrail blocks or masks all sensitive information that it detects in answers.

    A filter with the action NONE only writes a trace: the answer goes out unchanged.
    """
    filters = known(guardrail.sensitive_filters)
    if not filters:
        return not_applicable("The guardrail has no sensitive information filter.")
    if let_through := sorted(one.name for one in filters if not one.stops_output):
        return failed(f"Detected but not blocked or masked: {', '.join(let_through)}.")
    return passed()


@check(
    severity=Severity.MEDIUM,
    finding_title="Bedrock guardrail does not block ungrounded or irrelevant answers",
    remediation="Add grounding and relevance filters with the action BLOCK to the guardrail.",
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
    """Bedrock guardrail blocks answers that are not grounded in the sources or not relevant.

    People believe an invented answer like a true one, and agents act on it.
    """
    working = {
        one.kind for one in known(guardrail.grounding_filters) if one.blocks and one.threshold > 0
    }
    missing = [kind for kind in GROUNDING if kind not in working]
    return failed(f"No blocking filter for {', '.join(missing)}.") if missing else passed()


@check(
    severity=Severity.LOW,
    finding_title="Bedrock guardrail is not encrypted with a customer managed key",
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
    """Bedrock guardrail is encrypted with a customer managed key.

    Denied topics and words show what an organization is afraid of, and how to get around it.
    """
    return passed() if known(guardrail.kms_key) else failed("No KMS key is set.")
