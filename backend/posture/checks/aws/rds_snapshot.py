"""Checks of RDS snapshots."""

from posture.domain.aws.assets.rds import RdsSnapshot
from posture.domain.check import Severity, check
from posture.domain.evidence import known
from posture.domain.verdict import Verdict, failed, passed

DOCS = "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide"
EVERYBODY = "all"
UNSHARE_CLI = """
    aws rds modify-db-snapshot-attribute --db-snapshot-identifier NAME \\
      --attribute-name restore --values-to-remove all
"""


@check(
    severity=Severity.HIGH,
    finding_title="RDS snapshot is not encrypted",
    remediation="Copy the snapshot with a KMS key, and delete the unencrypted one.",
    cli="""
        aws rds copy-db-snapshot --source-db-snapshot-identifier NAME \\
          --target-db-snapshot-identifier NAME-encrypted --kms-key-id KEY
    """,
    terraform="""
        resource "aws_db_snapshot_copy" "this" {
          source_db_snapshot_identifier = aws_db_snapshot.this.db_snapshot_arn
          target_db_snapshot_identifier = "encrypted"
          kms_key_id                    = aws_kms_key.this.arn
        }
    """,
    reference=f"{DOCS}/USER_CopySnapshot.html",
)
def aws_rds_snapshot_encrypted(snapshot: RdsSnapshot) -> Verdict:
    """RDS snapshot is encrypted.

    A snapshot contains the whole database, and can be copied and shared.
    """
    return passed() if snapshot.encrypted else failed("The snapshot is not encrypted.")


@check(
    severity=Severity.CRITICAL,
    finding_title="RDS snapshot is public",
    remediation="Stop sharing the snapshot publicly.",
    cli=UNSHARE_CLI,
    reference=f"{DOCS}/USER_ShareSnapshot.html",
)
def aws_rds_snapshot_not_public(snapshot: RdsSnapshot) -> Verdict:
    """RDS snapshot is not public.

    Anyone with an AWS account can find a public snapshot and restore the database from it.
    """
    if EVERYBODY in known(snapshot.shared_with):
        return failed("Every AWS account may restore the snapshot.")
    return passed()


@check(
    severity=Severity.MEDIUM,
    finding_title="RDS snapshot is shared with other accounts",
    remediation="Stop sharing the snapshot with accounts that do not need it.",
    cli=UNSHARE_CLI.replace("all", "ACCOUNT"),
    reference=f"{DOCS}/USER_ShareSnapshot.html",
)
def aws_rds_snapshot_not_shared(snapshot: RdsSnapshot) -> Verdict:
    """RDS snapshot is not shared with individual other accounts.

    A database that another account has restored from the snapshot remains there when the sharing
    ends.
    """
    if others := [one for one in known(snapshot.shared_with) if one != EVERYBODY]:
        return failed(f"Shared with {', '.join(sorted(others))}.")
    return passed()
