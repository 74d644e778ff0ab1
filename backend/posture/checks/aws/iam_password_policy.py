"""Checks of the password policy of an AWS account."""

from posture.domain.aws.assets.iam import IamPasswordPolicy
from posture.domain.check import Severity, check
from posture.domain.evidence import known
from posture.domain.verdict import Verdict, failed, passed

DOCS = (
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_passwords_account-policy.html"
)
MINIMUM_LENGTH = 14
MAXIMUM_AGE_DAYS = 90
REMEMBERED_COUNT = 24


@check(
    severity=Severity.MEDIUM,
    finding_title="Password policy accepts fewer than 14 characters",
    remediation=f"Require passwords of at least {MINIMUM_LENGTH} characters.",
    cli=f"aws iam update-account-password-policy --minimum-password-length {MINIMUM_LENGTH}",
    terraform=f"""
        resource "aws_iam_account_password_policy" "this" {{
          minimum_password_length = {MINIMUM_LENGTH}
        }}
    """,
    reference=DOCS,
)
def aws_iam_password_policy_minimum_length_sufficient(account: IamPasswordPolicy) -> Verdict:
    """Password policy requires at least 14 characters.

    Long passwords take much longer to guess, online and from a stolen hash.
    """
    length = known(account.rules).minimum_length
    if length < MINIMUM_LENGTH:
        return failed(f"The minimum length is {length} characters.")
    return passed()


@check(
    severity=Severity.LOW,
    finding_title="Password policy does not require a symbol",
    remediation="Require a symbol in every password.",
    cli="aws iam update-account-password-policy --require-symbols",
    terraform="""
        resource "aws_iam_account_password_policy" "this" {
          require_symbols = true
        }
    """,
    reference=DOCS,
)
def aws_iam_password_policy_symbols_required(account: IamPasswordPolicy) -> Verdict:
    """Password policy requires a symbol.

    Programs that guess passwords try those without symbols first.
    """
    return _required("symbol", required=known(account.rules).symbols)


@check(
    severity=Severity.LOW,
    finding_title="Password policy does not require a digit",
    remediation="Require a digit in every password.",
    cli="aws iam update-account-password-policy --require-numbers",
    terraform="""
        resource "aws_iam_account_password_policy" "this" {
          require_numbers = true
        }
    """,
    reference=DOCS,
)
def aws_iam_password_policy_numbers_required(account: IamPasswordPolicy) -> Verdict:
    """Password policy requires a digit.

    Programs that guess passwords start with dictionary words.
    """
    return _required("digit", required=known(account.rules).numbers)


@check(
    severity=Severity.LOW,
    finding_title="Password policy does not require an uppercase letter",
    remediation="Require an uppercase letter in every password.",
    cli="aws iam update-account-password-policy --require-uppercase-characters",
    terraform="""
        resource "aws_iam_account_password_policy" "this" {
          require_uppercase_characters = true
        }
    """,
    reference=DOCS,
)
def aws_iam_password_policy_uppercase_required(account: IamPasswordPolicy) -> Verdict:
    """Password policy requires an uppercase letter.

    Passwords with letters of one case only are far fewer, and quicker to guess.
    """
    return _required("uppercase letter", required=known(account.rules).uppercase)


@check(
    severity=Severity.LOW,
    finding_title="Password policy does not require a lowercase letter",
    remediation="Require a lowercase letter in every password.",
    cli="aws iam update-account-password-policy --require-lowercase-characters",
    terraform="""
        resource "aws_iam_account_password_policy" "this" {
          require_lowercase_characters = true
        }
    """,
    reference=DOCS,
)
def aws_iam_password_policy_lowercase_required(account: IamPasswordPolicy) -> Verdict:
    """Password policy requires a lowercase letter.

    Passwords with letters of one case only are far fewer, and quicker to guess.
    """
    return _required("lowercase letter", required=known(account.rules).lowercase)


def _required(what: str, *, required: bool) -> Verdict:
    return passed() if required else failed(f"Passwords without a {what} are accepted.")


@check(
    severity=Severity.LOW,
    finding_title="Password policy does not expire passwords within 90 days",
    remediation=f"Let passwords expire after {MAXIMUM_AGE_DAYS} days or less.",
    cli=f"aws iam update-account-password-policy --max-password-age {MAXIMUM_AGE_DAYS}",
    terraform=f"""
        resource "aws_iam_account_password_policy" "this" {{
          max_password_age = {MAXIMUM_AGE_DAYS}
        }}
    """,
    reference=DOCS,
)
def aws_iam_password_policy_maximum_age_limited(account: IamPasswordPolicy) -> Verdict:
    """Password policy expires passwords after 90 days or less.

    A password that was stolen unnoticed works until it is changed.
    """
    days = known(account.rules).maximum_age_days
    if days is None:
        return failed("Passwords never expire.")
    if days > MAXIMUM_AGE_DAYS:
        return failed(f"Passwords expire after {days} days.")
    return passed()


@check(
    severity=Severity.MEDIUM,
    finding_title="Password policy allows recent passwords to be reused",
    remediation=f"Remember the last {REMEMBERED_COUNT} passwords, the most that IAM supports.",
    cli=f"aws iam update-account-password-policy --password-reuse-prevention {REMEMBERED_COUNT}",
    terraform=f"""
        resource "aws_iam_account_password_policy" "this" {{
          password_reuse_prevention = {REMEMBERED_COUNT}
        }}
    """,
    reference=DOCS,
)
def aws_iam_password_policy_reuse_prevented(account: IamPasswordPolicy) -> Verdict:
    """Password policy rejects the last 24 passwords.

    If old passwords can be reused, a password that leaked years ago may work again.
    """
    count = known(account.rules).remembered_count
    if count < REMEMBERED_COUNT:
        return failed(f"Only the last {count} passwords are rejected.")
    return passed()
