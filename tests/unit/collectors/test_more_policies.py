"""A principal's policies besides its own: those of AWS are read where they can complete a way."""

import json
from collections.abc import Awaitable, Callable
from typing import Any, cast

import pytest

from posture.collectors.aws.collecting import RegionClient
from posture.collectors.aws.iam import ROLES, USERS
from posture.collectors.collecting import AssetCollector, Item
from posture.domain.aws.assets.iam import MorePolicies
from posture.domain.aws.escalation import escalations
from posture.domain.aws.policy import combined, policy

pytestmark = pytest.mark.anyio

USER = "arn:aws:iam::111122223333:user/ann"
AWS_POLICY = "arn:aws:iam::aws:policy/"


def document(*actions: str) -> dict[str, Any]:
    statement = {"Effect": "Allow", "Action": list(actions), "Resource": "*"}
    return {"Version": "2012-10-17", "Statement": [statement]}


OF_AWS = {
    "RunsInstances": document("ec2:RunInstances"),
    "AdministratorAccess": document("*"),
    "OnlyReads": document("s3:GetObject"),
}


class FakeClient:
    """An account that has no policies of its own, and counts how often those of AWS are read."""

    account_id = "111122223333"

    def __init__(self, organization: dict[str, Any] | None = None) -> None:
        self.read: list[str] = []
        self._organization = organization

    async def shared(self, call: str, **parameters: object) -> dict[str, Any]:
        if call == "organizations:DescribeOrganization":
            return {"Organization": self._organization}
        name = str(parameters["PolicyArn"]).removeprefix(AWS_POLICY)
        self.read.append(name)
        if call == "iam:GetPolicy":
            return {"Policy": {"DefaultVersionId": "v1"}}
        return {"PolicyVersion": {"Document": json.dumps(OF_AWS[name])}}

    async def shared_pages(self, _call: str, _key: str, **_parameters: object) -> list[Any]:
        return []

    async def once(self, _name: str, make: Callable[[], Awaitable[Any]]) -> Any:  # noqa: ANN401  # as of the protocol
        return await make()


async def fact(collector: AssetCollector[Any, Any], name: str, item: Item, fake: FakeClient) -> Any:  # noqa: ANN401  # a fact of any type
    (read,) = (one for one in collector.reads if name in one.facts)
    return await read.run(cast(RegionClient, fake), item)


async def more_of(data: dict[str, Any], fake: FakeClient) -> MorePolicies:
    found = await fact(USERS, "more_policies", Item(USER, "ann", data), fake)
    assert isinstance(found, MorePolicies)
    return found


def holding(inline: dict[str, Any], *attached: str) -> dict[str, Any]:
    return {
        "UserPolicyList": [{"PolicyName": "own", "PolicyDocument": json.dumps(inline)}],
        "AttachedManagedPolicies": [{"PolicyArn": AWS_POLICY + name} for name in attached],
    }


async def test_a_policy_of_aws_completes_what_another_grants_a_part_of() -> None:
    passing = document("iam:PassRole")
    more = await more_of(holding(passing, "RunsInstances"), FakeClient())
    both = combined([policy(passing), *(one.policy for one in more.aws)])
    assert [*escalations(both)] == ["iam:PassRole + ec2:RunInstances"]


@pytest.mark.parametrize(
    ("inline", "attached"),
    [
        (document("s3:GetObject"), ["RunsInstances"]),
        (document("iam:CreateAccessKey"), ["RunsInstances"]),
        (document("iam:PassRole"), ["AdministratorAccess", "RunsInstances"]),
    ],
    ids=["no part", "a whole way", "an administrator"],
)
async def test_policies_of_aws_that_change_nothing_are_not_read(
    inline: dict[str, Any], attached: list[str]
) -> None:
    fake = FakeClient()
    assert (await more_of(holding(inline, *attached), fake)).aws == ()
    assert fake.read == []


async def test_a_policy_of_aws_can_be_a_boundary() -> None:
    bounded = holding(document("iam:CreateAccessKey"))
    bounded["PermissionsBoundary"] = {"PermissionsBoundaryArn": f"{AWS_POLICY}OnlyReads"}
    more = await more_of(bounded, FakeClient())
    assert more.boundary == policy(OF_AWS["OnlyReads"])


async def test_the_managing_account_is_read_for_roles_of_control_tower_alone() -> None:
    fake = FakeClient({"MasterAccountId": "777788889999"})
    for name, expected in (("AWSControlTowerExecution", "777788889999"), ("app", None)):
        item = Item(f"arn:aws:iam::111122223333:role/{name}", name, {})
        assert await fact(ROLES, "managing_account", item, fake) == expected
