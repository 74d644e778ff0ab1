"""What the rules about RDS say of databases, snapshots and regions in every state that matters."""

from typing import Any

import pytest

from posture.checks.aws import (
    rds,
    rds_access,
    rds_instance,
    rds_proxy,
    rds_region,
    rds_snapshot,
)
from posture.domain.aws.assets.rds import (
    RdsCluster,
    RdsClusterSnapshot,
    RdsInstance,
    RdsInstanceSnapshot,
    RdsProxy,
    RdsRegion,
    Subscription,
)
from posture.domain.evidence import Unread
from posture.domain.verdict import VerdictStatus

PASS, FAIL, UNKNOWN, NOT_APPLICABLE = VerdictStatus
DENIED = Unread("AccessDenied", "rds:DescribeDBParameters")
DATABASE: dict[str, Any] = {
    "resource_id": "arn:aws:rds:r:1:db:d",
    "region": "r",
    "engine": "postgres",
    "engine_version": "16.1",
    "cluster": None,
    "replica": False,
    "encrypted": True,
    "multi_az": True,
    "deletion_protection": True,
    "minor_upgrades": True,
    "iam_authentication": True,
    "copy_tags": True,
    "backup_days": 7,
    "log_exports": ("postgresql",),
    "extended_support": False,
    "port": 15432,
    "administrator": "owner",
    "secret": True,
    "tls_required": True,
}
INSTANCE: dict[str, Any] = {
    "public": False,
    "vpc": "vpc",
    "monitoring_seconds": 60,
    "certificate_days": 300,
    "open_groups": (),
    "public_subnet": False,
}


def instance(**changed: Any) -> RdsInstance:  # noqa: ANN401  # facts of every type
    return RdsInstance(**DATABASE | INSTANCE | changed)


def cluster(**changed: Any) -> RdsCluster:  # noqa: ANN401  # as above
    return RdsCluster(**DATABASE | {"engine": "aurora-mysql", "backtrack_seconds": 60} | changed)


MEMBER = {"cluster": "c", "engine": "aurora-mysql"}
BOTH = [
    ("storage_encrypted", {}, PASS),
    ("storage_encrypted", {"encrypted": False}, FAIL),
    ("tls_required", {}, PASS),
    ("tls_required", {"tls_required": False}, FAIL),
    ("tls_required", {"tls_required": None}, NOT_APPLICABLE),
    ("tls_required", {"tls_required": DENIED}, UNKNOWN),
    ("tls_required", {"tls_required": False, "cluster": "c"}, NOT_APPLICABLE),
    ("deletion_protection_enabled", {}, PASS),
    ("deletion_protection_enabled", {"deletion_protection": False}, FAIL),
    ("deletion_protection_enabled", {"deletion_protection": False} | MEMBER, NOT_APPLICABLE),
    ("backups_enabled", {}, PASS),
    ("backups_enabled", {"backup_days": 0}, FAIL),
    ("backups_enabled", {"backup_days": 0, "replica": True}, NOT_APPLICABLE),
    ("multi_az_enabled", {}, PASS),
    ("multi_az_enabled", {"multi_az": False}, FAIL),
    ("multi_az_enabled", {"multi_az": False} | MEMBER, NOT_APPLICABLE),
    ("iam_authentication_enabled", {}, PASS),
    ("iam_authentication_enabled", {"iam_authentication": False}, FAIL),
    (
        "iam_authentication_enabled",
        {"iam_authentication": False, "engine": "oracle-ee"},
        NOT_APPLICABLE,
    ),
    ("iam_authentication_enabled", {"iam_authentication": False} | MEMBER, NOT_APPLICABLE),
    ("logs_exported", {}, PASS),
    ("logs_exported", {"log_exports": ()}, FAIL),
    ("logs_exported", {"log_exports": ()} | MEMBER, NOT_APPLICABLE),
    ("tags_copied_to_snapshots", {}, PASS),
    ("tags_copied_to_snapshots", {"copy_tags": False}, FAIL),
    ("tags_copied_to_snapshots", {"copy_tags": False} | MEMBER, NOT_APPLICABLE),
    ("administrator_renamed", {}, PASS),
    ("administrator_renamed", {"administrator": "admin"}, FAIL),
    ("administrator_renamed", {"administrator": "postgres"}, FAIL),
    ("administrator_renamed", {"administrator": "admin"} | MEMBER, NOT_APPLICABLE),
    ("default_port_unused", {}, PASS),
    ("default_port_unused", {"engine": "postgres", "port": 5432}, FAIL),
    ("default_port_unused", {"engine": "postgres", "port": 3306}, PASS),
    ("default_port_unused", {"engine": "aurora-postgresql", "port": 5432}, FAIL),
    ("default_port_unused", {"engine": "aurora-mysql", "port": 3306}, FAIL),
    ("default_port_unused", {"engine": "sqlserver-se", "port": 1433}, FAIL),
    ("password_managed", {}, PASS),
    ("password_managed", {"secret": False}, FAIL),
    ("password_managed", {"secret": False, "replica": True}, NOT_APPLICABLE),
    ("password_managed", {"secret": False} | MEMBER, NOT_APPLICABLE),
    ("extended_support_unused", {}, PASS),
    ("extended_support_unused", {"extended_support": True}, FAIL),
]


@pytest.mark.parametrize("make", [instance, cluster])
@pytest.mark.parametrize(("rule", "changed", "status"), BOTH)
def test_a_database_is_judged(
    make: Any,  # noqa: ANN401  # either builder
    rule: str,
    changed: dict[str, Any],
    status: VerdictStatus,
) -> None:
    module = rds if hasattr(rds, f"aws_rds_database_{rule}") else rds_access
    assert getattr(module, f"aws_rds_database_{rule}")(make(**changed)).status == status


@pytest.mark.parametrize(
    ("database", "status"),
    [
        (instance(), PASS),
        (instance(minor_upgrades=False), FAIL),
        (cluster(minor_upgrades=False), NOT_APPLICABLE),
        (cluster(minor_upgrades=False, engine="mysql"), FAIL),
        (cluster(minor_upgrades=False, engine="mysql", multi_az=False), NOT_APPLICABLE),
    ],
)
def test_minor_upgrades_are_a_setting_of_instances_and_of_multi_az_clusters(
    database: RdsInstance | RdsCluster, status: VerdictStatus
) -> None:
    assert rds.aws_rds_database_minor_upgrades_automatic(database).status == status


REACHABLE = {"public": True, "open_groups": ("sg-1",), "public_subnet": True}
ONE = [
    ("public_access_disabled", {}, PASS),
    ("public_access_disabled", {"public": True}, FAIL),
    ("not_reachable_from_internet", {}, PASS),
    ("not_reachable_from_internet", REACHABLE, FAIL),
    ("not_reachable_from_internet", REACHABLE | {"public": False}, PASS),
    ("not_reachable_from_internet", REACHABLE | {"open_groups": ()}, PASS),
    ("not_reachable_from_internet", REACHABLE | {"public_subnet": False}, PASS),
    ("not_reachable_from_internet", REACHABLE | {"public_subnet": DENIED}, UNKNOWN),
    ("not_reachable_from_internet", REACHABLE | {"open_groups": DENIED}, UNKNOWN),
    ("in_vpc", {}, PASS),
    ("in_vpc", {"vpc": None}, FAIL),
    ("enhanced_monitoring_enabled", {}, PASS),
    ("enhanced_monitoring_enabled", {"monitoring_seconds": 0}, FAIL),
    ("certificate_valid", {}, PASS),
    ("certificate_valid", {"certificate_days": 90}, PASS),
    ("certificate_valid", {"certificate_days": 89}, FAIL),
    ("certificate_valid", {"certificate_days": -1}, FAIL),
    ("certificate_valid", {"certificate_days": None}, NOT_APPLICABLE),
]


@pytest.mark.parametrize(("rule", "changed", "status"), ONE)
def test_an_instance_is_judged(rule: str, changed: dict[str, Any], status: VerdictStatus) -> None:
    judge = getattr(rds_instance, f"aws_rds_instance_{rule}")
    assert judge(instance(**changed)).status == status


@pytest.mark.parametrize(
    ("rule", "changed", "status"),
    [
        ("backups_kept_a_week", {}, PASS),
        ("backups_kept_a_week", {"backup_days": 6}, FAIL),
        ("backtrack_enabled", {}, PASS),
        ("backtrack_enabled", {"backtrack_seconds": 0}, FAIL),
        ("backtrack_enabled", {"backtrack_seconds": 0, "engine": "mysql"}, NOT_APPLICABLE),
    ],
)
def test_a_cluster_is_judged(rule: str, changed: dict[str, Any], status: VerdictStatus) -> None:
    judge = getattr(rds_instance, f"aws_rds_cluster_{rule}")
    assert judge(cluster(**changed)).status == status


@pytest.mark.parametrize("kind", [RdsInstanceSnapshot, RdsClusterSnapshot])
@pytest.mark.parametrize(
    ("rule", "shared_with", "encrypted", "status"),
    [
        ("encrypted", (), True, PASS),
        ("encrypted", (), False, FAIL),
        ("not_public", ("1",), True, PASS),
        ("not_public", ("all",), True, FAIL),
        ("not_public", DENIED, True, UNKNOWN),
        ("not_shared", (), True, PASS),
        ("not_shared", ("all",), True, PASS),
        ("not_shared", ("1",), True, FAIL),
        ("not_shared", DENIED, True, UNKNOWN),
    ],
)
def test_a_snapshot_is_judged(
    kind: type[RdsInstanceSnapshot],
    rule: str,
    shared_with: Any,  # noqa: ANN401  # read or unread
    encrypted: bool,  # noqa: FBT001  # a column of the table
    status: VerdictStatus,
) -> None:
    snapshot = kind(resource_id="s", region="r", encrypted=encrypted, shared_with=shared_with)
    assert getattr(rds_snapshot, f"aws_rds_snapshot_{rule}")(snapshot).status == status


def told(source: str, *categories: str, limited: bool = False) -> Subscription:
    return Subscription("s", source, frozenset(categories), limited)


def region(*subscriptions: Subscription, **changed: Any) -> RdsRegion:  # noqa: ANN401  # as above
    facts: dict[str, Any] = {
        "has_instances": True,
        "has_clusters": True,
        "subscriptions": subscriptions,
    }
    return RdsRegion(resource_id="r", region="r", **facts | changed)


CHANGED, BROKEN, MAINTAINED = "configuration change", "failure", "maintenance"
EVENTS = [
    ("instance", region(told("db-instance")), PASS),
    ("instance", region(told("")), PASS),
    ("instance", region(told("db-instance", CHANGED, BROKEN, MAINTAINED, "backup")), PASS),
    ("instance", region(told("db-instance", CHANGED), told("", BROKEN, MAINTAINED)), PASS),
    ("instance", region(told("db-instance", CHANGED, BROKEN)), FAIL),
    ("instance", region(told("db-instance", limited=True)), FAIL),
    ("instance", region(told("db-cluster")), FAIL),
    ("instance", region(), FAIL),
    ("instance", region(has_instances=False), NOT_APPLICABLE),
    ("instance", region(has_instances=DENIED), UNKNOWN),
    ("instance", region(subscriptions=DENIED), UNKNOWN),
    ("cluster", region(told("db-cluster", BROKEN, MAINTAINED)), PASS),
    ("cluster", region(told("db-cluster", BROKEN)), FAIL),
    ("cluster", region(has_clusters=False), NOT_APPLICABLE),
    ("cluster", region(has_clusters=DENIED), UNKNOWN),
    ("parameter_group", region(told("db-parameter-group", CHANGED)), PASS),
    ("parameter_group", region(told("db-instance")), FAIL),
    ("parameter_group", region(has_instances=False), NOT_APPLICABLE),
    ("parameter_group", region(subscriptions=DENIED), UNKNOWN),
    ("security_group", region(told("db-security-group", CHANGED, BROKEN)), PASS),
    ("security_group", region(told("db-security-group", CHANGED)), FAIL),
    ("security_group", region(has_instances=False), NOT_APPLICABLE),
    ("security_group", region(subscriptions=DENIED), UNKNOWN),
]


@pytest.mark.parametrize(("kind", "asset", "status"), EVENTS)
def test_a_region_is_judged_by_who_is_told(
    kind: str, asset: RdsRegion, status: VerdictStatus
) -> None:
    assert getattr(rds_region, f"aws_rds_region_{kind}_events_notified")(asset).status == status


def proxy(**changed: Any) -> RdsProxy:  # noqa: ANN401  # as above
    facts: dict[str, Any] = {
        "engine_family": "POSTGRESQL",
        "tls_required": True,
        "debug_logging": False,
        "iam_modes": ("REQUIRED",),
    }
    return RdsProxy(resource_id="p", region="r", **facts | changed)


@pytest.mark.parametrize(
    ("rule", "changed", "status"),
    [
        ("tls_required", {}, PASS),
        ("tls_required", {"tls_required": False}, FAIL),
        ("iam_authentication_enabled", {}, PASS),
        ("iam_authentication_enabled", {"iam_modes": ("ENABLED",)}, PASS),
        ("iam_authentication_enabled", {"iam_modes": ("REQUIRED", "DISABLED")}, FAIL),
        ("iam_authentication_enabled", {"iam_modes": ()}, NOT_APPLICABLE),
        ("debug_logging_disabled", {}, PASS),
        ("debug_logging_disabled", {"debug_logging": True}, FAIL),
    ],
)
def test_a_proxy_is_judged(rule: str, changed: dict[str, Any], status: VerdictStatus) -> None:
    assert getattr(rds_proxy, f"aws_rds_proxy_{rule}")(proxy(**changed)).status == status
