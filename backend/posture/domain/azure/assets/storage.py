"""Assets of Azure Storage: accounts and blob containers."""

from datetime import date

from msgspec import Struct

from posture.domain.asset import Family
from posture.domain.azure.access import NetworkAccess
from posture.domain.azure.asset import AzureAsset
from posture.domain.evidence import Fact

# Kinds of accounts that have no blob service, and that have no file service.
WITHOUT_BLOBS = frozenset({"filestorage"})
WITHOUT_FILES = frozenset({"blobstorage", "blockblobstorage"})


class AccountSettings(Struct, frozen=True, kw_only=True):
    """The settings of a storage account; None where the account has no value.

    Attributes:
        kind: the kind of account in lower case, such as `storagev2`.
        created_on: the day on which it was made.
        hierarchical: whether it is a Data Lake with a hierarchical namespace.
        https_only: whether it refuses plain HTTP.
        minimum_tls: such as `TLS1_2`.
        key_source: who holds the encryption key, in lower case.
        key_ages_days: the ages of its two keys; None for one older than Azure records.
    """

    kind: str
    created_on: date | None
    hierarchical: bool
    https_only: bool
    minimum_tls: str | None
    blob_public_access: bool | None
    shared_key_access: bool | None
    cross_tenant_replication: bool | None
    key_source: str
    key_ages_days: tuple[int | None, ...]


class BlobService(Struct, frozen=True, kw_only=True):
    """The blob service of an account; days are 0 where the protection is off."""

    blob_delete_days: int
    container_delete_days: int
    versioning: bool


class StorageAccount(AzureAsset, frozen=True, kw_only=True):
    """A storage account.

    Attributes:
        blobs: its blob service; None if the kind of account has none.
        share_delete_days: days for which deleted file shares are kept, 0 for none; None if the kind
            of account has no file shares.
    """

    service = "storage"
    family = Family.STORAGE
    arm_type = "Microsoft.Storage/storageAccounts"

    settings: Fact[AccountSettings]
    network: Fact[NetworkAccess]
    blobs: Fact[BlobService | None]
    share_delete_days: Fact[int | None]


class BlobContainer(AzureAsset, frozen=True, kw_only=True):
    """A blob container.

    Attributes:
        public_access: `none`, `blob` or `container`.
        account_allows: whether its account lets containers be public.
    """

    service = "storage"
    family = Family.STORAGE
    arm_type = "Microsoft.Storage/storageAccounts/blobServices/containers"

    public_access: Fact[str]
    account_allows: Fact[bool]
