"""Map Terraform's addresses to the ids of findings, and these to a line of code."""

from typing import Any

import pytest

from posture_client.terraform_ids import Mapped, addresses, mapped, touched
from posture_client.terraform_json import (
    Change,
    Instance,
)

ROLE = "arn:aws:iam::111122223333:role/deploy"
USER = "arn:aws:iam::111122223333:user/ci"
GROUP = "arn:aws:iam::111122223333:group/admins"
POLICY = "arn:aws:iam::111122223333:policy/deploy"
BUCKET = "arn:aws:s3:::logs"
FIREWALL = "arn:aws:ec2:eu-west-1:111122223333:security-group/sg-1"
VPC = "arn:aws:ec2:eu-west-1:111122223333:vpc/vpc-1"
KEY = "arn:aws:kms:eu-west-1:111122223333:key/k-1"
BALANCER = "arn:aws:elasticloadbalancing:eu-west-1:111122223333:loadbalancer/app/web/50dc6c49"
LISTENER = "arn:aws:elasticloadbalancing:eu-west-1:111122223333:listener/app/web/50dc6c49/f2f7dc8e"
TARGETS = "arn:aws:elasticloadbalancing:eu-west-1:111122223333:targetgroup/web/73e2d6bc"
DATABASE = "arn:aws:rds:eu-west-1:111122223333:db:orders"
GROUP_OF_DATABASES = "arn:aws:rds:eu-west-1:111122223333:pg:strict"
REPOSITORY = "arn:aws:ecr:eu-west-1:111122223333:repository/app"
SECRET = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:key-a1b2c3"
FILES = "arn:aws:elasticfilesystem:eu-west-1:111122223333:file-system/fs-1"
TABLE = "arn:aws:dynamodb:eu-west-1:111122223333:table/orders"
LOGS = "arn:aws:logs:eu-west-1:111122223333:log-group:/app"
SERVICE = "arn:aws:ecs:eu-west-1:111122223333:service/main/web"
RULE = "arn:aws:events:eu-west-1:111122223333:rule/nightly"
APIS = "arn:aws:apigateway:eu-west-1::"
API = f"{APIS}/restapis/r1"
ACL = "arn:aws:wafv2:eu-west-1:111122223333:regional/webacl/web/1"
ADDRESSES = "arn:aws:wafv2:eu-west-1:111122223333:regional/ipset/offices/2"
BLOCKED = {"statement": [{"ip_set_reference_statement": [{"arn": ADDRESSES}]}]}
APPS = "arn:aws:eks:eu-west-1:111122223333:cluster/apps"
MAIN = "arn:aws:ecs:eu-west-1:111122223333:cluster/main"
PLAN = "arn:aws:backup:eu-west-1:111122223333:backup-plan:p1"
GUARD = "arn:aws:network-firewall:eu-west-1:111122223333:firewall/edge"
GLUE = "arn:aws:glue:eu-west-1:111122223333"
DOMAIN = "arn:aws:ses:eu-west-1:111122223333:identity/example.com"
SCANNED = [{"s3_bucket": [{"bucket_name": "logs", "object_prefixes": ["in/"]}]}]
CACHES = "arn:aws:elasticache:eu-west-1:111122223333"
SESSIONS = f"{CACHES}:replicationgroup:sessions"
PAGES = f"{CACHES}:serverlesscache:pages"
REPLICA = {"arn": f"{CACHES}:cluster:replica-1", "replication_group_id": "sessions"}
FUNCTION = "arn:aws:lambda:eu-west-1:111122223333:function:resize"


def instance(type_: str, **values: Any) -> Instance:  # noqa: ANN401  # values of any type
    return Instance(f"{type_}.it", type_, values)


NEIGHBOURS = [
    Instance("aws_iam_role.n", "aws_iam_role", {"id": "deploy", "name": "deploy", "arn": ROLE}),
    Instance("aws_iam_user.n", "aws_iam_user", {"id": "ci", "name": "ci", "arn": USER}),
    Instance("aws_iam_group.n", "aws_iam_group", {"id": "admins", "arn": GROUP}),
    Instance("aws_s3_bucket.n", "aws_s3_bucket", {"id": "logs", "bucket": "logs", "arn": BUCKET}),
    Instance("aws_security_group.n", "aws_security_group", {"id": "sg-1", "arn": FIREWALL}),
    Instance("aws_default_vpc.n", "aws_default_vpc", {"id": "vpc-1", "arn": VPC}),
    Instance("aws_kms_key.n", "aws_kms_key", {"id": "k-1", "arn": KEY}),
    Instance("aws_lambda_function.n", "aws_lambda_function", {"id": "resize", "arn": FUNCTION}),
    Instance("aws_dynamodb_table.n", "aws_dynamodb_table", {"id": "orders", "arn": TABLE}),
    Instance("aws_cloudwatch_log_group.n", "aws_cloudwatch_log_group", {"id": "/app", "arn": LOGS}),
    Instance("aws_ecs_service.n", "aws_ecs_service", {"id": SERVICE, "name": "web"}),
    Instance(
        "aws_cloudwatch_event_rule.n", "aws_cloudwatch_event_rule", {"id": "nightly", "arn": RULE}
    ),
    Instance("aws_api_gateway_rest_api.n", "aws_api_gateway_rest_api", {"id": "r1", "arn": API}),
    Instance(
        "aws_apigatewayv2_api.n", "aws_apigatewayv2_api", {"id": "h1", "arn": f"{APIS}/apis/h1"}
    ),
    Instance("aws_wafv2_web_acl.n", "aws_wafv2_web_acl", {"arn": ACL, "rule": [BLOCKED]}),
    Instance("aws_eks_cluster.n", "aws_eks_cluster", {"id": "apps", "arn": APPS}),
    Instance("aws_ecs_cluster.n", "aws_ecs_cluster", {"name": "main", "arn": MAIN}),
    Instance("aws_backup_plan.n", "aws_backup_plan", {"id": "p1", "arn": PLAN}),
    Instance(
        "aws_ses_domain_identity.n", "aws_ses_domain_identity", {"id": "example.com", "arn": DOMAIN}
    ),
    Instance("aws_ecr_repository.n", "aws_ecr_repository", {"id": "app", "arn": REPOSITORY}),
    Instance("aws_efs_file_system.n", "aws_efs_file_system", {"id": "fs-1", "arn": FILES}),
    Instance(
        "aws_db_instance.n", "aws_db_instance", {"arn": DATABASE, "parameter_group_name": "strict"}
    ),
    Instance(
        "aws_elasticache_replication_group.n",
        "aws_elasticache_replication_group",
        {"id": "sessions", "arn": SESSIONS, "user_group_ids": ["app"]},
    ),
    Instance(
        "aws_elasticache_serverless_cache.n",
        "aws_elasticache_serverless_cache",
        {"id": "pages", "arn": PAGES, "user_group_id": "app"},
    ),
]


@pytest.mark.parametrize(
    ("one", "ids"),
    [
        (instance("aws_sns_topic", arn="arn:aws:sns:eu-west-1:1:t"), {"arn:aws:sns:eu-west-1:1:t"}),
        (instance("aws_s3_bucket", bucket="data"), {"arn:aws:s3:::data"}),
        (instance("aws_s3_bucket_policy", bucket="logs"), {BUCKET}),
        (instance("aws_s3_bucket_acl", bucket="elsewhere"), {"arn:aws:s3:::elsewhere"}),
        (instance("aws_security_group_rule", security_group_id="sg-1"), {FIREWALL}),
        (
            instance(
                "aws_vpc_security_group_ingress_rule",
                security_group_id="sg-1",
                arn="arn:aws:ec2:eu-west-1:111122223333:security-group-rule/sgr-1",
            ),
            {FIREWALL},
        ),
        (instance("aws_iam_role_policy", role="deploy"), {ROLE}),
        (instance("aws_iam_access_key", user="ci"), {USER}),
        (
            instance("aws_iam_role_policy_attachment", role="deploy", policy_arn=POLICY),
            {ROLE, POLICY},
        ),
        (
            instance(
                "aws_iam_user_policy_attachment",
                user="ci",
                policy_arn="arn:aws:iam::aws:policy/AdministratorAccess",
            ),
            {USER},
        ),
        (
            instance("aws_iam_group_membership", group="admins", users=["ci"]),
            {GROUP, USER},
        ),
        (instance("aws_kms_key_policy", key_id="k-1"), {KEY}),
        (instance("aws_kms_alias", target_key_arn=KEY, arn="arn:aws:kms:x:1:alias/a"), {KEY}),
        (instance("aws_flow_log", vpc_id="vpc-1", subnet_id=None, arn="arn:x"), {VPC}),
        (instance("aws_lambda_permission", function_name="resize"), {FUNCTION}),
        (instance("aws_lambda_permission", function_name=FUNCTION), {FUNCTION}),
        (instance("aws_lambda_alias", function_name="resize", arn=f"{FUNCTION}:live"), {FUNCTION}),
        (instance("aws_lambda_event_source_mapping", function_arn=f"{FUNCTION}:live"), {FUNCTION}),
        (instance("aws_lb_listener", load_balancer_arn=BALANCER, arn=LISTENER), {BALANCER}),
        (instance("aws_lb_listener_rule", listener_arn=LISTENER, arn="arn:x"), {BALANCER}),
        (instance("aws_lb_listener_certificate", listener_arn=LISTENER), {BALANCER}),
        (instance("aws_alb_target_group_attachment", target_group_arn=TARGETS), {TARGETS}),
        (instance("aws_iam_instance_profile", role="deploy", arn="arn:x"), {ROLE}),
        (instance("aws_ecr_lifecycle_policy", repository="app"), {REPOSITORY}),
        (instance("aws_secretsmanager_secret_policy", secret_arn=SECRET), {SECRET}),
        (instance("aws_efs_mount_target", file_system_id="fs-1"), {FILES}),
        (instance("aws_internet_gateway", vpc_id="vpc-1", arn="arn:x"), {VPC}),
        (instance("aws_wafv2_web_acl_association", resource_arn=BALANCER), {BALANCER}),
        (instance("aws_s3_bucket_object", bucket="logs"), {BUCKET}),
        (instance("aws_sns_topic_policy", arn="arn:aws:sns:x:1:t"), {"arn:aws:sns:x:1:t"}),
        (instance("aws_route53_record", zone_id="Z1"), {"arn:aws:route53:::hostedzone/Z1"}),
        (
            instance("aws_acm_certificate_validation", certificate_arn="arn:aws:acm:x:1:c/1"),
            {"arn:aws:acm:x:1:c/1"},
        ),
        (instance("aws_elasticache_cluster", **REPLICA), {SESSIONS}),
        (
            instance("aws_elasticache_cluster", arn=f"{CACHES}:cluster:one"),
            {f"{CACHES}:cluster:one"},
        ),
        (
            instance(
                "aws_elasticache_cluster", arn=f"{CACHES}:cluster:one", replication_group_id=""
            ),
            {f"{CACHES}:cluster:one"},
        ),
        (
            instance("aws_elasticache_user_group", id="app", arn=f"{CACHES}:usergroup:app"),
            {SESSIONS, PAGES},
        ),
        (instance("aws_dynamodb_table_item", table_name="orders"), {TABLE}),
        (instance("aws_appautoscaling_target", resource_id="table/orders"), {TABLE}),
        (instance("aws_appautoscaling_policy", resource_id="service/main/web"), {SERVICE}),
        (instance("aws_ecs_service", id=SERVICE, name="web"), {SERVICE}),
        (instance("aws_cloudwatch_event_target", rule="nightly", arn="arn:x"), {RULE}),
        (instance("aws_api_gateway_stage", rest_api_id="r1", arn="arn:x"), {API}),
        (instance("aws_apigatewayv2_route", api_id="h1"), {f"{APIS}/apis/h1"}),
        (instance("aws_wafv2_ip_set", name="offices", arn=ADDRESSES), {ACL}),
        (instance("aws_eks_addon", cluster_name="apps", arn="arn:x"), {APPS}),
        (instance("aws_ecs_cluster_capacity_providers", cluster_name="main"), {MAIN}),
        (instance("aws_backup_selection", plan_id="p1"), {PLAN}),
        (instance("aws_glue_catalog_table", arn=f"{GLUE}:table/sales/orders"), {f"{GLUE}:catalog"}),
        (instance("aws_ses_domain_dkim", domain="example.com"), {DOMAIN}),
        (
            instance(
                "aws_guardduty_malware_protection_plan", arn="arn:x", protected_resource=SCANNED
            ),
            {BUCKET},
        ),
        (
            instance("aws_lakeformation_permissions", id="1", region="eu-west-1"),
            {"arn:aws:lakeformation:eu-west-1:111122223333:data-lake"},
        ),
        (
            instance("aws_networkfirewall_logging_configuration", firewall_arn=GUARD),
            {GUARD},
        ),
        (instance("aws_cloudwatch_log_metric_filter", log_group_name="/app"), {LOGS}),
        (
            instance("aws_cloudwatch_log_resource_policy", id="dns", region="eu-west-1"),
            {"arn:aws:logs:eu-west-1:111122223333:resource-policies"},
        ),
        (instance("aws_cloudwatch_log_stream", log_group_name="/app", arn="arn:x"), {LOGS}),
        (
            instance("aws_sns_topic_subscription", topic_arn="arn:aws:sns:x:1:t", arn="arn:x"),
            {"arn:aws:sns:x:1:t"},
        ),
        (
            instance(
                "aws_sqs_queue_policy",
                queue_url="https://sqs.eu-west-1.amazonaws.com/111122223333/orders",
            ),
            {"arn:aws:sqs:eu-west-1:111122223333:orders"},
        ),
        (
            instance(
                "aws_sqs_queue_redrive_policy",
                queue_url="https://sqs.cn-north-1.amazonaws.com.cn/111122223333/orders.fifo",
            ),
            {"arn:aws-cn:sqs:cn-north-1:111122223333:orders.fifo"},
        ),
        (
            instance("aws_db_parameter_group", name="strict", arn=GROUP_OF_DATABASES),
            {DATABASE},
        ),
        (
            instance("aws_db_parameter_group", name="unused", arn=GROUP_OF_DATABASES),
            {GROUP_OF_DATABASES},
        ),
        (
            instance("aws_bedrock_guardrail", guardrail_arn="arn:aws:bedrock:x:1:guardrail/g"),
            {"arn:aws:bedrock:x:1:guardrail/g"},
        ),
        (
            instance(
                "aws_ebs_snapshot",
                id="snap-1",
                arn="arn:aws:ec2:eu-west-1::snapshot/snap-1",
                owner_id="111122223333",
            ),
            {"arn:aws:ec2:eu-west-1:111122223333:snapshot/snap-1"},
        ),
        (
            instance("aws_iam_account_password_policy", id="iam-account-password-policy"),
            {"arn:aws:iam::111122223333:password-policy"},
        ),
        (
            instance("aws_bedrock_model_invocation_logging_configuration", id="eu-west-1"),
            {"arn:aws:bedrock:eu-west-1:111122223333:model-invocation-logging"},
        ),
        (
            instance("aws_s3_account_public_access_block", id="111122223333"),
            {"arn:aws:s3::111122223333:account"},
        ),
    ],
    ids=lambda value: value.type if isinstance(value, Instance) else "",
)
def test_a_resource_is_mapped_to_the_id_in_findings(one: Instance, ids: set[str]) -> None:
    found = mapped([one], [*NEIGHBOURS, one])
    assert set(found.ids[one.address]) == ids
    assert (found.unmapped, found.unknown) == ([], [])


def test_a_removed_parameter_group_does_not_remove_the_database_that_named_it() -> None:
    group = instance("aws_db_parameter_group", name="strict", arn=GROUP_OF_DATABASES)
    plan = [Change(group._replace(values={}), group.values, ("delete",))]
    found = touched(plan, [], NEIGHBOURS)
    assert (found.resource_ids, found.absent) == ([DATABASE], frozenset())


def test_a_resource_without_a_rule_is_reported() -> None:
    found = mapped([instance("aws_organizations_thing", id="x"), instance("google_thing", id="y")])
    assert found.unmapped == ["aws_organizations_thing.it", "google_thing.it"]


def test_a_resource_that_is_not_in_a_cloud_is_not_reported() -> None:
    found = mapped([instance("random_id", hex="ab"), instance("posture_run", id="r")])
    assert found == Mapped({}, [], [])


@pytest.mark.parametrize(
    "one",
    [
        instance("aws_iam_role_policy", role="made-elsewhere"),
        instance("aws_security_group_rule", security_group_id=None),
    ],
)
def test_a_resource_that_configures_an_unknown_asset_is_reported(one: Instance) -> None:
    assert mapped([one]).unknown == [one.address]


def test_the_account_of_a_setting_is_not_guessed_among_two() -> None:
    other = instance("aws_iam_role", id="x", arn="arn:aws:iam::444455556666:role/x")
    setting = instance("aws_iam_account_password_policy", id="p")
    assert mapped([setting], [*NEIGHBOURS, other]).unknown == [setting.address]


def test_an_id_has_the_address_of_its_asset_before_that_of_a_configuring_resource() -> None:
    state = [instance("aws_s3_bucket_policy", bucket="logs"), *NEIGHBOURS[3:4]]
    for order in (state, state[::-1]):
        types = {one.address: one.type for one in order}
        assert addresses(mapped(order), types) == {BUCKET: "aws_s3_bucket.n"}
    alone = [instance("aws_s3_bucket_policy", bucket="logs")]
    types = {alone[0].address: alone[0].type}
    assert addresses(mapped(alone), types) == {BUCKET: "aws_s3_bucket_policy.it"}


def test_an_id_has_the_address_of_its_asset_before_that_of_a_part() -> None:
    group = instance("aws_elasticache_replication_group", arn=SESSIONS)
    part = instance("aws_elasticache_cluster", **REPLICA)
    for order in ([part, group], [group, part]):
        types = {one.address: one.type for one in order}
        assert addresses(mapped(order), types) == {SESSIONS: group.address}
    assert addresses(mapped([part]), {part.address: part.type}) == {SESSIONS: part.address}


def change(one: Instance, *actions: str, before: dict[str, Any] | None = None) -> Change:
    return Change(one, before, actions)
