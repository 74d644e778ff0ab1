"""Collects clusters of Kubernetes Engine; the keys and passwords in an answer are not kept."""

from collections.abc import Mapping
from typing import Any

from posture.collectors.collecting import AssetCollector, Item, in_state
from posture.collectors.gcp.collecting import Form, ProjectClient, Record, listing
from posture.collectors.gcp.properties import flag, members, part, text, texts, value
from posture.domain.gcp.assets.gke import Anonymous, ControlPlane, GkeCluster, NodePool
from posture.domain.gcp.names import full_name

LIST_CALL = "container:projects.locations.clusters.list"
ENCRYPTED = frozenset({"ENCRYPTED", "ALL_OBJECTS_ENCRYPTION_ENABLED"})
NO_CHANNEL = frozenset({"", "UNSPECIFIED"})
NOT_EVALUATED = frozenset({"", "DISABLED", "EVALUATION_MODE_UNSPECIFIED"})
SYSTEM_LOGS = "SYSTEM_COMPONENTS"


def _name(client: ProjectClient, record: Record) -> str:
    """Return the name of a cluster, with `locations` also for one of a single zone."""
    place, name = text(record, "location"), text(record, "name")
    if not place or not name:
        raise TypeError("name")
    return full_name("container", f"projects/{client.account_id}/locations/{place}/clusters/{name}")


def _cluster(_client: ProjectClient, item: Item) -> Mapping[str, Any]:
    record = item.data
    issued = ("masterAuth.username", "masterAuth.clientCertificate")
    datapath = text(record, "networkConfig.datapathProvider")
    components = texts(record, "loggingConfig.componentConfig.enableComponents")
    automatic = "autoscaling.autoprovisioningNodePoolDefaults.serviceAccount"
    evaluation = text(record, "binaryAuthorization.evaluationMode")
    return {
        "autopilot": flag(record, "autopilot.enabled"),
        "control_plane": _control_plane(record),
        "legacy_authorization": flag(record, "legacyAbac.enabled"),
        "static_credentials": tuple(
            name.rpartition(".")[2] for name in issued if text(record, name)
        ),
        "pools": tuple(_pool(record, one) for one in members(record, "nodePools")),
        "node_account": text(record, automatic),
        "identities": bool(text(record, "workloadIdentityConfig.workloadPool")),
        "network_policy": flag(record, "networkPolicy.enabled") or datapath == "ADVANCED_DATAPATH",
        "secrets_encrypted": text(record, "databaseEncryption.state") in ENCRYPTED,
        "shielded": flag(record, "shieldedNodes.enabled"),
        "channel": text(record, "releaseChannel.channel") not in NO_CHANNEL,
        "anonymous": _anonymous(record),
        "logged": SYSTEM_LOGS in components,
        "binary_authorization": evaluation not in NOT_EVALUATED
        or flag(record, "binaryAuthorization.enabled"),
    }


def _control_plane(record: Record) -> ControlPlane:
    endpoints = "controlPlaneEndpointsConfig.ipEndpointsConfig"
    networks = part(record, f"{endpoints}.authorizedNetworksConfig") or part(
        record, "masterAuthorizedNetworksConfig"
    )
    # Addresses can be off, and then the DNS name, which IAM guards, is the only way in.
    addresses = value(record, f"{endpoints}.enabled", bool) is not False
    stated = value(record, f"{endpoints}.enablePublicEndpoint", bool)
    # Where the newer member is not there, the older one decides, and without both it is public.
    older = not flag(record, "privateClusterConfig.enablePrivateEndpoint")
    public = addresses and (older if stated is None else stated)
    return ControlPlane(
        public=public,
        limited=flag(networks, "enabled"),
        networks=tuple(text(one, "cidrBlock") for one in members(networks, "cidrBlocks")),
        google=flag(networks, "gcpPublicCidrsAccessEnabled"),
    )


def _pool(cluster: Record, record: Record) -> NodePool:
    own = value(record, "networkConfig.enablePrivateNodes", bool)
    above = flag(cluster, "networkConfig.defaultEnablePrivateNodes") or flag(
        cluster, "privateClusterConfig.enablePrivateNodes"
    )
    mode = text(record, "config.workloadMetadataConfig.mode")
    return NodePool(
        name=text(record, "name"),
        private=above if own is None else own,
        account=text(record, "config.serviceAccount"),
        hides_metadata=mode == "GKE_METADATA",
        integrity=flag(record, "config.shieldedInstanceConfig.enableIntegrityMonitoring"),
        upgraded=flag(record, "management.autoUpgrade"),
    )


def _anonymous(record: Record) -> Anonymous:
    """Return what everyone may do; older clusters without the settings allow it."""
    groups = {
        "system:authenticated": "enableInsecureBindingSystemAuthenticated",
        "system:unauthenticated": "enableInsecureBindingSystemUnauthenticated",
    }
    allowed = {
        group: value(record, f"rbacBindingConfig.{name}", bool) for group, name in groups.items()
    }
    return Anonymous(
        allowed=text(record, "anonymousAuthenticationConfig.mode") != "LIMITED",
        bindings=tuple(group for group, on in allowed.items() if on is not False),
    )


CLUSTERS = AssetCollector(
    asset_type=GkeCluster,
    regional=False,
    scattered=True,
    calls=(LIST_CALL,),
    items=listing(LIST_CALL, Form(_name)),
    listed=_cluster,
    transition=in_state("provisioning", "reconciling", path=("status",)),
)

COLLECTORS: tuple[AssetCollector[ProjectClient, Any], ...] = (CLUSTERS,)
