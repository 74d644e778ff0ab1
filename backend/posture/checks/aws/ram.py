"""Checks of shares of AWS Resource Access Manager."""

from posture.domain.aws.assets.ram import ResourceShare
from posture.domain.check import Severity, check
from posture.domain.evidence import known
from posture.domain.verdict import Verdict, failed, not_applicable, passed


@check(
    severity=Severity.HIGH,
    finding_title="Resource share can be given to accounts outside of the organization",
    remediation="Turn external principals off, after accounts outside have been removed.",
    cli="aws ram update-resource-share --resource-share-arn ARN --no-allow-external-principals",
    terraform="""
        resource "aws_ram_resource_share" "this" {
          allow_external_principals = false
        }
    """,
    reference="https://docs.aws.amazon.com/ram/latest/userguide/working-with-sharing-create.html",
)
def aws_ram_share_organization_only(share: ResourceShare) -> Verdict:
    """Resource share is for accounts of the organization only.

    Subnets, rules and gateways that are shared with a stranger by one wrong number are otherwise
    theirs to use.
    """
    if share.of_policy:
        return not_applicable("AWS made it for a policy of a resource, which decides.")
    return failed("External principals are allowed.") if known(share.external) else passed()
