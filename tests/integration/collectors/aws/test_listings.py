"""Collection of ACM, Parameter Store and Route 53, whose listings decide nearly everything."""

import json
import time

import pytest
from aiohttp import web

from posture.bootstrap.clouds import CLOUDS
from posture.checks.catalog import checks
from tests.emulator.account.account import ACCOUNT_ID, HOME
from tests.emulator.faults import Endpoint, error
from tests.emulator.recorded import Body, ReceivedCall, Recording, recorded
from tests.integration.collectors.aws.engine import Outcome, run

pytestmark = pytest.mark.anyio

KINDS = {"acm": "AcmCertificate", "route53": "HostedZone", "ssm": "SsmParameter"}
BY_SERVICE = {
    name: [one for one in checks(CLOUDS) if one.asset_type.__name__ == kind]
    for name, kind in KINDS.items()
}
DAY = 86400
CERTIFICATE = f"arn:aws:acm:{HOME}:{ACCOUNT_ID}:certificate/c-1"
PARAMETER = f"arn:aws:ssm:{HOME}:{ACCOUNT_ID}:parameter/prod/db-password"
ZONE = "arn:aws:route53:::hostedzone/Z1"


def failed(outcome: Outcome) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for (check_id, arn), one in outcome.verdicts.items():
        failures = found.setdefault(arn, set())
        if one.status == "fail":
            failures.add(check_id.removeprefix("aws_"))
    return found


def _certificates(received: ReceivedCall) -> Body:
    assert "RSA_4096" in received.members["Includes"]["keyTypes"]
    assert "EXPIRED" in received.members["CertificateStatuses"]
    one = {
        "CertificateArn": CERTIFICATE,
        "DomainName": "a.example.com",
        "Status": "ISSUED",
        "Type": "IMPORTED",
        "KeyAlgorithm": "RSA_1024",
        "NotAfter": time.time() + 10.5 * DAY,
    }
    if "NextToken" in received.members:
        return {"CertificateSummaryList": [one | {"CertificateArn": f"{CERTIFICATE}-2"}]}
    return {"CertificateSummaryList": [one], "NextToken": "more"}


BOTH = {"acm_certificate_not_expiring", "acm_certificate_key_strong"}


async def test_every_page_of_certificates_of_every_kind_is_evaluated() -> None:
    async with recorded({"acm:ListCertificates": _certificates}) as here:
        outcome = await run(here.url, BY_SERVICE["acm"])
        assert here.calls == {"acm:ListCertificates": 2}
    assert failed(outcome) == {CERTIFICATE: BOTH, f"{CERTIFICATE}-2": BOTH}
    assert {one.message for one in outcome.verdicts.values() if one.message} == {
        "The certificate was imported and expires in 10 days.",
        "The key is RSA_1024.",
    }


async def test_a_named_certificate_is_described_where_its_key_is_written_otherwise() -> None:
    one = {
        "CertificateArn": CERTIFICATE,
        "Status": "ISSUED",
        "KeyAlgorithm": "RSA-1024",
        "NotAfter": time.time() + 100 * DAY,
    }
    async with recorded({"acm:DescribeCertificate": {"Certificate": one}}) as here:
        outcome = await run(here.url, BY_SERVICE["acm"], resource_ids=[CERTIFICATE])
        assert here.calls == {"acm:DescribeCertificate": 1}
    assert failed(outcome) == {CERTIFICATE: {"acm_certificate_key_strong"}}


@pytest.mark.parametrize("named", [None, [PARAMETER]])
async def test_parameters_are_evaluated_by_name_and_type(named: list[str] | None) -> None:
    found = [{"Name": "/prod/db-password", "Type": "String", "ARN": PARAMETER}]
    other = {"Name": "region", "Type": "String"}
    answer: Recording = {"Parameters": found if named else [*found, other]}
    async with recorded({"ssm:DescribeParameters": answer}) as here:
        outcome = await run(here.url, BY_SERVICE["ssm"], resource_ids=named)
        assert here.calls == {"ssm:DescribeParameters": 1}
        asked = here.received[0].members.get("ParameterFilters", [])
    assert failed(outcome)[PARAMETER] == {"ssm_parameter_secrets_encrypted"}
    assert [one["Values"] for one in asked] == (
        [["prod/db-password", "/prod/db-password"]] if named else []
    )


ZONES = """<ListHostedZonesResponse><HostedZones>
<HostedZone><Id>/hostedzone/Z1</Id><Name>example.com.</Name><CallerReference>a</CallerReference>
<Config><PrivateZone>false</PrivateZone></Config></HostedZone>
<HostedZone><Id>/hostedzone/Z2</Id><Name>internal.</Name><CallerReference>b</CallerReference>
<Config><PrivateZone>true</PrivateZone></Config></HostedZone>
</HostedZones><Marker></Marker><IsTruncated>false</IsTruncated><MaxItems>100</MaxItems>
</ListHostedZonesResponse>"""
CONFIGS = """<ListQueryLoggingConfigsResponse><QueryLoggingConfigs>{}</QueryLoggingConfigs>
</ListQueryLoggingConfigsResponse>"""
CONFIG = """<QueryLoggingConfig><Id>q</Id><HostedZoneId>Z1</HostedZoneId>
<CloudWatchLogsLogGroupArn>arn:x</CloudWatchLogsLogGroupArn></QueryLoggingConfig>"""


@pytest.mark.parametrize(("configs", "status"), [("", "fail"), (CONFIG, "pass")])
async def test_all_zones_share_one_listing_of_logging(configs: str, status: str) -> None:
    answers: dict[str, Recording] = {
        "route53:ListHostedZones": ZONES,
        "route53:ListQueryLoggingConfigs": CONFIGS.format(configs),
    }
    async with recorded(answers) as here:
        outcome = await run(here.url, BY_SERVICE["route53"])
        assert here.calls == {
            "route53:ListHostedZones": 1,
            "route53:ListQueryLoggingConfigs": 1,
        }
    statuses = {arn: one.status for (_, arn), one in outcome.verdicts.items()}
    assert statuses == {ZONE: status, ZONE.replace("Z1", "Z2"): "not_applicable"}


@pytest.mark.parametrize(
    ("service", "call"),
    [
        ("acm", "acm:ListCertificates"),
        ("route53", "route53:ListHostedZones"),
        ("ssm", "ssm:DescribeParameters"),
    ],
)
async def test_a_denied_listing_is_unknown(service: str, call: str) -> None:
    async with recorded({call: error(call, "AccessDeniedException")}) as here:
        outcome = await run(here.url, BY_SERVICE[service])
    assert not outcome.verdicts
    assert {str(one.unread) for one in outcome.unlisted} == {f"AccessDeniedException: {call}"}
    assert outcome.reads.coverage < 1


@pytest.mark.parametrize("gone", [CERTIFICATE, PARAMETER, ZONE])
async def test_what_was_deleted_is_not_an_asset(cloud: Endpoint, gone: str) -> None:
    every = [one for found in BY_SERVICE.values() for one in found]
    outcome = await run(cloud.url, every, resource_ids=[gone])
    assert not outcome.verdicts
    assert not outcome.unlisted


@pytest.mark.parametrize(
    ("message", "status", "words"),
    [
        ("Macie is not enabled.", "fail", "The status is off."),
        ("User: x is not authorized to perform this", "unknown", "AccessDeniedException"),
        ("", "unknown", "AccessDeniedException"),
    ],
)
async def test_macie_is_off_or_not_to_be_read_by_the_message_of_one_code(
    message: str, status: str, words: str
) -> None:
    call = "macie2:GetMacieSession"
    body = json.dumps({"code": "AccessDeniedException", "message": message})
    answer = web.Response(status=401, text=body, content_type="application/json")
    macie = [one for one in checks(CLOUDS) if one.id == "aws_macie_region_enabled"]
    async with recorded({call: answer}) as here:
        outcome = await run(here.url, macie)
    (verdict,) = outcome.verdicts.values()
    assert verdict.status == status
    assert words in verdict.message
    assert (outcome.reads.coverage < 1) == (status == "unknown")
