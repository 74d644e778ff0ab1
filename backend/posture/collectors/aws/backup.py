"""Collector of AWS Backup: vaults with their policies, and plans with their selections."""

from collections.abc import Mapping
from typing import Any

from posture.collectors.aws.collecting import RegionClient, Response, listing, read
from posture.collectors.aws.kms import DESCRIBE_CALL, own_key
from posture.collectors.collecting import AssetCollector, Item, Read
from posture.domain.aws.assets.backup import BackupPlan, BackupVault
from posture.domain.aws.policy import Policy, policy

VAULTS_CALL = "backup:ListBackupVaults"
POLICY_CALL = "backup:GetBackupVaultAccessPolicy"
POINTS_CALL = "backup:ListRecoveryPointsByBackupVault"
PLANS_CALL = "backup:ListBackupPlans"
SELECTIONS_CALL = "backup:ListBackupSelections"
LARGEST_PAGE = 1000
OVER = frozenset({"DELETING", "EXPIRED", "STOPPED"})
AIR_GAPPED = "LOGICALLY_AIR_GAPPED_BACKUP_VAULT"


def _vault(_client: RegionClient, one: Mapping[str, Any]) -> Item:
    return Item(one["BackupVaultArn"], one["BackupVaultName"], one)


def _vault_listed(_client: RegionClient, item: Item) -> Mapping[str, Any]:
    return {
        "locked": item.data["Locked"] or item.data.get("VaultType") == AIR_GAPPED,
        "empty": item.data["NumberOfRecoveryPoints"] == 0,
    }


async def _own_key(client: RegionClient, item: Item) -> bool:
    key = item.data.get("EncryptionKeyArn")
    return await own_key(client, key) if key else False


async def _plain_sources(client: RegionClient, item: Item) -> tuple[str, ...]:
    """Return what was saved without encryption; a vault without recovery points costs no call."""
    if not item.data["NumberOfRecoveryPoints"]:
        return ()
    asked = {"BackupVaultName": item.name, "MaxResults": LARGEST_PAGE}
    found = {
        one["ResourceArn"]
        async for one in client.pages(POINTS_CALL, "RecoveryPoints", **asked)
        # The parts of a composite have recovery points of their own.
        if one["Status"] not in OVER and not one.get("IsParent") and not one["IsEncrypted"]
    }
    return tuple(sorted(found))


def _policy(response: Response) -> Policy | None:
    document = response["Policy"]
    return policy(document) if document else None


def _plan(_client: RegionClient, one: Mapping[str, Any]) -> Item:
    return Item(one["BackupPlanArn"], one["BackupPlanName"], one)


async def _selections(client: RegionClient, item: Item) -> tuple[str, ...]:
    found = client.pages(
        SELECTIONS_CALL, "BackupSelectionsList", BackupPlanId=item.data["BackupPlanId"]
    )
    return tuple([one["SelectionName"] async for one in found])


VAULTS = AssetCollector(
    asset_type=BackupVault,
    regional=True,
    calls=(VAULTS_CALL,),
    items=listing(VAULTS_CALL, "BackupVaultList", _vault),
    listed=_vault_listed,
    reads=(
        Read(facts=("own_key",), calls=(DESCRIBE_CALL,), run=_own_key),
        Read(facts=("plain_sources",), calls=(POINTS_CALL,), run=_plain_sources),
        read(
            "policy",
            POLICY_CALL,
            by=lambda item: {"BackupVaultName": item.name},
            of=_policy,
            absent={"ResourceNotFoundException": None},
        ),
    ),
)

PLANS = AssetCollector(
    asset_type=BackupPlan,
    regional=True,
    calls=(PLANS_CALL,),
    items=listing(PLANS_CALL, "BackupPlansList", _plan),
    reads=(Read(facts=("selections",), calls=(SELECTIONS_CALL,), run=_selections),),
)

COLLECTORS: tuple[AssetCollector[RegionClient, Any], ...] = (VAULTS, PLANS)
