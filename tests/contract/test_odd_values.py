"""Values that databases could treat differently, in every place of every operation.

The operations and their places come from openapi.yaml, so a new one is held to it by being written
there. With `--exhaustive` each place gets every value; otherwise it gets every sixth, and the place
after it others.
"""

import json
from base64 import urlsafe_b64encode
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from itertools import compress, count
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import pytest

from tests.api import Api, api_in
from tests.contract.test_isolation import bodies, parameters, theirs
from tests.databases import Kind, fresh
from tests.machine import scaled
from tests.promises import promise
from tests.spec import Operation, spec

pytestmark = pytest.mark.anyio

# As it is sent: text, or the JSON of a body's member.
TEXTS = (
    "",
    "\x00",
    "a\x00b",
    "a\nb",
    "\x7f",
    "\ud800",
    "\udfff\ud800",
    "\uffff",
    "\U0001f98a" * 30,
    "e\u0301",
    "\u0130",
    "%",
    "_\\",
    "' OR ''='",
    "*" * 500,
    "x" * 20_000,
)
NUMBERS = ("-1", "1", "2147483648", "9223372036854775808", "1" + "0" * 40, "1e400", "NaN", "0.5")
TIMES = (
    "0000-01-01T00:00:00Z",
    "0001-01-01T00:00:00+23:59",
    "1582-10-10T00:00:00Z",
    "9999-12-31T23:59:59-23:59",
    "9999-12-31T23:59:59.999999999Z",
    "2016-12-31T23:59:60Z",
    "2026-02-30T00:00:00Z",
)
CURSORS = tuple(
    urlsafe_b64encode(bytes([first, *[rest] * 29])).decode()
    for first, rest in ((0x7F, 0xFF), (0x80, 0), (0xFF, 0xFF), (0, 0))
)
ODD = (*TEXTS, *NUMBERS, *TIMES, *CURSORS)
MEMBERS = (*map(json.dumps, (*TEXTS, *TIMES, *CURSORS)), *NUMBERS, "null", "[]")
PLACES = {
    "run_id": "run",
    "base_run_id": "run",
    "finding_id": "finding",
    "integration_id": "integration",
    "suppression_id": "suppression",
    "webhook_id": "webhook",
    "trust_id": "trust",
    "report_id": "report",
    "token_id": "token",
    "delivery_id": "delivery",
}

NAMED = {"framework_id": "CIS_AWS_7_0"}


def escaped(text: str) -> str:
    """Write text for a URL; half a character of two goes as its three bytes."""
    return quote(text.encode("utf-8", "surrogatepass"), safe="")


def members(body: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:  # noqa: ANN401  # any JSON
    """Return the way to every value in a body that holds no other."""
    if isinstance(body, dict | list):
        found = body.items() if isinstance(body, dict) else enumerate(body)
        for key, value in found:
            yield from members(value, (*path, key))
    else:
        yield path


def with_member(body: Any, path: tuple[str | int, ...], text: str) -> str:  # noqa: ANN401  # as above
    """Write a body as JSON, in which the text stands at a place as it is."""
    copy = json.loads(json.dumps(body))
    within = copy
    for key in path[:-1]:
        within = within[key]
    within[path[-1]] = "BLANK"
    return json.dumps(copy).replace('"BLANK"', text)


def questions(operation: Operation, ids: Mapping[str, str]) -> Iterator[httpx.Request]:
    """Send unusual values, in one place at a time; all other places are valid.

    To write a request takes about as long as to answer it: only those that are sent are written.
    """
    is_sent = (number % STEP == 0 for number in count())
    named = list(parameters(operation))
    known = {name: ids[kind] for name, kind in PLACES.items()} | NAMED
    filled = {name: known[name] for place, name, _ in named if place == "path"}
    whole = f"http://posture.test{operation.path}"
    good = bodies(operation) or [None]
    content = None if good[0] is None else json.dumps(good[0])
    for place, name, _ in named:
        for odd in compress(ODD, is_sent):
            path, query, headers = dict(filled), "", dict[bytes, bytes]()
            if place == "path":
                path[name] = escaped(odd) or "%20"
            elif place == "query":
                query = f"?{name}={escaped(odd)}"
            else:
                headers[name.encode()] = odd.encode("utf-8", "surrogatepass")[:2_000]
            url = whole.format(**path) + query
            yield httpx.Request(operation.method, url, headers=headers, content=content)
    for body in filter(None, good):
        url = whole.format(**filled)
        for member in members(body):
            for text in compress(MEMBERS, is_sent):
                sent = with_member(body, member, text)
                yield httpx.Request(operation.method, url, content=sent)


@dataclass(frozen=True, slots=True)
class Filled:
    """An API whose tenant has a row of every kind; `ids` are the rows'."""

    api: Api
    ids: Mapping[str, str]

    async def responses_to(self, operation: Operation) -> list[tuple[str, int, str]]:
        """Send all requests; return what must be the same on every database."""
        answers = []
        async with self.api.client() as client:
            for number, question in enumerate(questions(operation, self.ids)):
                question.headers.update(client.headers)
                answer = await client.send(question)
                slug = answer.json().get("error", "") if answer.status_code >= 400 else ""
                answers.append((f"{number}: {question.content[:200]!r}", answer.status_code, slug))
            # What was written must be read again without a fault.
            for one in LISTS if operation.method != "GET" else ():
                read = await client.get(one.path)
                answers.append((one.id, read.status_code, ""))
        assert self.api.faults == []
        return answers


# Both numbers of values, of a parameter and of a member, leave a remainder that is prime to it.
STEP = scaled(small=6, full=1)
# Runs that are not executed do not change, so a request that waits for a change waits to its
# timeout.
LONGEST_SECONDS = 0.05
OPERATIONS = [one for one in spec().operations.values() if one.scopes]
LISTS = [one for one in spec().operations.values() if one.method == "GET" and "{" not in one.path]


@asynccontextmanager
async def filled(directory: Path) -> AsyncIterator[list[Filled]]:
    """Provide the API over a database of each kind."""
    async with AsyncExitStack() as stack:
        found = []
        for kind in Kind:
            (home := directory / kind).mkdir()
            api = await stack.enter_async_context(
                api_in(
                    home,
                    database_url=stack.enter_context(fresh(kind, home)),
                    stream_seconds=LONGEST_SECONDS,
                    long_poll_seconds=LONGEST_SECONDS,
                )
            )
            found.append(Filled(api, await theirs(api)))
        yield found


@pytest.fixture(scope="module")
async def kept(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[list[Filled]]:
    """Databases for the operations that only read, which leave them as they are."""
    async with filled(tmp_path_factory.mktemp("kept")) as found:
        yield found


@pytest.fixture
async def own(tmp_path: Path) -> AsyncIterator[list[Filled]]:
    """Databases for an operation that writes."""
    async with filled(tmp_path) as found:
        yield found


@pytest.mark.parametrize(
    "operation", [one for one in OPERATIONS if one.method == "GET"], ids=lambda one: one.id
)
@promise(
    "tenants",
    "Unusual texts, also SQL, in every place of every operation that reads are nothing but text",
)
async def test_unusual_values_that_are_read_have_the_same_result_on_every_database(
    kept: list[Filled], operation: Operation
) -> None:
    await same_on_every_database(kept, operation)


@pytest.mark.parametrize(
    "operation", [one for one in OPERATIONS if one.method != "GET"], ids=lambda one: one.id
)
@promise(
    "tenants",
    "Unusual texts, also SQL, in every place of every operation that writes are nothing but text",
)
async def test_unusual_values_that_are_written_have_the_same_result_on_every_database(
    own: list[Filled], operation: Operation
) -> None:
    await same_on_every_database(own, operation)


async def same_on_every_database(on_each: list[Filled], operation: Operation) -> None:
    on_file, on_server = [await one.responses_to(operation) for one in on_each]
    assert on_file == on_server
    assert not [one for one in on_file if one[1] >= 500]
