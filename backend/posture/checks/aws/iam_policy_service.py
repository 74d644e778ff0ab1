"""Checks of customer policies: full access to logs, keys, secrets and purchases."""

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
    finding_title="IAM policy grants full access to CloudTrail",
    remediation=(
        "Grant only the read actions that are needed, and let few people change CloudTrail's "
        "settings."
    ),
    reference="https://docs.aws.amazon.com/awscloudtrail/latest/userguide/security_iam_id-based-policy-examples.html",
)
def aws_iam_policy_cloudtrail_full_access_absent(found: IamPermissions) -> Verdict:
    """IAM policy does not grant full access to CloudTrail.

    Anyone who can stop or delete a trail can act without leaving traces.
    """
    return _not_granted(
        found, lambda one: one.grants_all_of("cloudtrail"), "Full access to CloudTrail"
    )


@check(
    severity=Severity.MEDIUM,
    finding_title="IAM policy grants full access to KMS",
    remediation="List the keys, and grant their use and their administration to different people.",
    reference="https://docs.aws.amazon.com/kms/latest/developerguide/iam-policies-best-practices.html",
)
def aws_iam_policy_kms_full_access_absent(found: IamPermissions) -> Verdict:
    """IAM policy does not grant full access to KMS.

    Full access includes decrypting with every key, sharing keys with others, and deleting keys
    together with the data that depends on them.
    """
    return _not_granted(found, lambda one: one.grants_all_of("kms"), "Full access to KMS")


@check(
    severity=Severity.MEDIUM,
    finding_title="IAM policy lets its holder decrypt with every key",
    remediation="List the keys that may be used to decrypt.",
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

    Encryption does not protect against someone who may use all keys. Each application needs only
    the keys of its own data.
    """
    return _not_granted(
        found,
        lambda one: any(grants_on_any(one, action, "kms", "key/") for action in DECRYPTING),
        "Decryption with every key",
    )


@check(
    severity=Severity.MEDIUM,
    finding_title="IAM policy lets its holder read every secret",
    remediation="List the secrets and parameters that may be read.",
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

    One stolen application role then gives access to every database password and every API token.
    """
    return _not_granted(
        found,
        lambda one: any(grants_on_any(one, *read) for read in SECRET_READS),
        "Reading every secret or parameter",
    )


@check(
    severity=Severity.MEDIUM,
    finding_title="IAM policy lets its holder subscribe to any Marketplace product",
    remediation=(
        "List the products that may be subscribed to, or leave subscriptions to a procurement role."
    ),
    reference="https://docs.aws.amazon.com/marketplace/latest/buyerguide/buyer-iam-users-groups-policies.html",
)
def aws_iam_policy_marketplace_subscription_limited(found: IamPermissions) -> Verdict:
    """IAM policy does not let its holder subscribe to every product of AWS Marketplace.

    A subscription is a contract: it costs money, and brings third-party software and models into
    the account.
    """
    return _not_granted(
        found,
        lambda one: any(grant.on_everything for grant in one.granting(SUBSCRIBE)),
        "Subscribing to every Marketplace product",
    )


def _not_granted(found: IamPermissions, granted: Callable[[Policy], bool], what: str) -> Verdict:
    named = [one.name for one in found.documents if granted(one.policy)]
    return failed(f"{what} is granted by {', '.join(named)}.") if named else passed()
