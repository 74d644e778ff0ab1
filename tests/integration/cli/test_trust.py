"""`posture trust` against a server, as `workload-identity.md` shows it."""

import re
import shlex
import subprocess
from pathlib import Path

import pytest

from posture.collectors.aws.sdk import Services
from tests.integration.cli.conftest import Posture

PAGE = Path(__file__).parents[3] / "backend" / "docs" / "workload-identity.md"
SCOPE = ("--scope", "findings:read")


def test_the_command_of_the_page_makes_a_trust(here: Posture) -> None:
    block = re.search(
        r"```console\n\$ posture (.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL
    )
    assert block is not None
    arguments = shlex.split(block[1].replace("\\\n", " "))
    made = here(*arguments, "-o", "json").json

    assert made["issuer"] == "https://token.actions.githubusercontent.com"
    assert made["conditions"] == [
        {"claim": "repository_id", "equals": ["740196385"], "matches": []},
        {"claim": "ref", "equals": [], "matches": ["refs/heads/*"]},
    ]
    assert made in here("trust", "list", "-o", "json").json
    assert here("trust", "show", made["id"], "-o", "json").json == made
    changed = here("trust", "update", made["id"], "--lifetime", "5m", "-o", "json").json
    assert changed["lifetime_seconds"] == 300
    assert here("trust", "delete", made["id"]).err == f"posture: deleted trust {made['id']}\n"
    assert here("trust", "show", made["id"]).code == 2


def test_a_change_or_an_end_of_a_trust_that_has_changed_since_is_refused(here: Posture) -> None:
    claims = ("--claim", "repository_id=74", "--claim", "sub=repo:acme/shop:ref:refs/heads/main")
    options = ("--name", "read before", "--issuer", "github", *claims, *SCOPE)
    made = here("trust", "create", *options, "-o", "json").json
    shown = dict(line.split(None, 1) for line in here("trust", "show", made["id"]).out.splitlines())
    read = ("--if-match", shown["ETAG"])
    assert here("trust", "update", made["id"], "--lifetime", "5m", *read).code == 0
    for late in (("update", made["id"], "--lifetime", "6m", *read), ("delete", made["id"], *read)):
        refused = here("trust", *late)
        assert refused.code == 2
        assert "412 precondition_failed: It has changed since its ETag was read" in refused.err
    assert here("trust", "show", made["id"], "-o", "json").json["lifetime_seconds"] == 300


def test_a_trust_for_everybody_is_refused(here: Posture) -> None:
    made = here(
        "trust",
        "create",
        "--name",
        "open",
        "--issuer",
        "github",
        *SCOPE,
        "--claim",
        "environment=production",
    )
    assert made.code == 2
    assert "signs tokens for all its customers" in made.err


def test_a_name_alone_gets_advice(here: Posture) -> None:
    made = here(
        "trust",
        "create",
        "--name",
        "named",
        "--issuer",
        "github",
        *SCOPE,
        "--claim",
        "repository_owner=acme",
    )
    assert made.code == 0
    assert "add a condition for `repository_owner_id`" in made.err


@pytest.mark.parametrize("program", ["aws", "curl"])
def test_the_commands_of_clouds_on_the_page_keep_what_the_program_prints(
    tmp_path: Path, program: str
) -> None:
    block = re.search(
        rf"```console\n\$ (export POSTURE_IDENTITY_TOKEN=\"\$\({program}.*?)```",
        PAGE.read_text(encoding="utf-8"),
        re.DOTALL,
    )
    assert block is not None
    stub = tmp_path / program
    stub.write_text(f'#!/bin/sh\nprintf "%s\\n" "$@" > {tmp_path}/sent\necho header.claims.end\n')
    stub.chmod(0o755)
    script = f'PATH={tmp_path}:$PATH\n{block[1]}\nprintf "%s" "$POSTURE_IDENTITY_TOKEN"'
    done = subprocess.run(["/bin/sh", "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout == "header.claims.end"
    sent = (tmp_path / "sent").read_text().split("\n")
    if program == "curl":
        assert sent[2].endswith("/identity?audience=posture:ID&format=full")
        return
    model = Services()["sts"].model.operation_model("GetWebIdentityToken")
    assert sent[:2] == ["sts", "get-web-identity-token"]
    assert model.input_shape is not None
    assert model.output_shape is not None
    asked = {one[2:] for one in sent if one.startswith("--") and one not in {"--query", "--output"}}
    known = {re.sub(r"(?<!^)([A-Z])", r"-\1", one).lower() for one in model.input_shape.members}
    assert asked <= known
    assert sent[sent.index("--query") + 1] in model.output_shape.members
