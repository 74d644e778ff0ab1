"""Rules about volumes and snapshots of Amazon EBS."""

from posture.domain.aws.assets.ebs import EbsSnapshot, EbsVolume
from posture.domain.check import Severity, check
from posture.domain.evidence import known
from posture.domain.verdict import Verdict, failed, not_applicable, passed

ENCRYPTION_DOCS = "https://docs.aws.amazon.com/ebs/latest/userguide/ebs-encryption.html"
LONGEST_DETACHED_DAYS = 7


@check(
    severity=Severity.HIGH,
    remediation="Copy its snapshot with encryption, and make the disk anew from the copy.",
    cli="""
        aws ec2 copy-snapshot --source-region REGION --source-snapshot-id SNAPSHOT --encrypted
    """,
    terraform="""
        resource "aws_ebs_volume" "this" {
          encrypted  = true
          kms_key_id = aws_kms_key.this.arn
        }
    """,
    reference=ENCRYPTION_DOCS,
)
def aws_ec2_volume_encrypted(volume: EbsVolume) -> Verdict:
    """EBS volume is encrypted.

    Of an unencrypted disk, whoever may snapshot it can take a readable copy to another account.
    """
    return passed() if volume.encrypted else failed("Not encrypted.")


@check(
    severity=Severity.LOW,
    remediation="Make a last snapshot if need be, and delete the volume.",
    cli="aws ec2 delete-volume --volume-id VOLUME",
    reference="https://docs.aws.amazon.com/ebs/latest/userguide/ebs-deleting-volume.html",
)
def aws_ec2_volume_attached(volume: EbsVolume) -> Verdict:
    """EBS volume is attached to an instance, or younger than a week.

    A disk that outlived its machine holds data that nobody watches any more.
    """
    if volume.attached or volume.age_days <= LONGEST_DETACHED_DAYS:
        return passed()
    return failed(f"Attached to nothing, {volume.age_days} days old.")


@check(
    severity=Severity.MEDIUM,
    remediation="Make snapshots by Data Lifecycle Manager or AWS Backup.",
    cli="aws ec2 create-snapshot --volume-id VOLUME",
    reference="https://docs.aws.amazon.com/ebs/latest/userguide/ebs-snapshots.html",
)
def aws_ec2_volume_has_snapshot(volume: EbsVolume) -> Verdict:
    """EBS volume has at least one snapshot.

    A disk without a copy is lost with its availability zone, or with one mistaken command.
    """
    return passed() if known(volume.has_snapshot) else failed("No snapshot.")


@check(
    severity=Severity.MEDIUM,
    remediation="Name the volume, or a tag of it, in a backup plan.",
    terraform="""
        resource "aws_backup_selection" "this" {
          name         = "volumes"
          plan_id      = aws_backup_plan.this.id
          iam_role_arn = aws_iam_role.backup.arn
          resources    = [aws_ebs_volume.this.arn]
        }
    """,
    reference="https://docs.aws.amazon.com/securityhub/latest/userguide/ec2-controls.html#ec2-28",
)
def aws_ec2_volume_in_backup(volume: EbsVolume) -> Verdict:
    """EBS volume has a recovery point in AWS Backup.

    Snapshots that somebody makes by hand stop on the day that somebody leaves.
    """
    if known(volume.backed_up):
        return passed()
    if not volume.attached:
        return not_applicable("Attached to nothing.")
    return failed("No recovery point in AWS Backup.")


@check(
    severity=Severity.HIGH,
    remediation="Copy the snapshot with encryption, and delete this one.",
    cli="""
        aws ec2 copy-snapshot --source-region REGION --source-snapshot-id SNAPSHOT --encrypted
    """,
    reference=ENCRYPTION_DOCS,
)
def aws_ec2_snapshot_encrypted(snapshot: EbsSnapshot) -> Verdict:
    """EBS snapshot is encrypted.

    An unencrypted snapshot can be shared with one call, and read by whom it is shared with.
    """
    return passed() if snapshot.encrypted else failed("Not encrypted.")


@check(
    severity=Severity.CRITICAL,
    remediation="Take back the permission of all, and look for what was in the snapshot.",
    cli="""
        aws ec2 modify-snapshot-attribute --snapshot-id SNAPSHOT \\
          --attribute createVolumePermission --operation-type remove --group-names all
    """,
    reference=(
        "https://docs.aws.amazon.com/ebs/latest/userguide/ebs-modifying-snapshot-permissions.html"
    ),
)
def aws_ec2_snapshot_not_public(snapshot: EbsSnapshot) -> Verdict:
    """EBS snapshot is not public.

    Anybody with any AWS account can make a disk of it and read every file, deleted ones included.
    """
    if known(snapshot.public):
        return failed("Every AWS account may restore it.")
    return passed()
