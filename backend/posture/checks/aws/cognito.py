"""Checks of Amazon Cognito: how users sign in, and what guests get."""

from collections.abc import Callable

from posture.domain.aws.assets.cognito import IdentityPool, PoolClient, UserPool
from posture.domain.check import Severity, check
from posture.domain.evidence import known
from posture.domain.verdict import Verdict, failed, not_applicable, passed

DOCS = "https://docs.aws.amazon.com/cognito/latest/developerguide"
UPDATE_CLIENT = "aws cognito-idp update-user-pool-client --user-pool-id POOL --client-id ID {}"


def _clients(pool: UserPool, wrong: Callable[[PoolClient], bool], what: str) -> Verdict:
    """Fail a pool with clients that are wrong; without clients nobody signs in."""
    clients = known(pool.clients)
    if not clients:
        return not_applicable("The pool has no clients.")
    found = [one.name for one in clients if wrong(one)]
    return failed(f"{what}: {', '.join(found)}.") if found else passed()


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
    severity=Severity.MEDIUM,
    finding_title="Everyone can register as a user of the Cognito user pool",
    remediation="Let administrators alone create users; accept it for a pool of customers.",
    cli="""
        aws cognito-idp update-user-pool --user-pool-id POOL \\
          --admin-create-user-config AllowAdminCreateUserOnly=true
    """,
    terraform="""
        resource "aws_cognito_user_pool" "this" {
          admin_create_user_config {
            allow_admin_create_user_only = true
          }
        }
    """,
    reference=f"{DOCS}/user-pool-settings-admin-create-user-policy.html",
)
def aws_cognito_user_pool_self_registration_refused(pool: UserPool) -> Verdict:
    """Users of the Cognito user pool are created by its administrators.

    A stranger who registers in a pool of employees gets whatever each signed-in user may do.
    """
    return failed("Everyone can register.") if known(pool.self_registration) else passed()


@check(
    severity=Severity.MEDIUM,
    finding_title="Clients of the Cognito user pool get tokens in addresses of pages",
    remediation="Use the authorization code grant with PKCE instead of the implicit grant.",
    cli=UPDATE_CLIENT.format("--allowed-o-auth-flows code"),
    terraform="""
        resource "aws_cognito_user_pool_client" "this" {
          allowed_oauth_flows = ["code"]
        }
    """,
    reference=f"{DOCS}/federation-endpoints-oauth-grants.html",
)
def aws_cognito_user_pool_clients_implicit_grant_refused(pool: UserPool) -> Verdict:
    """Clients of the Cognito user pool get no tokens by the implicit grant.

    Tokens in the address of a page stay in histories and logs, and are sent to other sites.
    """
    return _clients(pool, lambda one: one.implicit_grant, "With the implicit grant")


@check(
    severity=Severity.MEDIUM,
    finding_title="Clients of the Cognito user pool send passwords as they are",
    remediation="Let clients sign in with SRP, and remove the flows that also take passwords.",
    cli=UPDATE_CLIENT.format("--explicit-auth-flows ALLOW_USER_SRP_AUTH ALLOW_REFRESH_TOKEN_AUTH"),
    terraform="""
        resource "aws_cognito_user_pool_client" "this" {
          explicit_auth_flows = ["ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]
        }
    """,
    reference=f"{DOCS}/amazon-cognito-user-pools-authentication-flow-methods.html",
)
def aws_cognito_user_pool_clients_passwords_not_sent(pool: UserPool) -> Verdict:
    """Clients of the Cognito user pool prove passwords without sending them.

    A password in a request can be read by every proxy and log on the way, and everyone who knows
    the id of the client can try passwords in single requests.
    """
    return _clients(pool, lambda one: one.password_flow, "With a flow that takes passwords")


@check(
    severity=Severity.MEDIUM,
    finding_title="Clients of the Cognito user pool reveal who is a user",
    remediation="Let the client hide whether a user exists.",
    cli=UPDATE_CLIENT.format("--prevent-user-existence-errors ENABLED"),
    terraform="""
        resource "aws_cognito_user_pool_client" "this" {
          prevent_user_existence_errors = "ENABLED"
        }
    """,
    reference=f"{DOCS}/cognito-user-pool-managing-errors.html",
)
def aws_cognito_user_pool_clients_user_existence_hidden(pool: UserPool) -> Verdict:
    """Clients of the Cognito user pool do not reveal who is a user.

    Otherwise the error of a wrong sign-in tells an attacker which addresses are worth trying.
    """
    return _clients(pool, lambda one: not one.hides_users, "They reveal it")


@check(
    severity=Severity.MEDIUM,
    finding_title="Clients of the Cognito user pool keep stolen tokens valid",
    remediation="Turn on token revocation for the client.",
    cli=UPDATE_CLIENT.format("--enable-token-revocation"),
    terraform="""
        resource "aws_cognito_user_pool_client" "this" {
          enable_token_revocation = true
        }
    """,
    reference=f"{DOCS}/token-revocation.html",
)
def aws_cognito_user_pool_clients_tokens_revocable(pool: UserPool) -> Verdict:
    """Clients of the Cognito user pool have tokens that can be revoked.

    A refresh token is valid for up to ten years. Without revocation, signing out does not end what
    a thief does with it.
    """
    return _clients(pool, lambda one: not known(one.revocable), "Without revocation")


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
