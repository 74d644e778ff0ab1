"""The Terraform types of `google`, as tables: whose asset each is, and how its path is made."""

from collections.abc import Mapping
from typing import Final

# The first word of the host, by the words that a type begins with; the longest match counts.
HOSTS: Mapping[str, str] = {
    "google_alloydb": "alloydb",
    "google_apikeys": "apikeys",
    "google_artifact_registry": "artifactregistry",
    "google_bigquery": "bigquery",
    "google_certificate_manager": "certificatemanager",
    "google_cloud_run": "run",
    "google_cloud_scheduler": "cloudscheduler",
    "google_cloud_tasks": "cloudtasks",
    "google_cloudbuild": "cloudbuild",
    "google_cloudfunctions": "cloudfunctions",
    "google_cloudfunctions2": "cloudfunctions",
    "google_colab": "aiplatform",
    "google_composer": "composer",
    "google_compute": "compute",
    "google_container": "container",
    "google_dataproc": "dataproc",
    "google_dialogflow": "dialogflow",
    "google_discovery_engine": "discoveryengine",
    "google_dns": "dns",
    "google_eventarc": "eventarc",
    "google_filestore": "file",
    "google_firestore": "firestore",
    "google_gke_backup": "gkebackup",
    "google_iam": "iam",
    "google_kms": "cloudkms",
    "google_logging": "logging",
    "google_memcache": "memcache",
    "google_model_armor": "modelarmor",
    "google_monitoring": "monitoring",
    "google_network_security": "networksecurity",
    "google_network_services": "networkservices",
    "google_notebooks": "notebooks",
    "google_privateca": "privateca",
    "google_project_iam_custom_role": "iam",
    "google_pubsub": "pubsub",
    "google_redis": "redis",
    "google_secret_manager": "secretmanager",
    "google_service_account": "iam",
    "google_spanner": "spanner",
    "google_storage_hmac_key": "storage",
    "google_vertex_ai": "aiplatform",
    "google_vpc_access": "vpcaccess",
    "google_workbench": "notebooks",
    "google_workflows": "workflows",
}

_COMPUTE: Final = "compute/projects/{project}"
_HERE: Final = "projects/{project}/locations/{location}"
_PROJECT: Final = "cloudresourcemanager/projects/{project}"

# How the name of an asset is made of its arguments, which are known before its id is. The first
# word is that of the host.
PATHS: Mapping[str, str] = {
    "google_apikeys_key": "apikeys/projects/{project}/locations/global/keys/{name}",
    "google_artifact_registry_repository": (
        f"artifactregistry/{_HERE}/repositories/{{repository_id}}"
    ),
    "google_bigquery_dataset": "bigquery/projects/{project}/datasets/{dataset_id}",
    "google_cloud_run_service": f"run/{_HERE}/services/{{name}}",
    "google_cloud_run_v2_service": f"run/{_HERE}/services/{{name}}",
    "google_cloudfunctions2_function": f"cloudfunctions/{_HERE}/functions/{{name}}",
    "google_cloudfunctions_function": (
        "cloudfunctions/projects/{project}/locations/{region}/functions/{name}"
    ),
    "google_colab_runtime_template": f"aiplatform/{_HERE}/notebookRuntimeTemplates/{{name}}",
    "google_compute_backend_service": f"{_COMPUTE}/global/backendServices/{{name}}",
    "google_compute_disk": f"{_COMPUTE}/zones/{{zone}}/disks/{{name}}",
    "google_compute_firewall": f"{_COMPUTE}/global/firewalls/{{name}}",
    "google_compute_image": f"{_COMPUTE}/global/images/{{name}}",
    "google_compute_instance": f"{_COMPUTE}/zones/{{zone}}/instances/{{name}}",
    "google_compute_network": f"{_COMPUTE}/global/networks/{{name}}",
    "google_compute_network_firewall_policy": f"{_COMPUTE}/global/firewallPolicies/{{name}}",
    "google_compute_region_backend_service": (
        f"{_COMPUTE}/regions/{{region}}/backendServices/{{name}}"
    ),
    "google_compute_region_network_firewall_policy": (
        f"{_COMPUTE}/regions/{{region}}/firewallPolicies/{{name}}"
    ),
    "google_compute_router_nat": f"{_COMPUTE}/regions/{{region}}/routers/{{router}}",
    "google_compute_subnetwork": f"{_COMPUTE}/regions/{{region}}/subnetworks/{{name}}",
    "google_compute_target_https_proxy": f"{_COMPUTE}/global/targetHttpsProxies/{{name}}",
    "google_container_cluster": f"container/{_HERE}/clusters/{{name}}",
    "google_discovery_engine_data_store": (
        f"discoveryengine/{_HERE}/collections/default_collection/dataStores/{{data_store_id}}"
    ),
    "google_dns_managed_zone": "dns/projects/{project}/managedZones/{name}",
    "google_iam_workload_identity_pool_provider": (
        "iam/projects/{project}/locations/global/workloadIdentityPools/{workload_identity_pool_id}"
        "/providers/{workload_identity_pool_provider_id}"
    ),
    "google_kms_crypto_key": "cloudkms/{key_ring}/cryptoKeys/{name}",
    "google_project": "cloudresourcemanager/projects/{project_id}",
    "google_project_iam_custom_role": "iam/projects/{project}/roles/{role_id}",
    "google_pubsub_subscription": "pubsub/projects/{project}/subscriptions/{name}",
    "google_pubsub_topic": "pubsub/projects/{project}/topics/{name}",
    "google_secret_manager_secret": "secretmanager/projects/{project}/secrets/{secret_id}",
    "google_spanner_instance": "spanner/projects/{project}/instances/{name}",
    "google_sql_database_instance": "cloudsql/projects/{project}/instances/{name}",
    "google_storage_bucket": "storage/{name}",
    "google_vertex_ai_endpoint": f"aiplatform/{_HERE}/endpoints/{{name}}",
    "google_vertex_ai_feature_online_store": (
        "aiplatform/projects/{project}/locations/{region}/featureOnlineStores/{name}"
    ),
    "google_vertex_ai_featurestore": (
        "aiplatform/projects/{project}/locations/{region}/featurestores/{name}"
    ),
    "google_workbench_instance": f"notebooks/{_HERE}/instances/{{name}}",
}

# Types with a policy of their own: the name of the asset, of the arguments of `_iam_member` and
# its like.
_GRANTED: Mapping[str, str] = {
    "google_artifact_registry_repository": f"artifactregistry/{_HERE}/repositories/{{repository}}",
    "google_bigquery_dataset": "bigquery/projects/{project}/datasets/{dataset_id}",
    "google_cloud_run_service": f"run/{_HERE}/services/{{service}}",
    "google_cloud_run_v2_service": f"run/{_HERE}/services/{{name}}",
    "google_cloudfunctions2_function": f"cloudfunctions/{_HERE}/functions/{{cloud_function}}",
    "google_cloudfunctions_function": (
        "cloudfunctions/projects/{project}/locations/{region}/functions/{cloud_function}"
    ),
    "google_compute_disk": f"{_COMPUTE}/zones/{{zone}}/disks/{{name}}",
    "google_compute_image": f"{_COMPUTE}/global/images/{{image}}",
    "google_compute_instance": f"{_COMPUTE}/zones/{{zone}}/instances/{{instance_name}}",
    "google_compute_subnetwork": f"{_COMPUTE}/regions/{{region}}/subnetworks/{{subnetwork}}",
    "google_dns_managed_zone": "dns/projects/{project}/managedZones/{managed_zone}",
    "google_kms_crypto_key": "cloudkms/{crypto_key_id}",
    "google_kms_key_ring": "cloudkms/{key_ring_id}",
    "google_notebooks_instance": f"notebooks/{_HERE}/instances/{{instance_name}}",
    "google_project": _PROJECT,
    "google_pubsub_subscription": "pubsub/projects/{project}/subscriptions/{subscription}",
    "google_pubsub_topic": "pubsub/projects/{project}/topics/{topic}",
    "google_secret_manager_secret": "secretmanager/projects/{project}/secrets/{secret_id}",
    "google_service_account": "iam/{service_account_id}",
    "google_storage_bucket": "storage/{bucket}",
    "google_workbench_instance": f"notebooks/{_HERE}/instances/{{name}}",
}
_GRANTS: Final = ("member", "binding", "policy")
_BUCKET: Final = "storage/{bucket}"
_FIREWALL_POLICY: Final = f"{_COMPUTE}/global/firewallPolicies/{{firewall_policy}}"
_REGIONAL_POLICY: Final = f"{_COMPUTE}/regions/{{region}}/firewallPolicies/{{firewall_policy}}"
_INSTANCE: Final = "cloudsql/projects/{project}/instances/{instance}"
_NETWORK: Final = f"{_COMPUTE}/global/networks/{{network}}"

# Types that configure another asset: the name of that asset, of their arguments.
ON: Mapping[str, str] = {
    **{f"{type_}_iam_{one}": path for type_, path in _GRANTED.items() for one in _GRANTS},
    "google_bigquery_dataset_access": "bigquery/projects/{project}/datasets/{dataset_id}",
    "google_compute_network_firewall_policy_association": _FIREWALL_POLICY,
    "google_compute_network_firewall_policy_rule": _FIREWALL_POLICY,
    "google_compute_network_peering": _NETWORK,
    "google_compute_project_metadata": _COMPUTE,
    "google_compute_project_metadata_item": _COMPUTE,
    "google_compute_region_network_firewall_policy_association": _REGIONAL_POLICY,
    "google_compute_region_network_firewall_policy_rule": _REGIONAL_POLICY,
    "google_container_node_pool": f"container/{_HERE}/clusters/{{cluster}}",
    "google_dns_policy": "compute/{networks}",
    "google_kms_crypto_key_version": "cloudkms/{crypto_key}",
    "google_logging_metric": _PROJECT,
    "google_logging_project_exclusion": _PROJECT,
    "google_logging_project_sink": _PROJECT,
    "google_monitoring_alert_policy": _PROJECT,
    "google_org_policy_policy": "cloudresourcemanager/{parent}",
    "google_project_default_service_accounts": _PROJECT,
    "google_project_iam_audit_config": _PROJECT,
    "google_project_iam_member_remove": _PROJECT,
    "google_project_organization_policy": _PROJECT,
    "google_project_service": _PROJECT,
    "google_secret_manager_secret_version": "secretmanager/{secret}",
    "google_service_account_key": "iam/{service_account_id}",
    "google_sql_database": _INSTANCE,
    "google_sql_ssl_cert": _INSTANCE,
    "google_sql_user": _INSTANCE,
    "google_storage_bucket_access_control": _BUCKET,
    "google_storage_bucket_acl": _BUCKET,
    "google_storage_bucket_object": _BUCKET,
    "google_storage_default_object_access_control": _BUCKET,
    "google_storage_default_object_acl": _BUCKET,
    "google_storage_folder": _BUCKET,
    "google_storage_managed_folder": _BUCKET,
    "google_storage_notification": _BUCKET,
}

# The types that an argument names by a name alone, where project or place are not known.
NAMED_BY: Mapping[str, tuple[str, ...]] = {
    "cloud_function": ("google_cloudfunctions2_function", "google_cloudfunctions_function"),
    "cluster": ("google_container_cluster",),
    "dataset_id": ("google_bigquery_dataset",),
    "firewall_policy": (
        "google_compute_network_firewall_policy",
        "google_compute_region_network_firewall_policy",
    ),
    "image": ("google_compute_image",),
    "instance": ("google_sql_database_instance",),
    "instance_name": ("google_compute_instance",),
    "managed_zone": ("google_dns_managed_zone",),
    "name": ("google_cloud_run_v2_service", "google_workbench_instance"),
    "network": ("google_compute_network",),
    "repository": ("google_artifact_registry_repository",),
    "secret_id": ("google_secret_manager_secret",),
    "service": ("google_cloud_run_service",),
    "subnetwork": ("google_compute_subnetwork",),
    "subscription": ("google_pubsub_subscription",),
    "topic": ("google_pubsub_topic",),
}

# Types whose settings are in force on assets that name them: the types of these assets, and the
# arguments.
USED_BY: Mapping[str, tuple[tuple[str, str], ...]] = {
    "google_compute_security_policy": (
        ("google_compute_backend_service", "security_policy"),
        ("google_compute_backend_service", "edge_security_policy"),
    ),
    "google_compute_ssl_policy": (
        ("google_compute_target_https_proxy", "ssl_policy"),
        ("google_compute_region_target_https_proxy", "ssl_policy"),
    ),
}

SERVICES: Mapping[str, tuple[str, ...]] = {
    "google_apikeys": ("apikeys",),
    "google_artifact_registry": ("artifactregistry",),
    "google_bigquery": ("bigquery",),
    "google_cloud_run": ("run",),
    "google_cloudfunctions": ("functions",),
    "google_cloudfunctions2": ("functions",),
    "google_colab": ("vertexai",),
    "google_compute": ("compute",),
    "google_container": ("gke",),
    "google_dialogflow": ("dialogflow",),
    "google_discovery_engine": ("discoveryengine",),
    "google_dns": ("dns",),
    "google_iam_workload_identity_pool": ("iam",),
    "google_kms": ("kms",),
    "google_logging": ("logging",),
    "google_monitoring_alert_policy": ("logging",),
    "google_notebooks": ("notebooks",),
    "google_project": ("iam", "logging"),
    "google_pubsub": ("pubsub",),
    "google_secret_manager": ("secretmanager",),
    "google_service_account": ("iam",),
    "google_sql": ("sql",),
    "google_storage": ("storage",),
    "google_vertex_ai": ("vertexai",),
    "google_workbench": ("notebooks",),
}

# Types that are always an asset with checks.
ASSETS: Final = frozenset(
    {
        "google_artifact_registry_repository",
        "google_bigquery_dataset",
        "google_cloud_run_v2_service",
        "google_compute_disk",
        "google_compute_firewall",
        "google_compute_instance",
        "google_compute_network",
        "google_compute_subnetwork",
        "google_container_cluster",
        "google_dns_managed_zone",
        "google_kms_crypto_key",
        "google_project_iam_custom_role",
        "google_pubsub_subscription",
        "google_pubsub_topic",
        "google_secret_manager_secret",
        "google_service_account",
        "google_sql_database_instance",
        "google_storage_bucket",
        "google_vertex_ai_dataset",
        "google_vertex_ai_endpoint",
        "google_workbench_instance",
    }
)
