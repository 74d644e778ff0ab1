"""Evidence that cannot be read is `unknown` with the call's name: never a pass, never a fail."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from _pytest.mark import ParameterSet
from aiohttp import web

from posture.bootstrap.clouds import CLOUDS
from posture.checks.catalog import checks
from posture.collectors.aws.catalog import COLLECTORS
from posture.collectors.aws.client import AwsSession
from posture.collectors.aws.permissions import ALWAYS
from posture.collectors.collecting import AssetCollector
from posture.collectors.errors import CallError
from posture.domain.check import Check
from posture.domain.collector import ConnectError
from posture.domain.verdict import VerdictStatus
from tests.emulator.faults import Endpoint, error
from tests.integration.collectors.aws.engine import REGIONS, Outcome, run
from tests.integration.collectors.aws.reference_calls import MADE_OFTEN, MADE_ONCE
from tests.integration.collectors.aws.tape import DENIED, Tape, replayed
from tests.promises import promise

pytestmark = pytest.mark.anyio


def checks_of(collector: AssetCollector[Any, Any]) -> list[Check[Any]]:
    return [one for one in checks(CLOUDS) if issubclass(collector.asset_type, one.asset_type)]


def statuses(outcome: Outcome) -> dict[tuple[str, str], VerdictStatus]:
    return {key: verdict.status for key, verdict in outcome.verdicts.items()}


def cases() -> Iterator[ParameterSet]:
    """Yield each call of each collector; the first of a service in each run of the suite.

    What a service answers to a denied call is read alike for all of its calls.
    """
    made = MADE_ONCE | MADE_OFTEN.keys()
    pairs = [(one, call) for one in COLLECTORS for call in sorted(one.all_calls)]
    seen: set[str] = set()
    for collector, call in sorted(pairs, key=lambda pair: pair[1] not in made):
        service = call.partition(":")[0]
        marks = [pytest.mark.exhaustive] if service in seen else []
        seen.add(service)
        name = f"{collector.asset_type.__name__}-{call}"
        yield pytest.param(collector, call, id=name, marks=marks)


# Calls that only matter where nothing worse is known: the account has severe findings.
DECIDES_LATER = frozenset({"guardduty:ListFilters"})
UNDISTURBED: dict[str, tuple[Outcome, Counter[str]]] = {}


async def undisturbed(
    collector: AssetCollector[Any, Any], cloud: Endpoint
) -> tuple[Outcome, Counter[str]]:
    """Return a run without a fault, and its calls; every case of a collector shares it."""
    name = collector.asset_type.__name__
    if name not in UNDISTURBED:
        outcome = await run(cloud.url, checks_of(collector))
        UNDISTURBED[name] = outcome, Counter(cloud.calls)
    return UNDISTURBED[name]


@pytest.mark.parametrize(("collector", "call"), list(cases()))
async def test_a_call_that_a_service_denies_makes_its_verdicts_unknown(
    collector: AssetCollector[Any, Any], call: str, cloud: Endpoint
) -> None:
    before, made = await undisturbed(collector, cloud)
    cloud.fault = lambda received: error(call, DENIED) if received == call else None

    after = await run(cloud.url, checks_of(collector))

    expect_unknown(call, before, made, after)


@pytest.mark.parametrize("collector", COLLECTORS, ids=lambda one: one.asset_type.__name__)
@promise("evidence", "A denied call makes its verdicts unknown")
async def test_a_denied_call_makes_its_verdicts_unknown_and_changes_nothing_else(
    collector: AssetCollector[Any, Any], recorded: tuple[AwsSession, Tape]
) -> None:
    chosen = checks_of(collector)
    before, made = await replayed(recorded, chosen)
    for call in collector.all_calls & made.keys():
        after, _ = await replayed(recorded, chosen, CallError(DENIED, call))
        expect_unknown(call, before, made, after)


def expect_unknown(call: str, before: Outcome, made: Counter[str], after: Outcome) -> None:
    """Expect the verdicts that a denied call decides to be unknown, and no other to change."""
    if not made[call]:
        assert statuses(after) == statuses(before), "a call that is not made changes nothing"
        return
    if call in DECIDES_LATER:
        assert statuses(after) == statuses(before)
        assert after.reads.coverage < 1
        return
    denied = {key: one for key, one in after.verdicts.items() if one.status == "unknown"}
    assert denied or after.unlisted
    reasons = {str(one.unread) for one in denied.values()}
    reasons |= {str(one.unread) for one in after.unlisted}
    assert reasons & {f"AccessDeniedException: {call}", f"AccessDenied: {call}"}
    assert after.reads.coverage < 1
    assert (
        after.evaluation.counts[VerdictStatus.UNKNOWN]
        > before.evaluation.counts[VerdictStatus.UNKNOWN]
    )
    for key, verdict in after.verdicts.items():
        if verdict.status is not VerdictStatus.UNKNOWN:
            assert verdict.status is before.verdicts[key].status


async def test_a_scan_of_the_reference_account_makes_these_calls_and_only_declared_ones(
    cloud: Endpoint,
) -> None:
    await run(cloud.url)
    declared = ALWAYS.union(*(one.all_calls for one in COLLECTORS))
    assert set(cloud.calls) - {"sts:GetCallerIdentity"} <= declared
    assert {call: count for call, count in cloud.calls.items() if count > 1} == MADE_OFTEN
    assert {call for call, count in cloud.calls.items() if count == 1} == MADE_ONCE


S3 = [one for one in checks(CLOUDS) if one.service == "s3"]


async def test_a_throttled_call_is_retried_until_it_succeeds(cloud: Endpoint) -> None:
    refused: Counter[str] = Counter()

    def fault(call: str) -> web.StreamResponse | None:
        refused[call] += 1
        if call == "s3:GetBucketPolicy" and refused[call] <= 3:
            return error(call, "SlowDown", 503)
        return None

    cloud.fault = fault
    outcome = await run(cloud.url, S3, environ={"POSTURE_CLOUD_THROTTLE_WAIT_SECONDS": "20"})
    assert outcome.reads.coverage == 1
    assert outcome.evaluation.counts[VerdictStatus.UNKNOWN] == 0


FAULTS = {
    "Throttling": ("SlowDown", 503),
    "a server error": ("InternalError", 500),
    "an unavailable service": ("ServiceUnavailable", 503),
}


@pytest.mark.parametrize("name", FAULTS)
async def test_a_fault_that_does_not_pass_is_unread(name: str, cloud: Endpoint) -> None:
    code, status = FAULTS[name]
    call = "s3:GetBucketPolicy"
    cloud.fault = lambda received: error(call, code, status) if received == call else None
    outcome = await run(cloud.url, S3)
    verdict = outcome.verdicts[
        "aws_s3_bucket_policy_not_public", "arn:aws:s3:::legacy-backups-acme"
    ]
    assert (verdict.status, verdict.message) == (VerdictStatus.UNKNOWN, f"{code}: {call}")
    assert outcome.reads.coverage < 1


async def test_a_call_that_hangs_is_unread_after_its_timeout(cloud: Endpoint) -> None:
    once = {
        "POSTURE_CLOUD_CALL_TIMEOUT_SECONDS": "3",
        "POSTURE_CLOUD_CALL_ATTEMPTS": "1",
        # After some calls without a response the others would not be made.
        "POSTURE_CLOUD_SILENT_CALLS": "1000",
    }
    await run(cloud.url, S3)  # so that the account's answers are known, and none of them takes long
    cloud.hang = frozenset({"s3:GetBucketVersioning"})
    outcome = await run(cloud.url, S3, environ=once)
    verdict = outcome.verdicts[
        "aws_s3_bucket_versioning_enabled", "arn:aws:s3:::legacy-backups-acme"
    ]
    assert verdict.message == "Timeout: s3:GetBucketVersioning"


@promise("evidence", "A truncated response is unread")
async def test_a_truncated_response_is_unread(cloud: Endpoint) -> None:
    cloud.cut = frozenset({"s3:GetBucketAcl"})
    outcome = await run(cloud.url, S3)
    verdict = outcome.verdicts["aws_s3_bucket_acl_not_public", "arn:aws:s3:::legacy-backups-acme"]
    assert verdict.message == "Unreachable: s3:GetBucketAcl"


NO_ANSWERS = {
    "an empty body": b"",
    "a page of a proxy": b"<!DOCTYPE html><html><body>Sign in</body></html>",
    "XML that ends early": b"<AccessControlPolicy><Owner>",
    "something else": b"OK",
}


@pytest.mark.parametrize("name", NO_ANSWERS)
@promise("evidence", "A malformed response is unread")
async def test_a_malformed_answer_is_unread(name: str, cloud: Endpoint) -> None:
    cloud.fault = lambda call: (
        web.Response(body=NO_ANSWERS[name], content_type="application/xml")
        if call == "s3:GetBucketAcl"
        else None
    )
    outcome = await run(cloud.url, S3)
    verdict = outcome.verdicts["aws_s3_bucket_acl_not_public", "arn:aws:s3:::legacy-backups-acme"]
    assert verdict.message == "MalformedAnswer: s3:GetBucketAcl"


NOT_ITS_MEMBERS = {
    "s3:ListBuckets": (
        b"<ListAllMyBucketsResult><Buckets><Bucket/></Buckets></ListAllMyBucketsResult>"
    ),
    "iam:GetAccountSummary": (
        b"<GetAccountSummaryResponse><GetAccountSummaryResult><SummaryMap><entry><key>Users</key>"
        b"<value>many</value></entry></SummaryMap></GetAccountSummaryResult>"
        b"</GetAccountSummaryResponse>"
    ),
    "kms:ListKeys": b'{"Keys": [{}]}',
    "lambda:ListFunctions": b'{"Functions": [7]}',
    "ec2:DescribeRegions": (
        b"<DescribeRegionsResponse><regionInfo><item/></regionInfo></DescribeRegionsResponse>"
    ),
}


@pytest.mark.parametrize("call", NOT_ITS_MEMBERS)
async def test_a_response_without_a_required_member_is_unread(call: str, cloud: Endpoint) -> None:
    body = NOT_ITS_MEMBERS[call]
    cloud.fault = lambda received: web.Response(body=body) if received == call else None
    regions = () if call == "ec2:DescribeRegions" else REGIONS
    asked = [one for one in COLLECTORS if call in one.all_calls] or COLLECTORS
    outcome = await run(
        cloud.url, [rule for one in asked for rule in checks_of(one)], regions=regions
    )
    reasons = {str(one.unread) for one in outcome.unlisted}
    reasons |= {str(one.unread) for one in outcome.verdicts.values() if one.unread}
    assert f"MalformedAnswer: {call}" in reasons
    assert outcome.reads.coverage < 1


async def test_regions_that_cannot_be_listed_leave_regional_assets_unread(
    cloud: Endpoint,
) -> None:
    call = "ec2:DescribeRegions"
    cloud.fault = lambda received: error(call, "AccessDenied") if received == call else None
    chosen = [one for one in checks(CLOUDS) if one.service in {"iam", "rds"}]
    outcome = await run(cloud.url, chosen, regions=())
    blind = {one.asset_type.__name__ for one in outcome.unlisted if not one.region}
    assert "RdsInstance" in blind
    assert "IamUser" not in blind


async def test_a_caller_without_an_identity_is_an_unreachable_account(
    cloud: Endpoint,
) -> None:
    call = "sts:GetCallerIdentity"
    body = (
        b"<GetCallerIdentityResponse><GetCallerIdentityResult><UserId>u</UserId>"
        b"</GetCallerIdentityResult></GetCallerIdentityResponse>"
    )
    cloud.fault = lambda received: web.Response(body=body) if received == call else None
    with pytest.raises(ConnectError, match="MalformedAnswer"):
        await run(cloud.url, S3)


async def test_a_session_that_expires_is_renewed_once_and_then_unread(cloud: Endpoint) -> None:
    cloud.fault = lambda call: (
        error(call, "ExpiredToken", 400) if call == "s3:GetBucketAcl" else None
    )
    outcome = await run(cloud.url, S3)
    verdict = outcome.verdicts["aws_s3_bucket_acl_not_public", "arn:aws:s3:::legacy-backups-acme"]
    assert verdict.message == "ExpiredToken: s3:GetBucketAcl"


async def test_one_bucket_costs_the_calls_of_one_bucket(cloud: Endpoint) -> None:
    arn = "arn:aws:s3:::legacy-backups-acme"
    outcome = await run(cloud.url, S3, resource_ids=[arn])
    assert {resource for _, resource in outcome.verdicts} == {arn}
    assert cloud.calls.pop("sts:GetCallerIdentity") == 1
    assert cloud.calls["s3:HeadBucket"] == 0, "a listing of that one name tells its region"
    assert set(cloud.calls.values()) == {1}


async def test_a_run_for_one_check_makes_only_the_calls_that_check_needs(cloud: Endpoint) -> None:
    chosen = [one for one in S3 if one.id == "aws_s3_bucket_versioning_enabled"]
    outcome = await run(cloud.url, chosen)
    bucket_count = len(outcome.verdicts)
    assert cloud.calls["s3:GetBucketVersioning"] == bucket_count
    assert set(cloud.calls) <= {
        "sts:GetCallerIdentity",
        "s3:ListBuckets",
        "s3:HeadBucket",
        "s3:GetBucketVersioning",
    }


async def test_calls_in_flight_stay_within_the_setting(cloud: Endpoint) -> None:
    cloud.delay_seconds = 0.01
    await run(cloud.url, S3, environ={"POSTURE_CLOUD_CALLS_IN_FLIGHT": "3"})
    assert cloud.most_in_flight == 3
