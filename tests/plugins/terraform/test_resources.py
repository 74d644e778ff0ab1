"""Resources under the real Terraform: create, read, change, import, drift, destroy."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from posture_client import Client
from tests.plugins.terraform.configurations import ACCOUNT, CONFIGURED
from tests.plugins.terraform.harness import Workspace

RUN = """
resource "posture_run" "after" {
  integration_id = posture_integration.account.id
  wait           = false
  triggers       = { release = "1" }
  scope          = { services = ["s3"], resource_ids = ["arn:aws:s3:::acme-logs"] }
  source         = { workspace = "production", commit = "9f2c1ab" }
}
"""

SUBSCRIPTION = """
resource "posture_integration" "account" {
  name           = "shop"
  cloud_provider = "azure"
  azure          = { subscription_id = "6f2c1a54-9d0e-4c77-8b57-1f8f0a3f5b10" }
}
"""


def rewrite(workspace: Workspace, change: Callable[[dict[str, Any]], None]) -> None:
    """Change the integration in the stored state."""
    file = workspace.directory / "terraform.tfstate"
    state = json.loads(file.read_text(encoding="utf-8"))
    (resource,) = (one for one in state["resources"] if one["type"] == "posture_integration")
    change(resource["instances"][0])
    state["serial"] += 1
    file.write_text(json.dumps(state), encoding="utf-8")


class TestIntegration:
    def test_it_is_connected_as_configured_and_stays_so(
        self, workspace: Workspace, client: Client
    ) -> None:
        workspace.write(ACCOUNT, head=CONFIGURED)
        assert workspace.apply().changes == {"add": 1, "change": 0, "remove": 0}
        state = workspace.state()["posture_integration.account"]
        found = client.get_integration(state["id"])
        assert found["provider"] == state["cloud_provider"] == "aws"
        assert sorted(found["aws"]["regions"]) == ["eu-central-1", "eu-west-1"]
        assert state["aws"] == found["aws"] | {"regions": ["eu-central-1", "eu-west-1"]}
        assert state["created_at"] == found["created_at"]
        assert workspace.plan_is_empty()
        workspace.leave()

    def test_a_change_goes_to_the_same_integration(
        self, workspace: Workspace, client: Client
    ) -> None:
        workspace.write(ACCOUNT, head=CONFIGURED)
        workspace.apply()
        before = workspace.state()["posture_integration.account"]
        changed = ACCOUNT.replace('["eu-west-1", "eu-central-1"]', '["us-east-1"]')
        workspace.write(changed.replace('"acme-7f1c"', '"acme-8"'), head=CONFIGURED)
        assert workspace.apply().changes == {"add": 0, "change": 1, "remove": 0}
        found = client.get_integration(before["id"])
        assert found["aws"] == before["aws"] | {"regions": ["us-east-1"], "external_id": "acme-8"}
        assert workspace.plan_is_empty()
        workspace.leave()

    def test_no_regions_and_no_list_of_regions_are_each_kept_as_they_are_written(
        self, workspace: Workspace
    ) -> None:
        for regions in ("[]", "null"):
            changed = ACCOUNT.replace('["eu-west-1", "eu-central-1"]', regions)
            workspace.write(changed, head=CONFIGURED)
            workspace.apply()
            assert workspace.plan_is_empty()
        workspace.leave()

    def test_another_cloud_makes_another_integration(self, workspace: Workspace) -> None:
        workspace.write(ACCOUNT, head=CONFIGURED)
        workspace.apply()
        # No other cloud can be configured yet, so it is the state that has one.
        rewrite(workspace, lambda resource: resource["attributes"].update(cloud_provider="toy"))
        change = workspace.planned("-refresh=false")["posture_integration.account"]
        assert change["actions"] == ["delete", "create"]
        assert change["replace_paths"] == [["cloud_provider"]]
        workspace.leave()

    def test_a_state_of_the_version_before_is_read_and_is_no_difference(
        self, workspace: Workspace
    ) -> None:
        def flatten(resource: dict[str, Any]) -> None:
            attributes = resource["attributes"]
            attributes.update(attributes.pop("aws"))
            resource["schema_version"] = 0

        for account in (ACCOUNT, ACCOUNT.replace('["eu-west-1", "eu-central-1"]', "null")):
            workspace.write(account, head=CONFIGURED)
            workspace.apply()
            before = workspace.state()
            rewrite(workspace, flatten)
            assert workspace.plan_is_empty()
            assert not any(workspace.apply().changes.values())
            assert workspace.state() == before
        workspace.leave()

    def test_an_external_id_that_is_not_known_yet_stays_unknown_in_the_plan(
        self, workspace: Workspace, client: Client
    ) -> None:
        made = 'resource "terraform_data" "made" { input = "%s" }\n'
        account = ACCOUNT.replace('"acme-7f1c"', "terraform_data.made.output")
        for external_id in ("acme-1", "acme-2"):
            workspace.write(account + made % external_id, head=CONFIGURED)
            unknown = workspace.planned()["posture_integration.account"]["after_unknown"]
            assert unknown["aws"]["external_id"] is True
            workspace.apply()
            found = workspace.state()["posture_integration.account"]
            assert found["aws"]["external_id"] == external_id
            assert client.get_integration(found["id"])["aws"]["external_id"] == external_id
            assert workspace.plan_is_empty()
        workspace.leave()

    def test_a_role_gets_an_external_id_that_stays(
        self, workspace: Workspace, client: Client
    ) -> None:
        without = ACCOUNT.replace('external_id = "acme-7f1c"', "")
        workspace.write(without.replace("role_arn ", "# role_arn "), head=CONFIGURED)
        workspace.apply()
        assert workspace.state()["posture_integration.account"]["aws"]["external_id"] is None
        workspace.write(without, head=CONFIGURED)
        workspace.apply()
        made = workspace.state()["posture_integration.account"]
        assert made["aws"]["external_id"].startswith("posture-")
        assert (
            made["aws"]["external_id"] == client.get_integration(made["id"])["aws"]["external_id"]
        )
        assert workspace.plan_is_empty()
        workspace.write(without.replace('"production"', '"renamed"'), head=CONFIGURED)
        planned = workspace.planned()["posture_integration.account"]
        assert planned["after"]["aws"] == made["aws"]
        workspace.apply()
        assert workspace.plan_is_empty()
        workspace.leave()

    def test_the_value_for_the_tag_of_a_subscription_is_known_after_the_apply(
        self, workspace: Workspace, client: Client
    ) -> None:
        workspace.write(SUBSCRIPTION, head=CONFIGURED)
        workspace.apply()
        made = workspace.state()["posture_integration.account"]
        assert made["azure"]["external_id"].startswith("posture-")
        found = client.get_integration(made["id"])["azure"]["external_id"]
        assert found == made["azure"]["external_id"]
        assert workspace.plan_is_empty()
        workspace.write(SUBSCRIPTION.replace('"shop"', '"renamed"'), head=CONFIGURED)
        planned = workspace.planned()["posture_integration.account"]
        assert planned["after"]["azure"] == made["azure"]
        workspace.leave()

    def test_drift_is_seen_and_fixed(self, workspace: Workspace, client: Client) -> None:
        workspace.write(ACCOUNT, head=CONFIGURED)
        workspace.apply()
        integration_id = workspace.state()["posture_integration.account"]["id"]
        client.update_integration(
            integration_id, name="renamed", aws={"regions": ["ap-south-1"], "external_id": None}
        )
        change = workspace.planned()["posture_integration.account"]
        assert change["actions"] == ["update"]
        assert change["before"]["name"] == "renamed"
        workspace.apply()
        assert client.get_integration(integration_id)["name"] == "production"
        workspace.leave()

    def test_an_integration_deleted_elsewhere_is_created_again(
        self, workspace: Workspace, client: Client
    ) -> None:
        workspace.write(ACCOUNT, head=CONFIGURED)
        workspace.apply()
        client.delete_integration(workspace.state()["posture_integration.account"]["id"])
        assert workspace.planned()["posture_integration.account"]["actions"] == ["create"]
        workspace.apply()
        client.delete_integration(workspace.state()["posture_integration.account"]["id"])
        assert workspace.destroy("-refresh=false").changes["remove"] == 1

    def test_an_integration_deleted_between_plan_and_apply_is_reported(
        self, workspace: Workspace, client: Client
    ) -> None:
        workspace.write(ACCOUNT, head=CONFIGURED)
        workspace.apply()
        workspace.write(ACCOUNT.replace('"production"', '"staging"'), head=CONFIGURED)
        plan = str(workspace.directory / "saved")
        workspace.plan(f"-out={plan}")
        client.delete_integration(workspace.state()["posture_integration.account"]["id"])
        error = workspace.run("apply", "-json", plan, expect=1).error
        assert error["summary"] == "The integration is gone"
        assert workspace.apply().changes["add"] == 1
        workspace.leave()

    def test_it_is_imported_by_its_id(self, workspace: Workspace, client: Client) -> None:
        made = client.create_integration(
            name="production",
            provider="aws",
            aws={
                "role_arn": "arn:aws:iam::111122223333:role/posture",
                "external_id": "acme-7f1c",
                "regions": ["eu-central-1", "eu-west-1"],
            },
        )
        block = f'import {{\n  to = posture_integration.account\n  id = "{made["id"]}"\n}}\n'
        workspace.write(ACCOUNT + block, head=CONFIGURED)
        changes = workspace.planned()["posture_integration.account"]
        assert changes["actions"] == ["no-op"]
        workspace.apply()
        assert workspace.state()["posture_integration.account"]["id"] == made["id"]
        assert workspace.plan_is_empty()
        workspace.leave()

    @pytest.mark.parametrize(
        ("text", "summary"),
        [
            ("production", "Not the id of an integration"),
            ("00000000-0000-4000-8000-000000000000", "Cannot import non-existent remote object"),
        ],
    )
    def test_what_does_not_exist_is_not_imported(
        self, workspace: Workspace, text: str, summary: str
    ) -> None:
        workspace.write(ACCOUNT, head=CONFIGURED)
        done = workspace.run("import", "-no-color", "posture_integration.account", text, expect=1)
        assert summary in done.err


class TestRun:
    def test_it_is_started_with_the_configured_values(
        self, workspace: Workspace, client: Client
    ) -> None:
        workspace.write(ACCOUNT + RUN, head=CONFIGURED)
        workspace.apply()
        state = workspace.state()["posture_run.after"]
        run: Any = client.get_run(state["id"])
        assert state["status"] == run["status"] == "running"
        assert run["scope"] == {"services": ["s3"], "resource_ids": ["arn:aws:s3:::acme-logs"]}
        assert run["source"] == {
            "tool": "terraform",
            "workspace": "production",
            "commit": "9f2c1ab",
        }
        assert workspace.plan_is_empty()
        workspace.destroy()
        assert client.get_run(state["id"])["status"] == "cancelled"

    def test_before_it_exists_the_plan_knows_what_is_configured_alone(
        self, workspace: Workspace
    ) -> None:
        workspace.write(ACCOUNT + RUN, head=CONFIGURED)
        change = workspace.planned()["posture_run.after"]
        assert change["after"]["trigger"] == "manual"
        assert change["after"]["scope"]["services"] == ["s3"]
        unknown = change["after_unknown"]
        assert unknown["integration_id"] is True
        assert all(unknown[name] is True for name in ("id", "status", "delta", "finding_count"))

    @pytest.mark.parametrize(
        ("old", "new", "path"),
        [
            ('release = "1"', 'release = "2"', ["triggers"]),
            ('"arn:aws:s3:::acme-logs"', '"arn:aws:s3:::acme-data"', ["scope"]),
            ("wait           = false", 'wait = false\n trigger = "verify"', ["trigger"]),
        ],
    )
    def test_some_changes_start_another(
        self, workspace: Workspace, old: str, new: str, path: list[str]
    ) -> None:
        workspace.write(ACCOUNT + RUN, head=CONFIGURED)
        workspace.apply()
        workspace.write(ACCOUNT + RUN.replace(old, new), head=CONFIGURED)
        change = workspace.planned()["posture_run.after"]
        assert change["actions"] == ["delete", "create"]
        assert change["replace_paths"] == [path]
        workspace.leave()

    def test_its_source_is_no_difference_later(self, workspace: Workspace) -> None:
        workspace.write(ACCOUNT + RUN, head=CONFIGURED)
        workspace.apply()
        workspace.write(ACCOUNT + RUN.replace("9f2c1ab", "0000000"), head=CONFIGURED)
        assert workspace.plan_is_empty()
        workspace.leave()

    def test_a_trigger_that_is_unknown_yet_starts_another(self, workspace: Workspace) -> None:
        source = 'resource "terraform_data" "release" { input = "%s" }\n'
        run = RUN.replace('release = "1"', "release = terraform_data.release.output")
        workspace.write(ACCOUNT + run + source % "1", head=CONFIGURED)
        workspace.apply()
        workspace.write(ACCOUNT + run + source % "2", head=CONFIGURED)
        change = workspace.planned()["posture_run.after"]
        assert change["actions"] == ["delete", "create"]
        assert change["after_unknown"]["triggers"] == {"release": True}
        workspace.leave()

    def test_it_is_imported_and_its_triggers_are_taken_over(
        self, workspace: Workspace, client: Client
    ) -> None:
        workspace.write(ACCOUNT, head=CONFIGURED)
        workspace.apply()
        integration_id = workspace.state()["posture_integration.account"]["id"]
        run_id = client.start_run(
            integration_id=integration_id,
            scope={"services": ["s3"], "resource_ids": ["arn:aws:s3:::acme-logs"]},
        )["run_id"]
        block = f'import {{\n  to = posture_run.after\n  id = "{run_id}"\n}}\n'
        workspace.write(ACCOUNT + RUN + block, head=CONFIGURED)
        assert workspace.planned()["posture_run.after"]["actions"] == ["update"]
        workspace.apply()
        assert workspace.state()["posture_run.after"]["id"] == run_id
        assert workspace.plan_is_empty()
        again = RUN.replace('release = "1"', 'release = "2"')
        workspace.write(ACCOUNT + again, head=CONFIGURED)
        assert workspace.planned()["posture_run.after"]["actions"] == ["delete", "create"]
        workspace.leave()

    def test_a_run_that_ended_meanwhile_is_read_without_a_difference(
        self, workspace: Workspace, client: Client
    ) -> None:
        workspace.write(ACCOUNT + RUN, head=CONFIGURED)
        workspace.apply()
        client.cancel_run(workspace.state()["posture_run.after"]["id"])
        assert workspace.plan_is_empty()
        workspace.run("apply", "-refresh-only", "-auto-approve")
        assert workspace.state()["posture_run.after"]["status"] == "cancelled"
        workspace.leave()


def test_parallel_resources_are_made_in_parallel(workspace: Workspace, client: Client) -> None:
    many = ACCOUNT.replace('"account" {', '"account" {\n  count = 12').replace(
        '"production"', '"production ${count.index}"'
    )
    workspace.write(many, head=CONFIGURED)
    assert workspace.apply("-parallelism=12").changes["add"] == 12
    ids = {values["id"] for values in workspace.state().values()}
    assert ids <= {row["id"] for row in client.rows(client.list_integrations)}
    assert workspace.destroy("-parallelism=12").changes["remove"] == 12
