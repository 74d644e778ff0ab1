"""Plans of the real Terraform with the real AWS provider, and the account they change."""

import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import pytest

from tests.emulator.server import emulator
from tests.machine import need
from tests.plugins.run_task.conftest import AWS_KEYS, System
from tests.plugins.run_task.hcp import Callback, TaskResult
from tests.plugins.terraform.harness import ROOT, Workspace, environment

pytestmark = pytest.mark.exhaustive

EXAMPLE = ROOT / "terraform-examples" / "post-apply"
VERSIONS = """
terraform {
  required_providers {
    aws = { source = "hashicorp/aws" }
  }
}
"""
JUDGED = {
    "aws_iam_policy.deploy",
    "aws_iam_role.deploy",
    "aws_kms_key.orders",
    "aws_s3_bucket.orders",
    "aws_security_group.orders",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Apply:
    """A workspace of Terraform, on an account of its own that a posture server looks at."""

    system: System
    here: Workspace
    url: str

    def planned(self, *options: str) -> dict[str, Any]:
        self.here.run("plan", "-out=plan.out", *options)
        shown: dict[str, Any] = json.loads(self.here.run("show", "-json", "plan.out").out)
        return shown

    def asked(self, plan: dict[str, Any], stage: str) -> tuple[TaskResult, Callback]:
        made = self.system.terraform.ask(self.url, plan=plan, stage=stage)
        return made, self.system.terraform.result(made)


@pytest.fixture
def apply(system: System) -> Iterator[Apply]:
    need("terraform")
    theirs = need("aws-provider-mirror")
    (directory := system.directory / "terraform").mkdir()
    for name in ("main.tf", "variables.tf"):
        shutil.copy(EXAMPLE / name, directory / name)
    (directory / "versions.tf").write_text(VERSIONS)
    mirror = f'provider_installation {{\n  filesystem_mirror {{\n    path = "{theirs}"\n  }}\n}}\n'
    with emulator() as account, system.stack:
        own = replace(system, account=account)
        environ = environment(system.directory, mirror) | AWS_KEYS
        environ |= {"AWS_ENDPOINT_URL": account.url, "TF_VAR_endpoint_url": account.url}
        here = Workspace(directory, environ)
        here.run("init")
        task = own.serving(own.integration())
        yield Apply(system=own, here=here, url=task.url)


def test_an_apply_from_its_first_leak_to_its_fix(apply: Apply) -> None:
    leaking = apply.planned()
    _, result = apply.asked(leaking, "post_plan")
    assert (result.status, result.message) == (
        "passed",
        "Nothing that the plan touches exists yet.",
    )

    apply.here.run("apply", "plan.out")
    made, result = apply.asked(leaking, "post_apply")
    assert result.status == "failed"
    assert "All of ec2, iam, kms, s3, vpc is evaluated: no id is known of" in result.message
    found = {outcome["description"] for outcome in made.outcomes}
    assert any(one.startswith("aws_s3_bucket.orders: ") for one in found)

    fix = apply.planned("-var", "hardened=true")
    made, result = apply.asked(fix, "post_plan")
    assert result.status == "failed"
    assert f"{len(JUDGED)} resources that the plan touches" in result.message
    severe = [one for one in made.outcomes if one["outcome-id"].count("-") == 4]
    assert {one["description"].partition(": ")[0] for one in severe} == JUDGED

    apply.here.run("apply", "plan.out")
    made, result = apply.asked(fix, "post_apply")
    assert result.status == "passed"
    assert f"{len(JUDGED)} resources that the apply touched" in result.message
    assert made.outcomes == []
