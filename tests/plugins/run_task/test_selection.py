"""What is evaluated of a plan: resources by id, else their services, else everything."""

from typing import TYPE_CHECKING, Any

import pytest

from posture.bootstrap.clouds import CLOUDS
from posture.checks.catalog import checks
from posture_client.clouds import CLOUDS as TERRAFORM_CLOUDS
from posture_client.clouds.cloud import TerraformCloud
from posture_client.terraform_json import changes, instances
from posture_run_task.selection import (
    Account,
    Selection,
    after_apply,
    amount,
    as_evaluated,
    before_apply,
    listed,
)
from tests.plugins.client.azurerm_types import TYPES as AZURERM_TYPES
from tests.plugins.run_task.plans import created, deleted, plan, unchanged, updated

if TYPE_CHECKING:
    from posture_client.models import RunScope

ACCOUNT_ID = "111122223333"
SERVICES = frozenset(one.service for one in checks(CLOUDS))
ACCOUNT = Account(provider="aws", account_id=ACCOUNT_ID, services=SERVICES)
ROLE = f"arn:aws:iam::{ACCOUNT_ID}:role/deploy"
VPC = f"arn:aws:ec2:eu-central-1:{ACCOUNT_ID}:vpc/vpc-1"
RULE = f"arn:aws:servicediscovery:eu-central-1:{ACCOUNT_ID}:service/nightly"
FOREIGN_ROLE = "arn:aws:iam::444455556666:role/deploy"


def after(*resources: dict[str, Any], account: Account = ACCOUNT) -> Selection:
    document = plan(*resources)
    return after_apply(changes(document), instances(document), account)


def before(*resources: dict[str, Any], account: Account = ACCOUNT) -> Selection:
    document = plan(*resources)
    return before_apply(changes(document), instances(document), account)


def changed(address: str, arn: str, **values: Any) -> dict[str, Any]:  # noqa: ANN401  # any value
    return updated(address, before={"arn": arn, **values}, tags={"a": "b"})


def test_changed_resources_are_evaluated_by_id() -> None:
    found = after(changed("aws_iam_role.deploy", ROLE), changed("aws_vpc.main", VPC))
    assert found.scope == {"resource_ids": [VPC, ROLE]}
    assert found.what == "2 resources that the apply touched"
    assert found.addresses == {ROLE: "aws_iam_role.deploy", VPC: "aws_vpc.main"}
    assert found.notes == []
    assert found.expects


SUBSCRIPTION = Account(
    provider="azure", account_id="6f2c1a54-9d0e-4c77-8b57-1f8f0a3f5b10", services=SERVICES
)


def test_every_changed_resource_of_azurerm_and_azapi_is_evaluated_by_id() -> None:
    rows = [
        updated(f"{one.name}.it", before=one.attributes, tags={"a": "b"}) for one in AZURERM_TYPES
    ]

    found = after(*rows, account=SUBSCRIPTION)

    assert found.scope is not None
    assert set(found.scope["resource_ids"]) == {
        id_ for one in AZURERM_TYPES for id_ in one.resource_ids
    }
    assert found.notes == []
    assert found.expects


def test_new_resources_of_azurerm_are_evaluated_with_their_services() -> None:
    found = after(
        created("azurerm_storage_account.a", name="a"),
        created("azurerm_cognitive_account.b", name="b"),
        account=SUBSCRIPTION,
    )

    assert found.scope == {"services": ["ai", "storage"]}


def test_an_asset_has_its_own_address_before_that_of_a_configuring_resource() -> None:
    bucket = unchanged("aws_s3_bucket.logs", bucket="logs")
    found = after(bucket, created("aws_s3_bucket_policy.logs", bucket="logs"))
    assert found.addresses == {"arn:aws:s3:::logs": "aws_s3_bucket.logs"}


def test_only_after_an_apply_it_is_known_what_the_plan_changed() -> None:
    resources = (changed("aws_iam_role.deploy", ROLE), unchanged("aws_vpc.main", arn=VPC))
    assert after(*resources).in_plan == {ROLE: True, VPC: False}
    assert before(*resources).in_plan == {}
    # What this one changes is not known.
    dashboard = created("aws_cloudwatch_dashboard.www", unknown=())
    assert after(*resources, dashboard).in_plan == {ROLE: True}


def test_a_resource_that_may_be_no_asset_expects_nothing() -> None:
    assert not after(changed("aws_service_discovery_service.it", RULE)).expects


def test_removed_resources_are_expected_to_be_gone() -> None:
    found = after(deleted("aws_vpc.main", arn=VPC))
    assert found.scope == {"resource_ids": [VPC], "expected_absent": [VPC]}
    assert found.notes == ["Removed, so expected to be gone: 1 resource."]
    assert found.addresses == {VPC: "aws_vpc.main"}
    assert not found.expects


def test_a_removed_resource_beside_a_changed_one_is_named_apart() -> None:
    found = after(deleted("aws_vpc.main", arn=VPC), changed("aws_iam_role.deploy", ROLE))
    assert found.scope == {"resource_ids": [VPC, ROLE], "expected_absent": [VPC]}
    assert found.expects


def test_a_removed_resource_without_a_rule_widens_the_scope() -> None:
    found = after(deleted("aws_cloudwatch_dashboard.www", id="r"))
    assert (found.by, found.scope) == ("run", None)


def test_an_asset_whose_configuration_was_removed_is_evaluated() -> None:
    found = after(deleted("aws_s3_bucket_policy.logs", bucket="logs"))
    assert found.scope == {"resource_ids": ["arn:aws:s3:::logs"]}


@pytest.mark.parametrize(
    ("address", "services"),
    [
        ("aws_vpc.new", ["ec2", "vpc"]),
        ("aws_iam_role.new", ["iam"]),
        ("module.net.aws_security_group.new", ["ec2", "vpc"]),
        ("aws_lb_listener.new", ["elb", "elbv2"]),
        ("aws_bedrockagent_agent.new", ["bedrock"]),
        ("aws_db_instance.new", ["rds"]),
        ("aws_cloudwatch_dashboard.www", None),
        ("aws_wafv2_web_acl.new", ["wafv2"]),
        ("aws_service_discovery_service.new", None),
    ],
)
def test_a_resource_without_a_known_id_widens_the_scope(
    address: str, services: list[str] | None
) -> None:
    found = after(created(address))
    assert found.scope == (None if services is None else {"services": services})
    assert found.by == "run"
    (note,) = found.notes
    assert note.endswith(f"no id is known of {address}.")


def test_a_widened_scope_includes_resources_with_known_ids() -> None:
    found = after(created("aws_vpc.new"), changed("aws_iam_role.deploy", ROLE))
    assert found.scope == {"services": ["ec2", "iam", "vpc"]}
    found = after(created("aws_vpc.new"), changed("aws_service_discovery_service.it", RULE))
    assert found.scope is None


def test_a_service_that_the_server_does_not_evaluate_widens_to_everything() -> None:
    account = Account(provider="aws", account_id=None, services=frozenset({"s3"}))
    assert after(created("aws_vpc.new"), account=account).scope is None


def test_too_many_ids_widen_the_scope_to_services() -> None:
    many = [created(f"aws_s3_bucket.b{n}", bucket=f"b{n}") for n in range(1001)]
    found = after(*many)
    assert found.scope == {"services": ["s3"]}
    assert found.notes == ["All of s3 is evaluated: it touches too many to list."]


def test_resources_of_other_clouds_and_accounts_are_reported() -> None:
    found = after(
        created("github_repository.shop"),
        changed("aws_iam_role.there", FOREIGN_ROLE),
        changed("aws_iam_role.deploy", ROLE),
    )
    assert found.scope == {"resource_ids": [ROLE]}
    assert found.notes == [
        "Not in this account, so not evaluated: github_repository.shop.",
        f"In another account than {ACCOUNT_ID}, so not evaluated: aws_iam_role.there.",
    ]


def test_an_apply_in_another_account_alone_is_no_success() -> None:
    found = after(changed("aws_iam_role.there", FOREIGN_ROLE))
    assert (found.by, found.expects) == ("nothing", True)


def test_an_unknown_account_matches_every_account() -> None:
    account = Account(provider="aws", account_id=None, services=SERVICES)
    found = after(changed("aws_iam_role.there", FOREIGN_ROLE), account=account)
    assert found.scope == {"resource_ids": [FOREIGN_ROLE]}


def test_a_cloud_without_rules_is_evaluated_whole() -> None:
    account = Account(provider="oci", account_id=None, services=SERVICES)
    assert after(created("oci_objectstorage_bucket.it"), account=account).scope is None
    assert after(created("aws_vpc.new"), account=account).by == "nothing"


def test_before_an_apply_a_replaced_asset_is_the_old_one() -> None:
    replaced = created("aws_vpc.main")
    replaced["change"] |= {"actions": ["delete", "create"], "before": {"arn": VPC}}
    assert before(replaced).scope == {"resource_ids": [VPC]}
    assert before(deleted("aws_vpc.main", arn=VPC)).scope == {"resource_ids": [VPC]}


def test_before_an_apply_new_resources_are_not_evaluated() -> None:
    found = before(
        created("aws_iam_role.new", name="new"),
        created("aws_iam_role_policy.new", unknown=("id",), role="new"),
        created("aws_security_group_rule.new", unknown=("id", "security_group_id")),
    )
    assert (found.by, found.what) == (
        "nothing",
        "Nothing that the plan touches exists yet.",
    )


def test_before_an_apply_a_configuring_resource_of_an_unknown_asset_widens_the_scope() -> None:
    rule = created("aws_security_group_rule.new", unknown=("id",), security_group_id="sg-9")
    found = before(rule)
    assert found.scope == {"services": ["ec2", "vpc"]}


@pytest.mark.parametrize("cloud", TERRAFORM_CLOUDS, ids=lambda cloud: cloud.name)
def test_every_service_in_the_rules_has_checks(cloud: TerraformCloud) -> None:
    named = {one for services in cloud.services.values() for one in services}
    assert named == {one.service for one in checks(CLOUDS) if one.provider == cloud.name}


@pytest.mark.parametrize(
    ("looked_at", "shared"),
    [
        ({"resource_ids": [ROLE, VPC]}, False),
        ({"resource_ids": [ROLE, RULE, VPC]}, True),
        ({"services": ["ec2"]}, True),
        (None, True),
    ],
)
def test_a_run_with_a_larger_scope_is_reported(
    looked_at: "RunScope | None",
    shared: bool,  # noqa: FBT001  # a case of the table
) -> None:
    asked = after(changed("aws_iam_role.deploy", ROLE), changed("aws_vpc.main", VPC))
    assert bool(as_evaluated(asked, looked_at).notes) == shared


def test_the_whole_account_is_the_whole_account() -> None:
    assert as_evaluated(Selection(by="run"), None).notes == []
    assert as_evaluated(Selection(by="latest"), {"services": ["s3"]}).notes == []


def test_names_and_counts_read_well() -> None:
    assert listed([f"a{n}" for n in range(7)]) == "a0, a1, a2, a3, a4 and 2 more"
    assert (amount(1, "asset"), amount(0, "asset")) == ("1 asset", "0 assets")
    assert amount(2, "resource that it touches") == "2 resources that it touches"
