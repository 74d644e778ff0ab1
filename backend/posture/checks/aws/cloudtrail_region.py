"""Checks of what CloudTrail records in a region, with whichever trail."""

from collections.abc import Callable

from msgspec.structs import replace

from posture.domain.asset import Family
from posture.domain.aws.assets.cloudtrail import MANAGEMENT, CloudTrailRegion, EventSelector
from posture.domain.aws.trail_events import BEDROCK_TYPES, OPTIONAL_SOURCES, S3_READS, S3_WRITES
from posture.domain.check import Severity, check
from posture.domain.evidence import known
from posture.domain.verdict import Verdict, failed, passed

DOCS = "https://docs.aws.amazon.com/awscloudtrail/latest/userguide"
S3_OBJECT = "AWS::S3::Object"
BEDROCK_SOURCE = "bedrock.amazonaws.com"
MANAGEMENT_TERRAFORM = """
    resource "aws_cloudtrail" "this" {
      name                  = "all-regions"
      s3_bucket_name        = aws_s3_bucket.trail.id
      is_multi_region_trail = true
    }
"""


def _recorded(region: CloudTrailRegion, by: Callable[[EventSelector], bool]) -> bool:
    """Return whether a selector of some trail fulfils the condition."""
    return any(by(one) for recording in known(region.recordings) for one in recording.selectors)


@check(
    severity=Severity.HIGH,
    finding_title="No trail records the region",
    remediation="Create a multi-region trail and start logging.",
    cli="""
        aws cloudtrail create-trail --name all-regions --s3-bucket-name BUCKET \\
          --is-multi-region-trail
        aws cloudtrail start-logging --name all-regions
    """,
    terraform=MANAGEMENT_TERRAFORM,
    reference=f"{DOCS}/receive-cloudtrail-log-files-from-multiple-regions.html",
)
def aws_cloudtrail_region_trail_logging(region: CloudTrailRegion) -> Verdict:
    """Region is recorded by at least one trail that logs.

    Nobody watches a region that nobody uses, so attackers use stolen credentials there.
    """
    trails = known(region.logging_trails)
    return (
        passed(f"Recorded by {', '.join(trails)}.")
        if trails
        else failed("No trail records the region.")
    )


@check(
    severity=Severity.MEDIUM,
    finding_title="Management events of the region are not all recorded",
    remediation="Record all management events, read and write, with a multi-region trail.",
    cli="""
        aws cloudtrail put-event-selectors --trail-name TRAIL --event-selectors \\
          '[{"ReadWriteType": "All", "IncludeManagementEvents": true}]'
    """,
    terraform="""
        resource "aws_cloudtrail" "this" {
          is_multi_region_trail = true
          event_selector {
            read_write_type           = "All"
            include_management_events = true
          }
        }
    """,
    reference=f"{DOCS}/logging-management-events-with-cloudtrail.html",
)
def aws_cloudtrail_region_management_events_recorded(region: CloudTrailRegion) -> Verdict:
    """Region has all its management events recorded, both read and write events.

    Read events show what an intruder saw, write events show what was changed. An investigation
    needs both.
    """
    recorded = [
        (one.reads, one.writes)
        for recording in known(region.recordings)
        for one in recording.selectors
        if _records_management(one)
    ]
    reads, writes = any(r for r, _ in recorded), any(w for _, w in recorded)
    if reads and writes:
        return passed()
    missing = [name for name, has in (("reads", reads), ("writes", writes)) if not has]
    return failed(f"No trail records all management events that are {' or '.join(missing)}.")


def _records_management(one: EventSelector) -> bool:
    """Return whether a selector records management events of all sources but optional ones."""
    if one.category != MANAGEMENT or one.limited or not one.names.unrestricted:
        return False
    excluded = {*one.sources.not_equals}
    others = replace(one.sources, not_equals=())
    return excluded <= OPTIONAL_SOURCES.facts and others.unrestricted


@check(
    severity=Severity.LOW,
    finding_title="Writes to S3 objects are not recorded",
    remediation="Record the write data events of all S3 buckets with a multi-region trail.",
    cli="""
        aws cloudtrail put-event-selectors --trail-name TRAIL --event-selectors \\
          '[{"ReadWriteType": "WriteOnly", "IncludeManagementEvents": true,
             "DataResources": [{"Type": "AWS::S3::Object", "Values": ["arn:aws:s3"]}]}]'
    """,
    terraform="""
        resource "aws_cloudtrail" "this" {
          event_selector {
            read_write_type = "WriteOnly"
            data_resource {
              type   = "AWS::S3::Object"
              values = ["arn:aws:s3"]
            }
          }
        }
    """,
    reference=f"{DOCS}/logging-data-events-with-cloudtrail.html",
)
def aws_cloudtrail_region_s3_object_writes_recorded(region: CloudTrailRegion) -> Verdict:
    """Region has every write to S3 objects recorded.

    Without data events nobody can find out who changed, encrypted or deleted an object.
    """
    if _recorded(
        region, lambda one: one.writes and one.takes_data_of(S3_OBJECT, names=S3_WRITES.facts)
    ):
        return passed()
    return failed("No trail records the write data events of all buckets.")


@check(
    severity=Severity.LOW,
    finding_title="Reads of S3 objects are not recorded",
    remediation="Record the read data events of all S3 buckets with a multi-region trail.",
    cli="""
        aws cloudtrail put-event-selectors --trail-name TRAIL --event-selectors \\
          '[{"ReadWriteType": "ReadOnly", "IncludeManagementEvents": true,
             "DataResources": [{"Type": "AWS::S3::Object", "Values": ["arn:aws:s3"]}]}]'
    """,
    terraform="""
        resource "aws_cloudtrail" "this" {
          event_selector {
            read_write_type = "ReadOnly"
            data_resource {
              type   = "AWS::S3::Object"
              values = ["arn:aws:s3"]
            }
          }
        }
    """,
    reference=f"{DOCS}/logging-data-events-with-cloudtrail.html",
)
def aws_cloudtrail_region_s3_object_reads_recorded(region: CloudTrailRegion) -> Verdict:
    """Region has every read of S3 objects recorded.

    Without data events, stealing the content of a bucket leaves no trace.
    """
    if _recorded(
        region, lambda one: one.reads and one.takes_data_of(S3_OBJECT, names=S3_READS.facts)
    ):
        return passed()
    return failed("No trail records the read data events of all buckets.")


@check(
    severity=Severity.MEDIUM,
    finding_title="Calls of Amazon Bedrock are not recorded",
    remediation="Record the data events of agents, knowledge bases and guardrails with a trail.",
    cli="""
        aws cloudtrail put-event-selectors --trail-name TRAIL --advanced-event-selectors \\
          '[{"FieldSelectors": [{"Field": "eventCategory", "Equals": ["Data"]},
             {"Field": "resources.type", "Equals": ["AWS::Bedrock::AgentAlias"]}]}]'
    """,
    terraform="""
        resource "aws_cloudtrail" "this" {
          advanced_event_selector {
            field_selector {
              field  = "eventCategory"
              equals = ["Data"]
            }
            field_selector {
              field  = "resources.type"
              equals = ["AWS::Bedrock::AgentAlias"]
            }
          }
        }
    """,
    reference="https://docs.aws.amazon.com/bedrock/latest/userguide/logging-using-cloudtrail.html",
    family=Family.AI,
)
def aws_cloudtrail_region_bedrock_calls_recorded(region: CloudTrailRegion) -> Verdict:
    """Region has calls of Amazon Bedrock recorded.

    Attackers use stolen credentials to call models. The trail shows who called which model, and
    from where.
    """
    if _recorded(region, _records_bedrock):
        return passed()
    return failed("No trail records events of Amazon Bedrock.")


def _records_bedrock(one: EventSelector) -> bool:
    if one.category == MANAGEMENT:
        unlimited = not one.limited and one.names.unrestricted
        return one.writes and unlimited and one.sources.admits(BEDROCK_SOURCE)
    return any(one.takes_data_of(kind) for kind in BEDROCK_TYPES.facts)
