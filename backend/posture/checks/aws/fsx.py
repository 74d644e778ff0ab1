"""Checks of file systems of Amazon FSx."""

from posture.domain.aws.assets.fsx import FsxFileSystem
from posture.domain.check import Severity, check
from posture.domain.evidence import known
from posture.domain.verdict import Verdict, failed, not_applicable, passed


@check(
    severity=Severity.MEDIUM,
    finding_title="FSx file system has no automatic backups",
    remediation="Keep automatic backups for at least a week.",
    cli="""
        aws fsx update-file-system --file-system-id ID \\
          --windows-configuration AutomaticBackupRetentionDays=7
    """,
    terraform="""
        resource "aws_fsx_windows_file_system" "this" {
          automatic_backup_retention_days = 7
        }
    """,
    reference="https://docs.aws.amazon.com/fsx/latest/WindowsGuide/using-backups.html",
)
def aws_fsx_file_system_backups_kept(file_system: FsxFileSystem) -> Verdict:
    """FSx file system has automatic backups.

    Files that are deleted or encrypted by an attacker can be restored from them.
    """
    days = known(file_system.backup_days)
    if days is None:
        return not_applicable("FSx makes no backups of this kind of file system.")
    return passed() if days else failed("Automatic backups are off.")
