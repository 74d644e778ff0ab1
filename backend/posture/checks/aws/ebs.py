"""Checks of volumes and snapshots of Amazon EBS."""

from posture.domain.aws.assets.ebs import EbsSnapshot, EbsVolume
from posture.domain.check import Severity, check
from posture.domain.evidence import known
from posture.domain.verdict import Verdict, failed, not_applicable, passed

ENCRYPTION_DOCS = "https://docs.aws.amazon.com/ebs/latest/userguide/ebs-encryption.html"
LONGEST_DETACHED_DAYS = 7


@check(
    severity=Severity.HIGH,
    finding_title="EBS volume is not encrypted",
    remediation="Copy its snapshot with encryption, and create a new volume from the copy.",
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

    Anyone who can take a snapshot of an unencrypted volume can copy readable data to another
    account.
    """
    return passed() if volume.encrypted else failed("Encryption is off.")


@check(
    severity=Severity.LOW,
    finding_title="EBS volume is attached to no instance",
    remediation="Take a final snapshot if you need one, and delete the volume.",
    cli="aws ec2 delete-volume --volume-id VOLUME",
    reference="https://docs.aws.amazon.com/ebs/latest/userguide/ebs-deleting-volume.html",
)
def aws_ec2_volume_attached(volume: EbsVolume) -> Verdict:
    """EBS volume is attached to an instance, or at most a week old.

    A volume that outlived its instance holds data that nobody watches any more.
    """
    if volume.attached or volume.age_days <= LONGEST_DETACHED_DAYS:
        return passed()
    return failed(f"Not attached to an instance; {volume.age_days} days old.")


@check(
    severity=Severity.MEDIUM,
    finding_title="EBS volume has no snapshot",
    remediation="Create snapshots with Data Lifecycle Manager or AWS Backup.",
    cli="aws ec2 create-snapshot --volume-id VOLUME",
    reference="https://docs.aws.amazon.com/ebs/latest/userguide/ebs-snapshots.html",
)
def aws_ec2_volume_has_snapshot(volume: EbsVolume) -> Verdict:
    """EBS volume has at least one snapshot.

    A volume without a copy is lost with its availability zone, or with one mistaken command.
    """
    return passed() if known(volume.has_snapshot) else failed("The volume has no snapshot.")


@check(
    severity=Severity.MEDIUM,
    finding_title="EBS volume has no recovery point in AWS Backup",
    remediation="Include the volume, or a tag of it, in a backup plan.",
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

    Snapshots made by hand stop when the person who makes them leaves.
    """
    if known(volume.backed_up):
        return passed()
    if not volume.attached:
        return not_applicable("Not attached to an instance.")
    return failed("AWS Backup has no recovery point of it.")


@check(
    severity=Severity.HIGH,
    finding_title="EBS snapshot is not encrypted",
    remediation="Copy the snapshot with encryption, and delete this one.",
    cli="""
        aws ec2 copy-snapshot --source-region REGION --source-snapshot-id SNAPSHOT --encrypted
    """,
    reference=ENCRYPTION_DOCS,
)
def aws_ec2_snapshot_encrypted(snapshot: EbsSnapshot) -> Verdict:
    """EBS snapshot is encrypted.

    One call is enough to share an unencrypted snapshot, and everybody it is shared with can
    read it.
    """
    return passed() if snapshot.encrypted else failed("Encryption is off.")


@check(
    severity=Severity.CRITICAL,
    finding_title="EBS snapshot is public",
    remediation="Remove the permission for all accounts, and find out what the snapshot contains.",
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

    Anybody with an AWS account can create a volume from it and read every file, including
    deleted ones.
    """
    if known(snapshot.public):
        return failed("Every AWS account may create a volume from it.")
    return passed()
