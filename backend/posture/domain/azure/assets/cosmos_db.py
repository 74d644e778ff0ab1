"""Assets of Azure Cosmos DB: accounts."""

from dataclasses import dataclass

from posture.domain.asset import Family
from posture.domain.azure.access import NetworkAccess
from posture.domain.azure.asset import AzureAsset
from posture.domain.evidence import Fact


@dataclass(frozen=True, slots=True, kw_only=True)
class CosmosSettings:
    """The settings of an account.

    Attributes:
        api: the API of its data: `nosql`, `mongodb`, `cassandra`, `gremlin` or `table`.
        local_auth: whether keys give access.
        minimum_tls: `tls`, `tls11` or `tls12`.
    """

    api: str
    local_auth: bool
    minimum_tls: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CosmosAccount(AzureAsset):
    """An account of Cosmos DB."""

    service = "cosmosdb"
    family = Family.DATABASE
    arm_type = "Microsoft.DocumentDB/databaseAccounts"

    settings: Fact[CosmosSettings]
    network: Fact[NetworkAccess]
