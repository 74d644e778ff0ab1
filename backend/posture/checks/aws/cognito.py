"""Checks of Amazon Cognito: how users sign in, and what guests get."""

from posture.domain.aws.assets.cognito import IdentityPool, UserPool
from posture.domain.check import Severity, check
from posture.domain.evidence import known
from posture.domain.verdict import Verdict, failed, passed

DOCS = "https://docs.aws.amazon.com/cognito/latest/developerguide"


@check(
    severity=Severity.MEDIUM,
    finding_title="Cognito user pool does not require MFA",
    remediation="Require MFA.",
    terraform="""
        resource "aws_cognito_user_pool" "this" {
          mfa_configuration = "ON"
          software_token_mfa_configuration {
            enabled = true
          }
        }
    """,
    reference=f"{DOCS}/user-pool-settings-mfa.html",
)
def aws_cognito_user_pool_mfa_enabled(pool: UserPool) -> Verdict:
    """Cognito user pool requires MFA.

    A password that a user has also used elsewhere is enough to sign in without it.
    """
    match known(pool.mfa):
        case "ON":
            return passed()
        case "OPTIONAL":
            return failed("MFA is optional: each user decides.")
        case _:
            return failed("MFA is off.")


@check(
    severity=Severity.MEDIUM,
    finding_title="Cognito user pool accepts weak passwords",
    remediation="Require 8 characters of all kinds, and let temporary passwords expire in a week.",
    terraform="""
        resource "aws_cognito_user_pool" "this" {
          password_policy {
            minimum_length                   = 12
            require_lowercase                = true
            require_numbers                  = true
            require_symbols                  = true
            require_uppercase                = true
            temporary_password_validity_days = 7
          }
        }
    """,
    reference=f"{DOCS}/managing-users-passwords.html",
)
def aws_cognito_user_pool_password_policy_strong(pool: UserPool) -> Verdict:
    """Cognito user pool accepts strong passwords only.

    Short passwords are guessed, and temporary ones that stay valid are found in old messages.
    """
    lacking = known(pool.weak_password)
    return failed(f"Not required: {', '.join(lacking)}.") if lacking else passed()


@check(
    severity=Severity.MEDIUM,
    finding_title="Cognito user pool lets stolen passwords in",
    remediation="Turn on threat protection in full-function mode; it needs the plan Plus.",
    terraform="""
        resource "aws_cognito_user_pool" "this" {
          user_pool_tier = "PLUS"
          user_pool_add_ons {
            advanced_security_mode = "ENFORCED"
          }
        }
    """,
    reference=f"{DOCS}/cognito-user-pool-settings-threat-protection.html",
)
def aws_cognito_user_pool_threats_stopped(pool: UserPool) -> Verdict:
    """Cognito user pool stops sign-ins with stolen passwords.

    Lists of passwords from other services are tried on every public sign-in.
    """
    mode = known(pool.threats)
    return passed() if mode == "ENFORCED" else failed(f"Threat protection is {mode.lower()}.")


@check(
    severity=Severity.MEDIUM,
    finding_title="Cognito user pool can be deleted by mistake",
    remediation="Turn on deletion protection.",
    cli="aws cognito-idp update-user-pool --user-pool-id POOL --deletion-protection ACTIVE",
    terraform="""
        resource "aws_cognito_user_pool" "this" {
          deletion_protection = "ACTIVE"
        }
    """,
    reference=f"{DOCS}/user-pool-settings-deletion-protection.html",
)
def aws_cognito_user_pool_deletion_protection_enabled(pool: UserPool) -> Verdict:
    """Cognito user pool is protected from deletion.

    Users and their passwords cannot be restored.
    """
    return passed() if known(pool.deletion_protection) else failed("Protection is off.")


@check(
    severity=Severity.HIGH,
    finding_title="Cognito identity pool gives credentials of AWS to everyone",
    remediation="Turn off access for guests, or limit the role of guests to what is public anyway.",
    terraform="""
        resource "aws_cognito_identity_pool" "this" {
          allow_unauthenticated_identities = false
        }
    """,
    reference=f"{DOCS}/identity-pools.html",
)
def aws_cognito_identity_pool_guests_refused(pool: IdentityPool) -> Verdict:
    """Cognito identity pool gives credentials to users who sign in only.

    Whoever knows the pool's id, which is in each copy of the application, calls AWS with the role
    of guests.
    """
    return failed("Guests get credentials.") if known(pool.guests) else passed()


@check(
    severity=Severity.MEDIUM,
    finding_title="Cognito identity pool lets users choose their permissions",
    remediation="Turn off the basic (classic) flow.",
    terraform="""
        resource "aws_cognito_identity_pool" "this" {
          allow_classic_flow = false
        }
    """,
    reference=f"{DOCS}/authentication-flow.html",
)
def aws_cognito_identity_pool_enhanced_flow_only(pool: IdentityPool) -> Verdict:
    """Cognito identity pool decides the permissions of users itself.

    With the classic flow, clients choose the role, and sessions of guests are not limited.
    """
    return failed("The classic flow is on.") if known(pool.classic_flow) else passed()
