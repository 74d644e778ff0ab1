"""Checks of Amazon DynamoDB tables: recovery, deletion, keys and policies."""

from posture.domain.asset import Family
from posture.domain.aws.assets.dynamodb import DynamoDbTable
from posture.domain.aws.policy_model import ORGANIZATION_KEYS, foreign_accounts
from posture.domain.aws.public_policy import not_public
from posture.domain.check import Severity, check
from posture.domain.evidence import known
from posture.domain.verdict import Verdict, failed, passed

DOCS = "https://docs.aws.amazon.com/amazondynamodb/latest/developerguide"


@check(
    severity=Severity.MEDIUM,
    finding_title="DynamoDB table has point-in-time recovery off",
    remediation="Turn on point-in-time recovery.",
    cli="""
        aws dynamodb update-continuous-backups --table-name NAME \\
          --point-in-time-recovery-specification PointInTimeRecoveryEnabled=true
    """,
    terraform="""
        resource "aws_dynamodb_table" "this" {
          point_in_time_recovery {
            enabled = true
          }
        }
    """,
    reference=f"{DOCS}/Point-in-time-recovery.html",
)
def aws_dynamodb_table_point_in_time_recovery_enabled(table: DynamoDbTable) -> Verdict:
    """DynamoDB table can be restored to any second of the last weeks.

    Without it, items that a faulty program or an attacker changed are lost.
    """
    return passed() if known(table.recoverable) else failed("Point-in-time recovery is off.")


@check(
    severity=Severity.MEDIUM,
    finding_title="DynamoDB table has deletion protection off",
    remediation="Turn on deletion protection.",
    cli="aws dynamodb update-table --table-name NAME --deletion-protection-enabled",
    terraform="""
        resource "aws_dynamodb_table" "this" {
          deletion_protection_enabled = true
        }
    """,
    reference=f"{DOCS}/WorkingWithTables.Basics.html",
)
def aws_dynamodb_table_deletion_protection_enabled(table: DynamoDbTable) -> Verdict:
    """DynamoDB table has deletion protection on.

    Without it, one call or one replacement by Terraform deletes the table with its data.
    """
    return passed() if known(table.deletion_protection) else failed("Deletion protection is off.")


@check(
    severity=Severity.LOW,
    finding_title="DynamoDB table is not encrypted with a customer managed key",
    remediation="Set a customer managed KMS key for the table.",
    cli="""
        aws dynamodb update-table --table-name NAME \\
          --sse-specification Enabled=true,SSEType=KMS,KMSMasterKeyId=KEY
    """,
    terraform="""
        resource "aws_dynamodb_table" "this" {
          server_side_encryption {
            enabled     = true
            kms_key_arn = aws_kms_key.data.arn
          }
        }
    """,
    reference=f"{DOCS}/EncryptionAtRest.html",
)
def aws_dynamodb_table_encrypted_with_own_key(table: DynamoDbTable) -> Verdict:
    """DynamoDB table is encrypted with a customer managed key.

    With a key of its own, the account decides who can read the data, and sees each use of the key.
    """
    return passed() if known(table.own_key) else failed("The key is AWS's own.")


@check(
    severity=Severity.CRITICAL,
    finding_title="DynamoDB table's policy grants access to the public",
    remediation="Name the principals, or limit the statement to the account or organization.",
    cli="aws dynamodb put-resource-policy --resource-arn ARN --policy file://policy.json",
    terraform="""
        resource "aws_dynamodb_resource_policy" "this" {
          resource_arn = aws_dynamodb_table.this.arn
          policy       = data.aws_iam_policy_document.readers.json
        }
    """,
    reference=f"{DOCS}/access-control-resource-based.html",
    family=Family.IAM,
)
def aws_dynamodb_table_policy_not_public(table: DynamoDbTable) -> Verdict:
    """DynamoDB table's policy grants no access to the public.

    Anyone with an AWS account can read, change or delete the items.
    """
    return not_public(known(table.policy), table.resource_id, f"{table.resource_id}/*")


@check(
    severity=Severity.MEDIUM,
    finding_title="DynamoDB table's policy grants access to other accounts",
    remediation="Remove the accounts, or require the organization; accept the finding if trusted.",
    cli="aws dynamodb put-resource-policy --resource-arn ARN --policy file://policy.json",
    terraform="""
        resource "aws_dynamodb_resource_policy" "this" {
          resource_arn = aws_dynamodb_table.this.arn
          policy       = data.aws_iam_policy_document.own_account.json
        }
    """,
    reference=f"{DOCS}/rbac-cross-account-access.html",
    family=Family.IAM,
)
def aws_dynamodb_table_policy_own_account_only(table: DynamoDbTable) -> Verdict:
    """DynamoDB table's policy grants access to its own account and organization only.

    Who controls the other account reads or changes the items, unseen by this account's IAM.
    """
    found = foreign_accounts(known(table.policy), table.account_id, keys=ORGANIZATION_KEYS)
    return failed(f"Granted to {', '.join(sorted(found))}.") if found else passed()
