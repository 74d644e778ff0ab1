"""AWS: Terraform types of `aws` and `awscc`, and the ARNs of their assets."""

import re
from collections.abc import Mapping
from typing import Final

from posture_client.clouds.cloud import IdOf, TerraformCloud
from posture_client.terraform_json import Instance

# The attribute that holds the ARN, where it is not `arn`.
ARN_IN: Mapping[str, str] = {
    "aws_bedrock_custom_model": "custom_model_arn",
    "aws_bedrock_guardrail": "guardrail_arn",
    "aws_bedrock_provisioned_model_throughput": "provisioned_model_arn",
    "aws_bedrockagent_agent": "agent_arn",
    "aws_s3vectors_vector_bucket": "vector_bucket_arn",
    "aws_rekognition_stream_processor": "stream_processor_arn",
    "aws_cloudformation_stack": "id",
    "aws_db_cluster_snapshot": "db_cluster_snapshot_arn",
    "aws_db_snapshot": "db_snapshot_arn",
    "aws_db_snapshot_copy": "db_snapshot_arn",
    "aws_ecs_service": "id",
    "aws_rds_cluster_snapshot_copy": "db_cluster_snapshot_arn",
    "aws_dms_endpoint": "endpoint_arn",
    "aws_dms_replication_instance": "replication_instance_arn",
    "aws_dms_replication_task": "replication_task_arn",
}

# Types that configure other assets: the arguments that name those assets, also in blocks.
CONFIGURES: Mapping[str, tuple[str, ...]] = {
    "aws_acm_certificate_validation": ("certificate_arn",),
    "aws_alb_listener": ("load_balancer_arn",),
    "aws_alb_listener_certificate": ("listener_arn",),
    "aws_alb_listener_rule": ("listener_arn",),
    "aws_alb_target_group_attachment": ("target_group_arn",),
    "aws_amplify_backend_environment": ("app_id",),
    "aws_amplify_branch": ("app_id",),
    "aws_amplify_domain_association": ("app_id",),
    "aws_amplify_webhook": ("app_id",),
    "aws_api_gateway_authorizer": ("rest_api_id",),
    "aws_api_gateway_base_path_mapping": ("api_id", "domain_name"),
    "aws_api_gateway_deployment": ("rest_api_id",),
    "aws_api_gateway_documentation_part": ("rest_api_id",),
    "aws_api_gateway_documentation_version": ("rest_api_id",),
    "aws_api_gateway_gateway_response": ("rest_api_id",),
    "aws_api_gateway_integration": ("rest_api_id",),
    "aws_api_gateway_integration_response": ("rest_api_id",),
    "aws_api_gateway_method": ("rest_api_id",),
    "aws_api_gateway_method_response": ("rest_api_id",),
    "aws_api_gateway_method_settings": ("rest_api_id",),
    "aws_api_gateway_model": ("rest_api_id",),
    "aws_api_gateway_request_validator": ("rest_api_id",),
    "aws_api_gateway_resource": ("rest_api_id",),
    "aws_api_gateway_rest_api_policy": ("rest_api_id",),
    "aws_api_gateway_stage": ("rest_api_id",),
    "aws_apigatewayv2_api_mapping": ("api_id", "domain_name"),
    "aws_apigatewayv2_authorizer": ("api_id",),
    "aws_apigatewayv2_deployment": ("api_id",),
    "aws_apigatewayv2_integration": ("api_id",),
    "aws_apigatewayv2_integration_response": ("api_id",),
    "aws_apigatewayv2_model": ("api_id",),
    "aws_apigatewayv2_route": ("api_id",),
    "aws_apigatewayv2_route_response": ("api_id",),
    "aws_apigatewayv2_stage": ("api_id",),
    "aws_appautoscaling_policy": ("resource_id",),
    "aws_appautoscaling_scheduled_action": ("resource_id",),
    "aws_appautoscaling_target": ("resource_id",),
    "aws_appsync_api_key": ("api_id",),
    "aws_appsync_datasource": ("api_id",),
    "aws_appsync_resolver": ("api_id",),
    "aws_autoscaling_attachment": ("autoscaling_group_name",),
    "aws_autoscaling_lifecycle_hook": ("autoscaling_group_name",),
    "aws_autoscaling_policy": ("autoscaling_group_name",),
    "aws_autoscaling_schedule": ("autoscaling_group_name",),
    "aws_backup_selection": ("plan_id",),
    "aws_backup_vault_lock_configuration": ("backup_vault_name",),
    "aws_backup_vault_notifications": ("backup_vault_name",),
    "aws_backup_vault_policy": ("backup_vault_name",),
    "aws_bedrock_guardrail_version": ("guardrail_arn",),
    "aws_bedrockagent_agent_action_group": ("agent_id",),
    "aws_bedrockagent_agent_alias": ("agent_id",),
    "aws_cloudwatch_event_bus_policy": ("event_bus_name",),
    "aws_cloudwatch_event_permission": ("event_bus_name",),
    "aws_cloudwatch_event_target": ("rule",),
    "aws_cloudwatch_log_metric_filter": ("log_group_name",),
    "aws_cloudwatch_log_stream": ("log_group_name",),
    "aws_cloudwatch_log_subscription_filter": ("log_group_name",),
    "aws_codeartifact_domain_permissions_policy": ("resource_arn",),
    "aws_codeartifact_repository_permissions_policy": ("resource_arn",),
    "aws_codebuild_webhook": ("project_name",),
    "aws_dynamodb_kinesis_streaming_destination": ("table_name",),
    "aws_dynamodb_resource_policy": ("resource_arn",),
    "aws_dynamodb_table_item": ("table_name",),
    "aws_ebs_snapshot_copy": ("source_snapshot_id",),
    "aws_ec2_transit_gateway_vpc_attachment": ("transit_gateway_id",),
    "aws_ecr_lifecycle_policy": ("repository",),
    "aws_ecr_repository_policy": ("repository",),
    "aws_ecs_cluster_capacity_providers": ("cluster_name",),
    "aws_ecs_task_set": ("service",),
    "aws_efs_backup_policy": ("file_system_id",),
    "aws_efs_file_system_policy": ("file_system_id",),
    "aws_efs_mount_target": ("file_system_id",),
    "aws_eks_access_entry": ("cluster_name",),
    "aws_eks_access_policy_association": ("cluster_name",),
    "aws_eks_addon": ("cluster_name",),
    "aws_eks_fargate_profile": ("cluster_name",),
    "aws_eks_identity_provider_config": ("cluster_name",),
    "aws_eks_pod_identity_association": ("cluster_name",),
    "aws_flow_log": ("vpc_id", "subnet_id", "eni_id"),
    "aws_glue_catalog_database": ("arn",),
    "aws_glue_catalog_table": ("arn",),
    "aws_guardduty_malware_protection_plan": ("protected_resource.s3_bucket.bucket_name",),
    "aws_iam_access_key": ("user",),
    "aws_iam_group_membership": ("group", "users"),
    "aws_iam_group_policy": ("group",),
    "aws_iam_group_policy_attachment": ("group", "policy_arn"),
    "aws_iam_instance_profile": ("role",),
    "aws_iam_policy_attachment": ("policy_arn", "roles", "users", "groups"),
    "aws_iam_role_policy": ("role",),
    "aws_iam_role_policy_attachment": ("role", "policy_arn"),
    "aws_iam_user_group_membership": ("user", "groups"),
    "aws_iam_user_login_profile": ("user",),
    "aws_iam_user_policy": ("user",),
    "aws_iam_user_policy_attachment": ("user", "policy_arn"),
    "aws_iam_user_ssh_key": ("username",),
    "aws_internet_gateway": ("vpc_id",),
    "aws_internet_gateway_attachment": ("vpc_id",),
    "aws_kms_alias": ("target_key_arn",),
    "aws_kms_grant": ("key_id",),
    "aws_kms_key_policy": ("key_id",),
    "aws_lambda_alias": ("function_name",),
    "aws_lambda_event_source_mapping": ("function_arn",),
    "aws_lambda_function_event_invoke_config": ("function_name",),
    "aws_lambda_function_url": ("function_arn",),
    "aws_lambda_permission": ("function_name",),
    "aws_lambda_provisioned_concurrency_config": ("function_name",),
    "aws_lb_listener": ("load_balancer_arn",),
    "aws_lb_listener_certificate": ("listener_arn",),
    "aws_lb_listener_rule": ("listener_arn",),
    "aws_lb_target_group_attachment": ("target_group_arn",),
    "aws_main_route_table_association": ("vpc_id", "route_table_id"),
    "aws_nat_gateway": ("subnet_id",),
    "aws_network_acl_association": ("network_acl_id", "subnet_id"),
    "aws_network_acl_rule": ("network_acl_id",),
    "aws_network_interface_sg_attachment": ("network_interface_id", "security_group_id"),
    "aws_route": ("route_table_id",),
    "aws_route53_query_log": ("zone_id",),
    "aws_route53_record": ("zone_id",),
    "aws_route53_resolver_query_log_config_association": ("resolver_query_log_config_id",),
    "aws_route53_zone_association": ("zone_id",),
    "aws_route_table_association": ("route_table_id", "subnet_id"),
    "aws_s3_bucket_accelerate_configuration": ("bucket",),
    "aws_s3_bucket_acl": ("bucket",),
    "aws_s3_bucket_analytics_configuration": ("bucket",),
    "aws_s3_bucket_cors_configuration": ("bucket",),
    "aws_s3_bucket_intelligent_tiering_configuration": ("bucket",),
    "aws_s3_bucket_inventory": ("bucket",),
    "aws_s3_bucket_lifecycle_configuration": ("bucket",),
    "aws_s3_bucket_logging": ("bucket",),
    "aws_s3_bucket_metric": ("bucket",),
    "aws_s3_bucket_notification": ("bucket",),
    "aws_s3_bucket_object": ("bucket",),
    "aws_s3_bucket_object_lock_configuration": ("bucket",),
    "aws_s3_bucket_ownership_controls": ("bucket",),
    "aws_s3_bucket_policy": ("bucket",),
    "aws_s3_bucket_public_access_block": ("bucket",),
    "aws_s3_bucket_replication_configuration": ("bucket",),
    "aws_s3_bucket_request_payment_configuration": ("bucket",),
    "aws_s3_bucket_server_side_encryption_configuration": ("bucket",),
    "aws_s3_bucket_versioning": ("bucket",),
    "aws_s3_bucket_website_configuration": ("bucket",),
    "aws_s3_object": ("bucket",),
    "aws_s3control_access_point_policy": ("access_point_arn",),
    "aws_secretsmanager_secret_policy": ("secret_arn",),
    "aws_secretsmanager_secret_rotation": ("secret_id",),
    "aws_security_group_rule": ("security_group_id",),
    "aws_ses_domain_dkim": ("domain",),
    "aws_ses_domain_identity_verification": ("domain",),
    "aws_ses_domain_mail_from": ("domain",),
    "aws_ses_identity_policy": ("identity",),
    "aws_sesv2_email_identity_policy": ("email_identity",),
    "aws_s3tables_table_bucket_policy": ("table_bucket_arn",),
    "aws_s3vectors_index": ("vector_bucket_name",),
    "aws_s3vectors_vector_bucket_policy": ("vector_bucket_arn",),
    "aws_ram_principal_association": ("resource_share_arn",),
    "aws_ram_resource_association": ("resource_share_arn",),
    "aws_lightsail_instance_public_ports": ("instance_name",),
    "aws_ses_event_destination": ("configuration_set_name",),
    "aws_sesv2_configuration_set_event_destination": ("configuration_set_name",),
    "aws_cloudwatch_log_destination_policy": ("destination_name",),
    "aws_ssoadmin_account_assignment": ("permission_set_arn",),
    "aws_ssoadmin_customer_managed_policy_attachment": ("permission_set_arn",),
    "aws_ssoadmin_managed_policy_attachment": ("permission_set_arn",),
    "aws_ssoadmin_permission_set_inline_policy": ("permission_set_arn",),
    "aws_ssoadmin_permissions_boundary_attachment": ("permission_set_arn",),
    "aws_vpclattice_auth_policy": ("resource_identifier",),
    "aws_shield_protection": ("resource_arn",),
    "aws_sns_topic_data_protection_policy": ("arn",),
    "aws_sns_topic_policy": ("arn",),
    "aws_sns_topic_subscription": ("topic_arn",),
    "aws_sqs_queue_policy": ("queue_url",),
    "aws_sqs_queue_redrive_allow_policy": ("queue_url",),
    "aws_sqs_queue_redrive_policy": ("queue_url",),
    "aws_volume_attachment": ("volume_id", "instance_id"),
    "aws_vpc_endpoint_policy": ("vpc_endpoint_id",),
    "aws_vpc_endpoint_service_allowed_principal": ("vpc_endpoint_service_id",),
    "aws_vpc_peering_connection_options": ("vpc_peering_connection_id",),
    "aws_vpc_security_group_egress_rule": ("security_group_id",),
    "aws_vpc_security_group_ingress_rule": ("security_group_id",),
    "aws_wafv2_web_acl_association": ("resource_arn",),
    "aws_wafv2_web_acl_logging_configuration": ("resource_arn",),
    "aws_wafv2_web_acl_rule_group_association": ("web_acl_arn",),
    "aws_docdb_cluster_instance": ("cluster_identifier",),
    "aws_neptune_cluster_instance": ("cluster_identifier",),
    "aws_kinesis_resource_policy": ("resource_arn",),
    "aws_opensearch_domain_policy": ("domain_name",),
    "aws_elasticsearch_domain_policy": ("domain_name",),
    "aws_redshift_logging": ("cluster_identifier",),
    "aws_redshift_data_share_authorization": ("data_share_arn",),
    "aws_redshift_endpoint_authorization": ("cluster_identifier",),
    "aws_networkfirewall_logging_configuration": ("firewall_arn",),
    "aws_networkfirewall_resource_policy": ("resource_arn",),
    "aws_msk_cluster_policy": ("cluster_arn",),
    "aws_msk_scram_secret_association": ("cluster_arn",),
    "aws_acmpca_certificate_authority_certificate": ("certificate_authority_arn",),
    "aws_cognito_user_pool_client": ("user_pool_id",),
    "aws_cognito_user_pool_domain": ("user_pool_id",),
    "aws_cognito_identity_pool_roles_attachment": ("identity_pool_id",),
}

# Types whose settings are in force on the assets that name them: these types, and their arguments.
USED_BY: Mapping[str, tuple[tuple[str, str], ...]] = {
    "aws_cloudfront_function": (("aws_cloudfront_distribution", "default_cache_behavior"),),
    "aws_cloudfront_origin_access_control": (("aws_cloudfront_distribution", "origin"),),
    "aws_db_parameter_group": (
        ("aws_db_instance", "parameter_group_name"),
        ("aws_rds_cluster_instance", "db_parameter_group_name"),
    ),
    "aws_db_subnet_group": (
        ("aws_db_instance", "db_subnet_group_name"),
        ("aws_rds_cluster", "db_subnet_group_name"),
        ("aws_rds_cluster_instance", "db_subnet_group_name"),
    ),
    "aws_elasticache_parameter_group": (
        ("aws_elasticache_replication_group", "parameter_group_name"),
        ("aws_elasticache_cluster", "parameter_group_name"),
    ),
    "aws_elasticache_subnet_group": (
        ("aws_elasticache_replication_group", "subnet_group_name"),
        ("aws_elasticache_cluster", "subnet_group_name"),
    ),
    "aws_elasticache_user_group": (
        ("aws_elasticache_replication_group", "user_group_ids"),
        ("aws_elasticache_serverless_cache", "user_group_id"),
    ),
    "aws_rds_cluster_parameter_group": (("aws_rds_cluster", "db_cluster_parameter_group_name"),),
    "aws_wafv2_ip_set": (("aws_wafv2_web_acl", "rule"),),
    "aws_wafv2_regex_pattern_set": (("aws_wafv2_web_acl", "rule"),),
    "aws_wafv2_rule_group": (("aws_wafv2_web_acl", "rule"),),
    "aws_docdb_cluster_parameter_group": (
        ("aws_docdb_cluster", "db_cluster_parameter_group_name"),
    ),
    "aws_docdb_subnet_group": (("aws_docdb_cluster", "db_subnet_group_name"),),
    "aws_neptune_cluster_parameter_group": (
        ("aws_neptune_cluster", "neptune_cluster_parameter_group_name"),
    ),
    "aws_neptune_subnet_group": (("aws_neptune_cluster", "neptune_subnet_group_name"),),
    "aws_mskconnect_custom_plugin": (("aws_mskconnect_connector", "plugin"),),
    "aws_networkfirewall_rule_group": (("aws_networkfirewall_firewall_policy", "firewall_policy"),),
    "aws_memorydb_acl": (("aws_memorydb_cluster", "acl_name"),),
    "aws_memorydb_parameter_group": (("aws_memorydb_cluster", "parameter_group_name"),),
    "aws_memorydb_subnet_group": (("aws_memorydb_cluster", "subnet_group_name"),),
    "aws_redshift_parameter_group": (("aws_redshift_cluster", "cluster_parameter_group_name"),),
    "aws_redshift_subnet_group": (("aws_redshift_cluster", "cluster_subnet_group_name"),),
}

# Types whose instances are a part of the asset that this argument names, if it names one.
PARTS: Mapping[str, str] = {"aws_elasticache_cluster": "replication_group_id"}

# The types that an argument names by their Terraform id or name.
_NAMED_BY: Mapping[str, tuple[str, ...]] = {
    "agent_id": ("aws_bedrockagent_agent",),
    "app_id": ("aws_amplify_app",),
    "api_id": ("aws_api_gateway_rest_api", "aws_apigatewayv2_api", "aws_appsync_graphql_api"),
    "autoscaling_group_name": ("aws_autoscaling_group",),
    "backup_vault_name": ("aws_backup_vault",),
    "bucket": ("aws_s3_bucket",),
    "bucket_name": ("aws_s3_bucket",),
    "cluster_name": ("aws_eks_cluster", "aws_ecs_cluster"),
    "domain": ("aws_ses_domain_identity",),
    "domain_name": (
        "aws_api_gateway_domain_name",
        "aws_apigatewayv2_domain_name",
        "aws_opensearch_domain",
        "aws_elasticsearch_domain",
    ),
    "email_identity": ("aws_sesv2_email_identity",),
    "eni_id": ("aws_network_interface",),
    "event_bus_name": ("aws_cloudwatch_event_bus",),
    "file_system_id": ("aws_efs_file_system",),
    "function_name": ("aws_lambda_function",),
    "group": ("aws_iam_group",),
    "groups": ("aws_iam_group",),
    "identity": ("aws_ses_domain_identity", "aws_ses_email_identity"),
    "instance_id": ("aws_instance",),
    "key_id": ("aws_kms_key",),
    "log_group_name": ("aws_cloudwatch_log_group",),
    "network_acl_id": ("aws_network_acl", "aws_default_network_acl"),
    "network_interface_id": ("aws_network_interface",),
    "plan_id": ("aws_backup_plan",),
    "project_name": ("aws_codebuild_project",),
    "queue_url": ("aws_sqs_queue",),
    "repository": ("aws_ecr_repository",),
    "resolver_query_log_config_id": ("aws_route53_resolver_query_log_config",),
    "rest_api_id": ("aws_api_gateway_rest_api",),
    "role": ("aws_iam_role",),
    "roles": ("aws_iam_role",),
    "route_table_id": ("aws_route_table", "aws_default_route_table"),
    "rule": ("aws_cloudwatch_event_rule",),
    "secret_id": ("aws_secretsmanager_secret",),
    "security_group_id": ("aws_security_group", "aws_default_security_group"),
    "service": ("aws_ecs_service",),
    "source_snapshot_id": ("aws_ebs_snapshot",),
    "subnet_id": ("aws_subnet", "aws_default_subnet"),
    "table_name": ("aws_dynamodb_table",),
    "transit_gateway_id": ("aws_ec2_transit_gateway",),
    "user": ("aws_iam_user",),
    "username": ("aws_iam_user",),
    "users": ("aws_iam_user",),
    "volume_id": ("aws_ebs_volume",),
    "vpc_endpoint_id": ("aws_vpc_endpoint",),
    "vpc_endpoint_service_id": ("aws_vpc_endpoint_service",),
    "vpc_id": ("aws_vpc", "aws_default_vpc"),
    "vpc_peering_connection_id": ("aws_vpc_peering_connection",),
    "zone_id": ("aws_route53_zone",),
    "cluster_identifier": (
        "aws_docdb_cluster",
        "aws_neptune_cluster",
        "aws_redshift_cluster",
        "aws_rds_cluster",
    ),
    "user_pool_id": ("aws_cognito_user_pool",),
    "configuration_set_name": ("aws_ses_configuration_set", "aws_sesv2_configuration_set"),
    "instance_name": ("aws_lightsail_instance",),
    "destination_name": ("aws_cloudwatch_log_destination",),
    "resource_identifier": ("aws_vpclattice_service",),
    "vector_bucket_name": ("aws_s3vectors_vector_bucket",),
    "identity_pool_id": ("aws_cognito_identity_pool",),
    "server_id": ("aws_transfer_server",),
}

_ORGANIZATION = "arn:{partition}:organizations::{account}:organization"
_LAKE = "arn:{partition}:lakeformation:{region}:{account}:data-lake"
# Settings of a whole account. They do not contain its number, which is taken from other resources.
_OF_ACCOUNT: Mapping[str, str] = {
    "aws_account_alternate_contact": (
        "arn:{partition}:account::{account}:alternate-contact/security"
    ),
    "aws_bedrock_model_invocation_logging_configuration": (
        "arn:{partition}:bedrock:{id}:{account}:model-invocation-logging"
    ),
    "aws_cloudwatch_log_resource_policy": (
        "arn:{partition}:logs:{region}:{account}:resource-policies"
    ),
    "aws_config_configuration_recorder": "arn:{partition}:config:{region}:{account}:region",
    "aws_config_configuration_recorder_status": "arn:{partition}:config:{region}:{account}:region",
    "aws_config_delivery_channel": "arn:{partition}:config:{region}:{account}:region",
    "aws_iam_account_password_policy": "arn:{partition}:iam::{account}:password-policy",
    "aws_inspector2_enabler": "arn:{partition}:inspector2:{region}:{account}:region",
    "aws_lakeformation_data_lake_settings": _LAKE,
    "aws_lakeformation_permissions": _LAKE,
    "aws_lakeformation_resource": _LAKE,
    "aws_macie2_account": "arn:{partition}:macie2:{region}:{account}:region",
    "aws_emr_block_public_access_configuration": (
        "arn:{partition}:elasticmapreduce:{region}:{account}:region"
    ),
    "aws_organizations_delegated_administrator": _ORGANIZATION,
    "aws_organizations_organization": _ORGANIZATION,
    "aws_organizations_policy": _ORGANIZATION,
    "aws_organizations_policy_attachment": _ORGANIZATION,
    "aws_s3_account_public_access_block": "arn:{partition}:s3::{account}:account",
    "aws_securityhub_account": "arn:{partition}:securityhub:{region}:{account}:region",
    "aws_workspaces_workspace": "arn:{partition}:workspaces:{region}:{account}:workspace/{id}",
    "aws_ssm_service_setting": "arn:{partition}:ssm:{region}:{account}:region",
    "aws_route53domains_registered_domain": "arn:{partition}:route53domains::{account}:domain/{id}",
    "aws_accessanalyzer_analyzer": "arn:{partition}:access-analyzer:{region}:{account}:region",
}

# The ARN in Terraform leaves out the account, which the `resource_id` of the asset has.
_WITHOUT_ACCOUNT: Mapping[str, str] = {
    "aws_ami": "image",
    "aws_ami_copy": "image",
    "aws_ami_from_instance": "image",
    "aws_ebs_snapshot": "snapshot",
}
_ARN_PARTS = 6
_QUEUE = re.compile(r"https://sqs\.([a-z0-9-]+)\.amazonaws\.com(\.cn)?/(\d+)/([\w.-]+)")

# The services whose checks evaluate a type, by the words that the type begins with.
_SERVICES: Mapping[str, tuple[str, ...]] = {
    "aws_account": ("account",),
    "aws_acm_certificate": ("acm",),
    "aws_alb": ("elbv2",),
    "aws_ami": ("ec2",),
    "aws_api_gateway": ("apigateway",),
    "aws_apigatewayv2": ("apigateway",),
    "aws_app_cookie_stickiness_policy": ("elb",),
    "aws_appautoscaling": ("dynamodb", "ecs"),
    "aws_athena": ("athena",),
    "aws_autoscaling": ("autoscaling",),
    "aws_backup": ("backup",),
    "aws_bedrock": ("bedrock",),
    "aws_bedrockagent": ("bedrock",),
    "aws_bedrockagentcore": ("bedrock",),
    "aws_cloudformation": ("cloudformation",),
    "aws_cloudfront": ("cloudfront",),
    "aws_cloudtrail": ("cloudtrail",),
    "aws_cloudwatch_composite_alarm": ("cloudwatch",),
    "aws_cloudwatch_event": ("events",),
    "aws_cloudwatch_log": ("logs",),
    "aws_cloudwatch_metric_alarm": ("cloudwatch",),
    "aws_codebuild": ("codebuild",),
    "aws_config": ("config",),
    "aws_customer_gateway": ("ec2", "vpc"),
    "aws_db": ("rds",),
    "aws_default_network_acl": ("ec2", "vpc"),
    "aws_default_route_table": ("ec2", "vpc"),
    "aws_default_security_group": ("ec2", "vpc"),
    "aws_default_subnet": ("ec2", "vpc"),
    "aws_default_vpc": ("ec2", "vpc"),
    "aws_dynamodb": ("dynamodb",),
    "aws_ebs": ("ec2",),
    "aws_ec2": ("ec2", "vpc"),
    "aws_ecr": ("ecr",),
    "aws_ecs": ("ecs",),
    "aws_efs": ("efs",),
    "aws_eip": ("ec2", "vpc"),
    "aws_eks": ("eks",),
    "aws_elasticache": ("elasticache",),
    "aws_elb": ("elb",),
    "aws_flow_log": ("vpc",),
    "aws_glue": ("glue",),
    "aws_guardduty": ("guardduty",),
    "aws_iam": ("iam",),
    "aws_inspector2": ("inspector2",),
    "aws_instance": ("ec2",),
    "aws_internet_gateway": ("ec2", "vpc"),
    "aws_key_pair": ("ec2",),
    "aws_kinesis_firehose": ("firehose",),
    "aws_kms": ("kms",),
    "aws_lakeformation": ("lakeformation",),
    "aws_lambda": ("lambda",),
    "aws_launch": ("ec2",),
    "aws_lb": ("elb", "elbv2"),
    "aws_load_balancer": ("elb",),
    "aws_macie2": ("macie2",),
    "aws_main_route_table_association": ("ec2", "vpc"),
    "aws_nat_gateway": ("ec2", "vpc"),
    "aws_network_acl": ("ec2", "vpc"),
    "aws_network_interface": ("ec2", "vpc"),
    "aws_proxy_protocol_policy": ("elb",),
    "aws_rds": ("rds",),
    "aws_route": ("ec2", "vpc"),
    "aws_route53": ("route53",),
    "aws_route53_resolver": ("route53resolver",),
    "aws_s3": ("s3",),
    "aws_s3control": ("s3",),
    "aws_sagemaker": ("sagemaker",),
    "aws_scheduler": ("scheduler",),
    "aws_secretsmanager": ("secretsmanager",),
    "aws_security_group": ("ec2", "vpc"),
    "aws_securityhub": ("securityhub",),
    "aws_ses": ("ses",),
    "aws_sesv2": ("ses",),
    "aws_sfn": ("stepfunctions",),
    "aws_snapshot": ("ec2",),
    "aws_sns": ("sns",),
    "aws_spot": ("ec2",),
    "aws_sqs": ("sqs",),
    "aws_ssm": ("ssm",),
    "aws_subnet": ("ec2", "vpc"),
    "aws_volume_attachment": ("ec2",),
    "aws_vpc": ("ec2", "vpc"),
    "aws_vpn": ("ec2", "vpc"),
    "aws_wafv2": ("wafv2",),
    "aws_accessanalyzer": ("accessanalyzer",),
    "aws_dms": ("dms",),
    "aws_docdb": ("docdb",),
    "aws_kinesis_stream": ("kinesis",),
    "aws_kinesis_resource_policy": ("kinesis",),
    "aws_mq": ("mq",),
    "aws_msk": ("kafka",),
    "aws_mskconnect": ("kafkaconnect",),
    "aws_networkfirewall": ("networkfirewall",),
    "aws_neptune": ("neptune",),
    "aws_opensearch": ("opensearch",),
    "aws_elasticsearch": ("opensearch",),
    "aws_opensearchserverless": ("opensearchserverless",),
    "aws_redshift": ("redshift",),
    "aws_redshiftserverless": ("redshiftserverless",),
    "aws_cognito": ("cognito",),
    "aws_acmpca": ("acmpca",),
    "aws_amplify": ("amplify",),
    "aws_apprunner": ("apprunner",),
    "aws_codeartifact": ("codeartifact",),
    "aws_codepipeline": ("codepipeline",),
    "aws_comprehend": ("comprehend",),
    "aws_elastic_beanstalk": ("elasticbeanstalk",),
    "aws_appsync": ("appsync",),
    "aws_batch": ("batch",),
    "aws_dax": ("dax",),
    "aws_emr": ("emr",),
    "aws_launch_configuration": ("autoscaling",),
    "aws_organizations": ("organizations",),
    "aws_fsx": ("fsx",),
    "aws_lightsail": ("lightsail",),
    "aws_memorydb": ("memorydb",),
    "aws_mwaa": ("mwaa",),
    "aws_ram": ("ram",),
    "aws_s3tables": ("s3tables",),
    "aws_s3vectors": ("s3vectors",),
    "aws_iot_policy": ("iot",),
    "aws_kendra": ("kendra",),
    "aws_lexv2models_bot": ("lex",),
    "aws_rekognition": ("rekognition",),
    "aws_route53domains": ("route53domains",),
    "aws_ssoadmin": ("ssoadmin",),
    "aws_vpclattice": ("vpclattice",),
    "aws_transfer": ("transfer",),
    "aws_workspaces": ("workspaces",),
}

# Types that are always an asset.
_ASSETS = frozenset(
    {
        "aws_db_instance",
        "aws_iam_role",
        "aws_iam_user",
        "aws_instance",
        "aws_kms_key",
        "aws_lambda_function",
        "aws_rds_cluster",
        "aws_s3_bucket",
        "aws_security_group",
        "aws_vpc",
    }
)


def id_attribute(type_: str) -> str:
    """Return the attribute that holds the ARN of a type."""
    return ARN_IN.get(type_, "arn")


def own_id(one: Instance) -> str | None:
    """Return the ARN of an asset as findings name it."""
    if one.type in CONFIGURES:
        return None
    arn = one.values.get(id_attribute(one.type))
    if not isinstance(arn, str):
        name = one.values.get("bucket")
        return _bucket_arn(name) if one.type == "aws_s3_bucket" and name else None
    kind, account = _WITHOUT_ACCOUNT.get(one.type), one.values.get("owner_id")
    if kind and account:
        partition, region = arn.split(":")[1:4:2]
        return f"arn:{partition}:ec2:{region}:{account}:{kind}/{one.values['id']}"
    if group := one.values.get(PARTS.get(one.type, "")):
        return f"{arn.rpartition(':cluster:')[0]}:replicationgroup:{group}"
    return arn


def id_by_name(argument: str, name: str, id_of: IdOf) -> str | None:
    """Return the ARN that an argument names; a policy that AWS manages belongs to no account."""
    if name.startswith("arn:"):
        return None if ":iam::aws:" in name else _whole(name)
    if argument == "resource_id":
        return _scaled(name, id_of)
    for type_ in _NAMED_BY.get(argument, ()):
        if arn := id_of(type_, name):
            return arn
    if argument == "queue_url":
        return _queue_arn(name)
    if argument == "zone_id":
        return f"arn:aws:route53:::hostedzone/{name}"
    # The ARN of a bucket consists of its name alone.
    return _bucket_arn(name) if argument in {"bucket", "bucket_name"} else None


# What Application Auto Scaling scales, by the start of its name.
_SCALED: Mapping[str, str] = {"service": "aws_ecs_service", "table": "aws_dynamodb_table"}


def _scaled(name: str, id_of: IdOf) -> str | None:
    """Return the ARN of what `service/CLUSTER/NAME` or `table/NAME` names."""
    kind, *_, last = name.split("/")
    type_ = _SCALED.get(kind)
    return id_of(type_, last) if type_ else None


def owner(arn: str) -> tuple[str, str] | None:
    """Return the partition and the account of an ARN, if it names an account."""
    parts = arn.split(":", _ARN_PARTS - 1)
    return (parts[1], parts[4]) if len(parts) == _ARN_PARTS and parts[4].isdigit() else None


def _whole(arn: str) -> str:
    """Return the ARN of the asset of a part: a listener's balancer, a table's catalog."""
    parts = arn.split(":", _ARN_PARTS - 1)
    if len(parts) != _ARN_PARTS:
        return arn
    *place, resource = parts
    if resource.startswith("listener/"):
        resource = "loadbalancer/" + resource.removeprefix("listener/").rpartition("/")[0]
    elif place[2] == "lambda" and resource.startswith("function:"):
        resource = ":".join(resource.split(":")[:2])
    elif place[2] == "glue" and resource.startswith(("database/", "table/")):
        resource = "catalog"
    return ":".join((*place, resource))


def _queue_arn(url: str) -> str | None:
    """Return the ARN of a queue by its URL, whose host has the region, and whose path the rest."""
    found = _QUEUE.fullmatch(url)
    if not found:
        return None
    region, suffix, account, name = found.groups()
    partition = "aws-cn" if suffix else "aws-us-gov" if region.startswith("us-gov-") else "aws"
    return f"arn:{partition}:sqs:{region}:{account}:{name}"


def _bucket_arn(name: str) -> str:
    return f"arn:aws:s3:::{name}"


AWS: Final = TerraformCloud(
    name="aws",
    prefixes=("aws_", "awscc_"),
    id_attribute=id_attribute,
    own_id=own_id,
    configures=CONFIGURES,
    id_by_name=id_by_name,
    used_by=USED_BY,
    parts=PARTS,
    of_account=_OF_ACCOUNT,
    owner=owner,
    names=("bucket", "function_name", "name"),
    services=_SERVICES,
    assets=_ASSETS,
)
