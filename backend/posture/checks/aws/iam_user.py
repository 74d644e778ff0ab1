"""Checks of IAM users and their credentials."""

from posture.domain.aws.assets.iam import AccessKey, IamUser
from posture.domain.check import Severity, check
from posture.domain.evidence import contradiction, known
from posture.domain.verdict import Verdict, failed, not_applicable, passed, unknown

REPORT_CALL = "iam:GetCredentialReport"
KEYS_DOCS = "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_access-keys.html"
KEY_MAXIMUM_AGE_DAYS = 90
UNUSED_DAYS = 45


@check(
    severity=Severity.HIGH,
    finding_title="IAM user signs in to the console without MFA",
    remediation="Register an MFA device for the user, or remove its console password.",
    cli="""
        aws iam enable-mfa-device --user-name USER --serial-number ARN \\
          --authentication-code1 CODE --authentication-code2 CODE
    """,
    reference="https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_mfa.html",
)
def aws_iam_user_console_mfa_enabled(user: IamUser) -> Verdict:
    """IAM user with a console password signs in with MFA.

    With MFA, a password that is guessed, phished or reused elsewhere is not enough to sign in.
    """
    credentials = known(user.credentials)
    if not credentials.password_enabled:
        return passed("The user has no console password.")
    if not credentials.mfa_active:
        return failed("The user signs in to the console with a password only.")
    return passed()


@check(
    severity=Severity.MEDIUM,
    finding_title="IAM user has no security key or hardware token for MFA",
    remediation="Replace the user's authenticator app with a security key or hardware token.",
    cli="""
        aws iam enable-mfa-device --user-name USER --serial-number TOKEN \\
          --authentication-code1 CODE --authentication-code2 CODE
    """,
    reference="https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_mfa.html",
)
def aws_iam_user_hardware_mfa_enabled(user: IamUser) -> Verdict:
    """IAM user with a console password uses a security key or hardware token for MFA.

    A code from an authenticator app can be phished together with the password; a security key's
    response cannot.
    """
    credentials = known(user.credentials)
    if not credentials.password_enabled:
        return not_applicable("The user has no console password.")
    if not credentials.mfa_active:
        return failed("No MFA device is registered for the user.")
    if known(user.virtual_mfa):
        return failed("The user's MFA device is an authenticator app.")
    return passed()


@check(
    severity=Severity.MEDIUM,
    finding_title="IAM user's console password was not used for 45 days",
    remediation="Remove the console password of the user.",
    cli="aws iam delete-login-profile --user-name USER",
    reference="https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_finding-unused.html",
)
def aws_iam_user_console_password_used(user: IamUser) -> Verdict:
    """IAM user's console password was used in the last 45 days.

    If the owner has forgotten a password, only an attacker will use it.
    """
    credentials = known(user.credentials)
    if not credentials.password_enabled:
        return passed("The user has no console password.")
    since = (credentials.password_idle_days, credentials.password_age_days)
    dates = [days for days in since if days is not None]
    if not dates:
        return unknown(contradiction("a password without a date", REPORT_CALL))
    unused_days = min(dates)
    if unused_days >= UNUSED_DAYS:
        return failed(f"The password has not been used for {unused_days} days.")
    return passed()


@check(
    severity=Severity.MEDIUM,
    finding_title="IAM user has an active access key older than 90 days",
    remediation="Create a new access key, move its users to it, then delete the old one.",
    cli="""
        aws iam create-access-key --user-name USER
        aws iam update-access-key --user-name USER --access-key-id OLD --status Inactive
        aws iam delete-access-key --user-name USER --access-key-id OLD
    """,
    reference="https://docs.aws.amazon.com/IAM/latest/UserGuide/id-credentials-access-keys-update.html",
)
def aws_iam_user_access_keys_rotated(user: IamUser) -> Verdict:
    """IAM user's active access keys are no older than 90 days.

    Access keys are left behind on laptops, in logs and in repositories. Rotation makes forgotten
    copies useless.
    """
    old = [
        key for key in known(user.credentials).active_keys if key.age_days > KEY_MAXIMUM_AGE_DAYS
    ]
    if old:
        ages = (f"key {key.number} is {key.age_days} days old" for key in old)
        return failed(f"Access {', '.join(ages)}.")
    return passed()


@check(
    severity=Severity.MEDIUM,
    finding_title="IAM user has an active access key that was not used for 45 days",
    remediation="Deactivate access keys that nobody uses, then delete them.",
    cli="aws iam update-access-key --user-name USER --access-key-id KEY --status Inactive",
    reference="https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_finding-unused.html",
)
def aws_iam_user_access_keys_used(user: IamUser) -> Verdict:
    """IAM user's active access keys were used in the last 45 days.

    An access key that no program needs can be misused without anyone noticing.
    """
    unused = [
        key for key in known(user.credentials).active_keys if _unused_days(key) >= UNUSED_DAYS
    ]
    if unused:
        idle = (f"key {key.number} for {_unused_days(key)} days" for key in unused)
        return failed(f"Unused: {', '.join(idle)}.")
    return passed()


def _unused_days(key: AccessKey) -> int:
    """Return the days since a key was last used, or since it was created if it never was."""
    return key.age_days if key.idle_days is None else min(key.idle_days, key.age_days)


@check(
    severity=Severity.MEDIUM,
    finding_title="IAM user has two active access keys",
    remediation="Deactivate one of the two keys once all its users have switched to the other.",
    cli="aws iam update-access-key --user-name USER --access-key-id KEY --status Inactive",
    reference=KEYS_DOCS,
)
def aws_iam_user_single_active_access_key(user: IamUser) -> Verdict:
    """IAM user has at most one active access key.

    The second key is meant for the hours of a rotation. Kept longer, it is one more secret that can
    leak.
    """
    count = len(known(user.credentials).active_keys)
    return failed("Two access keys are active.") if count > 1 else passed()


@check(
    severity=Severity.LOW,
    finding_title="IAM user has policies of its own",
    remediation="Attach the policies to a group or a role, and add the user to the group.",
    cli="aws iam detach-user-policy --user-name USER --policy-arn ARN",
    reference="https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_manage-attach-detach.html",
)
def aws_iam_user_policies_through_groups(user: IamUser) -> Verdict:
    """IAM user gets its permissions from groups, not from policies of its own.

    Permissions that are granted to a single user are forgotten when the user changes teams.
    """
    own = [arn.rpartition("/")[2] for arn in user.attached] + [one.name for one in user.documents]
    if own:
        return failed(f"Policies of its own: {', '.join(own)}.")
    return passed()


@check(
    severity=Severity.MEDIUM,
    finding_title="IAM user works with long-term access keys",
    remediation=(
        "Replace the access keys with a role for the program or a federated sign-in for the "
        "person, then delete them."
    ),
    cli="aws iam delete-access-key --user-name USER --access-key-id KEY",
    reference="https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#bp-workloads-use-roles",
)
def aws_iam_user_temporary_credentials_preferred(user: IamUser) -> Verdict:
    """IAM user works with no long-term access keys.

    The credentials of a role expire within hours, wherever they leak. An access key works until
    somebody notices.
    """
    if used := [key.number for key in known(user.credentials).active_keys if _in_use(key)]:
        return failed(f"Long-term access keys in use: {', '.join(map(str, used))}.")
    return passed()


def _in_use(key: AccessKey) -> bool:
    return key.idle_days is not None


@check(
    severity=Severity.MEDIUM,
    finding_title="IAM user with a console password has an access key never used",
    remediation="Delete the access key that was created with the user and never used.",
    cli="aws iam delete-access-key --user-name USER --access-key-id KEY",
    reference=KEYS_DOCS,
)
def aws_iam_user_initial_access_keys_absent(user: IamUser) -> Verdict:
    """IAM user with a console password has no access key that was never used.

    Access keys that are created together with a user are stored somewhere and then forgotten.
    """
    credentials = known(user.credentials)
    if not credentials.password_enabled:
        return passed("The user has no console password.")
    if never := [key.number for key in credentials.active_keys if not _in_use(key)]:
        return failed(f"Access keys that were never used: {', '.join(map(str, never))}.")
    return passed()


@check(
    severity=Severity.LOW,
    finding_title="IAM user has active X.509 signing certificates",
    remediation="Delete the user's X.509 signing certificates.",
    cli="aws iam delete-signing-certificate --user-name USER --certificate-id ID",
    reference="https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_getting-report.html",
)
def aws_iam_user_signing_certificates_absent(user: IamUser) -> Verdict:
    """IAM user has no active X.509 signing certificates.

    Signing certificates are long-term credentials for old interfaces, and are never rotated.
    """
    if count := known(user.credentials).certificate_count:
        return failed(f"{count} signing certificates are active.")
    return passed()
