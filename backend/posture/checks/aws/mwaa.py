"""Checks of environments of Amazon Managed Workflows for Apache Airflow."""

from posture.domain.aws.assets.mwaa import AirflowEnvironment
from posture.domain.check import Severity, check
from posture.domain.evidence import known
from posture.domain.verdict import Verdict, failed, passed

PRIVATE = "PRIVATE_ONLY"


@check(
    severity=Severity.HIGH,
    finding_title="Airflow's web server is reachable from the internet",
    remediation="Use the private access mode, and open the web server through the VPC.",
    cli="aws mwaa update-environment --name ENVIRONMENT --webserver-access-mode PRIVATE_ONLY",
    terraform="""
        resource "aws_mwaa_environment" "this" {
          webserver_access_mode = "PRIVATE_ONLY"
        }
    """,
    reference="https://docs.aws.amazon.com/mwaa/latest/userguide/configuring-networking.html",
)
def aws_mwaa_environment_web_server_private(environment: AirflowEnvironment) -> Verdict:
    """Airflow's web server is reachable through its VPC only.

    It shows code, variables and connections of all workflows, and starts them. IAM still asks
    each visitor, but stolen keys then work from anywhere.
    """
    access = known(environment.access)
    return passed() if access == PRIVATE else failed(f"The access mode is {access}.")
