"""The pattern of the examples: each apply that touches what a run looks at starts another run.

The resources are stand-ins of Terraform itself, in the root module, in a module, with `count` and
with `for_each`. What matters is when Terraform plans another run, and in which order it applies.
"""

from dataclasses import dataclass
from typing import Any

from tests.plugins.terraform.configurations import ACCOUNT, CONFIGURED
from tests.plugins.terraform.harness import Done, Workspace

RUN = "posture_run.after_apply"
MODULE = """
variable "policy" { type = string }
resource "terraform_data" "bucket" {
  triggers_replace = "orders"
}
resource "terraform_data" "policy" {
  input = var.policy
}
output "looked_at" {
  value = [terraform_data.bucket, terraform_data.policy]
}
"""
RESOURCES = """
variable "buckets" {
  type    = set(string)
  default = ["a", "b"]
}
variable "name" {
  type    = string
  default = "first"
}
variable "sites" {
  type    = map(string)
  default = { eu = "private" }
}
variable "keys" {
  type    = number
  default = 1
}
resource "terraform_data" "bucket" {
  for_each         = var.buckets
  triggers_replace = [each.key, var.name]
}
resource "terraform_data" "key" {
  count = var.keys
}
module "site" {
  source   = "./site"
  for_each = var.sites
  policy   = each.value
}
"""
ROLE = """
resource "terraform_data" "role" {
  input = "deploy"
}
"""
PATTERN = """
locals {
  looked_at = [%s]
}
resource "posture_run" "after_apply" {
  integration_id = posture_integration.account.id
  triggers       = { looked_at = sha256(jsonencode(local.looked_at)) }
  scope          = { resource_ids = ["arn:aws:s3:::orders"] }
  wait           = false
}
"""
ALL = ("terraform_data.bucket", "terraform_data.key", "module.site")


@dataclass
class Applies:
    """Applies of a configuration, each with the variables of those before it."""

    here: Workspace
    run_id: str = ""

    def write(self, *, with_role: bool) -> None:
        looked_at = (*ALL, *(("terraform_data.role",) if with_role else ()))
        resources = RESOURCES + (ROLE if with_role else "")
        self.here.write(ACCOUNT + resources + PATTERN % ", ".join(looked_at), head=CONFIGURED)

    def apply(self, **variables: str) -> list[tuple[str, str, str]]:
        """Apply, and return each step: `start` or `complete`, the action and the address.

        There must be another run, and then nothing more to do.
        """
        self.here.variables |= variables
        before = self.run_id
        steps = steps_of(self.here.apply())
        self.run_id = self.here.state()[RUN]["id"]
        assert self.run_id != before
        assert self.here.plan_is_empty()
        begun = steps.index(("start", "create", RUN))
        done = [number for number, (step, _, _) in enumerate(steps) if step == "complete"]
        assert [steps[number][2] for number in done if number > begun] == [RUN]
        return steps

    def changed(self, **variables: str) -> set[tuple[str, str]]:
        """Apply, and return what happened to the resources, all of it before the run began."""
        steps = self.apply(**variables)
        return {(action, where) for step, action, where in steps if step == "complete"} - {
            ("create", RUN),
            ("delete", RUN),
        }


def steps_of(done: Done) -> list[tuple[str, str, str]]:
    hooks: list[dict[str, Any]] = [
        event["hook"] | {"step": event["type"].removeprefix("apply_")}
        for event in done.events
        if event["type"] in {"apply_start", "apply_complete"}
    ]
    return [(one["step"], one["action"], one["resource"]["addr"]) for one in hooks]


def test_every_apply_that_touches_what_is_looked_at_starts_a_run(workspace: Workspace) -> None:
    (workspace.directory / "site").mkdir()
    workspace.write(MODULE, "site/main.tf", head="")
    applies = Applies(workspace)
    applies.write(with_role=True)
    workspace.run("get")

    assert ("complete", "create", RUN) in applies.apply()
    # Created alone: under `for_each`, with `count`, and a module.
    assert applies.changed(buckets='["a", "b", "c"]') == {("create", 'terraform_data.bucket["c"]')}
    assert applies.changed(keys="2") == {("create", "terraform_data.key[1]")}
    assert applies.changed(sites='{ eu = "private", us = "private" }') == {
        ("create", 'module.site["us"].terraform_data.bucket'),
        ("create", 'module.site["us"].terraform_data.policy'),
    }
    # Updated in place, in a module.
    assert applies.changed(sites='{ eu = "private", us = "public" }') == {
        ("update", 'module.site["us"].terraform_data.policy')
    }
    # Replaced.
    assert applies.changed(name="second") == {
        (action, f'terraform_data.bucket["{name}"]')
        for action in ("delete", "create")
        for name in "abc"
    }
    # Destroyed alone: under `for_each`, `count = 0`, a module, and a block that is gone.
    assert applies.changed(buckets='["a"]') == {
        ("delete", 'terraform_data.bucket["b"]'),
        ("delete", 'terraform_data.bucket["c"]'),
    }
    assert applies.changed(keys="0") == {
        ("delete", "terraform_data.key[0]"),
        ("delete", "terraform_data.key[1]"),
    }
    assert applies.changed(sites='{ eu = "private" }') == {
        ("delete", 'module.site["us"].terraform_data.bucket'),
        ("delete", 'module.site["us"].terraform_data.policy'),
    }
    applies.write(with_role=False)
    assert applies.changed() == {("delete", "terraform_data.role")}
    # Forgotten and created again.
    workspace.run("state", "rm", 'terraform_data.bucket["a"]')
    assert applies.changed() == {("create", 'terraform_data.bucket["a"]')}
    workspace.leave()
