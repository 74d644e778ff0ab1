"""Collection of RDS: facts from its responses, and the number of calls."""

import pytest

from posture.bootstrap.clouds import CLOUDS
from posture.checks.catalog import checks
from tests.emulator.account.account import ACCOUNT_ID, FORGOTTEN, HOME
from tests.emulator.faults import Endpoint
from tests.integration.collectors.aws.engine import Outcome, run

pytestmark = pytest.mark.anyio

CHECKS = [one for one in checks(CLOUDS) if one.service == "rds"]
ARN = f"arn:aws:rds:{HOME}:{ACCOUNT_ID}:"


def failed(outcome: Outcome, resource_id: str) -> set[str]:
    return {
        check_id.removeprefix("aws_rds_")
        for (check_id, resource), one in outcome.verdicts.items()
        if resource == resource_id and one.status == "fail"
    }


async def test_databases_are_evaluated(cloud: Endpoint) -> None:
    outcome = await run(cloud.url, CHECKS, regions=(HOME, FORGOTTEN))

    assert failed(outcome, f"{ARN}db:prod-orders") == set()
    assert failed(outcome, f"{ARN}db:prod-billing") == {
        "instance_sql_server_tls_required",
        "instance_sql_server_logs_exported",
    }
    bad = {
        "database_storage_encrypted",
        "database_tls_required",
        "database_deletion_protection_enabled",
        "database_backups_enabled",
        "database_multi_az_enabled",
        "database_minor_upgrades_automatic",
        "database_iam_authentication_enabled",
        "database_logs_exported",
        "database_tags_copied_to_snapshots",
        "database_administrator_renamed",
        "database_default_port_unused",
        "database_password_managed",
        "instance_public_access_disabled",
        "instance_enhanced_monitoring_enabled",
        "instance_certificate_valid",
    }
    assert failed(outcome, f"{ARN}db:prod-reporting") == bad | {"instance_postgresql_logs_exported"}
    assert failed(outcome, f"{ARN}db:prod-customers") == bad | {
        "instance_not_reachable_from_internet"
    }
    assert failed(outcome, f"{ARN}cluster:prod-ledger") == {"database_multi_az_enabled"}
    assert outcome.reads.coverage == 1


async def test_snapshots_are_evaluated_by_their_sharing(cloud: Endpoint) -> None:
    outcome = await run(cloud.url, CHECKS, regions=(HOME,))
    found = {
        name: failed(outcome, f"{ARN}{name}")
        for name in (
            "snapshot:orders-before-migration",
            "snapshot:customers-for-vendor",
            "snapshot:customers-dump",
            "cluster-snapshot:ledger-year-end",
        )
    }
    assert list(found.values()) == [
        set(),
        {"snapshot_encrypted", "snapshot_not_shared"},
        {"snapshot_encrypted", "snapshot_not_public"},
        set(),
    ]


async def test_proxies_are_evaluated(cloud: Endpoint) -> None:
    outcome = await run(cloud.url, CHECKS, regions=(HOME,))
    proxies = {one for _, one in outcome.verdicts if ":db-proxy:" in one}
    assert len(proxies) == 2
    assert sorted(sorted(failed(outcome, one)) for one in proxies) == [
        [],
        ["proxy_debug_logging_disabled", "proxy_iam_authentication_enabled", "proxy_tls_required"],
    ]


async def test_a_region_is_evaluated_by_its_subscriptions(cloud: Endpoint) -> None:
    outcome = await run(cloud.url, CHECKS, regions=(HOME, FORGOTTEN))
    assert failed(outcome, f"{ARN}region") == {
        "region_cluster_events_notified",
        "region_security_group_events_notified",
    }
    elsewhere = f"arn:aws:rds:{FORGOTTEN}:{ACCOUNT_ID}:region"
    assert failed(outcome, elsewhere) == {"region_cluster_events_notified"}


async def test_listings_and_parameters_are_read_once(cloud: Endpoint) -> None:
    await run(cloud.url, CHECKS, regions=(HOME,))
    assert cloud.calls["rds:DescribeDBInstances"] == 1
    assert cloud.calls["rds:DescribeDBClusters"] == 1
    assert cloud.calls["ec2:DescribeSecurityGroups"] == 1
    assert cloud.calls["ec2:DescribeRouteTables"] == 1


async def test_one_named_instance_needs_a_few_calls(cloud: Endpoint) -> None:
    arn = f"{ARN}db:prod-orders"
    outcome = await run(cloud.url, CHECKS, regions=(HOME,), resource_ids=[arn])
    assert {resource for _, resource in outcome.verdicts} == {arn}
    cloud.calls.pop("sts:GetCallerIdentity")
    assert cloud.calls == {"rds:DescribeDBInstances": 1, "rds:DescribeDBParameters": 1}
