"""Checks of models of Amazon Comprehend."""

from posture.domain.asset import Family
from posture.domain.aws.assets.comprehend import ComprehendModel
from posture.domain.aws.public_policy import not_public
from posture.domain.check import Severity, check
from posture.domain.evidence import known
from posture.domain.verdict import Verdict, failed, passed

DOCS = "https://docs.aws.amazon.com/comprehend/latest/dg"


@check(
    severity=Severity.MEDIUM,
    finding_title="Comprehend model was trained outside a VPC",
    remediation="Train a new version with subnets and security groups of a VPC.",
    terraform="""
        resource "aws_comprehend_document_classifier" "this" {
          vpc_config {
            security_group_ids = [aws_security_group.training.id]
            subnets            = aws_subnet.private[*].id
          }
        }
    """,
    reference=f"{DOCS}/usingVPC.html",
    family=Family.NETWORK,
)
def aws_comprehend_model_trained_in_vpc(model: ComprehendModel) -> Verdict:
    """Comprehend model was trained inside a VPC.

    There, flow logs show where training data goes, and security groups limit it.
    """
    return passed() if model.in_vpc else failed("It was trained without a VPC.")


@check(
    severity=Severity.LOW,
    finding_title="Comprehend model is not encrypted with a KMS key of the account",
    remediation="Train a new version with keys for the volumes and the model.",
    terraform="""
        resource "aws_comprehend_document_classifier" "this" {
          model_kms_key_id  = aws_kms_key.this.arn
          volume_kms_key_id = aws_kms_key.this.arn
        }
    """,
    reference=f"{DOCS}/kms-in-comprehend.html",
)
def aws_comprehend_model_encrypted_with_own_key(model: ComprehendModel) -> Verdict:
    """Comprehend model and the volumes of its training are encrypted with keys of the account.

    A model repeats parts of the documents that it was trained with.
    """
    if model.plain_parts:
        return failed(f"Without a key of the account: {', '.join(model.plain_parts)}.")
    return passed()


@check(
    severity=Severity.HIGH,
    finding_title="Comprehend model can be imported by everyone",
    remediation="Name the accounts that may import the model.",
    cli="aws comprehend delete-resource-policy --resource-arn ARN",
    reference=f"{DOCS}/custom-copy-sharing.html",
    family=Family.IAM,
)
def aws_comprehend_model_policy_not_public(model: ComprehendModel) -> Verdict:
    """Comprehend model's policy grants nothing to the public.

    Whoever imports the model owns a copy of it.
    """
    return not_public(known(model.policy))
