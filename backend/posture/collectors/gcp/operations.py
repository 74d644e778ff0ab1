"""The reads of Google's APIs that collectors may make, and the permissions they need.

A call is named `service:method`: after the colon is the method's id in the discovery document of
the API. `tests/integration/collectors/gcp/test_documents.py` compares each with that document.
Source of permissions: https://cloud.google.com/iam/docs/permissions-reference
"""

from typing import Final, NamedTuple

PARTIAL = "maxResults=500&returnPartialSuccess=true"
POLICY_3 = b'{"options":{"requestedPolicyVersion":3}}'


class Operation(NamedTuple):
    """A read of a Google API.

    Attributes:
        host: the first word of the host.
        path: the path with its parameters in braces: `{project}`, `{location}`, or `{path}`, which
            is the path in a full resource name.
        permission: the permission that it needs; empty for none.
        items: the member of the response with what is listed; empty for no listing.
        scope: the member of each scope of an aggregated list.
        query: the query, with its parameters in braces.
        kind: the `kind` that a response must have, in APIs that have it.
        verb: the HTTP method.
        body: the request's body.
        regional: whether each location has a host of its own.
    """

    host: str
    path: str
    permission: str
    items: str = ""
    scope: str = ""
    query: str = ""
    kind: str = ""
    verb: str = "GET"
    body: bytes = b""
    regional: bool = False

    def host_in(self, location: str) -> str:
        """Return the first word of the host for a location."""
        return f"{location}-{self.host}" if self.regional and location != "global" else self.host


def _compute(collection: str, kind: str, permission: str) -> Operation:
    path = f"compute/v1/projects/{{project}}/global/{collection}"
    return Operation("compute", path, permission, "items", query=PARTIAL, kind=f"compute#{kind}")


def _aggregated(collection: str, kind: str, permission: str, scope: str = "") -> Operation:
    """Return the listing of a type in all zones or regions at once."""
    return Operation(
        "compute",
        f"compute/v1/projects/{{project}}/aggregated/{collection}",
        permission,
        "items",
        scope=scope or collection,
        query=PARTIAL,
        kind=f"compute#{kind}",
    )


def _policy(host: str, version: str, permission: str, *, post: bool = True) -> Operation:
    """Return the read of the IAM policy of one resource, with its conditions."""
    if post:
        path = f"{version}/{{path}}:getIamPolicy"
        return Operation(host, path, permission, verb="POST", body=POLICY_3)
    query = "options.requestedPolicyVersion=3"
    return Operation(host, f"{version}/{{path}}:getIamPolicy", permission, query=query)


def _locations(host: str, version: str, permission: str) -> Operation:
    path = f"{version}/projects/{{project}}/locations"
    return Operation(host, path, permission, "locations", query="pageSize=200")


def _located(  # the parts of one line of the table
    host: str, version: str, items: str, permission: str, query: str = "pageSize=100"
) -> Operation:
    path = f"{version}/projects/{{project}}/locations/{{location}}/{items}"
    return Operation(host, path, permission, items, query=query)


def _anywhere(host: str, version: str, items: str, permission: str) -> Operation:
    """Return the listing of a type in all locations at once."""
    path = f"{version}/projects/{{project}}/locations/-/{items}"
    return Operation(host, path, permission, items, query="pageSize=100")


def _vertex(items: str, permission: str) -> Operation:
    return _located("aiplatform", "v1", items, f"aiplatform.{permission}.list")._replace(
        regional=True
    )


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
    "cloudresourcemanager:folders.getIamPolicy": _policy(
        "cloudresourcemanager", "v3", "resourcemanager.folders.getIamPolicy"
    ),
    "cloudresourcemanager:organizations.getIamPolicy": _policy(
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
    "storage:buckets.list": Operation(
        "storage",
        "storage/v1/b",
        "storage.buckets.list",
        "items",
        query="project={project}&projection=full&maxResults=500&returnPartialSuccess=true",
        kind="storage#buckets",
    ),
    "storage:buckets.get": Operation(
        "storage",
        "storage/v1/b/{path}",
        "storage.buckets.get",
        query="projection=full",
        kind="storage#bucket",
    ),
    "storage:buckets.getIamPolicy": Operation(
        "storage",
        "storage/v1/b/{path}/iam",
        "storage.buckets.getIamPolicy",
        query="optionsRequestedPolicyVersion=3",
        kind="storage#policy",
    ),
    "compute:projects.get": Operation(
        "compute",
        "compute/v1/projects/{project}",
        "compute.projects.get",
        kind="compute#project",
    ),
    "compute:firewalls.list": _compute("firewalls", "firewallList", "compute.firewalls.list"),
    "compute:networks.list": _compute("networks", "networkList", "compute.networks.list"),
    "compute:networks.getEffectiveFirewalls": Operation(
        "compute",
        "compute/v1/{path}/getEffectiveFirewalls",
        "compute.networks.getEffectiveFirewalls",
    ),
    "compute:networkFirewallPolicies.aggregatedList": _aggregated(
        "firewallPolicies",
        "networkFirewallPolicyAggregatedList",
        "compute.firewallPolicies.list",
    ),
    "compute:instances.aggregatedList": _aggregated(
        "instances", "instanceAggregatedList", "compute.instances.list"
    ),
    "compute:subnetworks.aggregatedList": _aggregated(
        "subnetworks", "subnetworkAggregatedList", "compute.subnetworks.list"
    ),
    "compute:targetHttpsProxies.aggregatedList": _aggregated(
        "targetHttpsProxies", "targetHttpsProxyAggregatedList", "compute.targetHttpsProxies.list"
    ),
    "compute:sslPolicies.aggregatedList": _aggregated(
        "sslPolicies", "sslPoliciesAggregatedList", "compute.sslPolicies.list"
    ),
    "compute:backendServices.aggregatedList": _aggregated(
        "backendServices", "backendServiceAggregatedList", "compute.backendServices.list"
    ),
    "compute:disks.aggregatedList": _aggregated(
        "disks", "diskAggregatedList", "compute.disks.list"
    ),
    "compute:images.list": _compute("images", "imageList", "compute.images.list"),
    "compute:images.getIamPolicy": Operation(
        "compute",
        "compute/v1/{path}/getIamPolicy",
        "compute.images.getIamPolicy",
        query="optionsRequestedPolicyVersion=3",
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
    "sql:instances.list": Operation(
        "sqladmin",
        "v1/projects/{project}/instances",
        "cloudsql.instances.list",
        "items",
        query="maxResults=500",
    ),
    "sql:users.list": Operation(
        "sqladmin",
        "v1/projects/{project}/instances/{instance}/users",
        "cloudsql.users.list",
    ),
    "bigquery:datasets.list": Operation(
        "bigquery",
        "bigquery/v2/projects/{project}/datasets",
        "bigquery.datasets.get",
        "datasets",
        query="maxResults=500",
        kind="bigquery#datasetList",
    ),
    "bigquery:datasets.get": Operation(
        "bigquery",
        "bigquery/v2/{path}",
        "bigquery.datasets.get",
        query="accessPolicyVersion=3",
        kind="bigquery#dataset",
    ),
    "cloudkms:projects.locations.list": _locations("cloudkms", "v1", "cloudkms.locations.list"),
    "cloudkms:projects.locations.keyRings.list": _located(
        "cloudkms", "v1", "keyRings", "cloudkms.keyRings.list", "pageSize=500"
    ),
    "cloudkms:projects.locations.keyRings.cryptoKeys.list": Operation(
        "cloudkms",
        "v1/{parent}/cryptoKeys",
        "cloudkms.cryptoKeys.list",
        "cryptoKeys",
        query="pageSize=500",
    ),
    "cloudkms:projects.locations.keyRings.cryptoKeys.getIamPolicy": _policy(
        "cloudkms", "v1", "cloudkms.cryptoKeys.getIamPolicy", post=False
    ),
    "cloudkms:projects.locations.keyRings.getIamPolicy": _policy(
        "cloudkms", "v1", "cloudkms.keyRings.getIamPolicy", post=False
    ),
    "secretmanager:projects.secrets.list": Operation(
        "secretmanager",
        "v1/projects/{project}/secrets",
        "secretmanager.secrets.list",
        "secrets",
        query="pageSize=500",
    ),
    "secretmanager:projects.secrets.getIamPolicy": _policy(
        "secretmanager", "v1", "secretmanager.secrets.getIamPolicy", post=False
    ),
    "pubsub:projects.topics.list": Operation(
        "pubsub",
        "v1/projects/{project}/topics",
        "pubsub.topics.list",
        "topics",
        query="pageSize=500",
    ),
    "pubsub:projects.topics.getIamPolicy": _policy(
        "pubsub", "v1", "pubsub.topics.getIamPolicy", post=False
    ),
    "pubsub:projects.subscriptions.list": Operation(
        "pubsub",
        "v1/projects/{project}/subscriptions",
        "pubsub.subscriptions.list",
        "subscriptions",
        query="pageSize=500",
    ),
    "artifactregistry:projects.locations.list": _locations(
        "artifactregistry", "v1", "artifactregistry.locations.list"
    ),
    "artifactregistry:projects.locations.repositories.list": _located(
        "artifactregistry", "v1", "repositories", "artifactregistry.repositories.list"
    ),
    "artifactregistry:projects.locations.repositories.getIamPolicy": _policy(
        "artifactregistry", "v1", "artifactregistry.repositories.getIamPolicy", post=False
    ),
    # The listing has no pages, and all zones and regions at once.
    "container:projects.locations.clusters.list": Operation(
        "container",
        "v1/projects/{project}/locations/-/clusters",
        "container.clusters.list",
        "clusters",
    ),
    "run:projects.locations.list": _locations("run", "v1", "run.locations.list"),
    "run:projects.locations.services.list": _located("run", "v2", "services", "run.services.list"),
    "run:projects.locations.services.getIamPolicy": _policy(
        "run", "v2", "run.services.getIamPolicy", post=False
    ),
    "cloudfunctions:projects.locations.functions.list": _anywhere(
        "cloudfunctions", "v2", "functions", "cloudfunctions.functions.list"
    ),
    "cloudfunctions:projects.locations.functions.getIamPolicy": _policy(
        "cloudfunctions", "v2", "cloudfunctions.functions.getIamPolicy", post=False
    ),
    "dialogflow:projects.locations.list": _locations("dialogflow", "v3", ""),
    "dialogflow:projects.locations.agents.list": _located(
        "dialogflow", "v3", "agents", "dialogflow.agents.list"
    )._replace(regional=True),
    "dialogflow:projects.locations.securitySettings.list": _located(
        "dialogflow", "v3", "securitySettings", "dialogflow.securitySettings.list"
    )._replace(regional=True),
    "dialogflow:projects.locations.agents.webhooks.list": Operation(
        "dialogflow",
        "v3/{parent}/webhooks",
        "dialogflow.webhooks.list",
        "webhooks",
        query="pageSize=100",
        regional=True,
    ),
    "discoveryengine:projects.locations.collections.dataStores.list": Operation(
        "discoveryengine",
        "v1/projects/{project}/locations/{location}/collections/default_collection/dataStores",
        "discoveryengine.dataStores.list",
        "dataStores",
        query="pageSize=50",
        regional=True,
    ),
    "dns:managedZones.list": Operation(
        "dns",
        "dns/v1/projects/{project}/managedZones",
        "dns.managedZones.list",
        "managedZones",
        query="maxResults=500",
        kind="dns#managedZonesListResponse",
    ),
    "dns:policies.list": Operation(
        "dns",
        "dns/v1/projects/{project}/policies",
        "dns.policies.list",
        "policies",
        query="maxResults=500",
        kind="dns#policiesListResponse",
    ),
    "aiplatform:projects.locations.list": _locations(
        "aiplatform", "v1", "aiplatform.locations.list"
    ),
    "aiplatform:projects.locations.endpoints.list": _vertex("endpoints", "endpoints"),
    "aiplatform:projects.locations.indexEndpoints.list": _vertex(
        "indexEndpoints", "indexEndpoints"
    ),
    "aiplatform:projects.locations.models.list": _vertex("models", "models"),
    "aiplatform:projects.locations.datasets.list": _vertex("datasets", "datasets"),
    "aiplatform:projects.locations.featurestores.list": _vertex("featurestores", "featurestores"),
    "aiplatform:projects.locations.featureOnlineStores.list": _vertex(
        "featureOnlineStores", "featureOnlineStores"
    ),
    # Finished jobs are kept for ever, so only those that run are listed.
    "aiplatform:projects.locations.customJobs.list": _vertex("customJobs", "customJobs")._replace(
        query="filter=state%3D%22JOB_STATE_RUNNING%22&pageSize=100"
    ),
    "aiplatform:projects.locations.notebookRuntimeTemplates.list": _vertex(
        "notebookRuntimeTemplates", "notebookRuntimeTemplates"
    ),
    "aiplatform:projects.locations.reasoningEngines.list": _vertex(
        "reasoningEngines", "reasoningEngines"
    ),
    "notebooks:projects.locations.instances.list": _anywhere(
        "notebooks", "v2", "instances", "notebooks.instances.list"
    ),
    "notebooks:projects.locations.instances.getIamPolicy": Operation(
        "notebooks",
        "v2/{path}:getIamPolicy",
        "notebooks.instances.getIamPolicy",
        query="options.requestedPolicyVersion=3",
    ),
}
