"""Checks of AWS CloudTrail's trails: that they log, and that their log files are protected."""

from posture.domain.aws.assets.cloudtrail import CloudTrailTrail
from posture.domain.aws.policy_model import public
from posture.domain.check import Severity, check
from posture.domain.evidence import known
from posture.domain.verdict import Verdict, failed, not_applicable, passed

DOCS = "https://docs.aws.amazon.com/awscloudtrail/latest/userguide"
DELIVERY_HOURS = 24
SWITCHED_OFF = "Logging is off."


@check(
    severity=Severity.HIGH,
    finding_title="CloudTrail trail is switched off",
    remediation="Start logging, or delete the trail.",
    cli="aws cloudtrail start-logging --name TRAIL",
    terraform="""
        resource "aws_cloudtrail" "this" {
          enable_logging = true
        }
    """,
    reference=f"{DOCS}/cloudtrail-turning-off-logging.html",
)
def aws_cloudtrail_trail_logging_enabled(trail: CloudTrailTrail) -> Verdict:
    """CloudTrail trail is switched on.

    Intruders often stop a trail first, and a stopped trail still appears in the list of trails.
    """
    return passed() if known(trail.logging) else failed(SWITCHED_OFF)


@check(
    severity=Severity.MEDIUM,
    finding_title="CloudTrail log files are not encrypted with a customer managed key",
    remediation="Encrypt the trail's log files with your own KMS key.",
    cli="aws cloudtrail update-trail --name TRAIL --kms-key-id KEY",
    terraform="""
        resource "aws_cloudtrail" "this" {
          kms_key_id = aws_kms_key.trail.arn
        }
    """,
    reference=f"{DOCS}/encrypting-cloudtrail-log-files-with-aws-kms.html",
)
def aws_cloudtrail_trail_encrypted_with_cmk(trail: CloudTrailTrail) -> Verdict:
    """CloudTrail trail encrypts its log files with a customer managed key.

    With your own key, reading the log needs a permission on the key in addition to one on the
    bucket.
    """
    return passed() if trail.kms_key else failed("No KMS key is set for the log files.")


@check(
    severity=Severity.MEDIUM,
    finding_title="CloudTrail log file validation is off",
    remediation="Turn on log file validation.",
    cli="aws cloudtrail update-trail --name TRAIL --enable-log-file-validation",
    terraform="""
        resource "aws_cloudtrail" "this" {
          enable_log_file_validation = true
        }
    """,
    reference=f"{DOCS}/cloudtrail-log-file-validation-intro.html",
)
def aws_cloudtrail_trail_log_file_validation_enabled(trail: CloudTrailTrail) -> Verdict:
    """CloudTrail trail signs digests of its log files.

    Without digests nobody can prove that a log file was not changed or deleted after delivery.
    """
    return passed() if trail.log_file_validation else failed("Log file validation is off.")


@check(
    severity=Severity.LOW,
    finding_title="CloudTrail trail does not reach a CloudWatch log group",
    remediation="Deliver the trail to a CloudWatch log group, with a role that may write to it.",
    cli="""
        aws cloudtrail update-trail --name TRAIL --cloud-watch-logs-log-group-arn GROUP \\
          --cloud-watch-logs-role-arn ROLE
    """,
    terraform="""
        resource "aws_cloudtrail" "this" {
          cloud_watch_logs_group_arn = "${aws_cloudwatch_log_group.trail.arn}:*"
          cloud_watch_logs_role_arn  = aws_iam_role.trail.arn
        }
    """,
    reference=f"{DOCS}/send-cloudtrail-events-to-cloudwatch-logs.html",
)
def aws_cloudtrail_trail_delivered_to_cloudwatch(trail: CloudTrailTrail) -> Verdict:
    """CloudTrail trail delivered to its CloudWatch log group within the last day.

    Metric filters and alarms see only what arrives in a log group.
    """
    if not trail.log_group:
        return failed("No log group is set.")
    hours = known(trail.logs_delivered_hours_ago)
    if hours is None:
        return failed("Nothing was ever delivered to the log group.")
    if hours >= DELIVERY_HOURS:
        return failed(f"The last delivery was {hours} hours ago.")
    return passed()


@check(
    severity=Severity.MEDIUM,
    finding_title="CloudTrail trail cannot deliver its log files",
    remediation="Correct the policy of the bucket or of its key so that CloudTrail can write.",
    reference=f"{DOCS}/create-s3-bucket-policy-for-cloudtrail.html",
)
def aws_cloudtrail_trail_delivery_working(trail: CloudTrailTrail) -> Verdict:
    """CloudTrail trail delivered its last log file.

    A trail that is on but cannot write to its bucket loses the events of that time for good.
    """
    error = known(trail.delivery_error)
    return failed(f"The last delivery failed: {error}.") if error else passed()


@check(
    severity=Severity.LOW,
    finding_title="CloudTrail trail does not detect unusual activity",
    remediation="Turn on Insights for the rate of calls and of errors.",
    cli="""
        aws cloudtrail put-insight-selectors --trail-name TRAIL --insight-selectors \\
          InsightType=ApiCallRateInsight InsightType=ApiErrorRateInsight
    """,
    terraform="""
        resource "aws_cloudtrail" "this" {
          insight_selector { insight_type = "ApiCallRateInsight" }
          insight_selector { insight_type = "ApiErrorRateInsight" }
        }
    """,
    reference=f"{DOCS}/logging-insights-events-with-cloudtrail.html",
)
def aws_cloudtrail_trail_insights_enabled(trail: CloudTrailTrail) -> Verdict:
    """CloudTrail trail detects unusual activity with Insights.

    A burst of calls, or of denied calls, is often the first sign of a stolen credential.
    """
    if not known(trail.logging):
        return not_applicable(SWITCHED_OFF)
    return passed() if known(trail.insights) else failed("No type of Insights is on.")


@check(
    severity=Severity.MEDIUM,
    finding_title="CloudTrail bucket does not log access to it",
    remediation="Turn on server access logging for the trail's bucket.",
    cli="""
        aws s3api put-bucket-logging --bucket BUCKET --bucket-logging-status \\
          '{"LoggingEnabled": {"TargetBucket": "LOGS", "TargetPrefix": "trail/"}}'
    """,
    terraform="""
        resource "aws_s3_bucket_logging" "trail" {
          bucket        = aws_s3_bucket.trail.id
          target_bucket = aws_s3_bucket.logs.id
          target_prefix = "trail/"
        }
    """,
    reference="https://docs.aws.amazon.com/AmazonS3/latest/userguide/ServerLogs.html",
)
def aws_cloudtrail_trail_bucket_access_logged(trail: CloudTrailTrail) -> Verdict:
    """CloudTrail trail's bucket logs access to it.

    An investigation needs to know who read or deleted log files.
    """
    if known(trail.bucket_logging_target):
        return passed()
    return failed(f"Access to bucket {trail.bucket} is not logged.")


@check(
    severity=Severity.CRITICAL,
    finding_title="CloudTrail bucket is public",
    remediation="Turn on Block Public Access for the trail's bucket and remove the public grants.",
    cli="""
        aws s3api put-public-access-block --bucket BUCKET --public-access-block-configuration \\
          BlockPublicAcls=true,IgnorePublicAcls=true,BlockPublicPolicy=true,RestrictPublicBuckets=true
    """,
    terraform="""
        resource "aws_s3_bucket_public_access_block" "trail" {
          bucket                  = aws_s3_bucket.trail.id
          block_public_acls       = true
          ignore_public_acls      = true
          block_public_policy     = true
          restrict_public_buckets = true
        }
    """,
    reference="https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html",
)
def aws_cloudtrail_trail_bucket_not_public(trail: CloudTrailTrail) -> Verdict:
    """CloudTrail trail's bucket is not public, by its policy or by its ACL.

    The log shows an attacker the account's users, roles, addresses and habits.
    """
    by_acl = any(one.public for one in known(trail.bucket_grants))
    by_policy = bool(public(known(trail.bucket_policy)))
    if not by_acl and not by_policy:
        return passed()
    block = known(trail.bucket_public_access_block)
    if block.off():
        block |= known(trail.bucket_account_public_access_block)
    if by_acl and not block.ignore_public_acls:
        return failed(f"The ACL of bucket {trail.bucket} is public.")
    if by_policy and not block.restrict_public_buckets:
        return failed(f"The policy of bucket {trail.bucket} is public.")
    return passed(f"Block Public Access protects bucket {trail.bucket}.")


@check(
    severity=Severity.MEDIUM,
    finding_title="CloudTrail bucket allows deleting log files without MFA",
    remediation="Turn on MFA delete for the trail's bucket, as the account's root user.",
    cli="""
        aws s3api put-bucket-versioning --bucket BUCKET --mfa 'SERIAL CODE' \\
          --versioning-configuration Status=Enabled,MFADelete=Enabled
    """,
    reference="https://docs.aws.amazon.com/AmazonS3/latest/userguide/MultiFactorAuthenticationDelete.html",
)
def aws_cloudtrail_trail_bucket_mfa_delete_enabled(trail: CloudTrailTrail) -> Verdict:
    """CloudTrail trail's bucket requires MFA to delete a version of a log file.

    With MFA delete, stolen keys alone cannot delete the traces of their use.
    """
    if not known(trail.logging):
        return not_applicable(SWITCHED_OFF)
    if known(trail.bucket_mfa_delete):
        return passed()
    return failed(f"MFA delete is off for bucket {trail.bucket}.")
