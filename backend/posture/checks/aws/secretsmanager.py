"""Checks of AWS Secrets Manager: rotation, use, encryption and access of secrets."""

from posture.domain.asset import Family
from posture.domain.aws.assets.secretsmanager import SecretsManagerSecret
from posture.domain.aws.policy_model import foreign_accounts
from posture.domain.aws.public_policy import not_public
from posture.domain.check import Severity, check
from posture.domain.evidence import known
from posture.domain.verdict import Verdict, failed, not_applicable, passed

DOCS = "https://docs.aws.amazon.com/secretsmanager/latest/userguide"
CONTROLS = "https://docs.aws.amazon.com/securityhub/latest/userguide/secretsmanager-controls.html"
LONGEST_LIFE_DAYS = 90
LONGEST_IDLE_DAYS = 90
PUT_POLICY = """
    aws secretsmanager put-resource-policy --secret-id SECRET --block-public-policy \\
      --resource-policy file://policy.json
"""


def _rotated_elsewhere(secret: SecretsManagerSecret) -> Verdict | None:
    """Return a verdict if the secret is rotated by another region or by an AWS service."""
    if secret.primary_region:
        return not_applicable(
            f"The secret is rotated in its primary region, {secret.primary_region}."
        )
    if secret.owner and not secret.rotation:
        return not_applicable(f"The service {secret.owner} manages the secret.")
    return None


@check(
    severity=Severity.HIGH,
    finding_title="Secret is not rotated automatically",
    remediation=(
        "Enable automatic rotation, by a Lambda function or managed by the service that the "
        "secret is for."
    ),
    cli="""
        aws secretsmanager rotate-secret --secret-id SECRET --rotation-lambda-arn FUNCTION \\
          --rotation-rules AutomaticallyAfterDays=30
    """,
    terraform="""
        resource "aws_secretsmanager_secret_rotation" "this" {
          secret_id           = aws_secretsmanager_secret.this.id
          rotation_lambda_arn = aws_lambda_function.rotate.arn
          rotation_rules { automatically_after_days = 30 }
        }
    """,
    reference=f"{DOCS}/rotating-secrets.html",
)
def aws_secretsmanager_secret_rotation_enabled(secret: SecretsManagerSecret) -> Verdict:
    """Secret is rotated automatically.

    A leaked password works until somebody changes it, and manual changes are rare.
    """
    if elsewhere := _rotated_elsewhere(secret):
        return elsewhere
    return passed() if secret.rotation else failed("Automatic rotation is off.")


@check(
    severity=Severity.MEDIUM,
    finding_title="Secret was not rotated on schedule",
    remediation="Read in the log of the rotation function why it fails, and fix it.",
    cli="aws secretsmanager rotate-secret --secret-id SECRET",
    reference=f"{DOCS}/troubleshoot_rotation.html",
)
def aws_secretsmanager_secret_rotation_on_schedule(secret: SecretsManagerSecret) -> Verdict:
    """Secret with automatic rotation was rotated on schedule.

    A failing rotation is easy to miss, because the setting still shows that rotation is on.
    """
    if elsewhere := _rotated_elsewhere(secret):
        return elsewhere
    days = known(secret.due_days)
    if not secret.rotation or days is None:
        return not_applicable("No rotation is scheduled.")
    if days < -1:
        return failed(f"The rotation was due {-days} days ago.")
    return passed()


@check(
    severity=Severity.MEDIUM,
    finding_title="Secret's value is older than 90 days",
    remediation="Set a new value, and rotate the secret at least every 90 days.",
    cli="aws secretsmanager put-secret-value --secret-id SECRET --secret-string file://value",
    terraform="""
        resource "aws_secretsmanager_secret_rotation" "this" {
          secret_id = aws_secretsmanager_secret.this.id
          rotation_rules { automatically_after_days = 90 }
        }
    """,
    reference=f"{CONTROLS}#secretsmanager-4",
)
def aws_secretsmanager_secret_renewed_quarterly(secret: SecretsManagerSecret) -> Verdict:
    """Secret got a new value in the last 90 days.

    The longer a value is used, the more logs, dumps and former employees contain or know it.
    """
    if elsewhere := _rotated_elsewhere(secret):
        return elsewhere
    if secret.renewed_days_ago > LONGEST_LIFE_DAYS:
        return failed(f"The value is {secret.renewed_days_ago} days old.")
    return passed()


@check(
    severity=Severity.LOW,
    finding_title="Secret was not read for 90 days",
    remediation="Revoke the access that the secret gives, then delete the secret.",
    cli="aws secretsmanager delete-secret --secret-id SECRET --recovery-window-in-days 30",
    reference=f"{CONTROLS}#secretsmanager-3",
)
def aws_secretsmanager_secret_used(secret: SecretsManagerSecret) -> Verdict:
    """Secret was read in the last 90 days.

    An unused secret still gives access, and nobody would notice its misuse.
    """
    if secret.used_days_ago > LONGEST_IDLE_DAYS:
        return failed(f"The secret was last read {secret.used_days_ago} days ago.")
    return passed()


@check(
    severity=Severity.LOW,
    finding_title="Secret is not encrypted with a customer managed key",
    remediation="Encrypt the secret with a customer managed key, and set a new value.",
    cli="aws secretsmanager update-secret --secret-id SECRET --kms-key-id KEY",
    terraform="""
        resource "aws_secretsmanager_secret" "this" {
          kms_key_id = aws_kms_key.this.arn
        }
    """,
    reference=f"{DOCS}/security-encryption.html",
)
def aws_secretsmanager_secret_encrypted_with_own_key(secret: SecretsManagerSecret) -> Verdict:
    """Secret is encrypted with a customer managed key.

    With the AWS managed key, everyone who may read the secret can also decrypt it. A customer
    managed key requires a second permission, is logged, and can be disabled.
    """
    return (
        passed() if secret.kms_key else failed("The secret is encrypted with an AWS managed key.")
    )


@check(
    severity=Severity.CRITICAL,
    finding_title="Secret's policy grants access to the public",
    remediation="List the principals in the policy, and let Secrets Manager block public policies.",
    cli=PUT_POLICY,
    terraform="""
        resource "aws_secretsmanager_secret_policy" "this" {
          secret_arn          = aws_secretsmanager_secret.this.arn
          policy              = data.aws_iam_policy_document.this.json
          block_public_policy = true
        }
    """,
    reference=f"{DOCS}/auth-and-access_resource-policies.html",
    family=Family.IAM,
)
def aws_secretsmanager_secret_policy_not_public(secret: SecretsManagerSecret) -> Verdict:
    """Secret's policy grants no access to the public.

    If the key allows it too, anyone with an AWS account can read the secret.
    """
    return not_public(known(secret.policy))


@check(
    severity=Severity.MEDIUM,
    finding_title="Secret's policy grants access to another account",
    remediation="Remove the other accounts, or keep a separate secret for each of them.",
    cli=PUT_POLICY,
    reference=f"{DOCS}/auth-and-access_examples_cross.html",
    family=Family.IAM,
)
def aws_secretsmanager_secret_policy_own_account_only(secret: SecretsManagerSecret) -> Verdict:
    """Secret's policy names no other account.

    A secret that two accounts use cannot be rotated by one of them alone, and leaks from the weaker
    one.
    """
    others = foreign_accounts(known(secret.policy), secret.account_id)
    return failed(f"Other accounts: {', '.join(sorted(others))}.") if others else passed()


@check(
    severity=Severity.MEDIUM,
    finding_title="Secret's policy grants every action to a principal",
    remediation=(
        "Grant read actions to readers and management actions to administrators, instead of "
        "every action."
    ),
    cli=PUT_POLICY,
    reference=f"{DOCS}/best-practices.html",
    family=Family.IAM,
)
def aws_secretsmanager_secret_policy_least_privilege(secret: SecretsManagerSecret) -> Verdict:
    """Secret's policy does not grant every action to a principal.

    A principal that may both read a secret and change its policy can share the secret or lock its
    owner out.
    """
    policy = known(secret.policy)
    powerful = {
        name
        for one in (policy.allowing if policy else ())
        if one.covers_all_of("secretsmanager")
        for names in one.principals.values()
        for name in names
        if not name.endswith(f"{secret.account_id}:root") and name != secret.account_id
    }
    return (
        failed(f"Every action is granted to {', '.join(sorted(powerful))}.")
        if powerful
        else passed()
    )
