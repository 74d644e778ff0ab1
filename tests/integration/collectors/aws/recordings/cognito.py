"""Cognito: pools of users, weak, strong and with optional MFA, clients, identities for everyone."""

from typing import Any

from tests.emulator.account.account import ACCOUNT_ID, HOME
from tests.emulator.recorded import Body, ReceivedCall, Recording

USERS = f"arn:aws:cognito-idp:{HOME}:{ACCOUNT_ID}:userpool"
GUESTS = f"arn:aws:cognito-identity:{HOME}:{ACCOUNT_ID}:identitypool/{HOME}:guests"
SERVICES = {"cognito"}
LISTINGS = {"cognito-idp:ListUserPools", "cognito-identity:ListIdentityPools"}
POOLS: dict[str, dict[str, Any]] = {
    "weak": {
        "MfaConfiguration": "OFF",
        "Policies": {"PasswordPolicy": {"MinimumLength": 6, "RequireSymbols": False}},
        "DeletionProtection": "INACTIVE",
    },
    "lax": {
        "MfaConfiguration": "OPTIONAL",
        "DeletionProtection": "ACTIVE",
        "UserPoolAddOns": {"AdvancedSecurityMode": "ENFORCED"},
    },
    "strong": {
        "MfaConfiguration": "ON",
        "AdminCreateUserConfig": {"AllowAdminCreateUserOnly": True},
        "DeletionProtection": "ACTIVE",
        "UserPoolAddOns": {"AdvancedSecurityMode": "ENFORCED"},
    },
}


CLIENTS: dict[str, dict[str, Any]] = {
    "weak": {
        "AllowedOAuthFlowsUserPoolClient": True,
        "AllowedOAuthFlows": ["code", "implicit"],
        "ExplicitAuthFlows": ["ALLOW_USER_PASSWORD_AUTH"],
        "PreventUserExistenceErrors": "LEGACY",
        "EnableTokenRevocation": False,
    },
    "lax": {
        "ExplicitAuthFlows": ["ALLOW_USER_AUTH"],
        "PreventUserExistenceErrors": "ENABLED",
        "EnableTokenRevocation": True,
    },
    "strong": {
        "ExplicitAuthFlows": ["ALLOW_USER_SRP_AUTH"],
        "PreventUserExistenceErrors": "ENABLED",
        "EnableTokenRevocation": True,
    },
}


def _clients(received: ReceivedCall) -> Body:
    pool = received.members["UserPoolId"]
    return {"UserPoolClients": [{"ClientId": pool}] if pool in CLIENTS else []}


def _client(received: ReceivedCall) -> Body:
    name = received.members["ClientId"]
    return {"UserPoolClient": {"ClientId": name, "ClientName": name, **CLIENTS[name]}}


def _pool(received: ReceivedCall) -> Body:
    return {"UserPool": POOLS[received.members["UserPoolId"]]}


ANSWERS: dict[str, Recording] = {
    "cognito-idp:ListUserPools": {"UserPools": [{"Id": name, "Name": name} for name in POOLS]},
    "cognito-idp:DescribeUserPool": _pool,
    "cognito-idp:ListUserPoolClients": _clients,
    "cognito-idp:DescribeUserPoolClient": _client,
    "cognito-identity:ListIdentityPools": {
        "IdentityPools": [{"IdentityPoolId": f"{HOME}:guests", "IdentityPoolName": "guests"}]
    },
    "cognito-identity:DescribeIdentityPool": {
        "IdentityPoolId": f"{HOME}:guests",
        "IdentityPoolName": "guests",
        "AllowUnauthenticatedIdentities": True,
        "AllowClassicFlow": True,
    },
}
WRONG = (
    "mfa_enabled",
    "password_policy_strong",
    "threats_stopped",
    "deletion_protection_enabled",
    "self_registration_refused",
    "clients_implicit_grant_refused",
    "clients_passwords_not_sent",
    "clients_user_existence_hidden",
    "clients_tokens_revocable",
)
FAILED: dict[str, set[str]] = {
    f"{USERS}/weak": {f"cognito_user_pool_{one}" for one in WRONG},
    f"{USERS}/lax": {
        "cognito_user_pool_mfa_enabled",
        "cognito_user_pool_clients_passwords_not_sent",
        "cognito_user_pool_self_registration_refused",
    },
    f"{USERS}/strong": set(),
    GUESTS: {"cognito_identity_pool_guests_refused", "cognito_identity_pool_enhanced_flow_only"},
}
CALLS = {
    "cognito-idp:DescribeUserPool": 3,
    "cognito-idp:ListUserPoolClients": 3,
    "cognito-idp:DescribeUserPoolClient": 3,
}
