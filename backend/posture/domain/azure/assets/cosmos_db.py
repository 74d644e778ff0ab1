"""Assets of Azure Cosmos DB: accounts."""

from msgspec import Struct

from posture.domain.asset import Family
from posture.domain.azure.access import NetworkAccess
from posture.domain.azure.asset import AzureAsset
from posture.domain.evidence import Fact


class CosmosSettings(Struct, frozen=True, kw_only=True):
    """The settings of an account.

    Attributes:
        api: the API of its data: `nosql`, `mongodb`, `cassandra`, `gremlin` or `table`.
        local_auth: whether keys give access.
        minimum_tls: `tls`, `tls11` or `tls12`.
    """

    api: str
    local_auth: bool
    minimum_tls: str


class CosmosAccount(AzureAsset, frozen=True, kw_only=True):
    """An account of Cosmos DB."""

    service = "cosmosdb"
    family = Family.DATABASE
    arm_type = "Microsoft.DocumentDB/databaseAccounts"

    settings: Fact[CosmosSettings]
    network: Fact[NetworkAccess]
