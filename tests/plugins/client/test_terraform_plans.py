"""The assets that a plan touches, and those that it removes."""

import pytest

from posture_client.terraform_ids import changed, touched
from posture_client.terraform_json import (
    Change,
    Instance,
)
from tests.plugins.client.test_terraform import (
    BUCKET,
    KEY,
    NEIGHBOURS,
    REPLICA,
    ROLE,
    SESSIONS,
    change,
    instance,
)

OLD_KEY = "arn:aws:kms:eu-west-1:111122223333:key/k-0"


def test_a_plan_touches_what_it_creates_changes_and_removes() -> None:
    plan = [
        change(NEIGHBOURS[0], "update"),
        change(NEIGHBOURS[6], "delete", "create", before={"id": "k-0", "arn": OLD_KEY}),
        change(instance("aws_s3_bucket"), "delete", before={"arn": "arn:aws:s3:::gone"}),
    ]
    found = touched(plan, NEIGHBOURS, [])
    assert found.resource_ids == [ROLE, OLD_KEY, KEY, "arn:aws:s3:::gone"]
    assert found.absent == {OLD_KEY, "arn:aws:s3:::gone"}
    assert found.present_ids == [ROLE, KEY]


@pytest.mark.parametrize("actions", [("delete", "create"), ("create", "delete")])
def test_an_asset_that_is_replaced_under_the_same_id_is_not_expected_to_be_gone(
    actions: tuple[str, ...],
) -> None:
    role = NEIGHBOURS[0]
    found = touched([change(role, *actions, before=dict(role.values))], NEIGHBOURS, [])
    assert (found.resource_ids, found.absent) == ([ROLE], frozenset())


def test_an_asset_that_is_removed_with_its_configuration_is_expected_to_be_gone() -> None:
    plan = [
        change(instance("aws_s3_bucket_policy"), "delete", before={"bucket": "logs"}),
        change(instance("aws_s3_bucket"), "delete", before={"bucket": "logs", "arn": BUCKET}),
    ]
    for order in (plan, plan[::-1]):
        found = touched(order, [], [])
        assert (found.resource_ids, found.absent) == ([BUCKET], frozenset({BUCKET}))


def test_a_part_that_is_removed_leaves_its_asset() -> None:
    plan = [change(instance("aws_elasticache_cluster"), "delete", before=REPLICA)]
    found = touched(plan, [], [])
    assert (found.resource_ids, found.absent) == ([SESSIONS], frozenset())


@pytest.mark.parametrize(
    ("plan", "expected"),
    [
        ([change(NEIGHBOURS[0], "update")], [True, False]),
        # A bucket's policy is of the bucket.
        ([change(instance("aws_s3_bucket_policy", bucket="logs"), "update")], [False, True]),
        ([], [False, False]),
        # Its id comes later, but it is none of those that exist.
        ([change(instance("aws_kms_key")._replace(unknown=frozenset({"arn"})), "create")], None),
        # Of what these change, nothing is known.
        (
            [change(instance("aws_route53_record"), "create"), change(NEIGHBOURS[0], "update")],
            [True, None],
        ),
        ([change(instance("aws_s3_bucket_policy"), "create")], [None, None]),
        # This is in no cloud.
        ([change(instance("github_repository"), "create")], [False, False]),
    ],
)
def test_a_plan_changes_an_asset_or_not_or_that_is_not_known(
    plan: list[Change], expected: list[bool | None] | None
) -> None:
    found = changed(plan, touched(plan, NEIGHBOURS, []))
    assert [found.has(asset) for asset in (ROLE, BUCKET)] == (expected or [False, False])


def test_an_asset_that_is_removed_with_its_part_is_expected_to_be_gone() -> None:
    group = instance("aws_elasticache_replication_group")
    plan = [
        change(instance("aws_elasticache_cluster"), "delete", before=REPLICA),
        change(group, "delete", before={"arn": SESSIONS}),
    ]
    for order in (plan, plan[::-1]):
        found = touched(order, [], [])
        assert (found.resource_ids, found.absent) == ([SESSIONS], frozenset({SESSIONS}))


def test_a_setting_that_is_removed_leaves_its_account() -> None:
    plan = [change(instance("aws_s3_account_public_access_block"), "delete", before={"id": "a"})]
    found = touched(plan, NEIGHBOURS, [])
    assert found.resource_ids == ["arn:aws:s3::111122223333:account"]
    assert found.absent == frozenset()


def test_a_configuration_that_moves_touches_both_assets() -> None:
    moved = instance("aws_iam_role_policy_attachment", role="deploy")
    other = Instance("aws_iam_role.o", "aws_iam_role", {"name": "old", "arn": f"{ROLE}-old"})
    plan = [change(moved, "delete", "create", before={"role": "old"})]
    found = touched(plan, [*NEIGHBOURS, other], [])
    assert found.resource_ids == [ROLE, f"{ROLE}-old"]
    assert found.absent == frozenset()


def test_an_asset_that_terraform_forgets_is_still_there() -> None:
    plan = [change(instance("aws_kms_key"), "forget", before={"arn": KEY})]
    found = touched(plan, [], [])
    assert (found.resource_ids, found.absent) == ([KEY], frozenset())


def test_a_removed_resource_without_a_rule_is_reported() -> None:
    plan = [change(instance("aws_organizations_thing"), "delete", before={"id": "x"})]
    assert touched(plan, [], []).unmapped == ["aws_organizations_thing.it"]


def test_an_asset_whose_configuration_is_removed_is_touched() -> None:
    block = instance("aws_s3_bucket_public_access_block")
    plan = [change(block, "delete", before={"bucket": "logs"})]
    assert touched(plan, NEIGHBOURS, []).resource_ids == [BUCKET]


def test_ids_unknown_before_the_apply_come_from_the_state() -> None:
    new = Instance("aws_kms_key.it", "aws_kms_key", {"id": None}, frozenset({"arn", "id"}))
    plan = [change(new, "create")]
    assert touched(plan, [], []).unknown == ["aws_kms_key.it"]
    now = [instance("aws_kms_key", id="k-1", arn=KEY)]
    assert touched(plan, [], now).resource_ids == [KEY]
