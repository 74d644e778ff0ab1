"""Checks of the flags of databases; one that is not set has the default of its engine."""

from collections.abc import Collection

from posture.domain.check import Severity, check
from posture.domain.evidence import known
from posture.domain.gcp.assets.sql import SqlInstance
from posture.domain.verdict import Verdict, failed, not_applicable, passed

DOCS = "https://cloud.google.com/sql/docs"
MYSQL, POSTGRES, SQLSERVER = "MYSQL", "POSTGRES", "SQLSERVER"
TITLES = {MYSQL: "MySQL", POSTGRES: "PostgreSQL", SQLSERVER: "SQL Server"}
ON = frozenset({"on", "true", "1"})
OFF = frozenset({"off", "false", "0"})
QUIET_LEVELS = frozenset({"error", "log", "fatal", "panic"})
STATEMENT_LEVELS = QUIET_LEVELS | {"warning"}


def _hcl(name: str, value: str) -> str:
    return f"""
        resource "google_sql_database_instance" "this" {{
          settings {{
            database_flags {{
              name  = "{name}"
              value = "{value}"
            }}
          }}
        }}
    """


def _set(name: str, value: str) -> str:
    # The command takes away every flag that it does not name.
    return f"gcloud sql instances patch NAME --database-flags={name}={value},OTHER=VALUE"


def _flag(
    instance: SqlInstance, engine: str, name: str, good: Collection[str], default: str
) -> Verdict:
    """Return whether a flag has a good value, set or by default; for one engine alone."""
    if known(instance.engine) != engine:
        return not_applicable(f"It is not {TITLES[engine]}.")
    found = known(instance.flags).get(name)
    if (default if found is None else found) in good:
        return passed()
    return failed(f"{name} is {'not set' if found is None else found}.")


@check(
    severity=Severity.LOW,
    finding_title="Database does not accept identities of IAM",
    remediation="Enable IAM database authentication.",
    cli=_set("cloudsql_iam_authentication", "on"),
    terraform=_hcl("cloudsql_iam_authentication", "on"),
    reference=f"{DOCS}/mysql/iam-authentication",
)
def gcp_sql_instance_iam_authentication_enabled(instance: SqlInstance) -> Verdict:
    """Database accepts identities of IAM.

    Their access ends when they leave, and there is no password to steal.
    """
    engine = known(instance.engine)
    if engine == SQLSERVER:
        return not_applicable("SQL Server has no IAM authentication.")
    dot = "." if engine == POSTGRES else "_"
    return _flag(instance, engine, f"cloudsql{dot}iam_authentication", ON, "off")


@check(
    severity=Severity.MEDIUM,
    finding_title="MySQL reads files of its clients",
    remediation="Set local_infile to off.",
    cli=_set("local_infile", "off"),
    terraform=_hcl("local_infile", "off"),
    reference=f"{DOCS}/mysql/flags",
)
def gcp_sql_mysql_local_infile_disabled(instance: SqlInstance) -> Verdict:
    """MySQL does not read files of its clients.

    A statement that an attacker smuggles in could otherwise read files of the application.
    """
    return _flag(instance, MYSQL, "local_infile", OFF, "on")


@check(
    severity=Severity.LOW,
    finding_title="MySQL shows everyone the names of its databases",
    remediation="Set skip_show_database to on.",
    cli=_set("skip_show_database", "on"),
    terraform=_hcl("skip_show_database", "on"),
    reference=f"{DOCS}/mysql/flags",
)
def gcp_sql_mysql_show_database_skipped(instance: SqlInstance) -> Verdict:
    """MySQL shows the names of its databases to those alone who may see them.

    The names tell an attacker what there is.
    """
    return _flag(instance, MYSQL, "skip_show_database", ON, "off")


@check(
    severity=Severity.MEDIUM,
    finding_title="PostgreSQL has no audit log",
    remediation="Set cloudsql.enable_pgaudit to on, and create the extension.",
    cli=_set("cloudsql.enable_pgaudit", "on"),
    terraform=_hcl("cloudsql.enable_pgaudit", "on"),
    reference=f"{DOCS}/postgres/pg-audit",
)
def gcp_sql_postgres_pgaudit_enabled(instance: SqlInstance) -> Verdict:
    """PostgreSQL has an audit log.

    It shows who read and changed which data.
    """
    return _flag(instance, POSTGRES, "cloudsql.enable_pgaudit", ON, "off")


@check(
    severity=Severity.LOW,
    finding_title="PostgreSQL does not log connections",
    remediation="Set log_connections and log_disconnections to on.",
    cli="""
        gcloud sql instances patch NAME \\
          --database-flags=log_connections=on,log_disconnections=on,OTHER=VALUE
    """,
    terraform=_hcl("log_connections", "on"),
    reference=f"{DOCS}/postgres/flags",
)
def gcp_sql_postgres_connections_logged(instance: SqlInstance) -> Verdict:
    """PostgreSQL logs when clients connect, and when they leave.

    Attempts to guess a password are in these logs.
    """
    first = _flag(instance, POSTGRES, "log_connections", ON, "off")
    if first != passed():
        return first
    return _flag(instance, POSTGRES, "log_disconnections", ON, "off")


@check(
    severity=Severity.LOW,
    finding_title="PostgreSQL does not log changes of its structure",
    remediation="Set log_statement to ddl.",
    cli=_set("log_statement", "ddl"),
    terraform=_hcl("log_statement", "ddl"),
    reference=f"{DOCS}/postgres/flags",
)
def gcp_sql_postgres_statements_logged(instance: SqlInstance) -> Verdict:
    """PostgreSQL logs statements that change its structure.

    An attacker who makes a user or drops a table is seen.
    """
    return _flag(instance, POSTGRES, "log_statement", {"ddl", "mod", "all"}, "none")


@check(
    severity=Severity.LOW,
    finding_title="PostgreSQL hides errors from its log",
    remediation="Remove the flags, whose defaults are good.",
    cli=_set("log_min_messages", "warning"),
    terraform=_hcl("log_min_messages", "warning"),
    reference=f"{DOCS}/postgres/flags",
)
def gcp_sql_postgres_errors_logged(instance: SqlInstance) -> Verdict:
    """PostgreSQL logs errors with the statements that caused them, and no more than that.

    More detail writes data into the logs; less hides attacks.
    """
    wanted = {
        "log_min_error_statement": (QUIET_LEVELS - {"log", "fatal", "panic"}, "error"),
        "log_min_messages": (STATEMENT_LEVELS - {"log", "fatal", "panic"}, "warning"),
        "log_error_verbosity": ({"default", "terse"}, "default"),
    }
    for name, (good, default) in wanted.items():
        verdict = _flag(instance, POSTGRES, name, good, default)
        if verdict != passed():
            return verdict
    return passed()


@check(
    severity=Severity.LOW,
    finding_title="PostgreSQL writes statements into its log",
    remediation="Set log_min_duration_statement to -1.",
    cli=_set("log_min_duration_statement", "-1"),
    terraform=_hcl("log_min_duration_statement", "-1"),
    reference=f"{DOCS}/postgres/flags",
)
def gcp_sql_postgres_durations_not_logged(instance: SqlInstance) -> Verdict:
    """PostgreSQL does not write slow statements into its log.

    They contain data, which more people may read in a log than in a table.
    """
    return _flag(instance, POSTGRES, "log_min_duration_statement", {"-1"}, "-1")


@check(
    severity=Severity.MEDIUM,
    finding_title="SQL Server runs scripts of other languages",
    remediation="Set external scripts enabled to off.",
    cli=_set("'external scripts enabled'", "off"),
    terraform=_hcl("external scripts enabled", "off"),
    reference=f"{DOCS}/sqlserver/flags",
)
def gcp_sql_sqlserver_external_scripts_disabled(instance: SqlInstance) -> Verdict:
    """SQL Server runs no scripts of other languages.

    A statement that an attacker smuggles in could otherwise run any program.
    """
    return _flag(instance, SQLSERVER, "external scripts enabled", OFF, "off")


@check(
    severity=Severity.MEDIUM,
    finding_title="SQL Server lets owners reach other databases",
    remediation="Set cross db ownership chaining to off.",
    cli=_set("'cross db ownership chaining'", "off"),
    terraform=_hcl("cross db ownership chaining", "off"),
    reference=f"{DOCS}/sqlserver/flags",
)
def gcp_sql_sqlserver_cross_db_chaining_disabled(instance: SqlInstance) -> Verdict:
    """SQL Server does not let the owner of a database reach others.

    Whoever controls one database otherwise controls those of the same owner.
    """
    return _flag(instance, SQLSERVER, "cross db ownership chaining", OFF, "off")


@check(
    severity=Severity.LOW,
    finding_title="SQL Server runs procedures for other servers",
    remediation="Set remote access to off.",
    cli=_set("'remote access'", "off"),
    terraform=_hcl("remote access", "off"),
    reference=f"{DOCS}/sqlserver/flags",
)
def gcp_sql_sqlserver_remote_access_disabled(instance: SqlInstance) -> Verdict:
    """SQL Server runs no procedures for other servers.

    The feature is deprecated, and was used to overload others.
    """
    return _flag(instance, SQLSERVER, "remote access", OFF, "on")


@check(
    severity=Severity.LOW,
    finding_title="SQL Server has users that the server does not know",
    remediation="Set contained database authentication to off.",
    cli=_set("'contained database authentication'", "off"),
    terraform=_hcl("contained database authentication", "off"),
    reference=f"{DOCS}/sqlserver/flags",
)
def gcp_sql_sqlserver_contained_authentication_disabled(instance: SqlInstance) -> Verdict:
    """SQL Server has no users that belong to a database alone.

    An owner of a database can make them, past the rules of the server.
    """
    return _flag(instance, SQLSERVER, "contained database authentication", OFF, "off")


@check(
    severity=Severity.LOW,
    finding_title="SQL Server tells users details of its errors",
    remediation="Set 3625 to on.",
    cli=_set("3625", "on"),
    terraform=_hcl("3625", "on"),
    reference=f"{DOCS}/sqlserver/flags",
)
def gcp_sql_sqlserver_trace_flag_set(instance: SqlInstance) -> Verdict:
    """SQL Server hides details of its errors from users who are not administrators.

    The details describe the database to an attacker.
    """
    return _flag(instance, SQLSERVER, "3625", ON, "off")


@check(
    severity=Severity.LOW,
    finding_title="SQL Server limits or changes the sessions of all users",
    remediation="Remove the flags user connections and user options.",
    cli="gcloud sql instances patch NAME --database-flags=OTHER=VALUE",
    terraform=_hcl("user connections", "0"),
    reference=f"{DOCS}/sqlserver/flags",
)
def gcp_sql_sqlserver_user_options_unset(instance: SqlInstance) -> Verdict:
    """SQL Server has no limit of connections, and no options for the sessions of all users.

    A low limit locks users out, and options change what statements do.
    """
    first = _flag(instance, SQLSERVER, "user connections", {"0"}, "0")
    if first != passed():
        return first
    return _flag(instance, SQLSERVER, "user options", {"", "0"}, "")
