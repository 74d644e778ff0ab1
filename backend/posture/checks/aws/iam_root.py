"""Checks of the root user of an AWS account."""

from posture.domain.aws.assets.iam import IamRoot, RootSummary
from posture.domain.check import Severity, check
from posture.domain.evidence import known
from posture.domain.verdict import Verdict, failed, not_applicable, passed

ROOT_DOCS = "https://docs.aws.amazon.com/IAM/latest/UserGuide/root-user-best-practices.html"
NO_CREDENTIALS = "The root user has no credentials of its own."
RECENT_DAYS = 1


@check(
    severity=Severity.CRITICAL,
    finding_title="Root user signs in without MFA",
    remediation=(
        "Register an MFA device for the root user: sign in as root, then open Security credentials."
    ),
    reference="https://docs.aws.amazon.com/IAM/latest/UserGuide/enable-mfa-for-root.html",
)
def aws_iam_root_mfa_enabled(root: IamRoot) -> Verdict:
    """Root user signs in with MFA.

    Anyone with the root user's password, or access to its mailbox, controls the account and can
    lock everyone else out. MFA is the only further protection.
    """
    summary = known(root.summary)
    if summary.mfa:
        return passed()
    if not _can_sign_in(summary):
        return not_applicable(NO_CREDENTIALS)
    return failed("No MFA device is registered for the root user.")


@check(
    severity=Severity.HIGH,
    finding_title="Root user has no security key or hardware token for MFA",
    remediation="Replace the root user's authenticator app with a security key or hardware token.",
    reference="https://docs.aws.amazon.com/IAM/latest/UserGuide/enable-hw-mfa-for-root.html",
)
def aws_iam_root_hardware_mfa_enabled(root: IamRoot) -> Verdict:
    """Root user's MFA device is a security key or a hardware token.

    An authenticator app runs on a phone that can be lost, backed up or attacked. Its codes can be
    phished; a security key's response cannot.
    """
    summary = known(root.summary)
    if not summary.mfa and not _can_sign_in(summary):
        return not_applicable(NO_CREDENTIALS)
    if not summary.mfa:
        return failed("No MFA device is registered for the root user.")
    if known(root.virtual_mfa):
        return failed("The root user's MFA device is an authenticator app.")
    return passed()


def _can_sign_in(summary: RootSummary) -> bool:
    return summary.password or summary.access_keys


@check(
    severity=Severity.CRITICAL,
    finding_title="Root user has access keys",
    remediation="Delete the root user's access keys, and use roles for programs.",
    cli="aws iam delete-access-key --access-key-id KEY  # signed with the root user's own keys",
    reference=ROOT_DOCS,
)
def aws_iam_root_access_keys_absent(root: IamRoot) -> Verdict:
    """Root user has no access keys.

    The root user's access keys can do everything, without an expiry date and without MFA, and no
    IAM policy limits them.
    """
    if known(root.summary).access_keys:
        return failed("The root user has access keys.")
    return passed()


@check(
    severity=Severity.MEDIUM,
    finding_title="Root user has X.509 signing certificates",
    remediation="Delete the root user's X.509 signing certificates.",
    cli="aws iam delete-signing-certificate --certificate-id ID  # signed as the root user",
    reference=ROOT_DOCS,
)
def aws_iam_root_signing_certificates_absent(root: IamRoot) -> Verdict:
    """Root user has no X.509 signing certificates.

    The private key of such a certificate signs requests with all the root user's permissions.
    """
    if known(root.summary).certificates:
        return failed("The root user has signing certificates.")
    return passed()


@check(
    severity=Severity.HIGH,
    finding_title="Root user was used in the last day",
    remediation="Use roles for daily work, and the root user only for the tasks that require it.",
    reference="https://docs.aws.amazon.com/IAM/latest/UserGuide/id_root-user.html#root-user-tasks",
)
def aws_iam_root_unused(root: IamRoot) -> Verdict:
    """Root user was not used in the last day.

    The root user's actions cannot be limited or attributed to a person. Only a few tasks need it.
    """
    credentials = known(root.credentials)
    idle = [credentials.password_idle_days, *(key.idle_days for key in credentials.keys)]
    latest = min((days for days in idle if days is not None), default=None)
    if latest is not None and latest <= RECENT_DAYS:
        return failed(f"The root user was last used {latest} days ago.")
    return passed()
