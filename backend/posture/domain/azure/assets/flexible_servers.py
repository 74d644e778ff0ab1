"""Assets of Azure Database for PostgreSQL and for MySQL: flexible servers."""

from collections.abc import Mapping

from posture.domain.asset import Family
from posture.domain.azure.access import NetworkAccess
from posture.domain.azure.asset import AzureAsset
from posture.domain.azure.firewall import AddressRange
from posture.domain.evidence import Fact


class FlexibleServer(AzureAsset, frozen=True, kw_only=True):
    """A flexible server.

    Attributes:
        in_subnet: whether it has its address in a virtual network, and no public one.
        parameters: the server's parameters, names and values in lower case.
    """

    family = Family.DATABASE

    network: Fact[NetworkAccess]
    in_subnet: Fact[bool]
    firewall: Fact[tuple[AddressRange, ...]]
    parameters: Fact[Mapping[str, str]]


class PostgresqlServer(FlexibleServer, frozen=True, kw_only=True):
    """A flexible server of PostgreSQL.

    Attributes:
        entra: whether it accepts identities of Entra.
        administrators: the number of its administrators in Entra; 0 if it does not accept them.
    """

    service = "postgresql"
    arm_type = "Microsoft.DBforPostgreSQL/flexibleServers"

    entra: Fact[bool]
    administrators: Fact[int]


class MysqlServer(FlexibleServer, frozen=True, kw_only=True):
    """A flexible server of MySQL."""

    service = "mysql"
    arm_type = "Microsoft.DBforMySQL/flexibleServers"
