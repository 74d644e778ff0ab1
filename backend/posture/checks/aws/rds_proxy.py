"""Checks of RDS proxies."""

from posture.domain.aws.assets.rds import RdsProxy
from posture.domain.check import Severity, check
from posture.domain.evidence import known
from posture.domain.verdict import Verdict, failed, passed

API = "https://docs.aws.amazon.com/AmazonRDS/latest/APIReference"


@check(
    severity=Severity.HIGH,
    finding_title="RDS proxy accepts connections without TLS",
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
    """RDS proxy rejects connections without TLS.

    Clients connect to the proxy, so a requirement of its database does not protect them.
    """
    return passed() if proxy.tls_required else failed("Connections without TLS are accepted.")


@check(
    severity=Severity.MEDIUM,
    finding_title="RDS proxy accepts passwords from its clients",
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
    """RDS proxy lets its clients sign in with IAM.

    Otherwise every client needs the database password that the proxy should keep secret.
    """
    if optional := [one for one in known(proxy.iam_modes) if one == "DISABLED"]:
        return failed(f"Passwords are accepted for {len(optional)} of the proxy's secrets.")
    return passed()


@check(
    severity=Severity.LOW,
    finding_title="RDS proxy logs details of connections and queries",
    remediation="Turn off enhanced logging when the problem that it was turned on for is solved.",
    cli="aws rds modify-db-proxy --db-proxy-name NAME --no-debug-logging",
    terraform="""
        resource "aws_db_proxy" "this" {
          debug_logging = false
        }
    """,
    reference=f"{API}/API_DBProxy.html",
)
def aws_rds_proxy_debug_logging_disabled(proxy: RdsProxy) -> Verdict:
    """RDS proxy does not log details of connections and queries.

    Queries contain data, so anyone who may read the log can read parts of the database.
    """
    return failed("Details of queries are logged.") if proxy.debug_logging else passed()
