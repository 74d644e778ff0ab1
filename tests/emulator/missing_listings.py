"""Listings of services that moto does not have: nothing, unless a seed adds a recording."""

from collections.abc import Iterator, Mapping
from typing import Any

# By the service that signs: the members of listings that are called by a target.
_BY_TARGET: Mapping[str, Mapping[str, str]] = {
    "apprunner": {"AppRunner.ListServices": "ServiceSummaryList"},
    "codebuild": {"CodeBuild_20161006.ListReportGroups": "reportGroups"},
    "kendra": {"AWSKendraFrontendService.ListIndices": "IndexConfigurationSummaryItems"},
    "rekognition": {
        "RekognitionService.DescribeProjects": "ProjectDescriptions",
        "RekognitionService.ListStreamProcessors": "StreamProcessors",
    },
    "fsx": {"AWSSimbaAPIService_v20180301.DescribeFileSystems": "FileSystems"},
    "lightsail": {
        "Lightsail_20161128.GetInstances": "instances",
        "Lightsail_20161128.GetRelationalDatabases": "relationalDatabases",
        "Lightsail_20161128.GetBuckets": "buckets",
    },
    "network-firewall": {
        "NetworkFirewall_20201112.ListFirewalls": "Firewalls",
        "NetworkFirewall_20201112.ListFirewallPolicies": "FirewallPolicies",
    },
    "redshift-serverless": {
        "RedshiftServerless.ListWorkgroups": "workgroups",
        "RedshiftServerless.ListNamespaces": "namespaces",
    },
}
# And of those that are called by a path.
_BY_PATH: Mapping[str, Mapping[str, str]] = {
    "access-analyzer": {"GET /analyzer": "analyzers"},
    "amplify": {"GET /apps": "apps"},
    "codeartifact": {"POST /v1/domains": "domains", "POST /v1/repositories": "repositories"},
    "airflow": {"GET /environments": "Environments"},
    "s3tables": {"GET /buckets": "tableBuckets"},
    "kafkaconnect": {"GET /v1/connectors": "connectors"},
}
# And of those whose responses are XML.
_BY_ACTION: Mapping[str, Mapping[str, str]] = {
    "elasticache": {"DescribeServerlessCaches": "ServerlessCaches"},
    "redshift": {"DescribeDataShares": "DataShares"},
}


# A setting that every region has.
_SHARING = {"ServiceSetting": {"SettingValue": "Disable", "Status": "Default"}}


def missing_listings() -> Iterator[dict[str, Any]]:
    """Yield a recording of each."""
    yield _recording("ssm", _SHARING, target="AmazonSSM.GetServiceSetting")
    for service, targets in _BY_TARGET.items():
        for target, member in targets.items():
            yield _recording(service, {member: []}, target=target)
    for service, calls in _BY_PATH.items():
        for call, member in calls.items():
            method, _, path = call.partition(" ")
            yield _recording(service, {member: []}, method=method, path=path)
    for service, actions in _BY_ACTION.items():
        for action, member in actions.items():
            result = f"<{action}Result><{member}/></{action}Result>"
            text = f"<{action}Response>{result}</{action}Response>"
            yield _recording(service, text, members={"Action": action})


def _recording(
    service: str,
    answer: object,
    *,
    method: str = "POST",
    path: str = "/",
    target: str = "",
    members: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    return {
        "service": service,
        "region": "",
        "method": method,
        "path": path,
        "target": target,
        "members": members or {},
        "answer": answer,
    }
