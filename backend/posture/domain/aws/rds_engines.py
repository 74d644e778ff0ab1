"""The engines of Amazon RDS, and what differs between them."""

from datetime import date
from typing import Final, NamedTuple

from posture.domain.dated import DatedTable

FORCE_SSL, SECURE_TRANSPORT = "rds.force_ssl", "require_secure_transport"


class Engine(NamedTuple):
    """An engine.

    Attributes:
        port: its default port.
        tls_parameter: the parameter that requires TLS; None if it has none.
        iam: whether database users can sign in with IAM.
    """

    port: int
    tls_parameter: str | None = None
    iam: bool = False


_MYSQL: Final = Engine(3306, SECURE_TRANSPORT, iam=True)
_POSTGRES: Final = Engine(5432, FORCE_SSL, iam=True)
_SQL_SERVER: Final = Engine(1433, FORCE_SSL)
_ORACLE: Final = Engine(1521)
_DB2: Final = Engine(50000)
ENGINES: Final[DatedTable[Engine]] = DatedTable(
    source="https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBInstance.html",
    read_on=date(2026, 11, 28),
    rows={
        "aurora": _MYSQL,
        "aurora-mysql": _MYSQL,
        "mariadb": _MYSQL,
        "mysql": _MYSQL,
        "aurora-postgresql": _POSTGRES,
        "postgres": _POSTGRES,
        "sqlserver-dev-ee": _SQL_SERVER,
        "sqlserver-ee": _SQL_SERVER,
        "sqlserver-ex": _SQL_SERVER,
        "sqlserver-se": _SQL_SERVER,
        "sqlserver-web": _SQL_SERVER,
        "custom-sqlserver-dev": Engine(1433),
        "custom-sqlserver-ee": Engine(1433),
        "custom-sqlserver-se": Engine(1433),
        "custom-sqlserver-web": Engine(1433),
        "oracle-ee": _ORACLE,
        "oracle-ee-cdb": _ORACLE,
        "oracle-se": _ORACLE,
        "oracle-se1": _ORACLE,
        "oracle-se2": _ORACLE,
        "oracle-se2-cdb": _ORACLE,
        "custom-oracle-ee": _ORACLE,
        "custom-oracle-ee-cdb": _ORACLE,
        "custom-oracle-se2": _ORACLE,
        "custom-oracle-se2-cdb": _ORACLE,
        "db2-ae": _DB2,
        "db2-ce": _DB2,
        "db2-se": _DB2,
    },
)
