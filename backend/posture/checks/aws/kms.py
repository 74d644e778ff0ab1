"""Checks of AWS KMS keys: rotation, deletion, and who may use them."""

from itertools import chain

from posture.domain.aws.assets.kms import KeyDescription, KmsKey
from posture.domain.aws.policy import Policy, Statement
from posture.domain.aws.policy_model import foreign_accounts
from posture.domain.aws.public_policy import not_public
from posture.domain.check import Severity, check
from posture.domain.evidence import known
from posture.domain.verdict import Verdict, failed, not_applicable, passed

DOCS = "https://docs.aws.amazon.com/kms/latest/developerguide"
LONGEST_ROTATION_DAYS = 365
MATERIAL_WARNING_DAYS = 30
AWS_MANAGED = not_applicable("AWS manages the key.")


def _customer_managed(key: KmsKey) -> KeyDescription | None:
    """Return the description of a customer managed key; None if AWS manages it."""
    described = known(key.description)
    return described if described.customer_managed else None


def _customer_managed_policy(key: KmsKey) -> Policy | None:
    return known(key.policy) if _customer_managed(key) else None


@check(
    severity=Severity.HIGH,
    finding_title="KMS key is not rotated automatically",
    remediation="Enable automatic rotation of the key.",
    cli="aws kms enable-key-rotation --key-id KEY",
    terraform="""
        resource "aws_kms_key" "this" {
          enable_key_rotation = true
        }
    """,
    reference=f"{DOCS}/rotate-keys.html",
)
def aws_kms_key_rotation_enabled(key: KmsKey) -> Verdict:
    """KMS key is rotated automatically.

    The less data is encrypted with one version of the key material, the less a leak of it exposes.
    """
    described = _customer_managed(key)
    if not described:
        return AWS_MANAGED
    if described.state != "Enabled" or not described.rotatable:
        return not_applicable(
            f"KMS does not rotate a {described.spec} key in state {described.state}."
        )
    rotation = known(key.rotation)
    return passed() if rotation and rotation.enabled else failed("Automatic rotation is off.")


@check(
    severity=Severity.LOW,
    finding_title="KMS key is rotated less than once a year",
    remediation="Set a rotation period of one year or less.",
    cli="aws kms enable-key-rotation --key-id KEY --rotation-period-in-days 365",
    terraform="""
        resource "aws_kms_key" "this" {
          enable_key_rotation     = true
          rotation_period_in_days = 365
        }
    """,
    reference=f"{DOCS}/rotating-keys-enable.html",
)
def aws_kms_key_rotation_yearly(key: KmsKey) -> Verdict:
    """KMS key with automatic rotation is rotated at least once a year.

    KMS allows rotation periods of up to seven years, which is too long to limit the effect of a
    leak.
    """
    if not _customer_managed(key):
        return AWS_MANAGED
    rotation = known(key.rotation)
    if not rotation or not rotation.enabled:
        return not_applicable("The key is not rotated automatically.")
    if rotation.period_days > LONGEST_ROTATION_DAYS:
        return failed(f"The key is rotated every {rotation.period_days} days.")
    return passed()


@check(
    severity=Severity.CRITICAL,
    finding_title="KMS key policy grants access to the public",
    remediation="List the principals in the key policy, or limit them with kms:CallerAccount.",
    cli="aws kms put-key-policy --key-id KEY --policy-name default --policy file://policy.json",
    reference=f"{DOCS}/key-policy-overview.html",
)
def aws_kms_key_policy_not_public(key: KmsKey) -> Verdict:
    """KMS key policy grants no access to the public.

    Anyone with an AWS account can use the granted actions, for example to decrypt data or to take
    over the key.
    """
    policy = _customer_managed_policy(key)
    if not policy:
        return AWS_MANAGED
    return not_public(policy)


@check(
    severity=Severity.MEDIUM,
    finding_title="KMS key policy grants access to another account",
    remediation=(
        "Remove the other accounts, or give them grants for a purpose with kms:CreateGrant."
    ),
    cli="aws kms put-key-policy --key-id KEY --policy-name default --policy file://policy.json",
    reference=f"{DOCS}/key-policy-modifying-external-accounts.html",
)
def aws_kms_key_policy_own_account_only(key: KmsKey) -> Verdict:
    """KMS key policy names no other account.

    The administrators of the other account then decide who uses the key.
    """
    policy = _customer_managed_policy(key)
    if not policy:
        return AWS_MANAGED
    others = foreign_accounts(policy, key.account_id)
    return failed(f"Other accounts: {', '.join(sorted(others))}.") if others else passed()


@check(
    severity=Severity.MEDIUM,
    finding_title="KMS key policy grants every action to one principal",
    remediation=(
        "Grant each principal the actions it needs, either administration or use, instead of kms:*."
    ),
    cli="aws kms put-key-policy --key-id KEY --policy-name default --policy file://policy.json",
    reference=f"{DOCS}/key-policy-default.html",
)
def aws_kms_key_policy_duties_separated(key: KmsKey) -> Verdict:
    """KMS key policy grants every action only to the account itself.

    A principal that may both administer and use a key can read all data under it and lock everyone
    else out.
    """
    policy = _customer_managed_policy(key)
    if not policy:
        return AWS_MANAGED
    powerful = {
        name
        for one in policy.allowing
        if one.covers_all_of("kms")
        for name in _principals(one)
        if not _is_account(name, key.account_id)
    }
    return (
        failed(f"Every action is granted to {', '.join(sorted(powerful))}.")
        if powerful
        else passed()
    )


@check(
    severity=Severity.MEDIUM,
    finding_title="KMS key policy does not let the account change it",
    remediation="Add a statement that grants kms:* to the account's root principal.",
    cli="aws kms put-key-policy --key-id KEY --policy-name default --policy file://policy.json",
    reference=f"{DOCS}/key-policy-default.html",
)
def aws_kms_key_policy_account_in_control(key: KmsKey) -> Verdict:
    """KMS key policy lets the account itself change the policy.

    If the only principals in a policy are deleted, nobody can manage the key any more.
    """
    policy = _customer_managed_policy(key)
    if not policy:
        return AWS_MANAGED
    of_account = [
        one
        for one in policy.statements
        if one.covers("kms:PutKeyPolicy") and _applies_to_account(one, key.account_id)
    ]
    denied = any(one.denies and one.on_all and not one.conditions for one in of_account)
    if not denied and any(one.allows and one.principals for one in of_account):
        return passed()
    return failed("No statement lets the account change the policy.")


@check(
    severity=Severity.CRITICAL,
    finding_title="KMS key is scheduled for deletion",
    remediation="Cancel the deletion unless you know that no data is encrypted with the key.",
    cli="aws kms cancel-key-deletion --key-id KEY",
    reference=f"{DOCS}/deleting-keys.html",
)
def aws_kms_key_not_pending_deletion(key: KmsKey) -> Verdict:
    """KMS key is not scheduled for deletion.

    Data that is encrypted with a deleted key is lost. Attackers schedule deletions to blackmail the
    owner.
    """
    described = _customer_managed(key)
    if not described:
        return AWS_MANAGED
    if described.state == "PendingDeletion":
        return failed(f"The key will be deleted in {described.deleted_in_days} days.")
    return passed()


@check(
    severity=Severity.LOW,
    finding_title="KMS key is disabled or unusable",
    remediation="Enable the key, or schedule its deletion if no data is encrypted with it.",
    cli="aws kms enable-key --key-id KEY",
    reference=f"{DOCS}/enabling-keys.html",
)
def aws_kms_key_enabled(key: KmsKey) -> Verdict:
    """KMS key is enabled, or scheduled for deletion.

    A key that is kept but cannot be used costs money and hides which data depends on it.
    """
    described = _customer_managed(key)
    if not described:
        return AWS_MANAGED
    if described.state in {"Enabled", "PendingDeletion", "PendingReplicaDeletion"}:
        return passed()
    return failed(f"The key is {described.state}.")


@check(
    severity=Severity.MEDIUM,
    finding_title="KMS key is a multi-Region key",
    remediation="Use a single-Region key unless data must be decrypted in several regions.",
    cli="aws kms create-key",
    terraform="""
        resource "aws_kms_key" "this" {
          multi_region = false
        }
    """,
    reference=f"{DOCS}/multi-region-keys-overview.html",
)
def aws_kms_key_single_region(key: KmsKey) -> Verdict:
    """KMS key exists in one region only.

    Each replica has its own key policy, and the weakest of them protects all the data.
    """
    described = _customer_managed(key)
    if not described:
        return AWS_MANAGED
    if described.state != "Enabled":
        return not_applicable(f"The key is {described.state}.")
    return failed("The key is a multi-Region key.") if described.multi_region else passed()


@check(
    severity=Severity.MEDIUM,
    finding_title="KMS key's imported material expires within a month",
    remediation="Import the key material again with a later expiry date, or without one.",
    cli="""
        aws kms import-key-material --key-id KEY --encrypted-key-material fileb://material \\
          --import-token fileb://token --expiration-model KEY_MATERIAL_DOES_NOT_EXPIRE
    """,
    reference=f"{DOCS}/importing-keys.html",
)
def aws_kms_key_imported_material_valid(key: KmsKey) -> Verdict:
    """KMS key with imported material keeps it for more than a month.

    When the material expires KMS deletes it, and data under the key cannot be decrypted any more.
    """
    described = _customer_managed(key)
    if not described:
        return AWS_MANAGED
    if described.origin != "EXTERNAL":
        return not_applicable("The key's material was not imported.")
    days = described.material_expires_in_days
    if days is None or days > MATERIAL_WARNING_DAYS:
        return passed()
    return failed(f"The key's material expires in {days} days.")


def _applies_to_account(statement: Statement, account_id: str) -> bool:
    if statement.not_principals:
        excepted = (*chain.from_iterable(statement.not_principals.values()),)
        return not any(_is_account(name, account_id) for name in excepted)
    everyone = statement.denies and statement.for_anyone
    return everyone or any(_is_account(name, account_id) for name in _principals(statement))


def _principals(statement: Statement) -> tuple[str, ...]:
    return (*statement.principals.get("AWS", ()), *statement.principals.get("*", ()))


def _is_account(principal: str, account_id: str) -> bool:
    return principal == account_id or principal.endswith(f":{account_id}:root")
