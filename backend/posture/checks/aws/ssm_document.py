"""Checks of documents of AWS Systems Manager, and whether a region lets them be public."""

from posture.domain.asset import Family
from posture.domain.aws.assets.ssm_document import SsmDocument, SsmRegion
from posture.domain.check import Severity, check
from posture.domain.evidence import known
from posture.domain.verdict import Verdict, failed, passed

DOCS = "https://docs.aws.amazon.com/systems-manager/latest/userguide"


@check(
    severity=Severity.HIGH,
    finding_title="Document of Systems Manager is public",
    remediation="Take the permission of everyone back, and share the document with accounts.",
    cli="""
        aws ssm modify-document-permission --name DOCUMENT --permission-type Share \\
          --account-ids-to-remove all
    """,
    terraform="""
        resource "aws_ssm_document" "this" {
          permissions = {
            type        = "Share"
            account_ids = "111122223333"
          }
        }
    """,
    reference=f"{DOCS}/documents-ssm-sharing.html",
)
def aws_ssm_document_not_public(document: SsmDocument) -> Verdict:
    """Document of Systems Manager is not public.

    It shows to everyone how machines are configured, and where they get their programs from.
    """
    return failed("Every account can use it.") if known(document.public) else passed()


@check(
    severity=Severity.HIGH,
    finding_title="Document of Systems Manager contains a secret",
    remediation="Read the secret from Parameter Store when the document runs, and change it.",
    cli="""
        aws ssm update-document --name DOCUMENT --document-version '$LATEST' \\
          --content file://document.json
    """,
    reference=f"{DOCS}/parameter-store-ssm-secure-string.html",
    family=Family.SECRETS,
)
def aws_ssm_document_without_secrets(document: SsmDocument) -> Verdict:
    """Document of Systems Manager contains no secrets.

    Everyone who may run or read the document reads them, as do the logs of each run.
    """
    found = known(document.secrets)
    return failed(f"Secrets: {', '.join(found)}.") if found else passed()


@check(
    severity=Severity.HIGH,
    finding_title="Documents of Systems Manager can be made public",
    remediation="Block public sharing of documents in each region.",
    cli="""
        aws ssm update-service-setting --setting-value Disable \\
          --setting-id /ssm/documents/console/public-sharing-permission
    """,
    terraform="""
        resource "aws_ssm_service_setting" "this" {
          setting_id    = "/ssm/documents/console/public-sharing-permission"
          setting_value = "Disable"
        }
    """,
    reference=f"{DOCS}/documents-ssm-sharing.html#block-public-access",
)
def aws_ssm_region_public_documents_blocked(region: SsmRegion) -> Verdict:
    """Documents of Systems Manager cannot be made public.

    The setting holds for all documents of the region, also those that are made later.
    """
    return failed("Public sharing is allowed.") if known(region.public_documents) else passed()
