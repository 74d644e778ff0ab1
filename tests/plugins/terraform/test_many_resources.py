"""Many resources at once: few requests to read them, and no error by the server's rate limit."""

from pathlib import Path

import pytest

from posture_client import Client
from tests.plugins.terraform.configurations import CONFIGURED
from tests.plugins.terraform.faulty_proxy import FaultResponse, FaultyProxy, faulty_proxy
from tests.plugins.terraform.harness import Workspace, credentials, environment
from tests.plugins.terraform.test_suppression import in_days
from tests.server import Queue, served

MANY = """
resource "posture_integration" "account" {{
  count          = {count}
  name           = "account ${{count.index}}"
  cloud_provider = "aws"
  aws            = {{ regions = ["eu-central-1"] }}
}}

resource "posture_suppression" "accepted" {{
  count            = {count}
  check_id         = "aws_s3_bucket_public_access_blocked"
  resource_pattern = "arn:aws:s3:::website-${{count.index}}"
  reason           = "On purpose."
  owner            = "team-web"
  expires_at       = "{expires_at}"
}}
"""
PROVIDER = CONFIGURED.replace("  retry_seconds = 2\n", "")
# The requests of one kind: three single reads, and one page of a list.
READS = 4


def many(count: int) -> str:
    return MANY.format(count=count, expires_at=in_days(30))


def reads(proxy: FaultyProxy, path: str) -> int:
    return sum(asked.method == "GET" and f"/{path}" in asked.path for asked in proxy.seen)


def test_a_plan_reads_many_resources_with_few_requests(
    workspace: Workspace, proxy: FaultyProxy, client: Client
) -> None:
    workspace.write(many(30), head=PROVIDER)
    workspace.apply("-parallelism=20")
    proxy.seen.clear()
    assert workspace.plan_is_empty()
    assert {path: reads(proxy, path) for path in ("integrations", "suppressions")} == {
        "integrations": READS,
        "suppressions": READS,
    }
    account = workspace.state()["posture_integration.account[7]"]
    client.update_integration(account["id"], name="renamed")
    client.delete_suppression(workspace.state()["posture_suppression.accepted[7]"]["id"])
    planned = workspace.planned()
    changed = {
        address: change["actions"]
        for address, change in planned.items()
        if change["actions"] != ["no-op"]
    }
    assert changed == {
        "posture_integration.account[7]": ["update"],
        "posture_suppression.accepted[7]": ["create"],
    }
    workspace.leave("-parallelism=20")


def test_a_list_that_fails_is_not_needed(workspace: Workspace, proxy: FaultyProxy) -> None:
    workspace.write(many(5), head=PROVIDER)
    workspace.apply()
    proxy.fault = lambda asked: FaultResponse(403) if "limit=" in asked.path else None
    assert workspace.plan_is_empty()
    assert reads(proxy, "integrations") == 1 + 5
    workspace.leave()


@pytest.mark.exhaustive
@pytest.mark.parametrize("parallelism", [1, 10, 20, 50])
def test_two_hundred_resources_within_the_default_limits(
    tmp_path: Path, reattach: dict[str, str], parallelism: int
) -> None:
    home = tmp_path / "api"
    home.mkdir()
    with served(home, queue=Queue.WAIT) as api, faulty_proxy(api.url) as proxy:
        workspace = Workspace(tmp_path, environment(tmp_path) | reattach | credentials(api))
        workspace.variables["endpoint"] = proxy.url
        workspace.write(many(100), head=PROVIDER)
        assert workspace.apply(f"-parallelism={parallelism}").changes["add"] == 200
        proxy.statuses.clear()
        assert workspace.plan_is_empty()
        assert proxy.statuses.count(200) == 2 * READS
