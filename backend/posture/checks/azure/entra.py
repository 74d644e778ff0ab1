"""Checks of Microsoft Entra: the tenant of the subscription, administrators, applications."""

from posture.domain.azure.assets.entra import EntraAdministrator, EntraApplication, EntraTenant
from posture.domain.azure.conditional_access import MANAGEMENT
from posture.domain.check import Severity, check
from posture.domain.evidence import known
from posture.domain.verdict import Verdict, failed, passed

DOCS = "https://learn.microsoft.com/entra"
IDENTITY = f"{DOCS}/identity"
GRAPH = "az rest --method patch --url https://graph.microsoft.com/v1.0"
POLICY = f"{GRAPH}/policies/authorizationPolicy --body"
DEFAULTS = f"{GRAPH}/policies/identitySecurityDefaultsEnforcementPolicy --body"
OF_USERS = "defaultUserRolePermissions"
READ = "az rest --method get --url https://graph.microsoft.com/v1.0"
# The role of guests who see no one but themselves.
RESTRICTED_GUEST = "2af84b1e-32c8-42b7-82bc-daa82404023b"
BY_ADMINISTRATORS = frozenset({"none", "adminsandguestinviters"})
SELF_CONSENT = "managepermissiongrantsforself."
LOW_CONSENT = "managepermissiongrantsforself.microsoft-user-default-low"
FEWEST, MOST = 2, 4
BY_DEFAULTS = "The security defaults require it."


@check(
    severity=Severity.HIGH,
    finding_title="Users sign in without a second factor",
    remediation="Enable the security defaults, or a policy of conditional access for all users.",
    cli=f"{DEFAULTS} '{{\"isEnabled\": true}}'",
    reference=f"{DOCS}/fundamentals/security-defaults",
)
def azure_entra_tenant_mfa_required(tenant: EntraTenant) -> Verdict:
    """Tenant requires a second factor of all users, for all applications.

    Passwords are guessed and bought; most accounts that are taken over have no second factor.
    """
    if known(tenant.defaults):
        return passed(BY_DEFAULTS)
    if any(one.protects() for one in known(tenant.policies)):
        return passed()
    return failed("No security defaults, and no enforced policy for all users and applications.")


@check(
    severity=Severity.HIGH,
    finding_title="Azure is managed without a second factor",
    remediation="Require a second factor for the Windows Azure Service Management API.",
    cli=f"{READ}/identity/conditionalAccess/policies",
    reference=f"{IDENTITY}/conditional-access/policy-old-require-mfa-azure-mgmt",
)
def azure_entra_tenant_mfa_for_management(tenant: EntraTenant) -> Verdict:
    """Tenant requires a second factor of whoever manages Azure.

    Who manages Azure can delete everything in it.
    """
    if known(tenant.defaults):
        return passed(BY_DEFAULTS)
    if any(one.protects(MANAGEMENT) for one in known(tenant.policies)):
        return passed()
    return failed("No enforced policy for all users requires it.")


@check(
    severity=Severity.MEDIUM,
    finding_title="Every user can register applications",
    remediation="Let administrators register applications.",
    cli=f'{POLICY} \'{{"{OF_USERS}": {{"allowedToCreateApps": false}}}}\'',
    reference=f"{IDENTITY}/role-based-access-control/delegate-app-roles",
)
def azure_entra_tenant_users_cannot_register_apps(tenant: EntraTenant) -> Verdict:
    """Tenant's users cannot register applications.

    An application of an attacker keeps its access after the user's password is changed.
    """
    return failed("Every user can.") if known(tenant.users).registers_apps else passed()


@check(
    severity=Severity.MEDIUM,
    finding_title="Every user can create tenants",
    remediation="Let administrators create tenants.",
    cli=f'{POLICY} \'{{"{OF_USERS}": {{"allowedToCreateTenants": false}}}}\'',
    reference=f"{DOCS}/fundamentals/users-default-permissions",
)
def azure_entra_tenant_users_cannot_create_tenants(tenant: EntraTenant) -> Verdict:
    """Tenant's users cannot create tenants.

    Who creates a tenant administers it, out of sight of the organization.
    """
    return failed("Every user can.") if known(tenant.users).creates_tenants else passed()


@check(
    severity=Severity.MEDIUM,
    finding_title="Guests can look up the tenant's users",
    remediation="Restrict guests to the properties of their own objects.",
    cli=f'{POLICY} \'{{"guestUserRoleId": "{RESTRICTED_GUEST}"}}\'',
    reference=f"{IDENTITY}/users/users-restrict-guest-permissions",
)
def azure_entra_tenant_guest_access_restricted(tenant: EntraTenant) -> Verdict:
    """Tenant's guests see only their own objects.

    A list of users and groups is what an attack on people begins with.
    """
    if known(tenant.users).guest_role == RESTRICTED_GUEST:
        return passed()
    return failed("Guests can read other users or groups.")


@check(
    severity=Severity.MEDIUM,
    finding_title="Users who are no administrators can invite guests",
    remediation="Let administrators and guest inviters invite guests.",
    cli=f'{POLICY} \'{{"allowInvitesFrom": "adminsAndGuestInviters"}}\'',
    reference=f"{DOCS}/external-id/external-collaboration-settings-configure",
)
def azure_entra_tenant_guest_invites_by_admins(tenant: EntraTenant) -> Verdict:
    """Tenant's guests are invited by administrators and guest inviters only.

    Otherwise any user gives outsiders a way in.
    """
    invites = known(tenant.users).invites
    return passed() if invites in BY_ADMINISTRATORS else failed(f"Allowed: {invites}.")


@check(
    severity=Severity.MEDIUM,
    finding_title="Users can consent to every application",
    remediation="Disallow consent, or allow it for verified publishers and low permissions only.",
    cli=f'{POLICY} \'{{"{OF_USERS}": {{"permissionGrantPoliciesAssigned": []}}}}\'',
    reference=f"{IDENTITY}/enterprise-apps/configure-user-consent",
)
def azure_entra_tenant_user_consent_restricted(tenant: EntraTenant) -> Verdict:
    """Tenant's users do not consent to applications of unverified publishers.

    One click on a deceptive application gives it the user's mail and files.
    """
    own = {one for one in known(tenant.users).consents if one.startswith(SELF_CONSENT)}
    broad = sorted(own - {LOW_CONSENT})
    return failed(f"Policies: {', '.join(broad)}.") if broad else passed()


@check(
    severity=Severity.HIGH,
    finding_title="Tenant has too few or too many global administrators",
    remediation="Keep two to four, and give everybody else a narrower role.",
    cli=f"{READ}/directoryRoles",
    reference=f"{IDENTITY}/role-based-access-control/best-practices",
)
def azure_entra_tenant_global_administrators_few(tenant: EntraTenant) -> Verdict:
    """Tenant has two to four permanent global administrators.

    With one, nobody can stand in; each further one can take over everything.
    """
    count = len(known(tenant.global_administrators))
    return passed() if FEWEST <= count <= MOST else failed(f"It has {count}.")


@check(
    severity=Severity.CRITICAL,
    finding_title="Administrator has no second factor",
    remediation="Let the administrator register a second factor, best one that resists phishing.",
    cli=f"{READ}/users/ID/authentication/methods",
    reference=f"{IDENTITY}/authentication/concept-authentication-strengths",
)
def azure_entra_administrator_mfa_registered(user: EntraAdministrator) -> Verdict:
    """Administrator has registered a second factor.

    A password alone is then enough to take over the tenant.
    """
    return passed() if known(user.mfa) else failed("None is registered.")


@check(
    severity=Severity.MEDIUM,
    finding_title="Application has expired credentials, or some that last for years",
    remediation="Remove what has expired; renew credentials at least every two years.",
    cli="az ad app credential delete --id ID --key-id KEY",
    terraform="""
        resource "azuread_application_password" "this" {
          end_date = timeadd(timestamp(), "4320h")
        }
    """,
    reference=f"{DOCS}/identity-platform/security-best-practices-for-app-registration",
)
def azure_entra_application_credentials_renewed(application: EntraApplication) -> Verdict:
    """Application's credentials are valid, and for no longer than two years.

    A secret that lasts for years is in old backups and with former colleagues.
    """
    found = []
    if expired := known(application.expired):
        found.append(f"Expired: {', '.join(expired)}.")
    if long_lived := known(application.long_lived):
        found.append(f"Over two years: {', '.join(long_lived)}.")
    return failed(" ".join(found)) if found else passed()
