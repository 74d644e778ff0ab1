"""Checks of indexes of Amazon Kendra."""

from posture.domain.asset import Family
from posture.domain.aws.assets.kendra import KendraIndex
from posture.domain.check import Severity, check
from posture.domain.evidence import known
from posture.domain.verdict import Verdict, failed, not_applicable, passed

DOCS = "https://docs.aws.amazon.com/kendra/latest/dg"


@check(
    severity=Severity.HIGH,
    finding_title="Kendra index trusts what callers say about the user",
    remediation="Require a signed token (JWT) of the user, and configure how it is verified.",
    cli="""
        aws kendra update-index --id INDEX --user-context-policy USER_TOKEN \\
          --user-token-configurations file://tokens.json
    """,
    terraform="""
        resource "aws_kendra_index" "this" {
          user_context_policy = "USER_TOKEN"
          user_token_configurations {
            jwt_token_type_configuration {
              key_location              = "URL"
              url                       = "https://id.example.com/.well-known/jwks.json"
              user_name_attribute_field = "username"
              group_attribute_field     = "groups"
            }
          }
        }
    """,
    reference=f"{DOCS}/create-index-access-control.html",
    family=Family.IAM,
)
def aws_kendra_index_results_by_user(index: KendraIndex) -> Verdict:
    """Kendra index filters results by a signed token of the user.

    Otherwise the application names the user itself, and a fault in it shows documents of others.
    """
    verified = known(index.tokens_verified)
    if verified is None:
        return not_applicable("Its edition has no tokens: the application filters results.")
    return passed() if verified else failed("No signed token of the user is required.")


@check(
    severity=Severity.LOW,
    finding_title="Kendra index is not encrypted with a KMS key of the account",
    remediation="Create an index with a KMS key, and let it read the documents.",
    terraform="""
        resource "aws_kendra_index" "this" {
          server_side_encryption_configuration {
            kms_key_id = aws_kms_key.this.arn
          }
        }
    """,
    reference=f"{DOCS}/encryption-at-rest.html",
)
def aws_kendra_index_encrypted_with_own_key(index: KendraIndex) -> Verdict:
    """Kendra index is encrypted with a KMS key of the account.

    With such a key, each use is recorded, and access to the data can be ended by the key.
    """
    return passed() if known(index.own_key) else failed("A key that AWS owns encrypts it.")
