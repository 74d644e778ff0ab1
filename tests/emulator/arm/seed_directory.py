"""What Microsoft Graph answers about the emulated tenant: good and bad of each kind."""

from typing import Any

ADMINISTRATOR = "7a1f3b52-0000-4000-8000-00000000000"
SECRET = {"keyId": "k", "startDateTime": "2024-01-01T00:00:00Z"}


def directory() -> dict[str, Any]:
    """Return the objects and listings by path."""
    mfa = {
        "id": "policy",
        "displayName": "MFA for managing Azure",
        "state": "enabled",
        "conditions": {
            "clientAppTypes": ["all"],
            "platforms": None,
            "locations": None,
            "devices": None,
            "signInRiskLevels": [],
            "userRiskLevels": [],
            "users": {"includeUsers": ["All"], "excludeUsers": ["break-glass"]},
            "applications": {"includeApplications": ["797f4846-ba00-4fd7-ba43-dac1f8f63013"]},
        },
        "grantControls": {
            "operator": "OR",
            "builtInControls": ["mfa"],
            "customAuthenticationFactors": [],
            "authenticationStrength": None,
        },
    }
    return {
        "/v1.0/policies/identitysecuritydefaultsenforcementpolicy": {"isEnabled": False},
        "/v1.0/policies/authorizationpolicy": {
            "allowInvitesFrom": "everyone",
            "guestUserRoleId": "2af84b1e-32c8-42b7-82bc-daa82404023b",
            "defaultUserRolePermissions": {
                "allowedToCreateApps": False,
                "allowedToCreateTenants": True,
                "permissionGrantPoliciesAssigned": [
                    "ManagePermissionGrantsForSelf.microsoft-user-default-low"
                ],
            },
        },
        "/v1.0/identity/conditionalaccess/policies": [mfa],
        "/v1.0/rolemanagement/directory/roleassignments": [
            {"id": "one", "principalId": f"{ADMINISTRATOR}1"},
            {"id": "two", "principalId": f"{ADMINISTRATOR}2"},
        ],
        "/v1.0/reports/authenticationmethods/userregistrationdetails": [
            {
                "id": f"{ADMINISTRATOR}{number}",
                "userPrincipalName": f"admin{number}@example.com",
                "isAdmin": True,
                "isMfaRegistered": number == 1,
            }
            for number in (1, 2)
        ],
        "/v1.0/applications": [
            {
                "id": "7a1f3b52-0000-4000-8000-0000000000a1",
                "displayName": "old",
                "passwordCredentials": [
                    {**SECRET, "displayName": "pipeline", "endDateTime": "2025-01-01T00:00:00Z"},
                    {**SECRET, "displayName": "forever", "endDateTime": "2299-12-31T00:00:00Z"},
                ],
                "keyCredentials": [],
            },
            {
                "id": "7a1f3b52-0000-4000-8000-0000000000a2",
                "displayName": "federated",
                "passwordCredentials": [],
                "keyCredentials": [],
            },
        ],
    }
