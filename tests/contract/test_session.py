"""Sessions of the console: a cookie points at a token, and other sites can do nothing with it."""

import re
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TypeVar

import httpx
import pytest
from sqlalchemy import select

from posture.services.tokens import hash_of, minted_row, revoke
from posture.store import tenants
from posture.store.rows import sessions
from posture.store.statement import Connection, Statement
from posture.store.tenancy import EVERY_TENANT
from tests.api import AUDIT, CHECKS, RUNS, SUPPRESSIONS, Api, api_in
from tests.databases import ON_BOTH
from tests.promises import promise

pytestmark = pytest.mark.anyio

T = TypeVar("T")

SESSION = "/api/v2/session"
HOST = "posture.test"
PAGE = {"sec-fetch-site": "same-origin"}
ELSEWHERE = [
    {"sec-fetch-site": "cross-site", "origin": "https://evil.example.com"},
    {"sec-fetch-site": "same-site", "origin": "https://evil.posture.test"},
    {"sec-fetch-site": "none"},
    {"origin": "https://evil.example.com"},
    {"origin": "null"},
    {"origin": f"https://{HOST}.evil.example.com"},
    {},
]


@asynccontextmanager
async def browser(
    api: Api, token: str = "", *, ip: str = "127.0.0.1", headers: Mapping[str, str] = PAGE
) -> AsyncIterator[httpx.AsyncClient]:
    """Sign in with a token, and provide a client that has the cookie."""
    async with api.client(None, ip=ip) as client:
        answer = await client.post(SESSION, json={"token": token or api.token}, headers=headers)
        assert answer.status_code == 201, answer.text
        name, _, value = answer.headers["set-cookie"].partition(";")[0].partition("=")
        client.cookies.clear()
        client.headers["cookie"] = f"{name}={value}"
        yield client


async def error_of(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["error"]


async def test_a_person_signs_in_looks_around_and_signs_out(api: Api) -> None:
    async with browser(api) as client:
        found = await client.get(SESSION)
        runs = await client.get(RUNS)
        out = await client.delete(SESSION, headers=PAGE)
        after = await client.get(RUNS)
    assert found.json() | {"scopes": None, "version": None, "event_id": None} == {
        "tenant": {"id": api.tenant_id, "name": "acme"},
        "token": {"id": api.token_id, "name": "test", "expires_at": None},
        "person": None,
        "scopes": None,
        "integrations": None,
        "integration_names": [],
        "signed_in_at": found.json()["signed_in_at"],
        "expires_at": found.json()["expires_at"],
        "version": None,
        "event_id": None,
    }
    assert runs.json() == {"data": []}
    assert (out.status_code, out.content) == (204, b"")
    assert out.headers["clear-site-data"] == '"cache", "cookies", "storage"'
    assert out.headers["set-cookie"].startswith("__Host-posture=; Path=/; Max-Age=0; HttpOnly")
    assert await error_of(after) == (401, "invalid_session")


async def test_a_session_has_the_names_that_its_token_may_read(api: Api) -> None:
    first, second = [await api.integration() for _ in range(2)]
    await api.integration(await api.tenant("other"))
    async with browser(api) as client:
        found = await client.get(SESSION)
        rows = [await client.get(f"/api/v2/integrations/{one}") for one in (first, second)]
    async with api.client(await api.mint(["findings:read"])) as client:
        without = await client.get(SESSION)
    names = {one["id"]: one["name"] for one in found.json()["integration_names"]}
    assert names == {one.json()["id"]: one.json()["name"] for one in rows}
    assert without.json()["integration_names"] is None


async def test_names_are_read_again_only_after_a_change(
    api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = await api.integration()
    minted, row = minted_row(
        tenant_id=api.tenant_id,
        name="limited",
        scopes=["integrations:read"],
        created_at=api.clock(),
        expires_at=None,
        integrations=first,
    )
    await api.store.write(
        lambda connection: tenants.add_token(
            connection, row, token_hash=hash_of(minted.clear_text)
        ),
        tenant_id=api.tenant_id,
    )
    limited = f"Bearer {minted.clear_text}"
    statements: list[Statement] = []

    def noted(run: Callable[..., T]) -> Callable[..., T]:
        def noting(statement: Statement, *args: object, **values: object) -> T:
            statements.append(statement)
            return run(statement, *args, **values)

        return noting

    monkeypatch.setattr(Statement, "all", noted(Statement.all))
    monkeypatch.setattr(Statement, "first", noted(Statement.first))

    async def seen(authorization: str = f"Bearer {api.token}") -> tuple[int, int]:
        """Return how many names there are, and how many statements the request read with."""
        statements.clear()
        answer = await client.get(SESSION, headers={"authorization": authorization})
        return len(answer.json()["integration_names"]), len(statements)

    async with api.client(None) as client:
        assert [await seen() for _ in range(3)] == [(1, 4), (1, 3), (1, 3)]
        await api.integration()
        assert [await seen() for _ in range(2)] == [(2, 4), (2, 3)]
        # A token that is limited to some integrations has names of its own.
        assert [await seen(limited) for _ in range(2)] == [(1, 4), (1, 3)]


@promise("secrets", "A browser gets a cookie that its pages cannot read, and never the token")
async def test_the_cookie_is_bound_to_this_host_and_unreadable(api: Api) -> None:
    async with api.client(None) as client:
        answer = await client.post(SESSION, json={"token": api.token}, headers=PAGE)
    cookie = answer.headers["set-cookie"]
    assert re.fullmatch(
        r"__Host-posture=[A-Za-z0-9_-]{43}; Path=/; Max-Age=604800; HttpOnly; SameSite=Strict; "
        r"Secure",
        cookie,
    )
    assert answer.headers["cache-control"] == "no-store"
    assert api.token not in answer.text + str(answer.headers)


@pytest.mark.parametrize("host", ["127.0.0.1:8080", "localhost", "[::1]:8080"])
async def test_without_tls_the_cookie_has_a_plain_name_on_this_machine(api: Api, host: str) -> None:
    own = {"host": host, "origin": f"http://{host}"}
    async with api.client(None) as client:
        answer = await client.post(SESSION, json={"token": api.token}, headers=own)
        cookie = answer.headers["set-cookie"]
        assert re.fullmatch(
            r"posture=\S+; Path=/; Max-Age=604800; HttpOnly; SameSite=Strict", cookie
        )
        client.cookies.clear()
        sent = {"cookie": cookie.partition(";")[0]}
        here = await client.get(RUNS, headers=sent | {"host": host})
        elsewhere = await client.get(RUNS, headers=sent)
    assert here.status_code == 200
    # A neighbouring host could have set a cookie without the prefix.
    assert await error_of(elsewhere) == (401, "missing_token")


async def test_nobody_signs_in_over_plain_http_from_another_machine(api: Api) -> None:
    plain = {"origin": f"http://{HOST}"}
    async with api.client(None) as client:
        answer = await client.post(SESSION, json={"token": api.token}, headers=plain)
    assert await error_of(answer) == (403, "https_required")
    assert "set-cookie" not in answer.headers


async def test_a_proxy_that_ends_tls_needs_no_setting(api: Api) -> None:
    async with browser(api, headers={"origin": f"https://{HOST}"}) as client:
        assert (await client.get(RUNS)).status_code == 200


@pytest.mark.parametrize("headers", ELSEWHERE)
@promise("scopes", "Another site can neither sign a person in nor act with a person's session")
async def test_another_site_can_do_nothing(api: Api, headers: dict[str, str]) -> None:
    body = {"integration_id": await api.integration()}
    async with api.client(None) as client:
        login = await client.post(SESSION, json={"token": api.token}, headers=headers)
    assert await error_of(login) == (403, "cross_site_request")
    async with browser(api) as client:
        start = await client.post(RUNS, json=body, headers=headers)
        out = await client.delete(SESSION, headers=headers)
        runs = await client.get(RUNS)
    assert await error_of(start) == (403, "cross_site_request")
    assert await error_of(out) == (403, "cross_site_request")
    assert runs.json() == {"data": []}


@pytest.mark.parametrize("media_type", ["text/plain", "application/x-www-form-urlencoded", ""])
async def test_what_a_form_can_send_is_refused(api: Api, media_type: str) -> None:
    headers = PAGE | {"content-type": media_type}
    async with browser(api) as client:
        answer = await client.post(RUNS, content=b"{}", headers=headers)
    assert await error_of(answer) == (403, "cross_site_request")


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
async def test_another_site_does_not_even_read(api: Api, site: str) -> None:
    async with browser(api) as client:
        answer = await client.get(RUNS, headers={"sec-fetch-site": site})
    assert await error_of(answer) == (403, "cross_site_request")


async def test_a_page_of_the_server_starts_a_run(api: Api) -> None:
    body = {"integration_id": await api.integration()}
    async with browser(api) as client:
        answer = await client.post(RUNS, json=body, headers=PAGE)
    assert answer.status_code == 202


async def test_a_token_and_a_session_at_once_are_refused(api: Api) -> None:
    async with browser(api) as client:
        answer = await client.get(RUNS, headers={"authorization": f"Bearer {api.token}"})
    assert await error_of(answer) == (401, "invalid_token")


async def test_two_cookies_are_refused(api: Api) -> None:
    async with browser(api) as client:
        client.headers["cookie"] += "; __Host-posture=other"
        answer = await client.get(RUNS)
    assert await error_of(answer) == (401, "invalid_session")


@ON_BOTH
@promise("scopes", "A session ends with its token, is used from its addresses, and has its scopes")
async def test_a_session_can_do_what_its_token_can_now(api: Api) -> None:
    expiring = await api.mint(["cloud_posture:read"], expires_at=api.clock() + 60_000)
    at_home = await api.mint(["cloud_posture:read"], cidrs=["127.0.0.1/32"])
    async with browser(api, expiring) as client:
        scope = await client.get(SUPPRESSIONS)
        api.clock.pass_seconds(61)
        expired = await client.get(RUNS)
    async with browser(api, at_home) as client:
        cookie = client.headers["cookie"]
    async with api.client(None, ip="192.0.2.1") as client:
        away = await client.get(RUNS, headers={"cookie": cookie})
    async with browser(api) as client:
        await revoke(api.store, token_id=api.token_id)
        revoked = await client.get(RUNS)
    assert await error_of(scope) == (403, "missing_scope")
    assert await error_of(expired) == (401, "expired_token")
    assert await error_of(away) == (403, "ip_not_allowed")
    assert await error_of(revoked) == (401, "invalid_token")


async def test_a_session_ends_without_use_and_after_some_days(api: Api) -> None:
    async with browser(api) as idle:
        api.clock.pass_seconds(43_200)
        unused = await idle.get(RUNS)
    async with browser(api) as busy:
        for _ in range(7 * 4 - 1):
            api.clock.pass_seconds(21_600)
            assert (await busy.get(RUNS)).status_code == 200
        api.clock.pass_seconds(21_600)
        old = await busy.get(RUNS)
    assert await error_of(unused) == (401, "invalid_session")
    assert await error_of(old) == (401, "invalid_session")


@pytest.mark.parametrize("token", ["posture_wrong", "ü" * 100, " "])
async def test_an_unknown_token_gets_no_session(api: Api, token: str) -> None:
    async with api.client(None) as client:
        answer = await client.post(SESSION, json={"token": token}, headers=PAGE)
        empty = await client.post(SESSION, json={"token": ""}, headers=PAGE)
        form = await client.post(SESSION, data={"token": api.token}, headers=PAGE)
    assert await error_of(answer) == (401, "invalid_token")
    assert await error_of(empty) == (400, "invalid_body")
    assert await error_of(form) == (415, "unsupported_media_type")
    assert "set-cookie" not in answer.headers


async def test_only_so_many_attempts_from_an_address(tmp_path: Path) -> None:
    async with api_in(tmp_path, sign_in_bucket=2) as api, api.client(None) as client:
        wrong = {"token": "posture_wrong"}
        for _ in range(2):
            assert (await client.post(SESSION, json=wrong, headers=PAGE)).status_code == 401
        answer = await client.post(SESSION, json={"token": api.token}, headers=PAGE)
        assert await error_of(answer) == (429, "rate_limited")
        assert answer.headers["retry-after"] == "5"
        # A flood does not fill the log: the attempts that follow the first are only counted.
        assert len(await api.audit_rows()) == 1
    async with api_in(tmp_path, sign_in_bucket=2) as api, browser(api, ip="192.0.2.9") as client:
        assert (await client.get(RUNS)).status_code == 200


async def test_a_session_has_a_bucket_of_its_own(tmp_path: Path) -> None:
    async with api_in(tmp_path, rate_limit_bucket=1, session_bucket=2) as api:
        async with browser(api) as client:
            limits = [(await client.get(RUNS)).headers["x-ratelimit-limit"] for _ in range(2)]
            answer = await client.get(RUNS)
        assert limits == ["2", "2"]
        assert await error_of(answer) == (429, "rate_limited")


@ON_BOTH
async def test_signing_in_and_out_is_in_the_audit_log(api: Api) -> None:
    async with browser(api) as client:
        await client.delete(SESSION, headers=PAGE)
    async with api.client(None) as client:
        await client.post(SESSION, json={"token": "posture_wrong"}, headers=PAGE)
    rows = await api.audit_rows()
    seen = [(one["action"], one["result"], one["tenant_id"] == api.tenant_id) for one in rows]
    assert seen == [
        ("session.created", "success", True),
        ("api.call", "success", True),
        ("session.ended", "success", True),
        ("api.call", "failure", False),
    ]
    session_id = rows[0]["target_id"]
    assert rows[2]["target_id"] == session_id
    assert rows[2]["actor_user_id"] == f"{api.token_id} session {session_id}"
    assert api.token not in str(rows)


async def test_what_a_session_does_names_it_in_the_audit_log(api: Api) -> None:
    body = {"integration_id": await api.integration()}
    async with browser(api) as client:
        await client.post(RUNS, json=body, headers=PAGE)
        rows = (await client.get(f"{AUDIT}?action=api.call")).json()["data"]
    assert rows[0]["after_jsonb"]["path"] == RUNS
    assert re.fullmatch(rf"{api.token_id} session [0-9a-f-]{{36}}", rows[0]["actor_user_id"])


async def test_only_the_hash_of_a_cookie_is_stored_and_old_sessions_go(tmp_path: Path) -> None:
    async with api_in(tmp_path, sessions_per_token=2) as api:
        cookies = []
        for _ in range(3):
            api.clock.pass_seconds(1)
            async with browser(api) as client:
                cookies.append(client.headers["cookie"])
        async with api.client(None) as client:
            codes = [
                (await client.get(RUNS, headers={"cookie": one})).status_code for one in cookies
            ]
        assert codes == [401, 200, 200]
        stored = await stored_hashes(api)
        assert len(stored) == 2
        assert not {one.partition("=")[2] for one in cookies} & stored
        api.clock.pass_seconds(700_000)
        async with browser(api):
            assert len(await stored_hashes(api)) == 1


async def stored_hashes(api: Api) -> set[str]:
    def read(connection: Connection) -> set[str]:
        return {row[0] for row in Statement(select(sessions.c.cookie_hash)).all(connection)}

    return await api.store.read(read, tenant_id=EVERY_TENANT)


async def test_a_token_has_no_session_to_end(api: Api) -> None:
    async with api.client() as client:
        found = await client.get(SESSION)
        answer = await client.delete(SESSION)
    assert (found.json()["signed_in_at"], found.json()["expires_at"]) == (None, None)
    assert await error_of(answer) == (404, "session_not_found")


async def test_a_server_without_a_console_has_no_sessions(tmp_path: Path) -> None:
    async with api_in(tmp_path) as api, browser(api) as client:
        cookie = client.headers["cookie"]
    async with api_in(tmp_path, console="") as api, api.client(None) as client:
        login = await client.post(SESSION, json={"token": api.token}, headers=PAGE)
        read = await client.get(CHECKS, headers={"cookie": cookie})
        page = await client.get("/console/")
    assert await error_of(login) == (404, "not_found")
    assert await error_of(read) == (401, "missing_token")
    assert await error_of(page) == (404, "not_found")
