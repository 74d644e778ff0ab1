"""Rules about AWS KMS: keys that rotate, stay, and obey only those they should."""

from posture.domain.aws.assets.kms import KeyDescription, KmsKey
from posture.domain.aws.policy import Policy, Statement
from posture.domain.check import Severity, check
from posture.domain.evidence import known
from posture.domain.verdict import Verdict, failed, not_applicable, passed

DOCS = "https://docs.aws.amazon.com/kms/latest/developerguide"
LONGEST_ROTATION_DAYS = 365
MATERIAL_WARNING_DAYS = 30
BY_AWS = not_applicable("AWS manages the key.")


def _own(key: KmsKey) -> KeyDescription | None:
    """Return what a key is, if the account manages it."""
    described = known(key.description)
    return described if described.customer_managed else None


def _own_policy(key: KmsKey) -> Policy | None:
    return known(key.policy) if _own(key) else None


@check(
    severity=Severity.HIGH,
    remediation="Turn on automatic rotation of the key.",
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

    The less is encrypted with one material, the less a leak or a break of it uncovers.
    """
    described = _own(key)
    if not described:
        return BY_AWS
    if described.state != "Enabled" or not described.rotatable:
        return not_applicable(f"KMS rotates no {described.state} {described.spec} key.")
    rotation = known(key.rotation)
    return passed() if rotation and rotation.enabled else failed("Automatic rotation is off.")


@check(
    severity=Severity.LOW,
    remediation="Let the key rotate once a year or more often.",
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
    """KMS key that is rotated automatically is so at least once a year.

    A period of up to seven years can be chosen, which is hardly a rotation.
    """
    if not _own(key):
        return BY_AWS
    rotation = known(key.rotation)
    if not rotation or not rotation.enabled:
        return not_applicable("The key is not rotated automatically.")
    if rotation.period_days > LONGEST_ROTATION_DAYS:
        return failed(f"Rotated every {rotation.period_days} days.")
    return passed()


@check(
    severity=Severity.CRITICAL,
    remediation="Name the principals in the key policy, or narrow them with kms:CallerAccount.",
    cli="aws kms put-key-policy --key-id KEY --policy-name default --policy file://policy.json",
    reference=f"{DOCS}/key-policy-overview.html",
)
def aws_kms_key_policy_not_public(key: KmsKey) -> Verdict:
    """KMS key policy grants nothing to the public.

    Anybody with any AWS account can use what such a statement grants: decrypt, or take over the
    key.
    """
    policy = _own_policy(key)
    if not policy:
        return BY_AWS
    if not any(policy.public):
        return passed()
    actions = {action for one in policy.public for action in one.actions}
    return failed(f"Everyone is granted {', '.join(sorted(actions)) or 'all but some'}.")


@check(
    severity=Severity.MEDIUM,
    remediation="Grant to other accounts by kms:CreateGrant for a purpose, or remove them.",
    cli="aws kms put-key-policy --key-id KEY --policy-name default --policy file://policy.json",
    reference=f"{DOCS}/key-policy-modifying-external-accounts.html",
)
def aws_kms_key_policy_own_account_only(key: KmsKey) -> Verdict:
    """KMS key policy names no other account.

    Whoever administers the other account decides who uses the key.
    """
    policy = _own_policy(key)
    if not policy:
        return BY_AWS
    others = {
        account for one in policy.statements for account in one.foreign_accounts(key.account_id)
    }
    return failed(f"Named: {', '.join(sorted(others))}.") if others else passed()


@check(
    severity=Severity.MEDIUM,
    remediation="Grant each principal the actions it needs, administration or use, not kms:*.",
    cli="aws kms put-key-policy --key-id KEY --policy-name default --policy file://policy.json",
    reference=f"{DOCS}/key-policy-default.html",
)
def aws_kms_key_policy_duties_separated(key: KmsKey) -> Verdict:
    """KMS key policy grants every action to nobody but the account itself.

    Who may both administer and use a key can read all data under it and shut all others out.
    """
    policy = _own_policy(key)
    if not policy:
        return BY_AWS
    powerful = {
        name
        for one in policy.allowing
        if one.covers_all_of("kms")
        for name in _principals(one)
        if not _is_account(name, key.account_id)
    }
    return failed(f"All actions for {', '.join(sorted(powerful))}.") if powerful else passed()


@check(
    severity=Severity.MEDIUM,
    remediation="Add a statement that grants kms:* to the account's root principal.",
    cli="aws kms put-key-policy --key-id KEY --policy-name default --policy file://policy.json",
    reference=f"{DOCS}/key-policy-default.html",
)
def aws_kms_key_policy_account_in_control(key: KmsKey) -> Verdict:
    """KMS key policy lets the account itself change the policy.

    When the only principals a policy names are deleted, the key cannot be managed any more.
    """
    policy = _own_policy(key)
    if not policy:
        return BY_AWS
    for one in policy.granting("kms:PutKeyPolicy"):
        if any(_is_account(name, key.account_id) for name in _principals(one)):
            return passed()
    return failed("No statement lets the account change the policy.")


@check(
    severity=Severity.CRITICAL,
    remediation="Cancel the deletion unless you know that nothing is encrypted with the key.",
    cli="aws kms cancel-key-deletion --key-id KEY",
    reference=f"{DOCS}/deleting-keys.html",
)
def aws_kms_key_not_pending_deletion(key: KmsKey) -> Verdict:
    """KMS key is not about to be deleted.

    What is encrypted with a deleted key is lost; scheduling deletion is also an attack.
    """
    described = _own(key)
    if not described:
        return BY_AWS
    if described.state == "PendingDeletion":
        return failed(f"The key is deleted in {described.deleted_in_days} days.")
    return passed()


@check(
    severity=Severity.LOW,
    remediation="Enable the key, or schedule its deletion when nothing is encrypted with it.",
    cli="aws kms enable-key --key-id KEY",
    reference=f"{DOCS}/enabling-keys.html",
)
def aws_kms_key_enabled(key: KmsKey) -> Verdict:
    """KMS key is in use: enabled, or on its way out.

    A key that is kept without being usable costs money and hides what depends on it.
    """
    described = _own(key)
    if not described:
        return BY_AWS
    if described.state in {"Enabled", "PendingDeletion", "PendingReplicaDeletion"}:
        return passed()
    return failed(f"The key is {described.state}.")


@check(
    severity=Severity.MEDIUM,
    remediation="Use a single-region key unless data must be decrypted in several regions.",
    cli="aws kms create-key",
    terraform="""
        resource "aws_kms_key" "this" {
          multi_region = false
        }
    """,
    reference=f"{DOCS}/multi-region-keys-overview.html",
)
def aws_kms_key_single_region(key: KmsKey) -> Verdict:
    """KMS key has its material in one region only.

    Each replica has a policy of its own, and the weakest of them guards all the data.
    """
    described = _own(key)
    if not described:
        return BY_AWS
    if described.state != "Enabled":
        return not_applicable(f"The key is {described.state}.")
    return failed("The key is a multi-Region key.") if described.multi_region else passed()


@check(
    severity=Severity.MEDIUM,
    remediation="Import the key material again with a later expiry, or without one.",
    cli="""
        aws kms import-key-material --key-id KEY --encrypted-key-material fileb://material \\
          --import-token fileb://token --expiration-model KEY_MATERIAL_DOES_NOT_EXPIRE
    """,
    reference=f"{DOCS}/importing-keys.html",
)
def aws_kms_key_imported_material_valid(key: KmsKey) -> Verdict:
    """KMS key with imported material keeps it for more than a month.

    When material expires KMS removes it, and nothing under the key can be decrypted.
    """
    described = _own(key)
    if not described:
        return BY_AWS
    if described.origin != "EXTERNAL":
        return not_applicable("The key's material was not imported.")
    days = described.material_expires_in_days
    if days is None or days > MATERIAL_WARNING_DAYS:
        return passed()
    return failed(f"The key's material expires in {days} days.")


def _principals(statement: Statement) -> tuple[str, ...]:
    return (*statement.principals.get("AWS", ()), *statement.principals.get("*", ()))


def _is_account(principal: str, account_id: str) -> bool:
    return principal == account_id or principal.endswith(f":{account_id}:root")
