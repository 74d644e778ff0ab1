"""`posture findings export` against a server with a run behind it."""

import json
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from posture.cli.export import FORMATS
from posture.formats.catalog import Format
from tests.command import Result
from tests.integration.cli.conftest import Posture
from tests.server import Served
from tests.spec import spec

LEAKY = "prod-customer-exports-acme"
STATE = {
    "values": {
        "root_module": {
            "resources": [
                {
                    "address": "aws_s3_bucket.exports",
                    "mode": "managed",
                    "type": "aws_s3_bucket",
                    "values": {"arn": f"arn:aws:s3:::{LEAKY}", "bucket": LEAKY},
                }
            ]
        }
    }
}
CODE = f"""terraform {{}}

resource "aws_s3_bucket" "exports" {{
  bucket = "{LEAKY}"
}}
"""


@pytest.fixture
def infrastructure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Stand where a repository is, with Terraform in a directory of it."""
    monkeypatch.chdir(tmp_path)
    Path("infra").mkdir()
    Path("infra/main.tf").write_text(CODE)
    Path("state.json").write_text(json.dumps(STATE))
    return tmp_path


def test_every_format_can_be_exported() -> None:
    assert set(FORMATS) == set(Format)


@pytest.mark.parametrize("form", FORMATS)
def test_a_run_is_exported_to_stdout_and_to_a_file(
    here: Posture, run_id: str, form: str, tmp_path: Path
) -> None:
    export = ("findings", "export", "--run", run_id, "--format", form)
    shown = here(*export)
    assert (shown.code, shown.err) == (0, "")
    assert LEAKY in shown.out
    file = tmp_path / "out"
    file.write_text("older")
    assert here(*export, "--output", str(file)).out == ""
    assert file.read_bytes().decode() == shown.out
    assert [one.name for one in tmp_path.iterdir()] == ["out"]


def located(here: Posture, run_id: str, form: str, **environ: str) -> Result:
    options = ("--terraform-state", "state.json", "--terraform-dir", "infra")
    result = here("findings", "export", "--run", run_id, "--format", form, *options, **environ)
    assert (result.code, result.err) == (0, "")
    return result


@pytest.mark.usefixtures("infrastructure")
def test_sarif_results_are_where_terraform_declares_them(here: Posture, run_id: str) -> None:
    (plain,) = here("findings", "export", "--run", run_id, "--format", "sarif").json["runs"]
    (run,) = located(here, run_id, "sarif").json["runs"]
    places = {
        one["locations"][0]["logicalLocations"][0]["fullyQualifiedName"]: one["locations"][0][
            "physicalLocation"
        ]
        for one in run["results"]
    }
    assert places[f"arn:aws:s3:::{LEAKY}"] == {
        "artifactLocation": {"uri": "infra/main.tf"},
        "region": {"startLine": 3},
    }
    assert len({json.dumps(one) for one in places.values()}) > 1
    # Written here or there, it is the same but for the places.
    for one in (plain, run):
        for result in one["results"]:
            del result["locations"]
    assert run == plain


@pytest.mark.usefixtures("infrastructure")
@pytest.mark.parametrize("form", FORMATS)
def test_every_format_has_the_terraform_declaration(here: Posture, run_id: str, form: str) -> None:
    text = located(here, run_id, form).out.replace("&#58;", ":").replace("&#95;", "_")
    assert "infra/main.tf" in text
    if form != "gitlab":
        assert "aws_s3_bucket.exports" in text or "infra/main.tf:3" in text


@pytest.mark.usefixtures("infrastructure")
def test_located_lines_are_findings_with_the_place_of_the_files(here: Posture, run_id: str) -> None:
    lines = [json.loads(line) for line in located(here, run_id, "ndjson").out.splitlines()]
    places = [line["terraform"] for line in lines]
    schema = {"$ref": "#/components/schemas/FindingDetail"}
    assert not [error for line in lines for error in spec().errors(schema, line)]
    assert None in places
    found = {"address": "aws_s3_bucket.exports", "file": "infra/main.tf", "line": 3}
    assert found in places


@pytest.mark.usefixtures("infrastructure")
def test_a_pipelines_token_need_not_read_integrations(
    here: Posture, run_id: str, server: Served
) -> None:
    token = server.mint(["findings:read", "cloud_posture:read"])
    text = located(here, run_id, "junit", POSTURE_TOKEN=token).out
    assert ET.fromstring(text).find(".//property[@name='account']") is not None  # noqa: S314  # our own


def test_a_file_that_cannot_be_written_is_named(here: Posture, run_id: str, tmp_path: Path) -> None:
    file = tmp_path / "nowhere" / "out.csv"
    export = ("findings", "export", "--run", run_id, "--format", "csv", "--output", str(file))
    result = here(*export)
    assert (result.code, result.out) == (2, "")
    assert f"cannot write {file}" in result.err


def test_a_refused_export_leaves_no_file(here: Posture, tmp_path: Path) -> None:
    nothing = "00000000-0000-4000-8000-000000000000"
    file = tmp_path / "out.csv"
    export = ("findings", "export", "--run", nothing, "--format", "csv", "--output", str(file))
    result = here(*export)
    assert result.code == 2
    assert "run_not_found" in result.err
    assert not [*tmp_path.iterdir()]


def test_a_pipe_is_written_to_and_not_replaced(here: Posture, run_id: str, tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with ThreadPoolExecutor() as reader:
        read = reader.submit(pipe.read_bytes)
        result = here(
            "findings", "export", "--run", run_id, "--format", "csv", "--output", str(pipe)
        )
        assert result.code == 0, result.err
        assert LEAKY.encode() in read.result(timeout=60)
    assert pipe.is_fifo()
