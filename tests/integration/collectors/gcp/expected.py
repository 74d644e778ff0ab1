"""Which checks each resource of the emulated project fails."""

FAILED: dict[str, set[str]] = {
    "account default": {
        "gcp_iam_service_account_default_disabled",
        "gcp_iam_service_account_no_admin_roles",
    },
    "account leaky": {
        "gcp_iam_service_account_key_absent",
        "gcp_iam_service_account_key_not_exposed",
        "gcp_iam_service_account_key_rotated",
        "gcp_iam_service_account_no_admin_roles",
        "gcp_iam_service_account_not_public",
    },
    "account tight": set(),
    "api key model": set(),
    "api key open": {
        "gcp_apikeys_key_api_restricted",
        "gcp_apikeys_key_application_restricted",
        "gcp_apikeys_key_gemini_restricted",
        "gcp_apikeys_key_rotated",
    },
    "backend": {
        "gcp_compute_backend_service_guarded",
        "gcp_compute_backend_service_logging_enabled",
    },
    "bucket audit-logs": {
        "gcp_storage_bucket_customer_managed_key",
        "gcp_storage_bucket_log_retention_locked",
        "gcp_storage_bucket_soft_delete_enabled",
        "gcp_storage_bucket_usage_logged",
    },
    "bucket leaky": {
        "gcp_storage_bucket_customer_managed_key",
        "gcp_storage_bucket_default_object_acl_not_public",
        "gcp_storage_bucket_not_public",
        "gcp_storage_bucket_public_access_prevented",
        "gcp_storage_bucket_soft_delete_enabled",
        "gcp_storage_bucket_uniform_access",
        "gcp_storage_bucket_usage_logged",
        "gcp_storage_bucket_versioning_enabled",
    },
    "bucket shielded": {
        "gcp_storage_bucket_customer_managed_key",
        "gcp_storage_bucket_usage_logged",
        "gcp_storage_bucket_versioning_enabled",
    },
    "bucket tight": set(),
    "compute project": {
        "gcp_compute_project_oslogin_2fa_enabled",
    },
    "customJobs shell": {
        "gcp_vertexai_custom_job_isolated",
    },
    "datasets plain": {
        "gcp_vertexai_dataset_customer_managed_key",
    },
    "datasets sealed": set(),
    "disk": {
        "gcp_compute_disk_customer_managed_key",
    },
    "endpoints empty": set(),
    "endpoints open": {
        "gcp_vertexai_endpoint_customer_managed_key",
        "gcp_vertexai_endpoint_private",
        "gcp_vertexai_endpoint_requests_logged",
        "gcp_vertexai_endpoint_service_account_dedicated",
    },
    "endpoints tight": set(),
    "featureOnlineStores bigtable": set(),
    "featureOnlineStores public": {
        "gcp_vertexai_feature_online_store_private",
    },
    "featurestores plain": {
        "gcp_vertexai_featurestore_customer_managed_key",
    },
    "firewall guarded-ssh": {
        "gcp_compute_firewall_logged",
        "gcp_compute_firewall_ssh_closed",
    },
    "firewall halves": set(),
    "firewall iap": {
        "gcp_compute_firewall_logged",
    },
    "firewall policy": {
        "gcp_compute_firewall_policy_rules_not_open",
    },
    "firewall ssh": {
        "gcp_compute_firewall_logged",
        "gcp_compute_firewall_ssh_closed",
    },
    "firewall wide": {
        "gcp_compute_firewall_admin_ports_closed",
        "gcp_compute_firewall_all_ports_closed",
        "gcp_compute_firewall_database_ports_closed",
        "gcp_compute_firewall_logged",
        "gcp_compute_firewall_rdp_closed",
        "gcp_compute_firewall_ssh_closed",
    },
    "image golden": {
        "gcp_compute_image_not_public",
    },
    "image own": set(),
    "indexEndpoints private": set(),
    "indexEndpoints public": {
        "gcp_vertexai_index_endpoint_private",
    },
    "machine guarded": {
        "gcp_compute_instance_confidential",
        "gcp_compute_instance_no_public_ip",
    },
    "machine inner": {
        "gcp_compute_instance_confidential",
    },
    "machine open": {
        "gcp_compute_instance_confidential",
        "gcp_compute_instance_default_service_account_not_full_scope",
        "gcp_compute_instance_default_service_account_not_used",
        "gcp_compute_instance_ip_forwarding_disabled",
        "gcp_compute_instance_metadata_no_secrets",
        "gcp_compute_instance_no_public_ip",
        "gcp_compute_instance_not_reachable_from_internet",
        "gcp_compute_instance_oslogin_enabled",
        "gcp_compute_instance_project_ssh_keys_blocked",
        "gcp_compute_instance_serial_port_disabled",
        "gcp_compute_instance_shielded",
    },
    "models plain": {
        "gcp_vertexai_model_customer_managed_key",
    },
    "models sealed": set(),
    "network default": {
        "gcp_compute_network_dns_logging_enabled",
        "gcp_compute_network_not_default",
    },
    "network guarded": {
        "gcp_compute_network_dns_logging_enabled",
    },
    "network legacy": {
        "gcp_compute_network_dns_logging_enabled",
        "gcp_compute_network_not_legacy",
    },
    "network shop": set(),
    "notebook open": {
        "gcp_notebooks_instance_customer_managed_key",
        "gcp_notebooks_instance_downloads_disabled",
        "gcp_notebooks_instance_no_public_ip",
        "gcp_notebooks_instance_not_public",
        "gcp_notebooks_instance_root_disabled",
        "gcp_notebooks_instance_service_account_dedicated",
        "gcp_notebooks_instance_shielded",
        "gcp_notebooks_instance_terminal_disabled",
        "gcp_notebooks_instance_upgraded_automatically",
    },
    "notebook tight": set(),
    "notebookRuntimeTemplates default": {
        "gcp_vertexai_runtime_template_no_internet",
    },
    "project": {
        "gcp_iam_default_service_account_not_editor",
        "gcp_iam_project_basic_roles_not_used",
        "gcp_iam_project_deleted_members_absent",
        "gcp_iam_project_kms_duties_separated",
        "gcp_iam_project_members_corporate",
        "gcp_iam_project_not_public",
        "gcp_iam_project_service_account_duties_separated",
        "gcp_iam_project_service_account_keys_blocked",
        "gcp_iam_project_service_account_roles_not_project_wide",
    },
    "provider closed": set(),
    "provider open": {
        "gcp_iam_workload_identity_provider_restricted",
    },
    "proxy modern": set(),
    "proxy plain": {
        "gcp_compute_ssl_policy_strong",
    },
    "reasoningEngines agent": {
        "gcp_vertexai_reasoning_engine_environment_no_secrets",
        "gcp_vertexai_reasoning_engine_identity_dedicated",
        "gcp_vertexai_reasoning_engine_network_private",
    },
    "reasoningEngines own": set(),
    "role escalator": {
        "gcp_iam_custom_role_no_escalation",
    },
    "role reader": set(),
    "subnetwork plain": {
        "gcp_compute_subnetwork_flow_logs_enabled",
        "gcp_compute_subnetwork_private_google_access_enabled",
    },
    "subnetwork web": {
        "gcp_compute_subnetwork_private_google_access_enabled",
    },
    "zone inner": set(),
    "zone old": {
        "gcp_dns_zone_dnssec_not_sha1",
    },
    "zone plain": {
        "gcp_dns_zone_dnssec_enabled",
    },
}
