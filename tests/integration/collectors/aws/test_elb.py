"""What the engine collects of load balancers of both generations, and with how many calls."""

import pytest

from posture.bootstrap.clouds import CLOUDS
from posture.checks.catalog import checks
from tests.emulator.faults import Endpoint
from tests.integration.collectors.aws.engine import Outcome, run

pytestmark = pytest.mark.anyio

CLASSIC = [one for one in checks(CLOUDS) if one.service == "elb"]
CHECKS = [one for one in checks(CLOUDS) if one.service == "elbv2"]


def failed(outcome: Outcome, name: str) -> set[str]:
    """Return what failed for the one asset of that name, without the checks' common beginning."""
    found = {resource for _, resource in outcome.verdicts if name in resource.split("/")}
    assert len(found) == 1, found
    return {
        check_id.split("_", 2)[2].removeprefix("load_balancer_").removeprefix("target_group_")
        for (check_id, resource), one in outcome.verdicts.items()
        if resource in found and one.status == "fail"
    }


async def test_classic_load_balancers_are_evaluated(cloud: Endpoint) -> None:
    outcome = await run(cloud.url, CLASSIC)
    assert failed(outcome, "shop-classic") == set()
    assert failed(outcome, "shop-2014") == {
        "access_logs_enabled",
        "broken_ciphers_refused",
        "certificates_from_acm",
        "closed_to_internet",
        "connection_draining_enabled",
        "cross_zone_enabled",
        "desync_mitigated",
        "listeners_encrypted",
        "multi_az_enabled",
        "old_tls_refused",
    }
    assert outcome.reads.coverage == 1


async def test_application_load_balancers_are_evaluated(cloud: Endpoint) -> None:
    outcome = await run(cloud.url, CHECKS)
    assert failed(outcome, "shop") == {"fips_module_used"}
    assert failed(outcome, "old-shop") == {
        "access_logs_enabled",
        "certificates_from_acm",
        "closed_to_internet",
        "connection_logs_enabled",
        "deletion_protection_enabled",
        "desync_mitigated",
        "fips_module_used",
        "forward_secrecy_required",
        "forwarded_for_own",
        "http_redirected",
        "invalid_headers_dropped",
        "old_tls_refused",
        "post_quantum_offered",
        "waf_attached",
    }
    (plain,) = {
        one.message
        for (check_id, _), one in outcome.verdicts.items()
        if check_id.endswith("http_redirected") and one.status == "fail"
    }
    assert plain == "Requests are served without TLS on 80, 8080, 8081."
    assert outcome.reads.coverage == 1


async def test_network_load_balancers_are_evaluated(cloud: Endpoint) -> None:
    outcome = await run(cloud.url, CHECKS)
    assert failed(outcome, "feed") == {
        "closed_to_internet",
        "cross_zone_enabled",
        "deletion_protection_enabled",
        "multi_az_enabled",
        "network_tls_terminated",
    }


async def test_target_groups_are_evaluated_by_their_protocols(cloud: Endpoint) -> None:
    outcome = await run(cloud.url, CHECKS)
    assert failed(outcome, "shop-secure") == set()
    assert failed(outcome, "feed-stream") == set()
    assert failed(outcome, "shop-plain") == {"health_check_encrypted", "protocol_encrypted"}


async def test_listeners_are_read_once_and_web_acls_where_there_can_be_one(
    cloud: Endpoint,
) -> None:
    outcome = await run(cloud.url, CHECKS)
    balancers = {resource for _, resource in outcome.verdicts if ":loadbalancer/" in resource}
    assert cloud.calls["elbv2:DescribeLoadBalancers"] == 1
    assert cloud.calls["elbv2:DescribeSSLPolicies"] == 1
    assert cloud.calls["elbv2:DescribeListeners"] == len(balancers)
    assert cloud.calls["elbv2:DescribeRules"] == 5
    assert cloud.calls["wafv2:GetWebACLForResource"] == 2
