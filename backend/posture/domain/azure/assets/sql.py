"""Assets of Azure SQL: logical servers and their databases."""

from msgspec import Struct

from posture.domain.asset import Family
from posture.domain.azure.access import NetworkAccess
from posture.domain.azure.asset import AzureAsset
from posture.domain.azure.diagnostics import DiagnosticSetting
from posture.domain.azure.firewall import AddressRange
from posture.domain.evidence import Fact


class SqlSettings(Struct, frozen=True, kw_only=True):
    """The settings of a server.

    Attributes:
        minimum_tls: such as `1.2`; `none` if it has no minimum.
        administrator: the Entra identity that administers it; None if there is none.
        entra_only: whether only identities of Entra can sign in.
    """

    minimum_tls: str
    administrator: str | None
    entra_only: bool


class SqlAuditing(Struct, frozen=True, kw_only=True):
    """The auditing of a server.

    Attributes:
        enabled: whether it is on.
        storage: whether a storage account keeps the log.
        monitor: whether it goes to Azure Monitor, where a diagnostic setting must keep it.
    """

    enabled: bool
    storage: bool
    monitor: bool


class SqlServer(AzureAsset, frozen=True, kw_only=True):
    """A logical server of Azure SQL.

    Attributes:
        own_key: whether a key in a key vault protects the encryption keys of its databases.
        threat_protection: whether it detects attacks.
        master_diagnostics: the diagnostic settings of its database `master`, which keep its audit.
    """

    service = "sql"
    family = Family.DATABASE
    arm_type = "Microsoft.Sql/servers"

    settings: Fact[SqlSettings]
    network: Fact[NetworkAccess]
    firewall: Fact[tuple[AddressRange, ...]]
    auditing: Fact[SqlAuditing]
    master_diagnostics: Fact[tuple[DiagnosticSetting, ...]]
    own_key: Fact[bool]
    threat_protection: Fact[bool]


class SqlDatabase(AzureAsset, frozen=True, kw_only=True):
    """A database of a logical server; `system` is set for `master`."""

    service = "sql"
    family = Family.DATABASE
    arm_type = "Microsoft.Sql/servers/databases"

    system: Fact[bool]
    encrypted: Fact[bool]
