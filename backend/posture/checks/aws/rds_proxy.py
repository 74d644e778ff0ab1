"""Rules about RDS proxies, which keep connections to databases for their clients."""

from posture.domain.aws.assets.rds import RdsProxy
from posture.domain.check import Severity, check
from posture.domain.verdict import Verdict, failed, not_applicable, passed

API = "https://docs.aws.amazon.com/AmazonRDS/latest/APIReference"


@check(
    severity=Severity.HIGH,
    remediation="Let the proxy require TLS of its clients.",
    cli="aws rds modify-db-proxy --db-proxy-name NAME --require-tls",
    terraform="""
        resource "aws_db_proxy" "this" {
          require_tls = true
        }
    """,
    reference="https://docs.aws.amazon.com/config/latest/developerguide/rds-proxy-tls-encryption.html",
)
def aws_rds_proxy_tls_required(proxy: RdsProxy) -> Verdict:
    """RDS proxy refuses connections without TLS.

    Clients speak to the proxy, so that what its database requires does not protect them.
    """
    return passed() if proxy.tls_required else failed("Connections without TLS are accepted.")


@check(
    severity=Severity.MEDIUM,
    remediation="Require IAM authentication for every secret of the proxy.",
    cli="aws rds modify-db-proxy --db-proxy-name NAME --auth SecretArn=SECRET,IAMAuth=REQUIRED",
    terraform="""
        resource "aws_db_proxy" "this" {
          auth {
            iam_auth   = "REQUIRED"
            secret_arn = aws_secretsmanager_secret.this.arn
          }
        }
    """,
    reference=f"{API}/API_UserAuthConfigInfo.html",
)
def aws_rds_proxy_iam_authentication_enabled(proxy: RdsProxy) -> Verdict:
    """RDS proxy has its clients sign in with IAM.

    Otherwise every client holds the password that the proxy was to keep from them.
    """
    if not proxy.iam_modes:
        return not_applicable("The proxy signs in with no secret.")
    if optional := [one for one in proxy.iam_modes if one == "DISABLED"]:
        return failed(f"Passwords are accepted for {len(optional)} secrets.")
    return passed()


@check(
    severity=Severity.LOW,
    remediation="Turn off enhanced logging when what it was turned on for is found.",
    cli="aws rds modify-db-proxy --db-proxy-name NAME --no-debug-logging",
    terraform="""
        resource "aws_db_proxy" "this" {
          debug_logging = false
        }
    """,
    reference=f"{API}/API_DBProxy.html",
)
def aws_rds_proxy_debug_logging_disabled(proxy: RdsProxy) -> Verdict:
    """RDS proxy keeps the details of connections and queries out of its log.

    Queries hold the data itself, and whoever may read the log then reads the database.
    """
    return failed("Details of queries are logged.") if proxy.debug_logging else passed()
