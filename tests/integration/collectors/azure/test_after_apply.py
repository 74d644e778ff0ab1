"""After an apply of `azurerm` and `azapi`: plan and state, scope, findings at `file:line`."""

from pathlib import Path
from typing import Any

import pytest

from posture.bootstrap.azure import AZURE
from posture.bootstrap.scan import scan
from posture.cli.from_terraform import Documents, located, place, scope_of
from posture.domain.azure.connection import AzureConnection
from posture.domain.connection import Connection
from posture.settings import Settings
from posture.worker.assess import Assessment
from posture.worker.scope import Scope
from posture_ci.terraform import declarations, resource_ids, roots
from posture_client.spelling import key
from tests.emulator.arm import GROUP, SUBSCRIPTION, EmulatedSubscription
from tests.emulator.arm.seed import fill
from tests.emulator.arm.seed_further import fill_further
from tests.integration.collectors.gcp.test_after_apply import Files, Row, changed, created
from tests.plugins.client.azurerm_types import TYPES

pytestmark = pytest.mark.anyio

COUNT = 81  # 78 of azurerm
LINES_OF_A_BLOCK = 3
HERE = f"{GROUP}/providers"
LEAKY = f"{HERE}/Microsoft.Storage/storageAccounts/leaky"
OPEN = f"{HERE}/Microsoft.Network/networkSecurityGroups/open"
OPENAI = f"{HERE}/Microsoft.CognitiveServices/accounts/openai"
SQL = f"{HERE}/Microsoft.Sql/servers/sql"
VAULT = f"{HERE}/Microsoft.KeyVault/vaults/vault"
ROWS: tuple[Row, ...] = (
    # Older versions of azurerm write parts of an id in lower case.
    (
        "azurerm_storage_account.data",
        {"id": LEAKY.replace("resourceGroups", "resourcegroups"), "name": "leaky"},
    ),
    (
        'azurerm_network_security_rule.rules["ssh"]',
        {"id": f"{OPEN}/securityRules/ssh", "name": "ssh", "network_security_group_name": "open"}
        | {"resource_group_name": "Shop"},
    ),
    (
        "azurerm_key_vault_key.signing",
        {"id": "https://vault.vault.azure.net/keys/signing/1"}
        | {"resource_versionless_id": f"{VAULT}/keys/signing"},
    ),
    (
        "azurerm_cognitive_account_rai_policy.weak",
        {"id": f"{OPENAI}/raiPolicies/Weak", "name": "Weak"},
    ),
    (
        "azurerm_cognitive_deployment.gpt",
        {"id": f"{OPENAI}/deployments/gpt", "name": "gpt", "rai_policy_name": "Weak"},
    ),
    (
        "azurerm_mssql_firewall_rule.all",
        {"id": f"{SQL}/firewallRules/all", "name": "all", "server_id": SQL},
    ),
    (
        "azapi_resource.bot",
        {"id": f"{HERE}/Microsoft.BotService/botServices/bot", "name": "bot"}
        | {"type": "Microsoft.BotService/botServices@2022-09-15"},
    ),
    (
        "azurerm_security_center_subscription_pricing.machines",
        {"id": f"/subscriptions/{SUBSCRIPTION}/providers/Microsoft.Security/pricings/Arm"},
    ),
)
MAIN = "".join(
    f'resource "{address.partition(".")[0]}" "{address.partition(".")[2].partition("[")[0]}" {{\n'
    "  # …\n}\n"
    for address, _ in ROWS
)
PLACES = {
    LEAKY: "main.tf:1",
    OPEN: "main.tf:4",
    f"{VAULT}/keys/signing": "main.tf:7",
    f"{OPENAI}/deployments/gpt": "main.tf:13",
    SQL: "main.tf:16",
    f"{HERE}/Microsoft.BotService/botServices/bot": "main.tf:19",
    f"/subscriptions/{SUBSCRIPTION}": "main.tf:22",
}


@pytest.fixture
def files(tmp_path: Path) -> Files:
    found = Files(tmp_path)
    (tmp_path / "main.tf").write_text(MAIN)
    (tmp_path / "network" / "main.tf").unlink()
    found.write_state(ROWS)
    return found


async def run(subscription: EmulatedSubscription, scope: dict[str, Any] | None) -> Assessment:
    options = AzureConnection(subscription_id=SUBSCRIPTION, endpoint_url=subscription.url)
    connection = Connection(provider="azure", options=options, trusted=True)
    settings = Settings(azure_burst_calls=1_000, cloud_settle_seconds=0.0)
    return await scan(settings, connection, scope=Scope(**(scope or {})), clouds=(AZURE,))


async def test_what_an_apply_made_is_scanned_and_found_at_its_line(
    subscription: EmulatedSubscription, files: Files
) -> None:
    fill(subscription)
    fill_further(subscription)
    files.write_plan(*(created(*one) for one in ROWS), rows=ROWS)

    scope = scope_of(Documents(files.plan, files.state), ())
    found = await run(subscription, scope)

    assert found.reads.reasons == {}
    assert found.evaluation.unchecked == []
    findings = [{"resource_id": one.resource_id} for one in found.evaluation.failures]
    places = {
        one["resource_id"]: place(one) for one in located(findings, files.state, files.directory)
    }
    assert places == PLACES


async def test_what_an_apply_removed_is_expected_to_be_gone_and_a_rule_leaves_its_group(
    subscription: EmulatedSubscription, files: Files
) -> None:
    fill(subscription)
    old: Row = (
        "azurerm_storage_account.old",
        {"id": f"{HERE}/Microsoft.Storage/storageAccounts/old", "name": "old"},
    )
    files.write_plan(changed(*old, ("delete",)), changed(*ROWS[1], ("delete",)), rows=ROWS)

    scope = scope_of(Documents(files.plan, files.state), ())
    found = await run(subscription, scope)

    assert scope is not None
    assert set(scope["resource_ids"]) == {old[1]["id"], OPEN}
    assert scope["expected_absent"] == (old[1]["id"],)
    assert found.evaluation.absent_count == 1
    assert {one.resource_id for one in found.evaluation.failures} == {OPEN}


def test_a_name_that_two_resource_groups_have_is_that_of_the_own_group(files: Files) -> None:
    other = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/other/providers"
    twins = tuple(
        (
            f"azurerm_network_security_group.{name}",
            {"id": f"{at}/Microsoft.Network/networkSecurityGroups/open", "name": "open"},
        )
        for name, at in (("other", other), ("shop", HERE))
    )
    rule = {"network_security_group_name": "open", "resource_group_name": "shop"}
    planned = ("azurerm_network_security_rule.new", rule)
    files.write_plan(created(*ROWS[1]), created(*planned), rows=(*twins, *ROWS, planned))
    files.write_state((*twins, *ROWS))

    scope = scope_of(Documents(files.plan, files.state), ())

    assert scope is not None
    assert set(scope["resource_ids"]) == {OPEN}


def test_every_type_leads_to_its_assets_and_back_to_its_line(tmp_path: Path) -> None:
    files = Files(tmp_path)
    blocks = (f'resource "{one.name}" "it" {{\n  # …\n}}\n' for one in TYPES)
    (tmp_path / "main.tf").write_text("".join(blocks))
    (tmp_path / "network" / "main.tf").unlink()
    rows = tuple((f"{one.name}.it", one.attributes) for one in TYPES)
    files.write_state(rows)
    files.write_plan(*(created(*row) for row in rows), rows=rows)
    wanted = {id_ for one in TYPES for id_ in one.resource_ids}

    scope = scope_of(Documents(files.plan, files.state), ())

    assert len(TYPES) == COUNT
    assert scope is not None
    assert set(scope["resource_ids"]) == wanted
    findings = [{"resource_id": one} for one in sorted(wanted)]
    places = {one["resource_id"]: place(one) for one in located(findings, files.state, tmp_path)}
    lines = {
        id_: {
            f"main.tf:{1 + LINES_OF_A_BLOCK * position}"
            for position, other in enumerate(TYPES)
            if id_ in other.resource_ids
        }
        for id_ in wanted
    }
    assert {one: found for one, found in places.items() if found not in lines[one]} == {}
    assert places.keys() == wanted
    # The wrapper of CI jobs names the same assets, at the same places.
    found = roots([files.plan], [files.state], None)
    assert set(resource_ids(found, planned=True, report=print).ids) == wanted
    declared = declarations(found, tmp_path)
    assert {id_: f"{one.file}:{one.line}" for id_, one in declared.items()} == {
        key(id_): one for id_, one in places.items()
    }
