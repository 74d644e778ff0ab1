"""Reads of projects, folders, identities, policies, logs and alarms."""

from typing import Final

from posture.collectors.gcp.operation import POLICY_3, Operation, policy

OPERATIONS: Final = {
    "cloudresourcemanager:projects.get": Operation(
        "cloudresourcemanager", "v3/projects/{project}", "resourcemanager.projects.get"
    ),
    "cloudresourcemanager:projects.search": Operation(
        "cloudresourcemanager",
        "v3/projects:search",
        "resourcemanager.projects.get",
        "projects",
        query="query={query}&pageSize=500",
    ),
    "cloudresourcemanager:folders.list": Operation(
        "cloudresourcemanager",
        "v3/folders",
        "resourcemanager.folders.list",
        "folders",
        query="parent={parent}&pageSize=300",
    ),
    "cloudresourcemanager:projects.getIamPolicy": Operation(
        "cloudresourcemanager",
        "v3/projects/{project}:getIamPolicy",
        "resourcemanager.projects.getIamPolicy",
        verb="POST",
        body=POLICY_3,
    ),
    "cloudresourcemanager:projects.testIamPermissions": Operation(
        "cloudresourcemanager", "v3/projects/{project}:testIamPermissions", "", verb="POST"
    ),
    "cloudresourcemanager:projects.getAncestry": Operation(
        "cloudresourcemanager",
        "v1/projects/{project}:getAncestry",
        "resourcemanager.projects.get",
        verb="POST",
        body=b"{}",
    ),
    "cloudresourcemanager:folders.getIamPolicy": policy(
        "cloudresourcemanager", "v3", "resourcemanager.folders.getIamPolicy"
    ),
    "cloudresourcemanager:organizations.getIamPolicy": policy(
        "cloudresourcemanager", "v3", "resourcemanager.organizations.getIamPolicy"
    ),
    "serviceusage:services.list": Operation(
        "serviceusage",
        "v1/projects/{project}/services",
        "serviceusage.services.list",
        "services",
        query="filter=state%3AENABLED&pageSize=200",
    ),
    "iamcredentials:projects.serviceAccounts.generateAccessToken": Operation(
        "iamcredentials",
        "v1/projects/-/serviceAccounts/{account}:generateAccessToken",
        "iam.serviceAccounts.getAccessToken",
        verb="POST",
        body=b'{"scope":["https://www.googleapis.com/auth/cloud-platform"],"lifetime":"3600s"}',
    ),
    "iam:projects.serviceAccounts.list": Operation(
        "iam",
        "v1/projects/{project}/serviceAccounts",
        "iam.serviceAccounts.list",
        "accounts",
        query="pageSize=100",
    ),
    "iam:projects.serviceAccounts.get": Operation("iam", "v1/{path}", "iam.serviceAccounts.get"),
    "iam:projects.serviceAccounts.keys.list": Operation(
        "iam",
        "v1/{path}/keys",
        "iam.serviceAccountKeys.list",
        "keys",
        query="keyTypes=USER_MANAGED",
    ),
    "iam:projects.serviceAccounts.getIamPolicy": Operation(
        "iam",
        "v1/{path}:getIamPolicy",
        "iam.serviceAccounts.getIamPolicy",
        query="options.requestedPolicyVersion=3",
        verb="POST",
    ),
    "iam:projects.roles.list": Operation(
        "iam",
        "v1/projects/{project}/roles",
        "iam.roles.list",
        "roles",
        query="view=FULL&pageSize=300",
    ),
    "iam:projects.locations.workloadIdentityPools.list": Operation(
        "iam",
        "v1/projects/{project}/locations/global/workloadIdentityPools",
        "iam.googleapis.com/workloadIdentityPools.list",
        "workloadIdentityPools",
        query="pageSize=50",
    ),
    "iam:projects.locations.workloadIdentityPools.providers.list": Operation(
        "iam",
        "v1/{parent}/providers",
        "iam.googleapis.com/workloadIdentityPoolProviders.list",
        "workloadIdentityPoolProviders",
        query="pageSize=100",
    ),
    "orgpolicy:projects.policies.getEffectivePolicy": Operation(
        "orgpolicy",
        "v2/projects/{project}/policies/{constraint}:getEffectivePolicy",
        "orgpolicy.policy.get",
    ),
    "apikeys:projects.locations.keys.list": Operation(
        "apikeys",
        "v2/projects/{project}/locations/global/keys",
        "apikeys.keys.list",
        "keys",
        query="pageSize=300",
    ),
    "logging:projects.sinks.list": Operation(
        "logging",
        "v2/projects/{project}/sinks",
        "logging.sinks.list",
        "sinks",
        query="pageSize=200",
    ),
    "logging:projects.metrics.list": Operation(
        "logging",
        "v2/projects/{project}/metrics",
        "logging.logMetrics.list",
        "metrics",
        query="pageSize=200",
    ),
    "monitoring:projects.alertPolicies.list": Operation(
        "monitoring",
        "v3/projects/{project}/alertPolicies",
        "monitoring.alertPolicies.list",
        "alertPolicies",
        query="pageSize=500",
    ),
}
