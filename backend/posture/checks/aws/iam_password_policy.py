"""Rules about the password policy of an AWS account."""

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
    remediation=f"Demand passwords of at least {MINIMUM_LENGTH} characters.",
    cli=f"aws iam update-account-password-policy --minimum-password-length {MINIMUM_LENGTH}",
    terraform=f"""
        resource "aws_iam_account_password_policy" "this" {{
          minimum_password_length = {MINIMUM_LENGTH}
        }}
    """,
    reference=DOCS,
)
def aws_iam_password_policy_minimum_length_sufficient(account: IamPasswordPolicy) -> Verdict:
    """Password policy demands at least 14 characters.

    Length is what makes guessing slow, for those who try many passwords and for those who stole a
    hash.
    """
    length = known(account.rules).minimum_length
    if length < MINIMUM_LENGTH:
        return failed(f"{length} characters are enough.")
    return passed()


@check(
    severity=Severity.LOW,
    remediation="Demand a symbol in every password.",
    cli="aws iam update-account-password-policy --require-symbols",
    terraform="""
        resource "aws_iam_account_password_policy" "this" {
          require_symbols = true
        }
    """,
    reference=DOCS,
)
def aws_iam_password_policy_symbols_required(account: IamPasswordPolicy) -> Verdict:
    """Password policy demands a symbol.

    Passwords without one are among the first that a guessing program tries.
    """
    return _demanded("symbol", demanded=known(account.rules).symbols)


@check(
    severity=Severity.LOW,
    remediation="Demand a digit in every password.",
    cli="aws iam update-account-password-policy --require-numbers",
    terraform="""
        resource "aws_iam_account_password_policy" "this" {
          require_numbers = true
        }
    """,
    reference=DOCS,
)
def aws_iam_password_policy_numbers_required(account: IamPasswordPolicy) -> Verdict:
    """Password policy demands a digit.

    Plain words are in every dictionary that guessing programs start with.
    """
    return _demanded("digit", demanded=known(account.rules).numbers)


@check(
    severity=Severity.LOW,
    remediation="Demand an upper case letter in every password.",
    cli="aws iam update-account-password-policy --require-uppercase-characters",
    terraform="""
        resource "aws_iam_account_password_policy" "this" {
          require_uppercase_characters = true
        }
    """,
    reference=DOCS,
)
def aws_iam_password_policy_uppercase_required(account: IamPasswordPolicy) -> Verdict:
    """Password policy demands an upper case letter.

    Letters of one case alone leave far fewer passwords to try.
    """
    return _demanded("upper case letter", demanded=known(account.rules).uppercase)


@check(
    severity=Severity.LOW,
    remediation="Demand a lower case letter in every password.",
    cli="aws iam update-account-password-policy --require-lowercase-characters",
    terraform="""
        resource "aws_iam_account_password_policy" "this" {
          require_lowercase_characters = true
        }
    """,
    reference=DOCS,
)
def aws_iam_password_policy_lowercase_required(account: IamPasswordPolicy) -> Verdict:
    """Password policy demands a lower case letter.

    Letters of one case alone leave far fewer passwords to try.
    """
    return _demanded("lower case letter", demanded=known(account.rules).lowercase)


def _demanded(what: str, *, demanded: bool) -> Verdict:
    return passed() if demanded else failed(f"A password needs no {what}.")


@check(
    severity=Severity.LOW,
    remediation=f"Let passwords end after {MAXIMUM_AGE_DAYS} days or less.",
    cli=f"aws iam update-account-password-policy --max-password-age {MAXIMUM_AGE_DAYS}",
    terraform=f"""
        resource "aws_iam_account_password_policy" "this" {{
          max_password_age = {MAXIMUM_AGE_DAYS}
        }}
    """,
    reference=DOCS,
)
def aws_iam_password_policy_maximum_age_limited(account: IamPasswordPolicy) -> Verdict:
    """Password policy ends passwords after 90 days or less.

    A password that was stolen without anybody noticing works until it is changed.
    """
    days = known(account.rules).maximum_age_days
    if days is None:
        return failed("Passwords never end.")
    if days > MAXIMUM_AGE_DAYS:
        return failed(f"Passwords end after {days} days.")
    return passed()


@check(
    severity=Severity.MEDIUM,
    remediation=f"Remember the last {REMEMBERED_COUNT} passwords, the most that IAM can.",
    cli=f"aws iam update-account-password-policy --password-reuse-prevention {REMEMBERED_COUNT}",
    terraform=f"""
        resource "aws_iam_account_password_policy" "this" {{
          password_reuse_prevention = {REMEMBERED_COUNT}
        }}
    """,
    reference=DOCS,
)
def aws_iam_password_policy_reuse_prevented(account: IamPasswordPolicy) -> Verdict:
    """Password policy refuses the last 24 passwords.

    Where old passwords come back, a leak of years ago opens the account again.
    """
    count = known(account.rules).remembered_count
    if count < REMEMBERED_COUNT:
        return failed(f"The last {count} passwords are refused.")
    return passed()
