"""Reads of machines, networks, names, clusters, services and functions."""

from typing import Final

from posture.collectors.gcp.operation import (
    Operation,
    aggregated,
    anywhere,
    compute_global,
    located,
    locations,
    policy,
)

OPERATIONS: Final = {
    "compute:projects.get": Operation(
        "compute",
        "compute/v1/projects/{project}",
        "compute.projects.get",
        kind="compute#project",
    ),
    "compute:firewalls.list": compute_global("firewalls", "firewallList", "compute.firewalls.list"),
    "compute:networks.list": compute_global("networks", "networkList", "compute.networks.list"),
    "compute:networks.getEffectiveFirewalls": Operation(
        "compute",
        "compute/v1/{path}/getEffectiveFirewalls",
        "compute.networks.getEffectiveFirewalls",
    ),
    "compute:networkFirewallPolicies.aggregatedList": aggregated(
        "firewallPolicies",
        "networkFirewallPolicyAggregatedList",
        "compute.firewallPolicies.list",
    ),
    "compute:instances.aggregatedList": aggregated(
        "instances", "instanceAggregatedList", "compute.instances.list"
    ),
    "compute:subnetworks.aggregatedList": aggregated(
        "subnetworks", "subnetworkAggregatedList", "compute.subnetworks.list"
    ),
    "compute:targetHttpsProxies.aggregatedList": aggregated(
        "targetHttpsProxies", "targetHttpsProxyAggregatedList", "compute.targetHttpsProxies.list"
    ),
    "compute:sslPolicies.aggregatedList": aggregated(
        "sslPolicies", "sslPoliciesAggregatedList", "compute.sslPolicies.list"
    ),
    "compute:backendServices.aggregatedList": aggregated(
        "backendServices", "backendServiceAggregatedList", "compute.backendServices.list"
    ),
    "compute:disks.aggregatedList": aggregated("disks", "diskAggregatedList", "compute.disks.list"),
    "compute:images.list": compute_global("images", "imageList", "compute.images.list"),
    "compute:images.getIamPolicy": Operation(
        "compute",
        "compute/v1/{path}/getIamPolicy",
        "compute.images.getIamPolicy",
        query="optionsRequestedPolicyVersion=3",
    ),
    # The listing has no pages, and all zones and regions at once.
    "container:projects.locations.clusters.list": Operation(
        "container",
        "v1/projects/{project}/locations/-/clusters",
        "container.clusters.list",
        "clusters",
    ),
    "run:projects.locations.list": locations("run", "v1", "run.locations.list"),
    "run:projects.locations.services.list": located("run", "v2", "services", "run.services.list"),
    "run:projects.locations.services.getIamPolicy": policy(
        "run", "v2", "run.services.getIamPolicy", post=False
    ),
    "cloudfunctions:projects.locations.functions.list": anywhere(
        "cloudfunctions", "v2", "functions", "cloudfunctions.functions.list"
    ),
    "cloudfunctions:projects.locations.functions.getIamPolicy": policy(
        "cloudfunctions", "v2", "cloudfunctions.functions.getIamPolicy", post=False
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
}
