"""The check of a token: one look-up by its hash, and one response for all refused tokens.

What this shows is the argument of .github/SECURITY.md: nobody compares a token with another, so
there is nothing to measure; and no response, header or log says why a token is refused.
"""

import copy
import math
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from hashlib import sha256
from typing import Any, NamedTuple, TypeVar, cast

import httpx
import pytest

from posture.services.tokens import Minted, mint, revoke
from posture.store.driver import Cursor, Driver
from posture.store.engine import Store
from posture.store.statement import Connection
from posture.store.tenancy import EVERY_TENANT, Tenancy
from tests.api import FINDINGS, NOBODYS, RUNS, Api
from tests.logs import capture_logs_of_service
from tests.promises import promise

pytestmark = pytest.mark.anyio

T = TypeVar("T")

SCOPES = ("cloud_posture:read", "cloud_posture:write", "findings:read")
# The shortest piece of a token by which it could be looked for.
PIECE = 6


class Executed(NamedTuple):
    """A statement and its values."""

    sql: str
    values: list[Any]


class Listening:
    """A driver's connection, all of whose statements are noted."""

    def __init__(self, driver: Driver, executed: list[Executed]) -> None:
        self._driver = driver
        self._executed = executed

    def execute(self, sql: str, values: Any = (), /) -> Cursor:  # noqa: ANN401  # as Driver
        named = values.values() if isinstance(values, dict) else values
        self._executed.append(Executed(sql, list(named)))
        return self._driver.execute(sql, values)

    def cursor(self) -> Cursor:
        return self._driver.cursor()

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401  # whatever else a driver has
        return getattr(self._driver, name)


class Overheard(Store):
    """A store whose units' statements are noted, in their order."""

    executed: list[Executed]

    async def read(
        self, work: Callable[[Connection], T], *, tenant_id: Tenancy, turn: str | None = None
    ) -> T:
        return await super().read(
            lambda one: work(self._overheard(one)), tenant_id=tenant_id, turn=turn
        )

    async def read_inline(
        self, work: Callable[[Connection], T], *, tenant_id: Tenancy, turn: str | None = None
    ) -> T:
        return await super().read_inline(
            lambda one: work(self._overheard(one)), tenant_id=tenant_id, turn=turn
        )

    async def look_up(
        self,
        work: Callable[[Connection], T],
        *,
        key: str,
        since_ns: float = math.inf,
        turn: str | None = None,
    ) -> T:
        return await super().look_up(
            lambda one: work(self._overheard(one)), key=key, since_ns=since_ns, turn=turn
        )

    async def write(
        self,
        work: Callable[[Connection], T],
        *,
        tenant_id: Tenancy,
        defers: bool = False,  # noqa: ARG002  # each statement is heard when it is due
        locks: str | None = None,
        last: bool = False,
    ) -> T:
        return await super().write(
            lambda one: work(self._overheard(one)), tenant_id=tenant_id, locks=locks, last=last
        )

    def _overheard(self, connection: Connection) -> Connection:
        if isinstance(connection.driver, Listening):
            return connection
        listened = copy.copy(connection)
        listened.driver = cast("Driver", Listening(connection.driver, self.executed))
        return listened


@pytest.fixture
async def store(api: Api) -> AsyncIterator[Overheard]:
    async with Overheard(api.deps.settings, clock=api.clock) as opened:
        opened.executed = []
        yield opened


class Visit(NamedTuple):
    """The response to a request, and the statements that were executed for it."""

    answer: httpx.Response
    executed: list[Executed]
    logged: list[Any]

    @property
    def seen(self) -> tuple[int, bytes, tuple[tuple[str, str], ...]]:
        headers = tuple(self.answer.headers.multi_items())
        return self.answer.status_code, self.answer.content, headers


Visiting = Callable[..., Awaitable[Visit]]


@pytest.fixture
def visit(api: Api, store: Overheard, monkeypatch: pytest.MonkeyPatch) -> Visiting:
    logged = capture_logs_of_service(monkeypatch)

    async def visiting(
        token: str | bytes, method: str = "GET", path: str = RUNS, ip: str = "127.0.0.1"
    ) -> Visit:
        store.executed.clear()
        logged.clear()
        shown = token if isinstance(token, bytes) else token.encode()
        headers = {b"authorization": b"Bearer " + shown, b"x-request-id": b"the-same"}
        async with api.client(None, deps=replace(api.deps, store=store), ip=ip) as client:
            answer = await client.request(method, path, headers=headers)
        return Visit(answer, list(store.executed), list(logged))

    return visiting


async def refused(api: Api) -> dict[str, str]:
    """Return tokens that were valid once, by the reason why they are not any more."""

    async def once(**other: Any) -> Minted:  # noqa: ANN401  # as mint
        columns: dict[str, Any] = {"scopes": SCOPES, "expires_at": None, **other}
        return await mint(api.store, tenant_id=api.tenant_id, name="once", **columns)

    made = {
        "revoked": await once(),
        "revoked and expired": await once(expires_at=api.clock() + 1_000),
        "revoked and from elsewhere": await once(cidrs=["203.0.113.0/24"]),
    }
    for one in made.values():
        await revoke(api.store, token_id=one.token_id)
    forgotten = await once()

    def forget(connection: Connection) -> None:
        sql = f"DELETE FROM tokens WHERE id = '{forgotten.token_id}'"  # noqa: S608  # our own id
        connection.driver.execute(sql)

    await api.store.write(forget, tenant_id=EVERY_TENANT)
    api.clock.pass_seconds(2)
    found = {name: one.clear_text for name, one in made.items()}
    return {**found, "forgotten": forgotten.clear_text}


def garbled(token: str) -> list[str | bytes]:
    """Return texts that are almost a valid token, or not similar to one."""
    return [
        token[:-1],
        token + "A",
        token[:-1] + ("A" if token[-1] != "A" else "B"),
        ("A" if token[8] != "A" else "B").join((token[:8], token[9:])),
        token.swapcase(),
        token.removeprefix("posture_"),
        sha256(token.encode()).hexdigest(),
        token[:20],
        "posture_",
        "posture_nobody",
        "' OR ''='",
        "%",
        token.encode() + b"\xff\xfe",
        b"\xed\xa0\x80",
        b"x" * 16_000,
    ]


PLACES = (
    ("GET", RUNS),
    ("HEAD", RUNS),
    ("OPTIONS", RUNS),
    ("GET", FINDINGS),
    ("GET", f"{RUNS}/{NOBODYS}"),
    ("GET", "/api/v2/nothing"),
    ("POST", f"{RUNS}/{NOBODYS}/cancel"),
)


@pytest.mark.parametrize(("method", "path"), PLACES)
@promise("secrets", "Unknown and revoked tokens get the same response")
async def test_unknown_and_revoked_tokens_get_the_same_response(
    api: Api, visit: Visiting, method: str, path: str
) -> None:
    never = await visit("posture_nobody", method, path)
    tried = [*(await refused(api)).values(), *garbled(api.token)]
    visits = [await visit(one, method, path) for one in tried]

    assert never.answer.status_code == 401
    assert never.answer.headers["www-authenticate"] == "Bearer"
    assert not [name for name in never.answer.headers if name.startswith("x-ratelimit")]
    assert method == "HEAD" or never.answer.content == b'{"error":"invalid_token"}'
    for one in visits:
        assert one.seen == never.seen
        assert one.logged == []


async def test_an_expired_token_has_its_own_error_and_nothing_more(
    api: Api, visit: Visiting
) -> None:
    never = await visit("posture_nobody")
    at = api.clock() + 1_000
    expiring = [
        await api.mint(expires_at=at),
        await api.mint([], expires_at=at),
        await api.mint(cidrs=["203.0.113.0/24"], expires_at=at),
    ]
    api.clock.pass_seconds(1)
    first, *others = [await visit(one) for one in expiring]

    status, body, headers = first.seen
    assert (status, body) == (401, b'{"error":"expired_token"}')
    assert headers == never.seen[2]
    assert {one.answer.content for one in others} == {body}
    assert first.logged == []


@promise("secrets", "A token is compared with none: its hash is looked up")
async def test_every_token_is_looked_up_once_by_its_whole_hash_and_compared_with_none(
    api: Api, visit: Visiting
) -> None:
    at = api.clock() + 1_000
    tried: list[str | bytes] = [
        *garbled(api.token),
        await api.mint(expires_at=at),
        await api.mint([]),
        await api.mint(cidrs=["203.0.113.0/24"]),
        *(await refused(api)).values(),
    ]
    visits = [await visit(one) for one in tried]

    # Nothing more was done for one than for the other, least of all anything of the tenant's read.
    assert {len(one.executed) for one in visits} == {1}
    (sql,) = {one.executed[0].sql for one in visits}
    selected, _, condition = sql.partition("FROM")
    assert re.fullmatch(r".*\sWHERE tokens\.token_hash = \S+\s*", condition, re.DOTALL)
    # The hash is not even read, so it cannot be compared by us.
    assert "token_hash" not in selected
    for token, visited in zip(tried, visits, strict=True):
        shown = token if isinstance(token, bytes) else token.encode()
        (executed,) = visited.executed
        assert executed.values == [sha256(shown).hexdigest()]
        assert visited.answer.status_code in {401, 403}


async def test_a_valid_token_is_looked_up_in_the_same_way(api: Api, visit: Visiting) -> None:
    unknown, known = await visit("posture_nobody"), await visit(api.token)

    assert known.answer.status_code == 200
    assert known.executed[0].sql == unknown.executed[0].sql
    assert known.executed[0].values == [sha256(api.token.encode()).hexdigest()]
    secret = api.token.removeprefix("posture_")
    pieces = [secret[start : start + PIECE] for start in range(len(secret) - PIECE + 1)]
    text = repr(known.executed)
    assert not [piece for piece in pieces if piece in text]


async def test_a_refused_post_is_recorded_by_the_same_statements_whatever_the_token(
    api: Api, visit: Visiting
) -> None:
    post = ("POST", RUNS)
    visits = [await visit(one, *post) for one in garbled(api.token)]
    known = [await visit(one, *post) for one in (await refused(api)).values()]

    # Whose token it was decides whose audit log the row goes to, and that is all.
    shapes = {tuple(executed.sql for executed in one.executed) for one in visits}
    assert len(shapes) == 1
    assert {len(one.executed) for one in known} == {len(one.executed) for one in visits}
    assert {one.seen for one in visits} == {one.seen for one in known}


async def test_a_tenant_with_tokens_cannot_be_deleted(api: Api) -> None:
    def remove(connection: Connection) -> None:
        connection.driver.execute(f"DELETE FROM tenants WHERE id = '{api.tenant_id}'")  # noqa: S608  # as above

    with pytest.raises(Exception, match=r"(?i)foreign key"):
        await api.store.write(remove, tenant_id=EVERY_TENANT)


async def test_the_lookup_is_by_an_index(api: Api, store: Overheard, visit: Visiting) -> None:
    await visit("posture_nobody")
    ((sql, values),) = store.executed

    def plan(connection: Connection) -> str:
        named = dict.fromkeys(re.findall(r"%\((\w+)\)s", sql), values[0]) or values
        if connection.dialect.name == "sqlite":
            rows = connection.driver.execute(f"EXPLAIN QUERY PLAN {sql}", named).fetchall()
        else:
            # By default a server would read all of such a small table.
            connection.driver.execute("SET LOCAL enable_seqscan = off")
            rows = connection.driver.execute(f"EXPLAIN {sql}", named).fetchall()
        return "\n".join(str(row) for row in rows)

    text = await api.store.read(plan, tenant_id=EVERY_TENANT)
    assert re.search(r"Index Cond: \(token_hash = |USING INDEX \S+ \(token_hash=\?\)", text), text
