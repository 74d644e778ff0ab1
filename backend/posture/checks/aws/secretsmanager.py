"""Rules about AWS Secrets Manager: secrets that are renewed, used, and read by few."""

from posture.domain.asset import Family
from posture.domain.aws.assets.secretsmanager import SecretsManagerSecret
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


def _renewed_elsewhere(secret: SecretsManagerSecret) -> Verdict | None:
    """Return why nobody can choose how a secret is renewed, if so."""
    if secret.primary_region:
        return not_applicable(f"It is renewed in its primary region, {secret.primary_region}.")
    if secret.owner and not secret.rotation:
        return not_applicable(f"The service {secret.owner} made it and looks after it.")
    return None


@check(
    severity=Severity.HIGH,
    remediation="Turn on automatic rotation, by a function or managed by the secret's service.",
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

    A password that leaked works until somebody changes it, and by hand that is rarely done.
    """
    if elsewhere := _renewed_elsewhere(secret):
        return elsewhere
    return passed() if secret.rotation else failed("Automatic rotation is off.")


@check(
    severity=Severity.MEDIUM,
    remediation="Read why the rotation function fails, in its log, and mend it.",
    cli="aws secretsmanager rotate-secret --secret-id SECRET",
    reference=f"{DOCS}/troubleshoot_rotation.html",
)
def aws_secretsmanager_secret_rotation_on_schedule(secret: SecretsManagerSecret) -> Verdict:
    """Secret whose rotation is planned was rotated when it was due.

    A rotation that fails is silent: the setting still says that the secret is renewed.
    """
    if elsewhere := _renewed_elsewhere(secret):
        return elsewhere
    if not secret.rotation or secret.due_days is None:
        return not_applicable("No rotation is planned.")
    if secret.due_days < -1:
        return failed(f"Its rotation was due {-secret.due_days} days ago.")
    return passed()


@check(
    severity=Severity.MEDIUM,
    remediation="Give the secret a new value, and let it be rotated at least every 90 days.",
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
    """Secret got a new value in the last 90 days, by rotation or by hand.

    The longer a value lives, the more logs, dumps and leavers know it.
    """
    if elsewhere := _renewed_elsewhere(secret):
        return elsewhere
    if secret.renewed_days_ago > LONGEST_LIFE_DAYS:
        return failed(f"Its value is {secret.renewed_days_ago} days old.")
    return passed()


@check(
    severity=Severity.LOW,
    remediation="Delete the secret, after disabling what it opens.",
    cli="aws secretsmanager delete-secret --secret-id SECRET --recovery-window-in-days 30",
    reference=f"{CONTROLS}#secretsmanager-3",
)
def aws_secretsmanager_secret_used(secret: SecretsManagerSecret) -> Verdict:
    """Secret was read in the last 90 days.

    What nobody reads still opens a door, and nobody would notice its misuse.
    """
    if secret.used_days_ago > LONGEST_IDLE_DAYS:
        return failed(f"Nobody has read it for {secret.used_days_ago} days.")
    return passed()


@check(
    severity=Severity.LOW,
    remediation="Encrypt the secret with a key of your own, and give it a new value.",
    cli="aws secretsmanager update-secret --secret-id SECRET --kms-key-id KEY",
    terraform="""
        resource "aws_secretsmanager_secret" "this" {
          kms_key_id = aws_kms_key.this.arn
        }
    """,
    reference=f"{DOCS}/security-encryption.html",
)
def aws_secretsmanager_secret_encrypted_with_own_key(secret: SecretsManagerSecret) -> Verdict:
    """Secret is encrypted with a key of the account.

    The policy of AWS's own key lets everybody decrypt who may read the secret; an own key is a
    second lock, with a log and a switch of its own.
    """
    return passed() if secret.kms_key else failed("The key is AWS's own.")


@check(
    severity=Severity.CRITICAL,
    remediation="Name the principals in the policy, and let Secrets Manager block public ones.",
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
    """Secret's policy grants nothing to the public.

    Where the key allows it too, anybody with any AWS account reads the secret.
    """
    policy = known(secret.policy)
    public = list(policy.public) if policy else []
    if not public:
        return passed()
    actions = {action for one in public for action in one.actions}
    return failed(f"Everyone is granted {', '.join(sorted(actions)) or 'all but some'}.")


@check(
    severity=Severity.MEDIUM,
    remediation="Remove the other accounts, or keep a secret of its own for each of them.",
    cli=PUT_POLICY,
    reference=f"{DOCS}/auth-and-access_examples_cross.html",
    family=Family.IAM,
)
def aws_secretsmanager_secret_policy_own_account_only(secret: SecretsManagerSecret) -> Verdict:
    """Secret's policy names no other account.

    A secret that two accounts know can be rotated by neither without the other, and leaks from the
    weaker one.
    """
    policy = known(secret.policy)
    others = {
        account
        for one in (policy.statements if policy else ())
        for account in one.foreign_accounts(secret.account_id)
    }
    return failed(f"Named: {', '.join(sorted(others))}.") if others else passed()


@check(
    severity=Severity.MEDIUM,
    remediation="Grant reading to who reads and managing to who manages, not every action.",
    cli=PUT_POLICY,
    reference=f"{DOCS}/best-practices.html",
    family=Family.IAM,
)
def aws_secretsmanager_secret_policy_least_privilege(secret: SecretsManagerSecret) -> Verdict:
    """Secret's policy grants every action to nobody.

    Who may both read a secret and change its policy can hand it on, or shut its owner out.
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
    return failed(f"All actions for {', '.join(sorted(powerful))}.") if powerful else passed()
