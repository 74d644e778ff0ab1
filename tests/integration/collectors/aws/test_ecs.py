"""Collection of ECS: the newest revisions, and what they say about their containers."""

import pytest

from posture.bootstrap.clouds import CLOUDS
from posture.checks.catalog import checks
from posture.domain.aws.assets.ecs import EcsTaskDefinition
from tests.emulator.account.account import ACCOUNT_ID, HOME
from tests.emulator.faults import Endpoint, error
from tests.emulator.recorded import Body, ReceivedCall, Recording, recorded
from tests.integration.collectors.aws.engine import run

pytestmark = pytest.mark.anyio

CHECKS = [one for one in checks(CLOUDS) if one.asset_type is EcsTaskDefinition]
FAMILY = f"arn:aws:ecs:{HOME}:{ACCOUNT_ID}:task-definition/"
APP = f"{FAMILY}app:10"
LIST, ONE = "ecs:ListTaskDefinitions", "ecs:DescribeTaskDefinition"
BAD = {
    "name": "app",
    "privileged": True,
    "linuxParameters": {"capabilities": {"add": ["SYS_ADMIN"]}},
    "mountPoints": [{"sourceVolume": "host"}],
    "environment": [{"name": "DB_PASSWORD", "value": "correct-horse-9"}],
}
GOOD = {
    "name": "job",
    "user": "1000:1000",
    "readonlyRootFilesystem": True,
    "secrets": [{"name": "DB_PASSWORD", "valueFrom": "arn:aws:secretsmanager:x:1:secret:a"}],
    "logConfiguration": {"logDriver": "awslogs", "options": {"awslogs-group": "/app"}},
}
MORE = {
    "networkMode": "host",
    "taskRoleArn": "arn:aws:iam::1:role/app",
    "executionRoleArn": "arn:aws:iam::1:role/app",
    "volumes": [
        {"name": "host", "host": {"sourcePath": "/var/run/docker.sock"}},
        {"name": "files", "efsVolumeConfiguration": {"fileSystemId": "fs-1"}},
    ],
}


def _listing(received: ReceivedCall) -> Body:
    if "nextToken" in received.members:
        return {"taskDefinitionArns": [f"{FAMILY}app:9", f"{FAMILY}job:2"]}
    return {"taskDefinitionArns": [APP], "nextToken": "more"}


def _described(received: ReceivedCall) -> Body:
    arn = received.members["taskDefinition"]
    if arn == APP:
        more = {"family": "app", "pidMode": "host", "containerDefinitions": [BAD]} | MORE
    else:
        more = {"family": "job", "containerDefinitions": [GOOD]}
    return {"taskDefinition": {"taskDefinitionArn": arn, "status": "ACTIVE"} | more}


async def test_the_newest_revision_of_each_family_is_evaluated() -> None:
    async with recorded({LIST: _listing, ONE: _described}) as here:
        outcome = await run(here.url, CHECKS)
        assert here.calls == {LIST: 2, ONE: 2}
    assert {arn for _, arn in outcome.verdicts} == {APP, f"{FAMILY}job:2"}
    statuses = {arn: set[str]() for _, arn in outcome.verdicts}
    for (_, arn), one in outcome.verdicts.items():
        statuses[arn].add(one.status)
    assert statuses == {APP: {"fail"}, f"{FAMILY}job:2": {"pass", "not_applicable"}}
    messages = {one.message for one in outcome.verdicts.values()}
    assert "Privileged: app." in messages
    assert "correct-horse-9" not in str(messages)


async def test_a_named_revision_costs_one_call() -> None:
    async with recorded({ONE: _described}) as here:
        outcome = await run(here.url, CHECKS, resource_ids=[APP])
        assert here.calls == {ONE: 1}
    assert {arn for _, arn in outcome.verdicts} == {APP}


@pytest.mark.parametrize("call", [LIST, ONE])
async def test_a_denied_call_is_unknown(call: str) -> None:
    answers: dict[str, Recording] = {LIST: _listing, ONE: _described}
    answers[call] = error(call, "AccessDeniedException")
    async with recorded(answers) as here:
        outcome = await run(here.url, CHECKS)
    reasons = {str(one.unread) for one in outcome.verdicts.values()}
    reasons |= {str(one.unread) for one in outcome.unlisted}
    assert reasons == {f"AccessDeniedException: {call}"}
    assert outcome.reads.coverage < 1


async def test_a_deleted_definition_is_not_an_asset(cloud: Endpoint) -> None:
    outcome = await run(cloud.url, CHECKS, resource_ids=[APP])
    assert not outcome.verdicts
    assert not outcome.unlisted
