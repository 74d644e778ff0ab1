"""Checks of web apps and function apps of Azure App Service."""

from posture.domain.asset import Family
from posture.domain.azure.assets.app_service import WebSite
from posture.domain.check import Severity, check
from posture.domain.evidence import known
from posture.domain.verdict import Verdict, failed, passed

DOCS = "https://learn.microsoft.com/azure/app-service"
MODERN_TLS = frozenset({"1.2", "1.3"})
SAFE_FTP = frozenset({"ftpsonly", "disabled"})


@check(
    severity=Severity.HIGH,
    family=Family.NETWORK,
    finding_title="Web app answers over plain HTTP",
    remediation="Redirect all requests to HTTPS.",
    cli="az webapp update --name NAME --resource-group GROUP --https-only true",
    terraform="""
        resource "azurerm_linux_web_app" "this" {
          https_only = true
        }
    """,
    reference=f"{DOCS}/configure-ssl-bindings",
)
def azure_app_site_https_only(site: WebSite) -> Verdict:
    """Web app answers over HTTPS only.

    Whoever is between client and app reads and changes plain requests.
    """
    return passed() if known(site.https_only) else failed("Plain HTTP is answered.")


@check(
    severity=Severity.MEDIUM,
    family=Family.NETWORK,
    finding_title="Web app accepts old versions of TLS",
    remediation="Set the minimum version to TLS 1.2, for the app and for deployments.",
    cli="az webapp config set --name NAME --resource-group GROUP --min-tls-version 1.2",
    terraform="""
        resource "azurerm_linux_web_app" "this" {
          site_config {
            minimum_tls_version     = "1.2"
            scm_minimum_tls_version = "1.2"
          }
        }
    """,
    reference=f"{DOCS}/configure-ssl-bindings",
)
def azure_app_site_minimum_tls_12(site: WebSite) -> Verdict:
    """Web app and its deployment host accept TLS 1.2 or newer only.

    Older versions can be broken by whoever is between client and app.
    """
    config = known(site.config)
    if config.minimum_tls not in MODERN_TLS:
        return failed(f"The minimum version is {config.minimum_tls}.")
    if config.minimum_deployment_tls not in MODERN_TLS:
        return failed(f"The minimum version of deployments is {config.minimum_deployment_tls}.")
    return passed()


@check(
    severity=Severity.HIGH,
    finding_title="Web app can be deployed over plain FTP",
    remediation="Disable FTP, or allow FTPS only.",
    cli="az webapp config set --name NAME --resource-group GROUP --ftps-state Disabled",
    terraform="""
        resource "azurerm_linux_web_app" "this" {
          site_config {
            ftps_state = "Disabled"
          }
        }
    """,
    reference=f"{DOCS}/deploy-ftp",
)
def azure_app_site_ftp_disabled(site: WebSite) -> Verdict:
    """Web app cannot be deployed over plain FTP.

    FTP sends the password in the clear, and who has it replaces the code.
    """
    if known(site.config).ftps_state in SAFE_FTP:
        return passed()
    if "ftp" not in known(site.basic_auth):
        return passed("FTP is allowed, but its passwords are not accepted.")
    return failed("FTP is allowed.")


@check(
    severity=Severity.HIGH,
    finding_title="Web app can be debugged remotely",
    remediation="Disable remote debugging.",
    cli="""
        az webapp config set --name NAME --resource-group GROUP --remote-debugging-enabled false
    """,
    terraform="""
        resource "azurerm_windows_web_app" "this" {
          site_config {
            remote_debugging_enabled = false
          }
        }
    """,
    reference=f"{DOCS}/configure-common",
)
def azure_app_site_remote_debugging_disabled(site: WebSite) -> Verdict:
    """Web app cannot be debugged remotely.

    A debugger reads all that the app knows, and changes what it does.
    """
    return failed("It is enabled.") if known(site.config).remote_debugging else passed()


@check(
    severity=Severity.MEDIUM,
    family=Family.NETWORK,
    finding_title="Web app lets scripts of every site call it",
    remediation="List the origins that need to call the app.",
    cli="az webapp cors remove --name NAME --resource-group GROUP --allowed-origins '*'",
    terraform="""
        resource "azurerm_linux_web_app" "this" {
          site_config {
            cors {
              allowed_origins = ["https://www.example.com"]
            }
          }
        }
    """,
    reference=f"{DOCS}/app-service-web-tutorial-rest-api",
)
def azure_app_site_cors_not_wildcard(site: WebSite) -> Verdict:
    """Web app does not let scripts of every site call it.

    A malicious page can then use the app from its visitors' browsers.
    """
    if "*" in known(site.config).cors_origins:
        return failed("Every origin is allowed.")
    return passed()


@check(
    severity=Severity.MEDIUM,
    family=Family.IAM,
    finding_title="Web app accepts passwords for deployments",
    remediation="Disable basic authentication, and deploy with identities of Entra.",
    cli="""
        az resource update --resource-group GROUP --namespace Microsoft.Web --parent sites/NAME \\
          --resource-type basicPublishingCredentialsPolicies --name scm \\
          --set properties.allow=false
    """,
    terraform="""
        resource "azurerm_linux_web_app" "this" {
          ftp_publish_basic_authentication_enabled       = false
          webdeploy_publish_basic_authentication_enabled = false
        }
    """,
    reference=f"{DOCS}/configure-basic-auth-disable",
)
def azure_app_site_publishing_basic_auth_disabled(site: WebSite) -> Verdict:
    """Web app does not accept passwords for deployments.

    The password names nobody in the logs, and who has it replaces the code.
    """
    found = sorted(known(site.basic_auth))
    return failed(f"Passwords are accepted for {', '.join(found)}.") if found else passed()


@check(
    severity=Severity.MEDIUM,
    family=Family.NETWORK,
    finding_title="Web app is open to all networks",
    remediation="Restrict access to the networks that need the app, such as a front door.",
    cli="""
        az webapp config access-restriction set --name NAME --resource-group GROUP \\
          --default-action Deny
    """,
    terraform="""
        resource "azurerm_linux_web_app" "this" {
          site_config {
            ip_restriction_default_action = "Deny"
          }
        }
    """,
    reference=f"{DOCS}/overview-access-restrictions",
)
def azure_app_site_public_access_restricted(site: WebSite) -> Verdict:
    """Web app is not reached by all networks.

    Requests then pass the web application firewall in front of it.
    """
    public = known(site.public)
    # An app without a value is closed as soon as it has a private endpoint.
    if public == "disabled" or (public is None and known(site.private_endpoints)):
        return passed("Public network access is disabled.")
    config = known(site.config)
    if config.default_action == "deny" and not config.allows_all:
        return passed()
    return failed("All networks are allowed.")
