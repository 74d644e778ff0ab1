"""A response that lacks one of its members makes no verdict better.

The account's responses are recorded once. Then each member of each response is left out, in all
responses to a call at once, and the collectors run again on what is left.
"""

from collections.abc import Mapping
from functools import cache
from typing import Any

import pytest

from posture.bootstrap.clouds import CLOUDS
from posture.checks.catalog import checks
from posture.collectors.aws.catalog import COLLECTORS
from posture.collectors.aws.client import AwsSession
from posture.collectors.errors import CallError
from posture.domain.check import Check
from tests.integration.collectors.aws.tape import (
    Tape,
    better,
    leaves_nothing,
    members,
    output,
    play,
)

pytestmark = pytest.mark.anyio

CHECKS = list(checks(CLOUDS))
# Members whose absence has a meaning, and what it means.
MEANING_OF_ABSENCE = {
    "acm:ListCertificates CertificateSummaryList.[].NotAfter": "not issued yet",
    "bedrock-agent:ListAgents agentSummaries.[].guardrailConfiguration": (
        "no guardrail; another check fails then"
    ),
    "bedrock-agentcore-control:GetAgentRuntime environmentVariables": "no variables",
    "bedrock:GetGuardrail sensitiveInformationPolicy": "no such filter; another check fails then",
    "bedrock:GetGuardrail sensitiveInformationPolicy.piiEntities": "only expressions are filtered",
    "bedrock:GetModelInvocationLoggingConfiguration loggingConfig": (
        "no logging; another check fails then"
    ),
    "ec2:DescribeInstances Reservations.[].Instances.[].IamInstanceProfile": "no profile",
    "ec2:DescribeInstances Reservations.[].Instances.[].NetworkInterfaces.[].PrivateIpAddresses.[]"
    ".Association": "no public address",
    "ec2:DescribeLaunchTemplateVersions LaunchTemplateVersions.[].LaunchTemplateData.UserData": (
        "no user data"
    ),
    "ec2:DescribeVpcEndpoints VpcEndpoints.[].PolicyDocument": (
        "the service of an interface endpoint does not support policies"
    ),
    "ecr:DescribeImages imageDetails.[].imageScanFindingsSummary": "a scan that found nothing",
    "ecr:DescribeImages imageDetails.[].imageScanFindingsSummary.findingSeverityCounts": (
        "a scan that found nothing"
    ),
    "efs:DescribeFileSystems FileSystems.[].AvailabilityZoneName": "a regional file system",
    "efs:DescribeFileSystems FileSystems.[].Encrypted": "not encrypted; another check fails then",
    "elb:DescribeLoadBalancerAttributes LoadBalancerAttributes.AdditionalAttributes": (
        "the documented default"
    ),
    "iam:GetAccountAuthorizationDetails UserDetailList.[].UserPolicyList": (
        "no inline policies, as in the example of the API's documentation"
    ),
    "lambda:ListFunctionUrlConfigs FunctionUrlConfigs.[].Cors": "no other origin is allowed",
    "lambda:ListFunctionUrlConfigs FunctionUrlConfigs.[].Cors.AllowOrigins": (
        "no other origin is allowed"
    ),
    "lambda:ListFunctions Functions.[].Environment": "no variables",
    "lambda:ListFunctions Functions.[].ImageConfigResponse": "the image's own settings",
    "lambda:ListFunctions Functions.[].ImageConfigResponse.ImageConfig": "the image's own settings",
    "lambda:ListFunctions Functions.[].ImageConfigResponse.ImageConfig.Command": (
        "the image's own settings"
    ),
    "lambda:ListFunctions Functions.[].VpcConfig": "no VPC; another check fails then",
    "lambda:ListFunctions Functions.[].VpcConfig.SubnetIds": "no VPC; another check fails then",
    "rds:DescribeDBClusters DBClusters.[].AutoMinorVersionUpgrade": (
        "the setting of the cluster's instances, which are judged"
    ),
    "rds:DescribeEventSubscriptions EventSubscriptionsList.[].EventCategoriesList": (
        "all categories"
    ),
    "rds:DescribeEventSubscriptions EventSubscriptionsList.[].SourceType": "all types of sources",
    "s3control:ListMultiRegionAccessPoints AccessPoints": "no such access points",
    "s3control:ListMultiRegionAccessPoints AccessPoints.[].Alias": (
        "it is not ready, and known by its name"
    ),
    "sagemaker:DescribeNotebookInstanceLifecycleConfig OnStart": "no script for this moment",
    "sagemaker:ListNotebookInstances NotebookInstances.[].NotebookInstanceLifecycleConfigName": (
        "no scripts"
    ),
    "secretsmanager:GetResourcePolicy ResourcePolicy": "no policy",
    "secretsmanager:ListSecrets SecretList.[].RotationEnabled": (
        "rotation was never set up; another check fails then"
    ),
    "wafv2:GetWebACLForResource WebACL": "no web ACL; another check fails then",
}


@cache
def resting_on() -> Mapping[str, list[Check[Any]]]:
    """Return the checks that need each call."""
    found: dict[str, list[Check[Any]]] = {}
    for rule in CHECKS:
        calls: set[str] = set()
        for one in COLLECTORS:
            if issubclass(one.asset_type, rule.asset_type):
                calls.update(one.calls, *(read.calls for read in one.needed(rule.needs)))
        for call in calls:
            found.setdefault(call, []).append(rule)
    return found


@pytest.mark.parametrize("call", sorted(frozenset().union(*(one.all_calls for one in COLLECTORS))))
async def test_a_response_without_one_of_its_members_makes_no_verdict_better(
    call: str, recorded: tuple[AwsSession, Tape]
) -> None:
    responses = [
        one
        for (made, _, _), one in recorded[1].items()
        if made == call and not isinstance(one, CallError)
    ]
    chosen = resting_on().get(call, [])
    paths = sorted(
        path
        for path in {path for one in responses for path in members(one, output(call))}
        if not leaves_nothing(call, path, responses)
    )
    before, _ = await play(recorded, chosen)

    found = {}
    for path in paths:
        after, unlisted = await play(recorded, chosen, (call, path))
        if improved := better(before, after, unlisted, chosen):
            found[f"{call} {'.'.join(path)}"] = improved

    excused = {one for one in MEANING_OF_ABSENCE if one.startswith(f"{call} ")}
    assert {name: one for name, one in found.items() if name not in excused} == {}
    assert excused <= found.keys(), "these members decide nothing any more"
