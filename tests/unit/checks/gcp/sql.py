"""Cases of the checks of Cloud SQL."""

from typing import Any

from posture.domain.gcp.assets.sql import DatabaseUser, SqlInstance
from tests.unit.checks.evaluating import (
    DENIED,
    FAIL,
    NOT_APPLICABLE,
    PASS,
    UNKNOWN,
    Case,
    Compliant,
    Row,
    rows,
)

COMPLIANT: Compliant = {
    SqlInstance: {
        "engine": "POSTGRES",
        "primary": True,
        "public": False,
        "networks": (),
        "ssl": "required",
        "backups": True,
        "point_in_time": True,
        "deletion_protected": True,
        "customer_key": True,
        "flags": {
            "cloudsql.iam_authentication": "on",
            "cloudsql.enable_pgaudit": "on",
            "log_connections": "on",
            "log_disconnections": "on",
            "log_statement": "ddl",
        },
        "users": (),
    }
}
REPLICA = {"primary": False}


def flags(engine: str, **values: str) -> dict[str, Any]:
    return {
        "engine": engine,
        "flags": {name.replace("_", " "): one for name, one in values.items()},
    }


def mysql(**values: str) -> dict[str, Any]:
    return {"engine": "MYSQL", "flags": values}


def postgres(**values: str) -> dict[str, Any]:
    return {"flags": values}


def root(host: str) -> dict[str, Any]:
    return {"engine": "MYSQL", "users": (DatabaseUser("root", host), DatabaseUser("app", "%"))}


HALVES = ("0.0.0.0/1", "128.0.0.0/1")
SERVER = "SQLSERVER"
INSTANCES: list[Row] = [
    ("not_open_to_world", {"public": True, "networks": ("0.0.0.0/0",)}, FAIL),
    ("not_open_to_world", {"public": True, "networks": HALVES}, FAIL),
    ("not_open_to_world", {"public": True, "networks": ("203.0.113.0/24",)}, PASS),
    ("not_open_to_world", {"networks": ("0.0.0.0/0",)}, PASS),
    ("not_open_to_world", {"public": True, "networks": ("::/0",)}, FAIL),
    ("no_public_ip", {"public": True}, FAIL),
    ("no_public_ip", REPLICA | {"public": True}, NOT_APPLICABLE),
    ("ssl_required", {"ssl": "optional"}, FAIL),
    ("ssl_required", {"ssl": "certificate"}, PASS),
    ("backups_enabled", {"backups": False}, FAIL),
    ("backups_enabled", REPLICA | {"backups": False}, NOT_APPLICABLE),
    ("point_in_time_recovery_enabled", {"point_in_time": False}, FAIL),
    ("point_in_time_recovery_enabled", REPLICA, NOT_APPLICABLE),
    ("deletion_protected", {"deletion_protected": False}, FAIL),
    ("customer_managed_key", {"customer_key": False}, FAIL),
    ("iam_authentication_enabled", postgres(), FAIL),
    ("iam_authentication_enabled", mysql(cloudsql_iam_authentication="on"), PASS),
    ("iam_authentication_enabled", mysql(), FAIL),
    ("iam_authentication_enabled", flags(SERVER), NOT_APPLICABLE),
]
OF_MYSQL: list[Row] = [
    ("root_host_restricted", {}, NOT_APPLICABLE),
    ("root_host_restricted", root("%"), FAIL),
    ("root_host_restricted", root(""), FAIL),
    ("root_host_restricted", root("10.0.0.1"), PASS),
    ("root_host_restricted", {"engine": "MYSQL", "users": DENIED}, UNKNOWN),
    ("root_host_restricted", {"users": DENIED}, NOT_APPLICABLE),
    ("local_infile_disabled", {}, NOT_APPLICABLE),
    ("local_infile_disabled", mysql(), FAIL),
    ("local_infile_disabled", mysql(local_infile="off"), PASS),
    ("show_database_skipped", {}, NOT_APPLICABLE),
    ("show_database_skipped", mysql(), FAIL),
    ("show_database_skipped", mysql(skip_show_database="on"), PASS),
]
OF_POSTGRES: list[Row] = [
    ("pgaudit_enabled", postgres(), FAIL),
    ("pgaudit_enabled", mysql(), NOT_APPLICABLE),
    ("connections_logged", postgres(), FAIL),
    ("connections_logged", postgres(log_connections="on"), FAIL),
    ("connections_logged", postgres(log_disconnections="on"), FAIL),
    ("connections_logged", postgres(log_connections="on", log_disconnections="on"), PASS),
    ("statements_logged", postgres(log_statement="none"), FAIL),
    ("statements_logged", postgres(log_statement="all"), PASS),
    ("errors_logged", postgres(log_min_messages="debug1"), FAIL),
    ("errors_logged", postgres(log_min_messages="error"), PASS),
    ("errors_logged", postgres(log_min_error_statement="panic"), FAIL),
    ("errors_logged", postgres(log_error_verbosity="verbose"), FAIL),
    ("durations_not_logged", postgres(log_min_duration_statement="0"), FAIL),
    ("durations_not_logged", postgres(log_min_duration_statement="-1"), PASS),
]
OF_SQLSERVER: list[Row] = [
    *(
        (name, {}, NOT_APPLICABLE)
        for name in (
            "external_scripts_disabled",
            "cross_db_chaining_disabled",
            "remote_access_disabled",
            "contained_authentication_disabled",
            "trace_flag_set",
            "user_options_unset",
        )
    ),
    ("external_scripts_disabled", flags(SERVER), PASS),
    ("external_scripts_disabled", flags(SERVER, external_scripts_enabled="on"), FAIL),
    ("cross_db_chaining_disabled", flags(SERVER), PASS),
    ("cross_db_chaining_disabled", flags(SERVER, cross_db_ownership_chaining="on"), FAIL),
    ("remote_access_disabled", flags(SERVER), FAIL),
    ("remote_access_disabled", flags(SERVER, remote_access="off"), PASS),
    ("contained_authentication_disabled", flags(SERVER), PASS),
    (
        "contained_authentication_disabled",
        flags(SERVER, contained_database_authentication="on"),
        FAIL,
    ),
    ("trace_flag_set", flags(SERVER), FAIL),
    ("trace_flag_set", {"engine": SERVER, "flags": {"3625": "on"}}, PASS),
    ("user_options_unset", flags(SERVER), PASS),
    ("user_options_unset", flags(SERVER, user_connections="5"), FAIL),
    ("user_options_unset", flags(SERVER, user_options="512"), FAIL),
]
CASES: list[Case] = [
    *rows("gcp_sql_instance", INSTANCES),
    *rows("gcp_sql_mysql", OF_MYSQL),
    *rows("gcp_sql_postgres", OF_POSTGRES),
    *rows("gcp_sql_sqlserver", OF_SQLSERVER),
]
