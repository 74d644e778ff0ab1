"""The text of the document: every parser reads the same."""

import json
from collections.abc import Iterator

import pytest
import yaml
from ruamel.yaml import YAML

from tests.api import Api
from tests.contract.test_document import DOCUMENT
from tests.spec import FILE


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("name", "media_type"),
    [("openapi.yaml", "application/yaml"), ("openapi.json", "application/json")],
)
async def test_the_served_document_is_the_file(api: Api, name: str, media_type: str) -> None:
    async with api.client(None) as client:
        answer = await client.get(f"/api/v2/{name}")

    assert answer.status_code == 200
    assert answer.headers["content-type"] == media_type
    assert answer.content == FILE.with_name(name).read_bytes()


def test_the_document_has_no_anchor_alias_tag_or_merge_key() -> None:
    events = [*yaml.parse(FILE.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)]

    assert not [one.start_mark for one in events if getattr(one, "anchor", None)]
    assert not [one.start_mark for one in events if getattr(one, "tag", None)]
    assert not [one.start_mark for one in events if getattr(one, "value", None) == "<<"]


def test_every_parser_reads_the_same_document() -> None:
    strict = YAML(typ="safe", pure=True)
    strict.version = (1, 2)

    read = strict.load(FILE.read_text(encoding="utf-8"))

    # As text, because 1, 1.0 and true are equal in Python.
    assert json.dumps(read) == json.dumps(DOCUMENT)
    assert json.loads(FILE.with_name("openapi.json").read_bytes()) == DOCUMENT


def test_no_description_is_cut_at_a_comma() -> None:
    """In a flow mapping, what follows an unquoted comma becomes a key without a value."""

    def nulls(part: object, place: str) -> Iterator[str]:
        if isinstance(part, dict):
            for key, value in part.items():
                if value is None:
                    yield f"{place}/{key}"
                yield from nulls(value, f"{place}/{key}")
        if isinstance(part, list):
            for one in part:
                yield from nulls(one, place)

    assert not [place for place in nulls(DOCUMENT, "") if "/examples/" not in place]
