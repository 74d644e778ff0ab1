"""Text that a caller writes can be seen, and refusals are in words."""

import inspect
import re
from collections.abc import Iterator
from typing import Any

import msgspec
import pytest

from posture.api import schemas
from posture.api.structs import ClosedBody
from posture.expected import EXPECTED
from posture.printable import is_plain
from tests.api import INTEGRATIONS, RUNS, SUPPRESSIONS, TRUSTS, WEBHOOKS, Api
from tests.contract.test_idempotency import creation
from tests.spec import document

pytestmark = pytest.mark.anyio

UNSEEN = [
    " ",
    "\u00a0\u3000",
    "team\u202egnp",
    "te\u200bam",
    "\u2066team\u2069",
    "\ufeffteam",
    "team\u00ad",
    "a\tb",
    "a\u2028b",
    "a\x85b",
]
SEEN = ["team-web", " team ", "équipe réseau", "チーム", "🦊", "e\u0301", "فريق"]
WRITTEN = [
    ("create_integration", "name"),
    ("create_suppression", "reason"),
    ("create_suppression", "owner"),
    ("create_trust", "name"),
    ("create_webhook", "name"),
    ("create_report", "title"),
]


@pytest.mark.parametrize(("operation", "member"), WRITTEN)
async def test_text_that_cannot_be_seen_is_refused_in_words(
    api: Api, operation: str, member: str
) -> None:
    async with api.client() as client:
        wanted = await creation(client, api, operation)
        for text in UNSEEN:
            refused = await client.post(wanted.path, json=(wanted.body or {}) | {member: text})
            error = refused.json()
            assert (refused.status_code, error["error"]) == (400, f"invalid_{member}")
            assert error["detail"].startswith("Expected text with a visible character")
            assert error["member"] == member
        for text in SEEN:
            body = (wanted.body or {}) | {member: text}
            assert (await client.post(wanted.path, json=body)).status_code in {201, 202}


async def test_a_change_cannot_hide_a_text_either(api: Api) -> None:
    async with api.client() as client:
        wanted = await creation(client, api, "create_suppression")
        place = (await client.post(wanted.path, json=wanted.body)).headers["location"]
        refused = await client.patch(place, json={"reason": " ", "owner": "a\u200bb"})
    assert [one["error"] for one in refused.json()["errors"]] == [
        "invalid_reason",
        "invalid_owner",
    ]


async def test_the_source_of_a_run_has_no_hidden_text(api: Api) -> None:
    async with api.client() as client:
        body = {"integration_id": await api.integration()}
        for member in ("tool", "workspace", "commit", "apply_id"):
            refused = await client.post(RUNS, json=body | {"source": {member: "a\u202eb"}})
            assert refused.status_code == 400
            assert "Expected text without control characters" in refused.json()["detail"]


@pytest.mark.parametrize(
    ("path", "body", "words"),
    [
        (WEBHOOKS, {"url": "ftp://a", "events": ["run.failed"]}, "http:// or https:// URL"),
        (TRUSTS, {"issuer": "http://a"}, "Expected an https:// URL of a host"),
        (INTEGRATIONS, {"provider": "aws", "aws": {"role_arn": "r"}}, "the ARN of an IAM role"),
        (INTEGRATIONS, {"provider": "aws", "aws": {"regions": ["!"]}}, "a region, such as"),
        (RUNS, {"source": {"url": "a b"}}, "http:// or https:// URL"),
        (SUPPRESSIONS, {"expires_at": "soon"}, "a time in RFC 3339"),
    ],
)
async def test_no_refusal_shows_a_pattern(
    api: Api, path: str, body: dict[str, Any], words: str
) -> None:
    async with api.client() as client:
        text = (await client.post(path, json=body)).text
    assert words in text
    assert "regex" not in text
    assert "[^" not in text


def patterned(kind: msgspec.inspect.Type, name: str) -> Iterator[str]:
    """Yield the names of members whose values have a pattern."""
    match kind:
        case msgspec.inspect.Metadata(type=inner):
            yield from patterned(inner, name)
        case msgspec.inspect.StrType(pattern=str()):
            yield name
        case msgspec.inspect.StructType(fields=fields):
            for field in fields:
                yield from patterned(field.type, field.encode_name)
        case msgspec.inspect.UnionType(types=types):
            for one in types:
                yield from patterned(one, name)
        case msgspec.inspect.ListType(item_type=item):
            yield from patterned(item, name)


def test_each_member_with_a_pattern_is_described_in_words() -> None:
    shapes = [
        one
        for name, one in vars(schemas).items()
        if inspect.isclass(one)
        and issubclass(one, msgspec.Struct)
        and (issubclass(one, ClosedBody) or name.endswith("Query"))
    ]
    found = {name for shape in shapes for name in patterned(msgspec.inspect.type_info(shape), "")}
    assert found == EXPECTED.keys()


def test_the_specification_and_the_files_of_scans_take_the_same_texts() -> None:
    components = document()["components"]["schemas"]
    names = [
        one
        for one in components
        if re.fullmatch(r".*(Name|Title)|Suppression(Reason|Owner)", one)
        and "visible" not in one
        and "pattern" in components[one]
        and one not in {"ClaimName", "EventName"}
    ]
    (pattern,) = {components[one]["pattern"] for one in names}
    assert len(names) == 7
    compiled = re.compile(pattern.removesuffix("$") + r"\Z")
    surrogates = range(0xD800, 0xE000)
    differing = [
        hex(code)
        for code in range(0x10000)
        if code not in surrogates and bool(compiled.match(chr(code))) != is_plain(chr(code))
    ]
    assert differing == []
