"""A response that lacks one of its members makes no verdict better.

The account's responses are recorded once. Then each member of each response is left out, in all
responses to a call at once, and the collectors run again on what is left.
"""

import asyncio
from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import replace
from typing import Any, cast

import botocore.model
import pytest

from posture.bootstrap.clouds import CLOUDS
from posture.checks.catalog import checks
from posture.collectors.aws.catalog import COLLECTORS
from posture.collectors.aws.client import AwsSession
from posture.collectors.collecting import AssetCollector
from posture.collectors.engine import ConnectedAccount
from posture.collectors.errors import CallError
from posture.domain.asset import Asset
from posture.domain.aws.connection import AwsConnection
from posture.domain.check import Check
from posture.domain.collector import Collected, Reads, Unlisted
from posture.domain.connection import Connection
from posture.domain.verdict import VerdictStatus
from posture.worker.evaluate import plan_for
from tests.integration.collectors.aws.engine import REGIONS, SERVICES, aws

Path = tuple[str, ...]
Parameters = Mapping[str, object]
Tape = dict[tuple[str, str, str], Any]
Verdicts = dict[tuple[str, str], VerdictStatus]
EACH = "[]"
CHECKS = list(checks(CLOUDS))
GOOD = {VerdictStatus.PASS, VerdictStatus.NOT_APPLICABLE}
# Members whose absence has a meaning, and what it means.
MEANING_OF_ABSENCE = {
    "acm:ListCertificates CertificateSummaryList.[].NotAfter": "not issued yet",
    "bedrock-agent:ListAgents agentSummaries.[].guardrailConfiguration": (
        "no guardrail; another check fails then"
    ),
    "bedrock-agentcore-control:GetAgentRuntime environmentVariables": "no variables",
    "bedrock:GetGuardrail sensitiveInformationPolicy": "no such filter; another check fails then",
    "bedrock:GetGuardrail sensitiveInformationPolicy.piiEntities": "only expressions are filtered",
    "bedrock:GetModelInvocationLoggingConfiguration loggingConfig": (
        "no logging; another check fails then"
    ),
    "ec2:DescribeInstances Reservations.[].Instances.[].IamInstanceProfile": "no profile",
    "ec2:DescribeInstances Reservations.[].Instances.[].NetworkInterfaces.[].PrivateIpAddresses.[]"
    ".Association": "no public address",
    "ec2:DescribeLaunchTemplateVersions LaunchTemplateVersions.[].LaunchTemplateData.UserData": (
        "no user data"
    ),
    "ec2:DescribeVpcEndpoints VpcEndpoints.[].PolicyDocument": (
        "the service of an interface endpoint does not support policies"
    ),
    "ecr:DescribeImages imageDetails.[].imageScanFindingsSummary": "a scan that found nothing",
    "ecr:DescribeImages imageDetails.[].imageScanFindingsSummary.findingSeverityCounts": (
        "a scan that found nothing"
    ),
    "efs:DescribeFileSystems FileSystems.[].AvailabilityZoneName": "a regional file system",
    "efs:DescribeFileSystems FileSystems.[].Encrypted": "not encrypted; another check fails then",
    "elb:DescribeLoadBalancerAttributes LoadBalancerAttributes.AdditionalAttributes": (
        "the documented default"
    ),
    "iam:GetAccountAuthorizationDetails UserDetailList.[].UserPolicyList": (
        "no inline policies, as in the example of the API's documentation"
    ),
    "lambda:ListFunctionUrlConfigs FunctionUrlConfigs.[].Cors": "no other origin is allowed",
    "lambda:ListFunctionUrlConfigs FunctionUrlConfigs.[].Cors.AllowOrigins": (
        "no other origin is allowed"
    ),
    "lambda:ListFunctions Functions.[].Environment": "no variables",
    "lambda:ListFunctions Functions.[].ImageConfigResponse": "the image's own settings",
    "lambda:ListFunctions Functions.[].ImageConfigResponse.ImageConfig": "the image's own settings",
    "lambda:ListFunctions Functions.[].ImageConfigResponse.ImageConfig.Command": (
        "the image's own settings"
    ),
    "lambda:ListFunctions Functions.[].VpcConfig": "no VPC; another check fails then",
    "lambda:ListFunctions Functions.[].VpcConfig.SubnetIds": "no VPC; another check fails then",
    "rds:DescribeDBClusters DBClusters.[].AutoMinorVersionUpgrade": (
        "the setting of the cluster's instances, which are judged"
    ),
    "rds:DescribeEventSubscriptions EventSubscriptionsList.[].EventCategoriesList": (
        "all categories"
    ),
    "rds:DescribeEventSubscriptions EventSubscriptionsList.[].SourceType": "all types of sources",
    "s3control:ListMultiRegionAccessPoints AccessPoints": "no such access points",
    "s3control:ListMultiRegionAccessPoints AccessPoints.[].Alias": (
        "it is not ready, and known by its name"
    ),
    "sagemaker:DescribeNotebookInstanceLifecycleConfig OnStart": "no script for this moment",
    "sagemaker:ListNotebookInstances NotebookInstances.[].NotebookInstanceLifecycleConfigName": (
        "no scripts"
    ),
    "secretsmanager:GetResourcePolicy ResourcePolicy": "no policy",
    "secretsmanager:ListSecrets SecretList.[].RotationEnabled": (
        "rotation was never set up; another check fails then"
    ),
    "wafv2:GetWebACLForResource WebACL": "no web ACL; another check fails then",
}


class Recorder:
    """Makes calls, and keeps their responses."""

    def __init__(self, caller: Any) -> None:  # noqa: ANN401  # the session's own caller
        self._caller = caller
        self.tape: Tape = {}

    async def call(self, call: str, region: str, parameters: Parameters) -> Any:  # noqa: ANN401  # any response
        key = call, region, repr(sorted(parameters.items()))
        try:
            self.tape[key] = await self._caller.call(call, region, parameters)
        except CallError as error:
            self.tape[key] = error
            raise
        return self.tape[key]


class Player:
    """Returns recorded responses, without one of their members."""

    def __init__(self, tape: Tape, lacking: tuple[str, Path] | None) -> None:
        self._tape = tape
        self._lacking = lacking

    async def call(self, call: str, region: str, parameters: Parameters) -> Any:  # noqa: ANN401  # any response
        key = call, region, repr(sorted(parameters.items()))
        response = self._tape.get(key, CallError("NotRecorded", call))
        if isinstance(response, CallError):
            raise response
        if self._lacking and self._lacking[0] == call:
            return without(response, self._lacking[1])
        return response


def without(value: Any, path: Path) -> Any:  # noqa: ANN401  # any part of a response
    head, *rest = path
    if head == EACH:
        return [without(one, tuple(rest)) for one in value]
    if not isinstance(value, dict) or head not in value:
        return value
    if not rest:
        return {name: one for name, one in value.items() if name != head}
    return value | {head: without(value[head], tuple(rest))}


def members(value: Any, shape: botocore.model.Shape, path: Path = ()) -> Iterator[Path]:  # noqa: ANN401  # as above
    """Yield the path of every member of a response; the keys of a map are data."""
    if isinstance(shape, botocore.model.StructureShape):
        for name in shape.members.keys() & value.keys():
            yield (*path, name)
            yield from members(value[name], shape.members[name], (*path, name))
    elif isinstance(shape, botocore.model.ListShape):
        for one in value:
            yield from members(one, shape.member, (*path, EACH))


def output(call: str) -> botocore.model.Shape:
    service, _, operation = call.partition(":")
    shape = SERVICES[service].model.operation_model(operation).output_shape
    assert shape is not None
    return shape


@pytest.fixture(scope="session")
def recorded(leaky_account: str) -> tuple[AwsSession, Tape]:
    """Return a session with the account, and the responses to all calls of a run."""

    async def record() -> tuple[AwsSession, Tape]:
        options = AwsConnection(regions=REGIONS, endpoint_url=leaky_account)
        session = await aws({}).open_session(Connection(provider="aws", options=options))
        recorder = Recorder(session.caller)
        async for _ in collected(replace(session, caller=cast(Any, recorder)), CHECKS):
            pass
        await session.close()
        return session, recorder.tape

    with pytest.MonkeyPatch.context() as keys:
        keys.setenv("AWS_ACCESS_KEY_ID", "testing")
        keys.setenv("AWS_SECRET_ACCESS_KEY", "testing")
        return asyncio.run(record())


async def collected(session: AwsSession, chosen: list[Check[Any]]) -> AsyncIterator[Collected]:
    account = ConnectedAccount(session, COLLECTORS, regions=REGIONS, items_in_flight=64)
    async for found in account.collect(plan_for(chosen)):
        yield found


async def play(
    recorded: tuple[AwsSession, Tape],
    chosen: list[Check[Any]],
    lacking: tuple[str, Path] | None = None,
) -> tuple[Verdicts, set[type[Asset]]]:
    """Return the verdicts on recorded responses, and the types that could not be listed."""
    session, tape = recorded
    player = cast(Any, Player(tape, lacking))
    verdicts: Verdicts = {}
    unlisted: set[type[Asset]] = set()
    async for found in collected(replace(session, caller=player, memory={}, reads=Reads()), chosen):
        if isinstance(found, Unlisted):
            unlisted.add(found.asset_type)
            continue
        for one in chosen:
            if isinstance(found, one.asset_type):
                verdicts[one.id, found.resource_id] = one(found).status
    return verdicts, unlisted


def better(
    before: Verdicts, after: Verdicts, unlisted: set[type[Asset]], chosen: list[Check[Any]]
) -> list[str]:
    """Return the verdicts that got better, or whose asset is gone without a reason."""
    types = {one.id: one.asset_type for one in chosen}
    found = []
    for key, status in before.items():
        now = after.get(key)
        if now is None:
            gone = not any(issubclass(one, types[key[0]]) for one in unlisted)
            if gone and status not in GOOD:
                found.append(f"{key[0]} of {key[1]}: {status}, then gone")
        elif now in GOOD and now is not status:
            found.append(f"{key[0]} of {key[1]}: {status}, then {now}")
    return found


def rests_on(rule: Check[Any], collector: AssetCollector[Any, Any], call: str) -> bool:
    """Return whether a check needs a call of a collector."""
    if not issubclass(collector.asset_type, rule.asset_type):
        return False
    reads = collector.needed(rule.needs)
    return call in collector.calls or any(call in one.calls for one in reads)


def leaves_nothing(call: str, path: Path, responses: list[Any]) -> bool:
    """Return whether nothing is left without a member: JSON services leave out an empty list."""
    shape = output(call)
    assert isinstance(shape, botocore.model.StructureShape)
    is_list = isinstance(shape.members[path[0]], botocore.model.ListShape)
    of_json = SERVICES[call.partition(":")[0]].protocol in {"json", "rest-json"}
    rest = {name for one in responses for name in one} - {path[0], "ResponseMetadata"}
    return of_json and is_list and len(path) == 1 and not rest


@pytest.mark.parametrize("call", sorted(frozenset().union(*(one.all_calls for one in COLLECTORS))))
def test_a_response_without_one_of_its_members_makes_no_verdict_better(
    call: str, recorded: tuple[AwsSession, Tape]
) -> None:
    responses = [
        one
        for (made, _, _), one in recorded[1].items()
        if made == call and not isinstance(one, CallError)
    ]
    chosen = [rule for rule in CHECKS if any(rests_on(rule, one, call) for one in COLLECTORS)]
    paths = sorted(
        path
        for path in {path for one in responses for path in members(one, output(call))}
        if not leaves_nothing(call, path, responses)
    )
    before, _ = asyncio.run(play(recorded, chosen))

    found = {}
    for path in paths:
        after, unlisted = asyncio.run(play(recorded, chosen, (call, path)))
        if improved := better(before, after, unlisted, chosen):
            found[f"{call} {'.'.join(path)}"] = improved

    excused = {one for one in MEANING_OF_ABSENCE if one.startswith(f"{call} ")}
    assert {name: one for name, one in found.items() if name not in excused} == {}
    assert excused <= found.keys(), "these members decide nothing any more"
