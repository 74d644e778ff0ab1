"""Checks of AWS Lake Formation: whether its grants decide, and to whom they are wide."""

from posture.domain.aws.assets.lakeformation import DataLake
from posture.domain.check import Severity, check
from posture.domain.evidence import known
from posture.domain.verdict import Verdict, failed, passed

DOCS = "https://docs.aws.amazon.com/lake-formation/latest/dg"


@check(
    severity=Severity.MEDIUM,
    finding_title="New tables of the data lake are open to all that IAM admits",
    remediation="Remove the default permissions, and grant what is needed.",
    cli="aws lakeformation put-data-lake-settings --data-lake-settings file://settings.json",
    terraform="""
        resource "aws_lakeformation_data_lake_settings" "this" {
          create_database_default_permissions { permissions = [] }
          create_table_default_permissions { permissions = [] }
        }
    """,
    reference=f"{DOCS}/change-settings.html",
)
def aws_lakeformation_lake_defaults_closed(lake: DataLake) -> Verdict:
    """New databases and tables of the data lake are open to nobody.

    With the default, Lake Formation decides nothing: whoever may use Glue and the bucket reads the
    table.
    """
    found = known(lake.open_defaults)
    return failed(f"Open when made: {', '.join(found)}.") if found else passed()


@check(
    severity=Severity.HIGH,
    finding_title="Data lake gives everyone or another account wide permissions",
    remediation="Grant single permissions to named roles.",
    cli="aws lakeformation revoke-permissions --cli-input-json file://grant.json",
    terraform="""
        resource "aws_lakeformation_permissions" "readers" {
          principal   = aws_iam_role.readers.arn
          permissions = ["SELECT"]
        }
    """,
    reference=f"{DOCS}/lf-permissions-reference.html",
)
def aws_lakeformation_lake_permissions_named(lake: DataLake) -> Verdict:
    """Data lake gives wide permissions to named principals of its account only.

    Who has all permissions, or may grant them, opens the data to anyone.
    """
    found = known(lake.wide_grants)
    return failed(f"Granted: {'; '.join(found)}.") if found else passed()
