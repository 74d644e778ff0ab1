"""Checks of Amazon EFS: encryption, backups, zones, and who may mount the files."""

from posture.domain.asset import Family
from posture.domain.aws.assets.efs import EfsAccessPoint, EfsFileSystem
from posture.domain.aws.policy_model import lacking, public, requires_tls
from posture.domain.check import Severity, check
from posture.domain.evidence import known
from posture.domain.verdict import Verdict, failed, not_applicable, passed

DOCS = "https://docs.aws.amazon.com/efs/latest/ug"
POLICY_DOCS = f"{DOCS}/iam-access-control-nfs-efs.html"
MOUNT = "elasticfilesystem:ClientMount"
ROOT_ACCESS = "elasticfilesystem:ClientRootAccess"
# EFS does not count a policy that demands a mount target as public: clients are in its networks.
# Source: https://docs.aws.amazon.com/efs/latest/ug/access-control-block-public-access.html
NETWORK_KEY = "elasticfilesystem:accessedviamounttarget"
PUT_POLICY = "aws efs put-file-system-policy --file-system-id ID --policy file://policy.json"


@check(
    severity=Severity.HIGH,
    finding_title="EFS file system is not encrypted",
    remediation="Copy the files to a new file system that is encrypted.",
    cli="aws efs create-file-system --encrypted --kms-key-id KEY",
    terraform="""
        resource "aws_efs_file_system" "this" {
          encrypted  = true
          kms_key_id = aws_kms_key.this.arn
        }
    """,
    reference=f"{DOCS}/encryption-at-rest.html",
)
def aws_efs_file_system_encrypted(system: EfsFileSystem) -> Verdict:
    """EFS file system is encrypted.

    Encryption is decided once, when the file system is created. It protects the files from
    anyone who gets hold of the storage.
    """
    return passed() if system.encrypted else failed("The file system is not encrypted.")


@check(
    severity=Severity.LOW,
    finding_title="EFS file system is encrypted with AWS's own key",
    remediation="Copy the files to a file system that uses a customer managed key.",
    cli="aws efs create-file-system --encrypted --kms-key-id KEY",
    terraform="""
        resource "aws_efs_file_system" "this" {
          encrypted  = true
          kms_key_id = aws_kms_key.this.arn
        }
    """,
    reference=f"{DOCS}/EFSKMS.html",
    family=Family.SECRETS,
)
def aws_efs_file_system_encrypted_with_own_key(system: EfsFileSystem) -> Verdict:
    """EFS file system that is encrypted uses a customer managed key.

    Only your own key can be revoked: for one role, for one region, or for everybody at once.
    """
    if not system.encrypted:
        return not_applicable("The file system is not encrypted.")
    return passed() if known(system.own_key) else failed("The key is AWS's own.")


@check(
    severity=Severity.HIGH,
    finding_title="EFS file system has no policy, or one that allows everyone",
    remediation="Set a policy that names who may mount, or allows access only by mount targets.",
    cli=PUT_POLICY,
    terraform="""
        resource "aws_efs_file_system_policy" "this" {
          file_system_id = aws_efs_file_system.this.id
          policy         = data.aws_iam_policy_document.this.json
        }
    """,
    reference=f"{DOCS}/access-control-block-public-access.html",
    family=Family.IAM,
)
def aws_efs_file_system_policy_not_public(system: EfsFileSystem) -> Verdict:
    """EFS file system has a policy, and it grants nothing to the public.

    Without a policy, every client that reaches a mount target has full access, including root
    access.
    """
    policy = known(system.policy)
    if not policy:
        return failed("The file system has no policy, so every client is allowed.")
    granted = public(policy, resources=(system.resource_id,), keys=lacking(NETWORK_KEY, "true"))
    if not granted:
        return passed()
    actions = {action for one in granted for action in one.actions}
    return failed(f"Everyone is granted {', '.join(sorted(actions)) or 'all actions but some'}.")


@check(
    severity=Severity.MEDIUM,
    finding_title="EFS file system allows clients without TLS",
    remediation="Deny every request without TLS in the policy, with aws:SecureTransport.",
    cli=PUT_POLICY,
    terraform="""
        condition {
          test     = "Bool"
          variable = "aws:SecureTransport"
          values   = ["false"]
        }
    """,
    reference=f"{DOCS}/encryption-in-transit.html",
    family=Family.NETWORK,
)
def aws_efs_file_system_tls_required(system: EfsFileSystem) -> Verdict:
    """EFS file system denies clients without TLS.

    NFS itself sends files unencrypted, so they can be read and changed everywhere on the
    network path.
    """
    if requires_tls(known(system.policy), actions=(MOUNT,), resources=(system.resource_id,)):
        return passed()
    return failed("The policy does not deny every client without TLS.")


@check(
    severity=Severity.MEDIUM,
    finding_title="EFS file system grants root access to everyone",
    remediation="Grant root access only to those who administer the files.",
    cli=PUT_POLICY,
    reference=POLICY_DOCS,
    family=Family.IAM,
)
def aws_efs_file_system_root_access_named(system: EfsFileSystem) -> Verdict:
    """EFS file system grants root access to named principals only.

    Root can read and change every file, whatever its owner and mode are.
    """
    policy = known(system.policy)
    if not policy:
        return failed("The file system has no policy, so every client may be root.")
    if public(policy, actions=(ROOT_ACCESS,), resources=(system.resource_id,)):
        return failed("Everyone who may mount it may be root.")
    return passed()


@check(
    severity=Severity.MEDIUM,
    finding_title="EFS file system has no automatic backups",
    remediation="Turn on automatic backups.",
    cli="aws efs put-backup-policy --file-system-id ID --backup-policy Status=ENABLED",
    terraform="""
        resource "aws_efs_backup_policy" "this" {
          file_system_id = aws_efs_file_system.this.id
          backup_policy { status = "ENABLED" }
        }
    """,
    reference=f"{DOCS}/awsbackup.html",
)
def aws_efs_file_system_backed_up(system: EfsFileSystem) -> Verdict:
    """EFS file system is backed up automatically.

    What one client deletes, or encrypts for ransom, is lost for all of them at once.
    """
    return passed() if known(system.backed_up) else failed("Automatic backups are off.")


@check(
    severity=Severity.MEDIUM,
    finding_title="EFS file system depends on a single availability zone",
    remediation="Copy the files to a regional file system, with mount targets in two zones.",
    cli="aws efs create-file-system --encrypted",
    reference=f"{DOCS}/features.html",
)
def aws_efs_file_system_several_zones(system: EfsFileSystem) -> Verdict:
    """EFS file system stores files in several availability zones, and is mounted in two or more.

    Otherwise the failure of one zone makes the files unavailable.
    """
    if system.one_zone:
        return failed(f"All files are stored in {system.one_zone}.")
    targets = known(system.mount_targets)
    if not targets:
        return not_applicable("It has no mount target.")
    zones = {one.zone for one in targets}
    return passed() if len(zones) > 1 else failed(f"All mount targets are in {', '.join(zones)}.")


@check(
    severity=Severity.MEDIUM,
    finding_title="EFS file system has mount targets in public subnets",
    remediation="Move the mount targets to private subnets.",
    cli="aws efs create-mount-target --file-system-id ID --subnet-id SUBNET",
    reference="https://docs.aws.amazon.com/securityhub/latest/userguide/efs-controls.html#efs-6",
    family=Family.NETWORK,
)
def aws_efs_file_system_mounted_in_private_subnets(system: EfsFileSystem) -> Verdict:
    """EFS file system's mount targets are in private subnets.

    Machines in public subnets are the first to be taken over, and they are next to the files.
    """
    targets = known(system.mount_targets)
    if not targets:
        return not_applicable("It has no mount target.")
    public = [one.subnet for one in targets if one.public]
    return failed(f"Mount targets in public subnets: {', '.join(public)}.") if public else passed()


@check(
    severity=Severity.MEDIUM,
    finding_title="EFS access point does not enforce an ordinary user",
    remediation="Recreate the access point with a POSIX user other than root.",
    cli="aws efs create-access-point --file-system-id ID --posix-user Uid=1000,Gid=1000",
    terraform="""
        resource "aws_efs_access_point" "this" {
          posix_user {
            uid = 1000
            gid = 1000
          }
        }
    """,
    reference=f"{DOCS}/enforce-identity-access-points.html",
    family=Family.IAM,
)
def aws_efs_access_point_user_enforced(point: EfsAccessPoint) -> Verdict:
    """EFS access point enforces an ordinary POSIX user.

    NFS trusts the user id that a client claims. Without this setting, any client can act as any
    user.
    """
    if point.user is None:
        return failed("No POSIX user is set: clients choose their user id.")
    return passed() if point.user else failed("The POSIX user is root.")


@check(
    severity=Severity.MEDIUM,
    finding_title="EFS access point exposes the whole file system",
    remediation="Recreate the access point with the directory that its clients need.",
    cli="aws efs create-access-point --file-system-id ID --root-directory Path=/app",
    terraform="""
        resource "aws_efs_access_point" "this" {
          root_directory { path = "/app" }
        }
    """,
    reference=f"{DOCS}/enforce-root-directory-access-point.html",
)
def aws_efs_access_point_directory_enforced(point: EfsAccessPoint) -> Verdict:
    """EFS access point exposes its own directory, not the whole file system.

    If an application is taken over, the attacker then gets only that application's files.
    """
    return passed() if point.path != "/" else failed("The root directory is /.")
