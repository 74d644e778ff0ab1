"""Checks of services of AWS App Runner."""

from posture.domain.asset import Family
from posture.domain.aws.assets.apprunner import AppRunnerService
from posture.domain.check import Severity, check
from posture.domain.evidence import known
from posture.domain.verdict import Verdict, failed, passed

DOCS = "https://docs.aws.amazon.com/apprunner/latest/dg"


@check(
    severity=Severity.CRITICAL,
    finding_title="App Runner service has secrets in its settings",
    remediation="Name secrets of Secrets Manager instead; change those that were readable.",
    cli="aws apprunner update-service --service-arn ARN --source-configuration file://source.json",
    terraform="""
        resource "aws_apprunner_service" "this" {
          source_configuration {
            image_repository {
              image_configuration {
                runtime_environment_secrets = {
                  DB_PASSWORD = aws_secretsmanager_secret.db.arn
                }
              }
            }
          }
        }
    """,
    reference=f"{DOCS}/env-variable.html",
    family=Family.SECRETS,
)
def aws_apprunner_service_variables_without_secrets(service: AppRunnerService) -> Verdict:
    """App Runner service has no secrets in its plain variables and commands.

    Everyone who may describe the service reads them.
    """
    if secrets := known(service.secrets):
        return failed(f"Secrets in its settings: {', '.join(secrets)}.")
    return passed()


@check(
    severity=Severity.MEDIUM,
    finding_title="App Runner service is open to the internet without a web ACL",
    remediation="Make it private, or associate a web ACL.",
    cli="aws wafv2 associate-web-acl --web-acl-arn ACL --resource-arn ARN",
    terraform="""
        resource "aws_apprunner_service" "this" {
          network_configuration {
            ingress_configuration {
              is_publicly_accessible = false
            }
          }
        }
    """,
    reference=f"{DOCS}/network-pl.html",
    family=Family.NETWORK,
)
def aws_apprunner_service_ingress_protected(service: AppRunnerService) -> Verdict:
    """App Runner service is private, or a web ACL protects it.

    A service that is public unless someone decided otherwise is often one that was forgotten.
    """
    if not known(service.public):
        return passed()
    return passed() if known(service.web_acl) else failed("It is public and has no web ACL.")
