"""Checks of parameters of AWS Systems Manager, by their names and types."""

from posture.domain.aws.assets.ssm import SsmParameter
from posture.domain.check import Severity, check
from posture.domain.secrets import names_secret
from posture.domain.verdict import Verdict, failed, not_applicable, passed


@check(
    severity=Severity.HIGH,
    finding_title="Parameter with the name of a secret is stored as plain text",
    remediation="Store the value as SecureString or in Secrets Manager, and change the secret.",
    cli="aws ssm put-parameter --name NAME --type SecureString --value VALUE --overwrite",
    terraform="""
        resource "aws_ssm_parameter" "this" {
          name             = "/prod/orders/db-password"
          type             = "SecureString"
          value_wo         = var.db_password
          value_wo_version = 1
        }
    """,
    reference="https://docs.aws.amazon.com/systems-manager/latest/userguide/sysman-paramstore-securestring.html",
)
def aws_ssm_parameter_secrets_encrypted(parameter: SsmParameter) -> Verdict:
    """Parameter whose name says that it is a secret is encrypted.

    Everyone who may read parameters reads the value, which is also in the history and in the
    console. The value itself is never read: the name decides.
    """
    if not names_secret(parameter.name.rpartition("/")[2]):
        return not_applicable("Its name does not say that it is a secret.")
    if parameter.kind == "SecureString":
        return passed()
    return failed(f"The type is {parameter.kind}.")
