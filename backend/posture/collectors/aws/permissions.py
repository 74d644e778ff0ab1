"""The least-privilege policy of an AWS role, made from the calls that collectors declare."""

from collections.abc import Iterable
from typing import Any

from botocore.exceptions import UnknownServiceError

from posture.collectors.aws.collecting import RegionClient
from posture.collectors.aws.sdk import Services
from posture.collectors.collecting import AssetCollector
from posture.domain.evidence import Unread

# Calls of every run, whatever its checks. `sts:GetCallerIdentity` needs no permission.
ALWAYS = frozenset({"ec2:DescribeRegions"})

# IAM's prefix where it differs from the signing name.
PREFIXES = {"cloudwatch": "cloudwatch", "bedrock-agentcore-control": "bedrock-agentcore"}

# IAM's action where its name differs from the call's.
# Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html
ACTIONS = {
    "s3:ListBuckets": "s3:ListAllMyBuckets",
    "s3:HeadBucket": "s3:ListBucket",
    "s3:GetBucketEncryption": "s3:GetEncryptionConfiguration",
    "s3:GetBucketLifecycleConfiguration": "s3:GetLifecycleConfiguration",
    "s3:GetBucketNotificationConfiguration": "s3:GetBucketNotification",
    "s3:GetBucketReplication": "s3:GetReplicationConfiguration",
    "s3:GetObjectLockConfiguration": "s3:GetBucketObjectLockConfiguration",
    "s3:GetPublicAccessBlock": "s3:GetBucketPublicAccessBlock",
    "s3control:GetPublicAccessBlock": "s3:GetAccountPublicAccessBlock",
}


# Actions that a call needs beside its own: the web ACL of a service of App Runner.
# Source: https://docs.aws.amazon.com/waf/latest/developerguide/security_iam_id-based-policy-examples.html
BESIDE = {"wafv2:GetWebACLForResource": frozenset({"apprunner:DescribeWebAclForService"})}

# API Gateway has an action for each verb of HTTP; collectors only get.
OF_VERBS = frozenset({"apigateway", "apigatewayv2"})

# How the codes of errors begin that a missing permission causes.
DENIED = ("AccessDenied", "AuthorizationError", "NotAuthorized", "UnauthorizedOperation")


def action(call: str, services: Services) -> str:
    """Return the IAM action that a call (`service:Operation`) needs."""
    if call in ACTIONS:
        return ACTIONS[call]
    service, _, operation = call.partition(":")
    if service in OF_VERBS:
        return "apigateway:GET"
    prefix = PREFIXES.get(service) or services[service].model.signing_name
    return f"{prefix}:{operation}"


def permission(unread: Unread, services: Services | None = None) -> str | None:
    """Return the IAM action that would allow a denied call; None if it was not denied."""
    if not unread.reason.startswith(DENIED):
        return None
    try:
        return action(unread.call, services or Services())
    except UnknownServiceError:  # the evidence is not a call
        return None


def read_only_policy(
    collectors: Iterable[AssetCollector[RegionClient, Any]], services: Services | None = None
) -> dict[str, Any]:
    """Return the policy document that allows the calls of these collectors."""
    known = services or Services()
    calls = ALWAYS.union(*(one.all_calls for one in collectors))
    return {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Sid": "PostureReadOnly",
                "Effect": "Allow",
                "Action": sorted(
                    {action(call, known) for call in calls}.union(
                        *(BESIDE.get(call, ()) for call in calls)
                    )
                ),
                "Resource": "*",
            }
        ],
    }
