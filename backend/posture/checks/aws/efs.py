"""Rules about Amazon EFS: files that are encrypted, kept twice, and mounted by whom they should."""

from posture.domain.asset import Family
from posture.domain.aws.assets.efs import EfsAccessPoint, EfsFileSystem
from posture.domain.aws.policy import Statement
from posture.domain.check import Severity, check
from posture.domain.evidence import known
from posture.domain.verdict import Verdict, failed, not_applicable, passed

DOCS = "https://docs.aws.amazon.com/efs/latest/ug"
POLICY_DOCS = f"{DOCS}/iam-access-control-nfs-efs.html"
MOUNT = "elasticfilesystem:ClientMount"
# A client that comes through a mount target is in one of its networks, which EFS takes for narrow.
# Source: https://docs.aws.amazon.com/efs/latest/ug/access-control-block-public-access.html
NETWORK_KEY = "elasticfilesystem:accessedviamounttarget"
PUT_POLICY = "aws efs put-file-system-policy --file-system-id ID --policy file://policy.json"


@check(
    severity=Severity.HIGH,
    remediation="Copy the files to a file system that was made with encryption.",
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
    """EFS file system encrypts what it keeps.

    It is decided once, when the file system is made, and not in the power of whoever uses it.
    """
    return passed() if system.encrypted else failed("The file system is not encrypted.")


@check(
    severity=Severity.LOW,
    remediation="Copy the files to a file system under a key of your own.",
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
    """EFS file system that is encrypted is so under a key of the account.

    Only an own key can be taken away: from a role, from a region, or from everybody at once.
    """
    if not system.encrypted:
        return not_applicable("The file system is not encrypted at all.")
    return passed() if known(system.own_key) else failed("The key is AWS's own.")


@check(
    severity=Severity.HIGH,
    remediation="Set a policy that names who may mount, or lets in through mount targets only.",
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

    Without a policy, every client that reaches a mount target has full access, as root too.
    """
    policy = known(system.policy)
    if not policy:
        return failed("Without a policy every client is let in.")
    public = [one for one in policy.public if not _through_mount_target(one)]
    if not public:
        return passed()
    actions = {action for one in public for action in one.actions}
    return failed(f"Everyone is granted {', '.join(sorted(actions)) or 'all but some'}.")


@check(
    severity=Severity.MEDIUM,
    remediation="Deny in the policy whatever comes without TLS, by aws:SecureTransport.",
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
    """EFS file system refuses clients without TLS.

    NFS itself sends files as they are: readable, and changeable, on every hop of the network.
    """
    policy = known(system.policy)
    if policy and any(_refuses_plain(one) for one in policy.statements):
        return passed()
    return failed("Clients without TLS are let in.")


@check(
    severity=Severity.MEDIUM,
    remediation="Grant root access to those only who administer the files.",
    cli=PUT_POLICY,
    reference=POLICY_DOCS,
    family=Family.IAM,
)
def aws_efs_file_system_root_access_named(system: EfsFileSystem) -> Verdict:
    """EFS file system grants root access to named principals only.

    Root reads and changes every file, whatever its owner and mode say.
    """
    policy = known(system.policy)
    if not policy:
        return failed("Without a policy every client may be root.")
    granted = policy.granting("elasticfilesystem:ClientRootAccess")
    if any(one.for_anyone and not one.limits_callers for one in granted):
        return failed("Everyone who may mount may be root.")
    return passed()


@check(
    severity=Severity.MEDIUM,
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

    What one client deletes, or encrypts for ransom, is gone for all of them at once.
    """
    return passed() if known(system.backed_up) else failed("Automatic backups are off.")


@check(
    severity=Severity.MEDIUM,
    remediation="Copy the files to a regional file system.",
    cli="aws efs create-file-system --encrypted",
    reference=f"{DOCS}/features.html",
)
def aws_efs_file_system_several_zones(system: EfsFileSystem) -> Verdict:
    """EFS file system keeps its files in several availability zones, and is mounted in two.

    The loss of one zone otherwise takes the files, or the way to them.
    """
    if system.one_zone:
        return failed(f"All files are in {system.one_zone}.")
    targets = known(system.mount_targets)
    if not targets:
        return not_applicable("Nobody can mount it.")
    zones = {one.zone for one in targets}
    return passed() if len(zones) > 1 else failed(f"Mounted only in {', '.join(zones)}.")


@check(
    severity=Severity.MEDIUM,
    remediation="Move the mount targets to private subnets.",
    cli="aws efs create-mount-target --file-system-id ID --subnet-id SUBNET",
    reference="https://docs.aws.amazon.com/securityhub/latest/userguide/efs-controls.html#efs-6",
    family=Family.NETWORK,
)
def aws_efs_file_system_mounted_in_private_subnets(system: EfsFileSystem) -> Verdict:
    """EFS file system's mount targets are in subnets without a route from the internet.

    Machines in public subnets are the first to be taken over, and the files are next to them.
    """
    targets = known(system.mount_targets)
    if not targets:
        return not_applicable("Nobody can mount it.")
    public = [one.subnet for one in targets if one.public]
    return failed(f"In public subnets: {', '.join(public)}.") if public else passed()


@check(
    severity=Severity.MEDIUM,
    remediation="Make the access point anew, with a POSIX user.",
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
    """EFS access point makes everybody an ordinary user of its choice.

    NFS believes a client that says who it is: without the setting, anybody can be anybody.
    """
    if point.user is None:
        return failed("Clients are whom they say they are.")
    return passed() if point.user else failed("Everybody becomes root.")


@check(
    severity=Severity.MEDIUM,
    remediation="Make the access point anew, with the directory that its clients need.",
    cli="aws efs create-access-point --file-system-id ID --root-directory Path=/app",
    terraform="""
        resource "aws_efs_access_point" "this" {
          root_directory { path = "/app" }
        }
    """,
    reference=f"{DOCS}/enforce-root-directory-access-point.html",
)
def aws_efs_access_point_directory_enforced(point: EfsAccessPoint) -> Verdict:
    """EFS access point shows a directory of its own rather than the whole file system.

    An application that is taken over then gives away its own files, not everybody's.
    """
    return passed() if point.path != "/" else failed("It shows the whole file system.")


def _through_mount_target(statement: Statement) -> bool:
    found = statement.conditions.get("Bool", {}).items()
    return any(key.lower() == NETWORK_KEY and values == ("true",) for key, values in found)


def _refuses_plain(statement: Statement) -> bool:
    """Return whether a statement denies mounting to everybody who comes without TLS."""
    if statement.allows or not statement.covers(MOUNT):
        return False
    everybody = "*" in (*statement.principals.get("*", ()), *statement.principals.get("AWS", ()))
    return everybody and statement.condition("aws:SecureTransport") == ("false",)
