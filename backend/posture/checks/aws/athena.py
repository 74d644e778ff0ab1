"""Checks of workgroups of Amazon Athena."""

from posture.domain.asset import Family
from posture.domain.aws.assets.athena import Workgroup
from posture.domain.check import Severity, check
from posture.domain.evidence import known
from posture.domain.verdict import Verdict, failed, not_applicable, passed

DOCS = "https://docs.aws.amazon.com/athena/latest/ug"
UPDATE = "aws athena update-work-group --work-group NAME --configuration-updates {}"
UNUSED = not_applicable("The workgroup is as AWS made it, and has no place for results.")


@check(
    severity=Severity.MEDIUM,
    finding_title="Athena workgroup lets clients override its settings",
    remediation="Enforce the settings of the workgroup.",
    cli=UPDATE.format("EnforceWorkGroupConfiguration=true"),
    terraform="""
        resource "aws_athena_workgroup" "this" {
          configuration {
            enforce_workgroup_configuration = true
          }
        }
    """,
    reference=f"{DOCS}/workgroups-settings-override.html",
)
def aws_athena_workgroup_settings_enforced(group: Workgroup) -> Verdict:
    """Athena workgroup does not let clients override its settings.

    A client can otherwise send results without encryption to any bucket.
    """
    if known(group.unused_primary):
        return UNUSED
    return passed() if known(group.enforced) else failed("Clients can override the settings.")


@check(
    severity=Severity.MEDIUM,
    finding_title="Athena workgroup does not encrypt results",
    remediation="Set encryption of results.",
    cli=UPDATE.format("file://encryption.json"),
    terraform="""
        resource "aws_athena_workgroup" "this" {
          configuration {
            result_configuration {
              encryption_configuration {
                encryption_option = "SSE_KMS"
                kms_key_arn       = aws_kms_key.data.arn
              }
            }
          }
        }
    """,
    reference=f"{DOCS}/encrypting-query-results-stored-in-s3.html",
    family=Family.STORAGE,
)
def aws_athena_workgroup_results_encrypted(group: Workgroup) -> Verdict:
    """Athena workgroup encrypts results.

    Results are copies of the data that was asked for.
    """
    if known(group.unused_primary):
        return UNUSED
    return passed() if known(group.encrypted) else failed("Results are not encrypted.")


@check(
    severity=Severity.MEDIUM,
    finding_title="Athena workgroup's queries are not in metrics",
    remediation="Publish metrics of queries to CloudWatch.",
    cli=UPDATE.format("PublishCloudWatchMetricsEnabled=true"),
    terraform="""
        resource "aws_athena_workgroup" "this" {
          configuration {
            publish_cloudwatch_metrics_enabled = true
          }
        }
    """,
    reference=f"{DOCS}/query-metrics-viewing.html",
    family=Family.LOGGING,
)
def aws_athena_workgroup_metrics_published(group: Workgroup) -> Verdict:
    """Athena workgroup publishes metrics of its queries.

    Somebody who copies all tables is seen by the bytes that queries scan.
    """
    if known(group.unused_primary):
        return UNUSED
    return passed() if known(group.metrics) else failed("Metrics are not published.")
