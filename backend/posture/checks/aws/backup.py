"""Checks of AWS Backup: who can use and delete recovery points, and what plans save."""

from posture.domain.asset import Family
from posture.domain.aws.assets.backup import BackupPlan, BackupVault
from posture.domain.aws.public_policy import not_public
from posture.domain.check import Severity, check
from posture.domain.evidence import known
from posture.domain.verdict import Verdict, failed, not_applicable, passed

SHOWN = 5  # sources in a message
DOCS = "https://docs.aws.amazon.com/aws-backup/latest/devguide"


@check(
    severity=Severity.HIGH,
    finding_title="Backup vault's policy grants access to the public",
    remediation="Name the accounts that may copy, or require the organization by a condition.",
    cli="aws backup delete-backup-vault-access-policy --backup-vault-name NAME",
    terraform="""
        resource "aws_backup_vault_policy" "this" {
          backup_vault_name = aws_backup_vault.this.name
          policy            = data.aws_iam_policy_document.copies.json
        }
    """,
    reference=f"{DOCS}/create-a-vault-access-policy.html",
    family=Family.IAM,
)
def aws_backup_vault_policy_not_public(vault: BackupVault) -> Verdict:
    """Backup vault's policy grants no access to the public.

    Recovery points are whole databases and disks.
    """
    return not_public(known(vault.policy))


@check(
    severity=Severity.MEDIUM,
    finding_title="Backup vault lets its recovery points be deleted",
    remediation="Lock the vault, at first in governance mode.",
    cli="""
        aws backup put-backup-vault-lock-configuration --backup-vault-name NAME \\
          --min-retention-days 7
    """,
    terraform="""
        resource "aws_backup_vault_lock_configuration" "this" {
          backup_vault_name  = aws_backup_vault.this.name
          min_retention_days = 7
        }
    """,
    reference=f"{DOCS}/vault-lock.html",
)
def aws_backup_vault_locked(vault: BackupVault) -> Verdict:
    """Backup vault is locked.

    Who extorts money deletes the backups first.
    """
    if vault.locked:
        return passed()
    if vault.empty:
        return not_applicable("It has no recovery points.")
    return failed("Recovery points can be deleted before their time.")


@check(
    severity=Severity.LOW,
    finding_title="Backup vault is not encrypted with a customer managed key",
    remediation="Make a vault with a customer managed KMS key, and let plans use it.",
    terraform="""
        resource "aws_backup_vault" "this" {
          kms_key_arn = aws_kms_key.backup.arn
        }
    """,
    reference=f"{DOCS}/encryption.html",
)
def aws_backup_vault_encrypted_with_own_key(vault: BackupVault) -> Verdict:
    """Backup vault is encrypted with a customer managed key.

    With a key of its own, the account decides who can read the backups, and sees each use of the
    key. Backups under AWS's key cannot be copied to another account.
    """
    return passed() if known(vault.own_key) else failed("The key is AWS's own.")


@check(
    severity=Severity.LOW,
    finding_title="Backup plan selects no resources",
    remediation="Add a selection of resources, by tags or by name.",
    cli="aws backup create-backup-selection --backup-plan-id ID --backup-selection file://all.json",
    terraform="""
        resource "aws_backup_selection" "this" {
          plan_id = aws_backup_plan.this.id
          selection_tag {
            type  = "STRINGEQUALS"
            key   = "backup"
            value = "daily"
          }
        }
    """,
    reference=f"{DOCS}/assigning-resources.html",
)
def aws_backup_plan_selects_resources(plan: BackupPlan) -> Verdict:
    """Backup plan selects resources.

    A plan without a selection looks like backups, and makes none.
    """
    return passed() if known(plan.selections) else failed("It has no selection.")


@check(
    severity=Severity.MEDIUM,
    finding_title="Backup vault has recovery points that are not encrypted",
    remediation="Encrypt the sources, make new recovery points, and delete the old ones.",
    cli="aws backup delete-recovery-point --backup-vault-name NAME --recovery-point-arn ARN",
    reference="https://docs.aws.amazon.com/securityhub/latest/userguide/backup-controls.html#backup-1",
)
def aws_backup_vault_recovery_points_encrypted(vault: BackupVault) -> Verdict:
    """Backup vault has encrypted recovery points only.

    Those of sources that AWS Backup does not manage wholly are as their source is, whatever the
    vault's key.
    """
    if plain := known(vault.plain_sources):
        more = f" and {len(plain) - SHOWN} more" if len(plain) > SHOWN else ""
        return failed(f"Not encrypted: recovery points of {', '.join(plain[:SHOWN])}{more}.")
    return passed()
