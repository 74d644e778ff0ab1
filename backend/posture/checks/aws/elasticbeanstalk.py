"""Checks of environments of AWS Elastic Beanstalk."""

from posture.domain.asset import Family
from posture.domain.aws.assets.elasticbeanstalk import BeanstalkEnvironment
from posture.domain.check import Severity, check
from posture.domain.evidence import known
from posture.domain.verdict import Verdict, failed, passed

UPDATE = (
    "aws elasticbeanstalk update-environment --environment-name NAME "
    "--option-settings Namespace={},OptionName={},Value={}"
)


@check(
    severity=Severity.HIGH,
    finding_title="Elastic Beanstalk environment does not take updates of its platform",
    remediation="Turn on managed updates, with a time of the week.",
    cli=UPDATE.format("aws:elasticbeanstalk:managedactions", "ManagedActionsEnabled", "true"),
    terraform="""
        resource "aws_elastic_beanstalk_environment" "this" {
          setting {
            namespace = "aws:elasticbeanstalk:managedactions"
            name      = "ManagedActionsEnabled"
            value     = "true"
          }
        }
    """,
    reference="https://docs.aws.amazon.com/securityhub/latest/userguide/elasticbeanstalk-controls.html#elasticbeanstalk-2",
    family=Family.COMPUTE,
)
def aws_elasticbeanstalk_environment_updates_managed(environment: BeanstalkEnvironment) -> Verdict:
    """Elastic Beanstalk environment takes updates of its platform by itself.

    They have the fixes of flaws in the operating system, the language and the web server.
    """
    return passed() if known(environment.updates_managed) else failed("Managed updates are off.")


@check(
    severity=Severity.LOW,
    finding_title="Elastic Beanstalk environment reports basic health only",
    remediation="Turn on enhanced health reporting.",
    cli=UPDATE.format("aws:elasticbeanstalk:healthreporting:system", "SystemType", "enhanced"),
    terraform="""
        resource "aws_elastic_beanstalk_environment" "this" {
          setting {
            namespace = "aws:elasticbeanstalk:healthreporting:system"
            name      = "SystemType"
            value     = "enhanced"
          }
        }
    """,
    reference="https://docs.aws.amazon.com/securityhub/latest/userguide/elasticbeanstalk-controls.html#elasticbeanstalk-1",
    family=Family.LOGGING,
)
def aws_elasticbeanstalk_environment_health_enhanced(environment: BeanstalkEnvironment) -> Verdict:
    """Elastic Beanstalk environment reports enhanced health.

    Managed updates need it, and it shows instances and requests that fail.
    """
    return passed() if known(environment.health_enhanced) else failed("Health reporting is basic.")


@check(
    severity=Severity.MEDIUM,
    finding_title="Elastic Beanstalk environment keeps its logs on its instances",
    remediation="Stream the logs to CloudWatch.",
    cli=UPDATE.format("aws:elasticbeanstalk:cloudwatch:logs", "StreamLogs", "true"),
    terraform="""
        resource "aws_elastic_beanstalk_environment" "this" {
          setting {
            namespace = "aws:elasticbeanstalk:cloudwatch:logs"
            name      = "StreamLogs"
            value     = "true"
          }
        }
    """,
    reference="https://docs.aws.amazon.com/securityhub/latest/userguide/elasticbeanstalk-controls.html#elasticbeanstalk-3",
    family=Family.LOGGING,
)
def aws_elasticbeanstalk_environment_logs_streamed(environment: BeanstalkEnvironment) -> Verdict:
    """Elastic Beanstalk environment sends its logs to CloudWatch.

    Logs on an instance are lost with it, and an intruder can change them.
    """
    return passed() if known(environment.logs_streamed) else failed("Logs are not streamed.")


@check(
    severity=Severity.HIGH,
    finding_title="Elastic Beanstalk environment has secrets in its variables",
    remediation="Name secrets of Secrets Manager instead; change those that were readable.",
    terraform="""
        resource "aws_elastic_beanstalk_environment" "this" {
          setting {
            namespace = "aws:elasticbeanstalk:application:environmentsecrets"
            name      = "DB_PASSWORD"
            value     = aws_secretsmanager_secret.db.arn
          }
        }
    """,
    reference="https://docs.aws.amazon.com/elasticbeanstalk/latest/dg/AWSHowTo.secrets.env-vars.html",
    family=Family.SECRETS,
)
def aws_elasticbeanstalk_environment_variables_without_secrets(
    environment: BeanstalkEnvironment,
) -> Verdict:
    """Elastic Beanstalk environment has no secrets in its plain variables.

    Everyone who may describe its settings reads them.
    """
    if secrets := known(environment.secrets):
        return failed(f"Secrets in its variables: {', '.join(secrets)}.")
    return passed()
