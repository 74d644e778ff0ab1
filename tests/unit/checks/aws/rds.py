"""Cases of RDS's checks: databases, snapshots, proxies and a region's event subscriptions."""

from typing import Any

from posture.domain.aws.assets.rds import (
    RdsCluster,
    RdsClusterSnapshot,
    RdsInstance,
    RdsInstanceSnapshot,
    RdsProxy,
    RdsRegion,
    Subscription,
)
from tests.unit.checks.evaluating import (
    DENIED,
    FAIL,
    NOT_APPLICABLE,
    PASS,
    UNKNOWN,
    Compliant,
    Facts,
    Row,
    rows,
)

DATABASE: dict[str, Any] = {
    "engine": "postgres",
    "engine_version": "16.1",
    "cluster": None,
    "members": (),
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


MEMBER = {"cluster": "c", "engine": "aurora-mysql"}
BOTH: list[Row] = [
    ("storage_encrypted", {}, PASS),
    ("storage_encrypted", {"encrypted": False}, FAIL),
    ("tls_required", {}, PASS),
    ("tls_required", {"tls_required": False}, FAIL),
    ("tls_required", {"tls_required": None}, NOT_APPLICABLE),
    ("tls_required", {"tls_required": DENIED}, UNKNOWN),
    ("tls_required", {"tls_required": False, "cluster": "c"}, NOT_APPLICABLE),
    ("tls_required", {"tls_required": False, "engine": "sqlserver-se"}, NOT_APPLICABLE),
    ("tls_required", {"tls_required": False, "engine": "mariadb"}, NOT_APPLICABLE),
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
    ("iam_authentication_enabled", {"engine": "newsql"}, UNKNOWN),
    ("default_port_unused", {"engine": "newsql"}, UNKNOWN),
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
UPGRADES = "minor_upgrades_automatic"
NO_UPGRADES = {"minor_upgrades": False}
INSTANCE_UPGRADES: list[Row] = [
    (UPGRADES, {}, PASS),
    (UPGRADES, NO_UPGRADES, FAIL),
    (UPGRADES, {"members": DENIED}, PASS),
]
CLUSTER_UPGRADES: list[Row] = [
    (UPGRADES, {}, PASS),
    (UPGRADES, NO_UPGRADES, NOT_APPLICABLE),
    (UPGRADES, {"members": DENIED}, PASS),
    (UPGRADES, NO_UPGRADES | {"members": DENIED}, UNKNOWN),
    (UPGRADES, NO_UPGRADES | {"engine": "mysql"}, FAIL),
    (UPGRADES, NO_UPGRADES | {"engine": "mysql", "multi_az": False}, NOT_APPLICABLE),
]
REACHABLE = {"public": True, "open_groups": ("sg-1",), "public_subnet": True}
ONE: list[Row] = [
    ("public_access_disabled", {}, PASS),
    ("public_access_disabled", {"public": True}, FAIL),
    ("not_reachable_from_internet", {}, PASS),
    ("not_reachable_from_internet", {"public_subnet": DENIED, "open_groups": DENIED}, PASS),
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
MARIADB: Facts = {"engine": "mariadb", "log_exports": ("audit", "error")}
SQL_SERVER: Facts = {"engine": "sqlserver-se", "log_exports": ("agent", "error")}
PLAIN: Facts = {"tls_required": False}
OF_ONE_ENGINE: list[Row] = [
    ("postgresql_logs_exported", {}, PASS),
    ("postgresql_logs_exported", {"log_exports": ("upgrade",)}, FAIL),
    ("postgresql_logs_exported", {"log_exports": ()} | MEMBER, NOT_APPLICABLE),
    ("postgresql_logs_exported", {"log_exports": (), "engine": "mysql"}, NOT_APPLICABLE),
    ("sql_server_logs_exported", {}, NOT_APPLICABLE),
    ("sql_server_logs_exported", SQL_SERVER, PASS),
    ("sql_server_logs_exported", SQL_SERVER | {"log_exports": ("error",)}, FAIL),
    ("mariadb_logs_exported", {}, NOT_APPLICABLE),
    ("mariadb_logs_exported", MARIADB, PASS),
    ("mariadb_logs_exported", MARIADB | {"log_exports": ("error", "general")}, FAIL),
    ("sql_server_tls_required", {}, NOT_APPLICABLE),
    ("sql_server_tls_required", {"tls_required": DENIED}, NOT_APPLICABLE),
    ("sql_server_tls_required", MARIADB | PLAIN, NOT_APPLICABLE),
    ("sql_server_tls_required", SQL_SERVER, PASS),
    ("sql_server_tls_required", SQL_SERVER | PLAIN, FAIL),
    ("sql_server_tls_required", SQL_SERVER | {"tls_required": None}, NOT_APPLICABLE),
    ("sql_server_tls_required", SQL_SERVER | {"tls_required": DENIED}, UNKNOWN),
    ("mariadb_tls_required", {}, NOT_APPLICABLE),
    ("mariadb_tls_required", {"tls_required": DENIED}, NOT_APPLICABLE),
    ("mariadb_tls_required", SQL_SERVER | PLAIN, NOT_APPLICABLE),
    ("mariadb_tls_required", MARIADB, PASS),
    ("mariadb_tls_required", MARIADB | PLAIN, FAIL),
    ("mariadb_tls_required", MARIADB | {"tls_required": None}, NOT_APPLICABLE),
    ("mariadb_tls_required", MARIADB | {"tls_required": DENIED}, UNKNOWN),
]
POSTGRESQL: Facts = {"engine": "aurora-postgresql"}
CLUSTERS: list[Row] = [
    ("aurora_mysql_audit_logs_exported", {}, FAIL),
    ("aurora_mysql_audit_logs_exported", {"log_exports": ("error", "audit")}, PASS),
    ("aurora_mysql_audit_logs_exported", POSTGRESQL, NOT_APPLICABLE),
    ("aurora_postgresql_logs_exported", {}, NOT_APPLICABLE),
    ("aurora_postgresql_logs_exported", POSTGRESQL, PASS),
    ("aurora_postgresql_logs_exported", POSTGRESQL | {"log_exports": ()}, FAIL),
    ("backups_kept_a_week", {}, PASS),
    ("backups_kept_a_week", {"backup_days": 6}, FAIL),
    ("backtrack_enabled", {}, PASS),
    ("backtrack_enabled", {"backtrack_seconds": 0}, FAIL),
    ("backtrack_enabled", {"backtrack_seconds": 0, "engine": "mysql"}, NOT_APPLICABLE),
]
SNAPSHOTS: list[Row] = [
    ("encrypted", {"shared_with": ()}, PASS),
    ("encrypted", {"encrypted": False}, FAIL),
    ("not_public", {"shared_with": ("1",)}, PASS),
    ("not_public", {"shared_with": ("all",)}, FAIL),
    ("not_public", {"shared_with": DENIED}, UNKNOWN),
    ("not_shared", {"shared_with": ()}, PASS),
    ("not_shared", {"shared_with": ("all",)}, PASS),
    ("not_shared", {"shared_with": ("1",)}, FAIL),
    ("not_shared", {"shared_with": DENIED}, UNKNOWN),
]


def subscribed(source: str, *categories: str, limited: bool = False) -> Subscription:
    return Subscription("s", source, frozenset(categories), limited)


def to(*subscriptions: Subscription) -> Facts:
    return {"subscriptions": subscriptions}


CHANGED, BROKEN, MAINTAINED = "configuration change", "failure", "maintenance"
EVENTS: list[Row] = [
    ("instance_events_notified", to(subscribed("db-instance")), PASS),
    ("instance_events_notified", to(subscribed("")), PASS),
    (
        "instance_events_notified",
        to(subscribed("db-instance", CHANGED, BROKEN, MAINTAINED, "backup")),
        PASS,
    ),
    (
        "instance_events_notified",
        to(subscribed("db-instance", CHANGED), subscribed("", BROKEN, MAINTAINED)),
        PASS,
    ),
    ("instance_events_notified", to(subscribed("db-instance", CHANGED, BROKEN)), FAIL),
    ("instance_events_notified", to(subscribed("db-instance", limited=True)), FAIL),
    ("instance_events_notified", to(subscribed("db-cluster")), FAIL),
    ("instance_events_notified", to(), FAIL),
    ("instance_events_notified", {"has_instances": False}, NOT_APPLICABLE),
    ("instance_events_notified", {"has_instances": DENIED}, UNKNOWN),
    ("instance_events_notified", {"subscriptions": DENIED}, UNKNOWN),
    ("cluster_events_notified", to(subscribed("db-cluster", BROKEN, MAINTAINED)), PASS),
    ("cluster_events_notified", to(subscribed("db-cluster", BROKEN)), FAIL),
    ("cluster_events_notified", {"has_clusters": False}, NOT_APPLICABLE),
    ("cluster_events_notified", {"has_clusters": DENIED}, UNKNOWN),
    ("parameter_group_events_notified", to(subscribed("db-parameter-group", CHANGED)), PASS),
    ("parameter_group_events_notified", to(subscribed("db-instance")), FAIL),
    ("parameter_group_events_notified", {"has_instances": False}, NOT_APPLICABLE),
    ("parameter_group_events_notified", {"subscriptions": DENIED}, UNKNOWN),
    ("security_group_events_notified", to(subscribed("db-security-group", CHANGED, BROKEN)), PASS),
    ("security_group_events_notified", to(subscribed("db-security-group", CHANGED)), FAIL),
    ("security_group_events_notified", {"has_instances": False}, NOT_APPLICABLE),
    ("security_group_events_notified", {"subscriptions": DENIED}, UNKNOWN),
]
PROXIES: list[Row] = [
    ("tls_required", {}, PASS),
    ("tls_required", {"tls_required": False}, FAIL),
    ("iam_authentication_enabled", {}, PASS),
    ("iam_authentication_enabled", {"iam_modes": ("ENABLED",)}, PASS),
    ("iam_authentication_enabled", {"iam_modes": ("REQUIRED", "DISABLED")}, FAIL),
    ("iam_authentication_enabled", {"iam_modes": DENIED}, UNKNOWN),
    ("debug_logging_disabled", {}, PASS),
    ("debug_logging_disabled", {"debug_logging": True}, FAIL),
]
SNAPSHOT: Facts = {"encrypted": True, "shared_with": ()}
COMPLIANT: Compliant = {
    RdsInstance: DATABASE | INSTANCE,
    RdsCluster: DATABASE | {"engine": "aurora-mysql", "backtrack_seconds": 60},
    RdsInstanceSnapshot: SNAPSHOT,
    RdsClusterSnapshot: SNAPSHOT,
    RdsRegion: {"has_instances": True, "has_clusters": True, "subscriptions": (subscribed(""),)},
    RdsProxy: {
        "engine_family": "POSTGRESQL",
        "tls_required": True,
        "debug_logging": False,
        "iam_modes": ("REQUIRED",),
    },
}
CASES = [
    *rows("aws_rds_database", BOTH + INSTANCE_UPGRADES, RdsInstance),
    *rows("aws_rds_database", BOTH + CLUSTER_UPGRADES, RdsCluster),
    *rows("aws_rds_instance", ONE),
    *rows("aws_rds_instance", OF_ONE_ENGINE),
    *rows("aws_rds_cluster", CLUSTERS),
    *rows("aws_rds_snapshot", SNAPSHOTS, RdsInstanceSnapshot),
    *rows("aws_rds_snapshot", SNAPSHOTS, RdsClusterSnapshot),
    *rows("aws_rds_region", EVENTS),
    *rows("aws_rds_proxy", PROXIES),
]
