"""The tenant that another scanner reads, too: what it cannot do without is there."""

from typing import Any

from tests.emulator.arm.seed_directory import ADMINISTRATOR, directory

KEY = "7a1f3b52-0000-4000-8000-0000000000c1"
GLOBAL_ROLE = "7a1f3b52-0000-4000-8000-0000000000f1"


def compared_directory() -> dict[str, Any]:
    """Return the objects and listings by path."""
    found = directory()
    defaults = "/v1.0/policies/identitysecuritydefaultsenforcementpolicy"
    users = "/v1.0/policies/authorizationpolicy"
    found[defaults] |= {"id": "defaults", "displayName": "Security defaults"}
    found[users] |= {"id": "authorizationPolicy", "displayName": "Users", "description": "Users"}
    for application in found["/v1.0/applications"]:
        for one in application["passwordCredentials"]:
            one["keyId"] = KEY  # SDKs refuse what is no UUID
    registrations = found["/v1.0/reports/authenticationmethods/userregistrationdetails"]
    for one in registrations:
        one["isMfaCapable"] = one["isMfaRegistered"]
    members = [
        {
            "@odata.type": "#microsoft.graph.user",
            "id": one["id"],
            "displayName": one["userPrincipalName"],
            "accountEnabled": True,
        }
        for one in registrations
    ]
    assert members[0]["id"].startswith(ADMINISTRATOR)
    return {
        **found,
        "/v1.0/domains": [{"id": "example.com", "isDefault": True}],
        "/v1.0/users": members,
        "/v1.0/directoryroles": [{"id": GLOBAL_ROLE, "displayName": "Global Administrator"}],
        f"/v1.0/directoryroles/{GLOBAL_ROLE}/members": members,
        "/v1.0/policies/authenticationmethodspolicy": {"id": "authenticationMethodsPolicy"},
    }
