"""Roles, groups and policies in the details of an account."""

import json
from urllib.parse import quote

import pytest

from posture.domain.verdict import VerdictStatus
from tests.emulator.faults import error
from tests.emulator.recorded import Body, ReceivedCall, Recording, recorded
from tests.integration.collectors.aws.engine import run
from tests.integration.collectors.aws.iam_answers import (
    DETAILS,
    HERE,
    answer,
    days_ago,
    details,
    encoded,
    user_detail,
)
from tests.integration.collectors.aws.test_iam import CHECKS, failed, only

pytestmark = pytest.mark.anyio


def role_detail(name: str, *, used: str = "", **documents: object) -> str:
    trust = {"Statement": {"Effect": "Allow", "Principal": "*", "Action": "sts:AssumeRole"}}
    inline = "".join(
        f"<member><PolicyName>{one}</PolicyName>"
        f"<PolicyDocument>{quote(json.dumps(document), safe='')}</PolicyDocument></member>"
        for one, document in documents.items()
    )
    return (
        f"<member><Path>/</Path><RoleName>{name}</RoleName><RoleId>AROA{name}</RoleId>"
        f"<Arn>{HERE}role/{name}</Arn><CreateDate>2020-01-01T00:00:00Z</CreateDate>"
        f"<AssumeRolePolicyDocument>{quote(json.dumps(trust), safe='')}"
        f"</AssumeRolePolicyDocument><RolePolicyList>{inline}</RolePolicyList>"
        "<AttachedManagedPolicies><member><PolicyName>AdministratorAccess</PolicyName>"
        "<PolicyArn>arn:aws:iam::aws:policy/AdministratorAccess</PolicyArn></member>"
        f"</AttachedManagedPolicies><RoleLastUsed>{used}</RoleLastUsed></member>"
    )


def paged(received: ReceivedCall) -> Body:
    if received.members["Filter.member.1"] != "Role":
        return details("UserDetailList")
    if received.members.get("Marker") == "page-2":
        return details("RoleDetailList", role_detail("second"))
    used = f"<LastUsedDate>{days_ago(3)}</LastUsedDate><Region>eu-west-1</Region>"
    everything = {"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}
    return details(
        "RoleDetailList", role_detail("first", used=used, all=everything), marker="page-2"
    )


async def test_roles_come_in_pages_with_their_documents_encoded() -> None:
    hours = "".join(
        f"<member><Arn>{HERE}role/{name}</Arn><MaxSessionDuration>{seconds}</MaxSessionDuration>"
        "</member>"
        for name, seconds in (("first", 43200), ("second", 14400))
    )
    answers: dict[str, Recording] = {
        DETAILS: paged,
        "iam:ListRoles": answer(
            "ListRoles", f"<IsTruncated>false</IsTruncated><Roles>{hours}</Roles>"
        ),
    }
    names = ("role_trust_not_public", "role_used", "role_administrator_session_limited")
    chosen = [
        one
        for one in CHECKS
        if one.id.removeprefix("aws_iam_") in {*names, "policy_administration_not_granted"}
    ]
    async with recorded(answers) as cloud:
        outcome = await run(
            cloud.url, chosen, resource_ids=[f"{HERE}role/first", f"{HERE}role/second"]
        )
        assert cloud.calls == {DETAILS: 2, "iam:ListRoles": 1}
        assert {one.members.get("MaxItems") for one in cloud.received} == {"1000"}
    assert failed(outcome, "role/first") == {
        "policy_administration_not_granted",
        "role_administrator_session_limited",
        "role_trust_not_public",
    }
    assert failed(outcome, "role/second") == {"role_trust_not_public", "role_used"}


async def test_a_search_stops_at_the_page_that_has_the_last_named_asset() -> None:
    async with recorded({DETAILS: paged}) as cloud:
        chosen = only("role_used")
        await run(cloud.url, chosen, resource_ids=[f"{HERE}role/first"])
        assert cloud.calls == {DETAILS: 1}


async def test_a_page_that_cannot_be_read_leaves_its_roles_unlisted() -> None:
    def half(received: ReceivedCall) -> Body:
        return error(DETAILS, "AccessDenied") if received.members.get("Marker") else paged(received)

    async with recorded({DETAILS: half}) as cloud:
        chosen = only("role_used")
        outcome = await run(cloud.url, chosen)
    assert [(one.asset_type.__name__, str(one.unread)) for one in outcome.unlisted] == [
        ("IamRole", f"AccessDenied: {DETAILS}")
    ]
    assert outcome.verdicts["aws_iam_role_used", f"{HERE}role/first"].status == "pass"
    assert outcome.reads.coverage < 1


async def test_a_deleted_policy_is_not_an_asset() -> None:
    call = "iam:GetPolicy"
    chosen = only("policy_grants_named")
    async with recorded({call: lambda _asked: error(call, "NoSuchEntity", 404)}) as cloud:
        outcome = await run(
            cloud.url,
            chosen,
            resource_ids=[f"{HERE}policy/gone", "arn:aws:iam::aws:policy/AdministratorAccess"],
        )
        assert cloud.calls == {call: 1}
    assert not outcome.verdicts
    assert outcome.reads.coverage == 1


def inline(key: str, effect: str, action: str) -> str:
    document = f"<PolicyDocument>{encoded(effect, action)}</PolicyDocument>"
    return f"<{key}><member><PolicyName>p</PolicyName>{document}</member></{key}>"


def attached(*names: str) -> str:
    members = (
        f"<member><PolicyName>{one}</PolicyName><PolicyArn>{HERE}policy/{one}</PolicyArn></member>"
        for one in names
    )
    return f"<AttachedManagedPolicies>{''.join(members)}</AttachedManagedPolicies>"


def managed(name: str, action: str) -> str:
    version = (
        f"<member><Document>{encoded('Allow', action)}</Document><VersionId>v1</VersionId>"
        "<IsDefaultVersion>true</IsDefaultVersion></member>"
    )
    return (
        f"<member><PolicyName>{name}</PolicyName><Arn>{HERE}policy/{name}</Arn>"
        f"<PolicyVersionList>{version}</PolicyVersionList></member>"
    )


HOLDERS = {
    "two-managed": (attached("pass", "run"),),
    "by-group": (
        inline("UserPolicyList", "Allow", "iam:PassRole"),
        "<GroupList><member>runners</member></GroupList>",
    ),
    "denied-by-group": (
        inline("UserPolicyList", "Allow", "iam:CreateAccessKey"),
        "<GroupList><member>careful</member></GroupList>",
    ),
    "bounded": (
        inline("UserPolicyList", "Allow", "iam:CreateAccessKey"),
        (
            "<PermissionsBoundary><PermissionsBoundaryType>Policy</PermissionsBoundaryType>"
            f"<PermissionsBoundaryArn>{HERE}policy/run</PermissionsBoundaryArn></PermissionsBoundary>"
        ),
    ),
    "unbounded": (inline("UserPolicyList", "Allow", "iam:CreateAccessKey"),),
}


def group_detail(name: str, *more: str) -> str:
    members = "".join(more)
    for one in ("GroupPolicyList", "AttachedManagedPolicies"):
        members += "" if f"<{one}>" in members else f"<{one}/>"
    return (
        f"<member><Path>/</Path><GroupName>{name}</GroupName><Arn>{HERE}group/{name}</Arn>"
        f"{members}</member>"
    )


async def test_a_principal_has_all_its_policies_within_its_boundary() -> None:
    listings = {
        "User": details(
            "UserDetailList", *(user_detail(one, *more) for one, more in HOLDERS.items())
        ),
        "Group": details(
            "GroupDetailList",
            group_detail("runners", attached("run")),
            group_detail("careful", inline("GroupPolicyList", "Deny", "iam:*")),
        ),
        "Role": details("RoleDetailList"),
        "LocalManagedPolicy": details(
            "Policies", managed("pass", "iam:PassRole"), managed("run", "ec2:RunInstances")
        ),
    }
    async with recorded(
        {DETAILS: lambda received: listings[received.members["Filter.member.1"]]}
    ) as cloud:
        outcome = await run(cloud.url, only("policy_privilege_escalation_absent"))
        assert cloud.calls == {DETAILS: 4}
    failing = {
        resource_id.removeprefix(HERE)
        for (_, resource_id), one in outcome.verdicts.items()
        if one.status is VerdictStatus.FAIL
    }
    assert failing == {"user/two-managed", "user/by-group", "user/unbounded"}
