"""Right after an apply in AWS: states of a change, and listings that lag behind."""

from collections.abc import Mapping
from typing import Any

import pytest

from posture.bootstrap.clouds import CLOUDS
from posture.checks.catalog import checks
from posture.collectors.aws.catalog import COLLECTORS
from posture.collectors.collecting import Item
from posture.domain.verdict import VerdictStatus
from tests.emulator.account.account import ACCOUNT_ID, HOME
from tests.emulator.recorded import Body, ReceivedCall, recorded
from tests.integration.collectors.aws.engine import Outcome, run
from tests.integration.collectors.aws.recordings import eks

pytestmark = pytest.mark.anyio

TWO_LOOKS = {
    "POSTURE_CLOUD_SETTLE_SECONDS": "0.05",
    "POSTURE_CLOUD_SETTLE_PAUSE_SECONDS": "0.05",
}
CLUSTER = f"{eks.PLACE}:cluster/good"
TABLE = f"arn:aws:dynamodb:{HOME}:{ACCOUNT_ID}:table/orders"
PROTECTED = "aws_dynamodb_table_deletion_protection_enabled"
STATES: tuple[tuple[str, Mapping[str, Any]], ...] = (
    ("RdsInstance", {"DBInstanceStatus": "modifying"}),
    ("RdsCluster", {"Status": "creating"}),
    ("CacheGroup", {"Status": "modifying"}),
    ("MemcachedCluster", {"CacheClusterStatus": "creating"}),
    ("EfsFileSystem", {"LifeCycleState": "updating"}),
    ("EfsAccessPoint", {"LifeCycleState": "creating"}),
    ("LoadBalancer", {"State": {"Code": "provisioning"}}),
    ("LambdaFunction", {"State": "Pending"}),
    ("LambdaFunction", {"State": "Active", "LastUpdateStatus": "InProgress"}),
    ("EksNodeGroup", {"status": "UPDATING"}),
)


def test_states_of_a_change_are_known() -> None:
    by_type = {one.asset_type.__name__: one for one in COLLECTORS}
    assert [
        (kind, data) for kind, data in STATES if not by_type[kind].transition(Item("a", "a", data))
    ] == []
    settled = [
        by_type[kind].transition(Item("a", "a", {"Status": "available"})) for kind in by_type
    ]
    assert set(settled) == {None}


async def named(arn: str, check_ids: set[str], answers: Mapping[str, Any]) -> Outcome:
    chosen = [one for one in checks(CLOUDS) if one.id in check_ids]
    async with recorded(answers) as endpoint:
        return await run(endpoint.url, chosen, resource_ids=[arn], environ=TWO_LOOKS)


@pytest.mark.parametrize(("looks", "status"), [(1, "pass"), (2, "unknown")])
async def test_a_cluster_that_is_updated_is_read_again(looks: int, status: str) -> None:
    count = 0

    def describe(received: ReceivedCall) -> Body:
        nonlocal count
        count += 1
        name = received.path.rpartition("/")[2]
        status = "UPDATING" if count <= looks else "ACTIVE"
        return {"cluster": {"name": name, "status": status} | eks.CLUSTERS[name]}

    outcome = await named(
        CLUSTER, {"aws_eks_cluster_secrets_encrypted_with_cmk"}, {"eks:DescribeCluster": describe}
    )
    assert outcome.evaluation.counts == {VerdictStatus(status): 1}
    assert count == 2


@pytest.mark.parametrize(
    ("first", "reason"),
    [
        ({"TableStatus": "CREATING"}, "InTransition(CREATING)"),
        (
            {"TableStatus": "UPDATING", "SSEDescription": {"Status": "ENABLING"}},
            "InTransition(ENABLING)",
        ),
        ({"TableStatus": "UPDATING"}, None),
    ],
)
async def test_a_table_is_evaluated_when_its_settings_are_in_force(
    first: dict[str, Any], reason: str | None
) -> None:
    answers = {"dynamodb:DescribeTable": {"Table": first | {"DeletionProtectionEnabled": True}}}
    outcome = await named(TABLE, {PROTECTED}, answers)
    assert [one.reason for one in outcome.evaluation.unread] == ([reason] if reason else [])
    assert outcome.evaluation.counts == {VerdictStatus.UNKNOWN if reason else VerdictStatus.PASS: 1}
