"""posture_token under the real Terraform: a job's identity becomes a token that nothing stores."""

import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from zipfile import ZipFile

import pytest

from posture_client import Client
from tests.issuer import JOB_SECONDS, Issuer
from tests.plugins.client.scripted import Reply, scripted
from tests.plugins.terraform.configurations import CONFIGURED
from tests.plugins.terraform.harness import HEAD, Workspace
from tests.plugins.terraform.test_suppression import configured
from tests.server import Served

SCOPES = ["findings:read", "suppressions:read", "suppressions:write"]
JOB = """
variable "endpoint" { type = string }
variable "identity" {
  type      = string
  default   = null
  ephemeral = true
}
variable "trust_id" {
  type    = string
  default = null
}
provider "posture" {
  alias         = "exchange"
  endpoint      = var.endpoint
  retry_seconds = 2
}
ephemeral "posture_token" "job" {
  provider       = posture.exchange
  trust_id       = var.trust_id
  identity_token = var.identity
}
provider "posture" {
  endpoint = var.endpoint
  token    = ephemeral.posture_token.job.token
}
"""
REASON = """
data "posture_audit" "refused" {
  action = "token.refused"
}
"""
NO_TOKEN = "No token for the posture server"
TOKEN = re.compile(rb"posture_[A-Za-z0-9_-]{40,}")
Sign = Callable[..., str]


@pytest.fixture
def trust_id(client: Client, issuer: Issuer) -> str:
    return client.create_trust(
        name="shop",
        issuer=issuer.url,
        conditions=[{"claim": "repository_id", "equals": ["74"]}],
        scopes=SCOPES,
        max_uses=9,
    )["id"]


@pytest.fixture
def sign(issuer: Issuer, trust_id: str) -> Sign:
    """Return what signs the identity of a job, with changed claims."""

    def signed(**changed: object) -> str:
        now = int(time.time())
        return issuer.token(
            {"aud": f"posture:{trust_id}", "sub": "repo:acme/shop", "jti": "job", "iat": now}
            | {"nbf": now, "exp": now + JOB_SECONDS, "repository_id": "74"}
            | changed
        )

    return signed


@pytest.fixture
def job(workspace: Workspace, sign: Sign) -> Workspace:
    """Return the configuration of a job that has an identity, and no token."""
    del workspace.environ["TF_VAR_token"]
    workspace.variables["identity"] = sign()
    return workspace


def stored(directory: Path) -> Iterator[bytes]:
    """Yield the contents of the states and of the saved plan."""
    for file in directory.glob("*.tfstate*"):
        yield file.read_bytes()
    with ZipFile(directory / "saved") as archive:
        yield from map(archive.read, archive.namelist())


def test_a_provider_uses_the_token_and_nothing_stores_it(
    job: Workspace, client: Client, trust_id: str
) -> None:
    job.write(JOB + configured(), head=HEAD)
    assert job.validate() == []
    job.run("plan", "-out=saved")
    job.run("apply", "saved")
    made = job.state()["posture_suppression.website"]
    assert client.get_suppression(made["id"]) == made
    assert job.plan_is_empty()
    exchanged = client.list_audit(action="token.exchanged")["data"]
    revoked = client.list_audit(action="token.revoked")["data"]
    assert len(revoked) == len(exchanged) == 3
    (created,) = client.list_audit(action="suppression.created")["data"]
    assert f"trust {trust_id}" in str(created["actor_user_id"])
    assert TOKEN.search(b"posture_" + 43 * b"a")
    for content in stored(job.directory):
        assert not TOKEN.search(content)
        assert job.variables["identity"].encode() not in content
    job.leave()


def test_less_than_the_trust_grants_can_be_requested(job: Workspace) -> None:
    narrow = JOB.replace("var.identity\n}", 'var.identity\n  scopes = ["findings:read"]\n}', 1)
    job.write(narrow + configured(), head=HEAD)
    error = job.apply(expect=1).error
    assert "lacks the scope suppressions:write" in error["detail"]
    job.write(narrow.replace('"findings:read"', '"audit:read"') + configured(), head=HEAD)
    error = job.plan(expect=1).error
    summary = "Could not exchange the identity: the trust does not grant these scopes"
    assert error["summary"] == summary
    assert "Remove scopes, or those that the trust does not have." in error["detail"]
    assert error["snippet"]["code"].strip().startswith("scopes")
    job.write(JOB + configured(), head=HEAD)
    job.apply()
    job.leave()


# So long that no random id contains it by chance.
OTHER_REPOSITORY = "750123456789"


def test_the_reason_of_a_refusal_is_in_the_audit_log(
    job: Workspace, sign: Sign, client: Client, api: Served
) -> None:
    job.variables["identity"] = sign(repository_id=OTHER_REPOSITORY)
    job.write(JOB + configured(), head=HEAD)
    error = job.apply(expect=1).error
    assert error["summary"] == "Could not exchange the identity: the identity is not accepted"
    assert error["snippet"]["code"].strip().startswith("identity_token")
    assert "Read the reason in the audit log" in error["detail"]
    assert client.list_suppressions()["data"] == []
    job.variables = {"token": api.token}
    job.write(REASON, head=CONFIGURED)
    job.apply()
    (row,) = job.state()["data.posture_audit.refused"]["audit"]
    assert row["result"] == "failure"
    assert '"reason": "condition"' in row["after_jsonb"]
    assert OTHER_REPOSITORY not in row["after_jsonb"]


def test_an_identity_for_plan_and_apply_needs_more_uses(
    job: Workspace, client: Client, trust_id: str
) -> None:
    client.update_trust(trust_id, max_uses=1)
    job.write(JOB + configured(), head=HEAD)
    job.run("plan", "-out=saved")
    error = job.run("apply", "-json", "saved", expect=1).error
    assert "If it is `used`, set a larger max_uses in the trust" in error["detail"]
    (row,) = client.list_audit(action="token.refused")["data"]
    assert row["after_jsonb"] is not None
    assert row["after_jsonb"]["reason"] == "used"
    client.update_trust(trust_id, max_uses=9)
    job.apply()
    job.leave()


def test_without_an_identity_it_says_what_offers_one(
    workspace: Workspace, sign: Sign, trust_id: str
) -> None:
    del workspace.environ["TF_VAR_token"]
    workspace.write(JOB + configured(), head=HEAD)
    workspace.variables["trust_id"] = trust_id
    error = workspace.plan(expect=1).error
    assert error["summary"] == "There is no identity to exchange"
    assert "Set identity_token, or the environment variable" in error["detail"]
    workspace.variables["identity"] = sign()
    workspace.plan()


def test_the_identity_of_the_environment_is_exchanged(processes: Workspace, sign: Sign) -> None:
    del processes.environ["TF_VAR_token"]
    processes.write(JOB + configured())
    processes.environ["POSTURE_IDENTITY_TOKEN"] = sign()
    assert processes.apply().changes["add"] == 1
    processes.leave()


def test_the_identity_that_github_actions_offers_is_exchanged(
    processes: Workspace, sign: Sign, trust_id: str
) -> None:
    del processes.environ["TF_VAR_token"]
    processes.variables["trust_id"] = trust_id
    processes.write(JOB + configured())
    assert "`permissions: id-token: write`" in processes.plan(expect=1).error["detail"]
    with scripted(Reply(body={"value": sign()})) as runner:
        processes.environ["ACTIONS_ID_TOKEN_REQUEST_URL"] = f"{runner.url}/?run=1"
        processes.environ["ACTIONS_ID_TOKEN_REQUEST_TOKEN"] = "of-the-runner"
        assert processes.apply().changes["add"] == 1
        processes.destroy()
    assert {one.path for one in runner.requests} == {f"/?run=1&audience=posture%3A{trust_id}"}


def test_a_provider_without_a_token_serves_nothing_else(processes: Workspace) -> None:
    block = 'variable "endpoint" {}\nprovider "posture" {\n  endpoint = var.endpoint\n}\n'
    for part in (configured(), 'data "posture_checks" "all" {}\n'):
        processes.write(block + part)
        assert processes.plan(expect=1).error["summary"] == NO_TOKEN


@pytest.mark.parametrize(
    ("line", "summary"),
    [
        ('trust_id = "shop"', "Invalid value for trust_id"),
        ('scopes = ["runs"]', "Invalid value for scopes"),
        ("scopes = []", "Invalid value for scopes"),
        ('identity_token = "a b"', "Invalid value for identity_token"),
    ],
)
def test_a_wrong_argument_is_refused_before_anything_is_sent(
    workspace: Workspace, line: str, summary: str
) -> None:
    block = 'provider "posture" {\n  retry_seconds = 2\n}\n'
    workspace.write(f'{block}ephemeral "posture_token" "job" {{\n  {line}\n}}\n')
    (wrong,) = workspace.validate()
    assert wrong["summary"] == summary
    assert wrong["snippet"]["code"].strip().startswith(line.split(maxsplit=1)[0])
