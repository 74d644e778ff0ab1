"""The examples of exports are like real exports, so that a mock server is useful."""

import csv
import json
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from posture.formats.catalog import FORMATS
from posture.services.export import Format
from tests.api import RUNS, Api
from tests.contract.test_gate import ran
from tests.integration.fakes import sheet
from tests.spec import spec

pytestmark = pytest.mark.anyio

CONTENT: dict[str, Any] = spec().operations["export_run"].definition["responses"]["200"]["content"]


async def exported(api: Api, form: Format) -> tuple[str, Any]:
    """Return a real export, and the example of its media type."""
    async with api.client() as client:
        run_id = await ran(client, api, sheet("torn"))
        response = await client.get(f"{RUNS}/{run_id}/export?format={form.value}")
    return response.text, CONTENT[FORMATS[form].media_type]["example"]


async def test_csv_has_the_columns(api: Api) -> None:
    real, example = await exported(api, Format.CSV)
    names, *rows = csv.reader(example.splitlines())

    assert names == next(csv.reader(real.splitlines()))
    assert rows
    assert {len(row) for row in rows} == {len(names)}


async def test_ndjson_has_the_members(api: Api) -> None:
    real, example = await exported(api, Format.NDJSON)
    (line,) = example.splitlines()
    finding = json.loads(line)

    assert finding.keys() == json.loads(real.splitlines()[0]).keys()
    assert spec().errors(spec().document["components"]["schemas"]["FindingDetail"], finding) == []


async def test_junit_has_the_elements(api: Api) -> None:
    real, example = await exported(api, Format.JUNIT)
    shown, found = ET.fromstring(example), ET.fromstring(real)  # noqa: S314  # of our own

    for tag in ("testsuite", "testcase", "failure"):
        ours, theirs = next(shown.iter(tag)), next(found.iter(tag))
        assert ours.keys() == theirs.keys()
    assert shown.keys() == found.keys()


async def test_sarif_has_members_of_a_log(api: Api) -> None:
    real, example = await exported(api, Format.SARIF)
    log = json.loads(real)

    assert example.keys() == log.keys()
    assert example["$schema"] == log["$schema"]
    assert example["version"] == log["version"]
    assert example["runs"][0]["results"][0].keys() <= log["runs"][0]["results"][0].keys()


@pytest.mark.parametrize("form", [Format.MARKDOWN, Format.HTML])
async def test_texts_begin_alike(api: Api, form: Format) -> None:
    real, example = await exported(api, form)

    assert example[:3].lower() == real[:3].lower()


def test_every_media_type_of_an_export_has_an_example() -> None:
    assert [name for name, one in CONTENT.items() if not one.keys() & {"example", "examples"}] == []
