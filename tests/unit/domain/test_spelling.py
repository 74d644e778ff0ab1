"""Ids that are paths are the same in every letter case; all others are compared to the letter."""

import pytest

from posture.domain.azure.asset import AzureAsset
from posture.domain.azure.assets.storage import StorageAccount
from posture.domain.finding import fingerprint
from posture.domain.spelling import key
from posture_client import spelling as clients

GROUP = "/subscriptions/6f2c1a54-9d0e-4c77-8b57-1f8f0a3f5b10/resourceGroups/Shop"
ACCOUNT = f"{GROUP}/providers/Microsoft.Storage/storageAccounts/Data"
CHECK = "azure_storage_account_secure_transfer_required"


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (ACCOUNT, ACCOUNT.lower(), True),
        (ACCOUNT, ACCOUNT.upper(), True),
        (ACCOUNT, f"{ACCOUNT}2", False),
        ("arn:aws:s3:::logs", "arn:aws:s3:::Logs", False),
        ("//storage.googleapis.com/logs", "//storage.googleapis.com/Logs", False),
        ("", "", True),
        ("/", "/", True),
    ],
)
def test_what_names_the_same_asset(one: str, other: str, *, same: bool) -> None:
    assert (key(one) == key(other)) is same
    assert (clients.key(one) == clients.key(other)) is same
    assert (fingerprint(CHECK, one, "i") == fingerprint(CHECK, other, "i")) is same


@pytest.mark.parametrize("spelled", [ACCOUNT, ACCOUNT.lower(), ACCOUNT.upper()])
def test_an_id_is_of_its_type_in_every_spelling(spelled: str) -> None:
    assert issubclass(StorageAccount, AzureAsset)
    assert StorageAccount.is_id(spelled)
