"""Rules about policy documents of your own: full access to what guards or costs the most."""

from collections.abc import Callable

from posture.domain.aws.assets.iam import IamPermissions
from posture.domain.aws.escalation import grants_on_any
from posture.domain.aws.policy import Policy
from posture.domain.check import Severity, check
from posture.domain.verdict import Verdict, failed, passed

DECRYPTING = ("kms:Decrypt", "kms:ReEncryptFrom")
SUBSCRIBE = "aws-marketplace:Subscribe"
SECRET_READS = (
    ("secretsmanager:GetSecretValue", "secretsmanager", "secret:"),
    ("secretsmanager:BatchGetSecretValue", "secretsmanager", "secret:"),
    ("ssm:GetParameter", "ssm", "parameter/"),
    ("ssm:GetParameters", "ssm", "parameter/"),
    ("ssm:GetParametersByPath", "ssm", "parameter/"),
)


@check(
    severity=Severity.HIGH,
    remediation="Grant the reads of CloudTrail that are needed; leave its settings to few.",
    reference="https://docs.aws.amazon.com/awscloudtrail/latest/userguide/security_iam_id-based-policy-examples.html",
)
def aws_iam_policy_cloudtrail_full_access_absent(found: IamPermissions) -> Verdict:
    """IAM policy does not grant full access to CloudTrail.

    Whoever can stop or delete the trail can do the rest without leaving traces.
    """
    return _where(found, lambda one: one.grants_all_of("cloudtrail"), "Full access to CloudTrail")


@check(
    severity=Severity.MEDIUM,
    remediation="Name the keys, and grant their use and their administration to different people.",
    reference="https://docs.aws.amazon.com/kms/latest/developerguide/iam-policies-best-practices.html",
)
def aws_iam_policy_kms_full_access_absent(found: IamPermissions) -> Verdict:
    """IAM policy does not grant full access to KMS.

    It includes decrypting with every key, opening keys to others, and deleting keys with the data
    that only they can read.
    """
    return _where(found, lambda one: one.grants_all_of("kms"), "Full access to KMS")


@check(
    severity=Severity.MEDIUM,
    remediation="Name the keys whose data may be read.",
    terraform="""
        statement {
          actions   = ["kms:Decrypt"]
          resources = [aws_kms_key.application.arn]
        }
    """,
    reference="https://docs.aws.amazon.com/securityhub/latest/userguide/kms-controls.html#kms-1",
)
def aws_iam_policy_decryption_limited(found: IamPermissions) -> Verdict:
    """IAM policy does not let its holder decrypt with every key.

    Encryption keeps nobody out who may use all keys; each application needs those of its own data.
    """
    return _where(
        found,
        lambda one: any(grants_on_any(one, action, "kms", "key/") for action in DECRYPTING),
        "Decryption with every key",
    )


@check(
    severity=Severity.MEDIUM,
    remediation="Name the secrets and parameters that may be read.",
    terraform="""
        statement {
          actions   = ["secretsmanager:GetSecretValue"]
          resources = [aws_secretsmanager_secret.application.arn]
        }
    """,
    reference="https://docs.aws.amazon.com/secretsmanager/latest/userguide/auth-and-access_iam-policies.html",
)
def aws_iam_policy_secret_reads_limited(found: IamPermissions) -> Verdict:
    """IAM policy does not let its holder read every secret.

    One application's stolen role is then every database password and every API token you have.
    """
    return _where(
        found,
        lambda one: any(grants_on_any(one, *read) for read in SECRET_READS),
        "Reading every secret or parameter",
    )


@check(
    severity=Severity.MEDIUM,
    remediation="Name the products that may be subscribed to, or leave it to a procurement role.",
    reference="https://docs.aws.amazon.com/marketplace/latest/buyerguide/buyer-iam-users-groups-policies.html",
)
def aws_iam_policy_marketplace_subscription_limited(found: IamPermissions) -> Verdict:
    """IAM policy does not let its holder subscribe to every product of AWS Marketplace.

    A subscription is a contract: it costs money, and lets a stranger's software and models in.
    """
    return _where(
        found,
        lambda one: any(grant.on_everything for grant in one.granting(SUBSCRIBE)),
        "Subscribing to every Marketplace product",
    )


def _where(found: IamPermissions, granted: Callable[[Policy], bool], what: str) -> Verdict:
    named = [one.name for one in found.documents if granted(one.policy)]
    return failed(f"{what} is granted by {', '.join(named)}.") if named else passed()
