"""Sign-in of people: the code flow with a real provider over TLS, and every answer it refuses."""

import asyncio
import json
import re
import ssl
import threading
from dataclasses import fields, replace
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest

from posture.bootstrap.compose import sign_in_for
from posture.services.tokens import list_tokens, revoke
from posture.settings import Settings, SettingsError
from tests.api import RUNS, SUPPRESSIONS, TOKENS, Api, api_in
from tests.contract.people import (
    CALLBACK,
    OIDC,
    READERS,
    RULES,
    START,
    WRITERS,
    Person,
    api,
    browser,
    person,
    settings_of,
)
from tests.contract.test_session import PAGE, SESSION
from tests.contract.test_token_exchange import held_until, unusable
from tests.databases import ON_BOTH
from tests.integration.fakes import until
from tests.issuer import (
    CLIENT_SECRET,
    DISCOVERY,
    KEYS,
    TOKEN,
    Answer,
    Issuer,
)
from tests.meta.repository import ROOT
from tests.promises import promise

pytestmark = pytest.mark.anyio

__all__ = ["api", "person"]

UNAVAILABLE = "/console/?sign_in=unavailable"


@ON_BOTH
async def test_a_person_signs_in_with_the_scopes_of_the_first_rule_that_matches(
    person: Person,
) -> None:
    answer = await person.sign_in(page="/console/findings?severity=critical&q=a%26b")
    session = (await person.client.get(SESSION)).json()
    runs = await person.client.get(RUNS)
    suppressed = await person.client.get(SUPPRESSIONS)
    tokens = await person.client.get(TOKENS)

    assert answer.status_code == 200
    assert 'content="0; url=/console/findings?severity=critical&amp;q=a%26b"' in answer.text
    assert answer.headers["cache-control"] == "no-store"
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert session["person"] == {
        "issuer": person.issuer.url,
        "subject": "maria",
        "name": "maria@acme.example",
    }
    assert session["tenant"]["name"] == "acme"
    assert session["scopes"] == sorted(WRITERS)
    assert (runs.status_code, suppressed.status_code) == (200, 200)
    assert tokens.json()["error"] == "missing_scope"


@promise("secrets", "A sign-in with an identity provider leaves a cookie that no page can read")
async def test_the_cookies_are_bound_to_this_host_and_to_their_time(person: Person) -> None:
    begun = await person.client.get(START)
    assert re.fullmatch(
        r"__Host-posture-sign-in=[A-Za-z0-9_-]+\.[A-Za-z0-9_-]{43}; Path=/; Max-Age=600; HttpOnly; "
        r"SameSite=Lax; Secure",
        begun.headers["set-cookie"],
    )
    done = await person.sign_in()
    session, gone = done.headers.get_list("set-cookie")
    assert re.fullmatch(
        r"__Host-posture=[A-Za-z0-9_-]{43}; Path=/; Max-Age=43200; HttpOnly; SameSite=Strict; "
        r"Secure",
        session,
    )
    assert gone.startswith("__Host-posture-sign-in=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax")
    assert CLIENT_SECRET not in begun.text + str(begun.headers) + done.text + str(done.headers)


async def test_the_request_has_pkce_state_and_nonce_that_differ_each_time(person: Person) -> None:
    seen = [
        dict(parse_qsl(urlsplit((await person.client.get(START)).headers["location"]).query))
        for _ in range(2)
    ]
    for name in ("state", "nonce", "code_challenge"):
        assert len({one[name] for one in seen}) == 2
        assert {len(one[name]) for one in seen} == {43}
    assert {one["code_challenge_method"] for one in seen} == {"S256"}
    assert {one["scope"] for one in seen} == {"openid profile email"}


async def test_the_secret_goes_in_the_form_where_the_provider_wants_it_there(
    person: Person,
) -> None:
    person.issuer.form_alone = True
    person.issuer.discovery["token_endpoint_auth_methods_supported"] = ["client_secret_post"]
    assert (await person.sign_in()).status_code == 200


async def test_a_person_signs_out(person: Person) -> None:
    await person.sign_in()
    out = await person.client.delete(SESSION, headers=PAGE)
    after = await person.client.get(RUNS)
    assert (out.status_code, after.json()["error"]) == (204, "invalid_session")


async def test_signing_in_and_out_names_the_person_in_the_audit_log(person: Person) -> None:
    await person.sign_in()
    await person.client.delete(SESSION, headers=PAGE)
    created, ended = await person.api.audit_rows()
    token_id, session_id = created["after"]["token_id"], created["target_id"]
    named = f"person {person.issuer.url} maria"

    assert (created["action"], created["tenant_id"]) == ("session.created", person.api.tenant_id)
    assert created["actor_user_id"] == f"{token_id} {named}"
    assert created["after"]["name"] == "maria@acme.example"
    assert created["after"]["scopes"] == sorted(WRITERS)
    assert ended["action"] == "session.ended"
    assert ended["actor_user_id"] == f"{token_id} session {session_id} {named}"


async def test_a_session_ends_without_use_and_with_its_time(person: Person) -> None:
    await person.sign_in()
    person.api.clock.pass_seconds(43_199)
    # 12 hours are both the time without use and the time until the rules count again.
    assert (await person.client.get(RUNS)).status_code == 200
    person.api.clock.pass_seconds(1)
    assert (await person.client.get(RUNS)).json()["error"] == "invalid_session"


@ON_BOTH
async def test_a_person_has_one_token_which_ends_all_sessions_when_it_is_revoked(
    api: Api, issuer: Issuer
) -> None:
    async with browser(api, issuer) as first, browser(api, issuer) as second:
        await first.sign_in()
        issuer.person["groups"] = []
        await second.sign_in()
        # The rules of the newest sign-in count in all sessions of the person.
        assert (await first.client.get(SUPPRESSIONS)).json()["error"] == "missing_scope"
        (token,) = [one for one in await list_tokens(api.store) if one.person]
        assert (token.name, token.person) == ("maria@acme.example", f"{issuer.url} maria")
        assert token.scopes.split() == READERS
        await revoke(api.store, token_id=token.id)
        ended = [await one.client.get(RUNS) for one in (first, second)]
        assert [one.json()["error"] for one in ended] == ["invalid_token"] * 2
        await first.sign_in()
        assert (await first.client.get(RUNS)).status_code == 200
        assert (await second.client.get(RUNS)).json()["error"] == "invalid_token"


async def test_people_do_not_use_up_the_tenants_tokens(
    tmp_path: Path, served: tuple[Issuer, ssl.SSLContext], issuer: Issuer
) -> None:
    chosen = settings_of(issuer, tokens_per_tenant=2)
    async with api_in(tmp_path, tls=served[1], **chosen) as api, browser(api, issuer) as person:
        await person.sign_in()
        async with api.client() as client:
            body = {"name": "ci", "scopes": ["findings:read"], "lifetime_seconds": 600}
            assert (await client.post(TOKENS, json=body)).status_code == 201


async def test_sessions_end_when_the_provider_is_another(
    tmp_path: Path, served: tuple[Issuer, ssl.SSLContext], issuer: Issuer
) -> None:
    chosen = settings_of(issuer)
    async with api_in(tmp_path, tls=served[1], **chosen) as api, browser(api, issuer) as person:
        await person.sign_in()
        other = replace(api.deps.settings, oidc_issuer="https://other.example.com")
        async with api.client(None, deps=replace(api.deps, settings=other)) as client:
            answer = await client.get(RUNS, headers={"cookie": person.client.headers["cookie"]})
    assert answer.json()["error"] == "invalid_session"


# Faults


@pytest.mark.parametrize(
    ("path", "answer"),
    [
        (DISCOVERY, unusable(body=b"", status=500)),
        (DISCOVERY, unusable(body=b"no json")),
        (DISCOVERY, unusable(body=b'{"issuer": "https://other.example.com"}')),
        (DISCOVERY, unusable(body=b"a" * 300_000)),
        (KEYS, unusable(body=b"{}")),
    ],
)
async def test_a_provider_that_cannot_be_read_when_a_person_starts(
    person: Person, path: str, answer: Answer
) -> None:
    person.issuer.answers[path] = answer
    found = await person.client.get(START)
    assert (found.status_code, found.headers["location"]) == (303, UNAVAILABLE)
    found = await person.client.get(START, params={"page": "/console/runs"})
    assert found.headers["location"] == "/console/runs?sign_in=unavailable"
    person.issuer.answers.clear()
    assert (await person.sign_in()).status_code == 200


@pytest.mark.parametrize(
    "answer",
    [
        unusable(body=b"", status=500),
        unusable(body=b"", status=302, location="https://localhost/"),
        unusable(body=b"[]"),
        unusable(body=b"[" * 100_000),
        unusable(body=b"a" * 300_000),
    ],
)
async def test_a_provider_that_cannot_redeem_a_code(person: Person, answer: Answer) -> None:
    begun = await person.start()
    person.issuer.answers[TOKEN] = answer
    assert await person.refused(begun, UNAVAILABLE) == ""


@pytest.mark.parametrize("body", [b"{}", b'{"id_token": 7}', b'{"access_token": "alone"}'])
async def test_an_answer_without_an_id_token(person: Person, body: bytes) -> None:
    person.issuer.answers[TOKEN] = unusable(body=body)
    assert await person.refused() == "no_id_token"


async def test_a_slow_provider_ends_in_time(
    tmp_path: Path, served: tuple[Issuer, ssl.SSLContext], issuer: Issuer
) -> None:
    done = threading.Event()
    chosen = settings_of(issuer, issuer_timeout_seconds=0.3)
    async with api_in(tmp_path, tls=served[1], **chosen) as api, browser(api, issuer) as person:

        async def is_reached() -> bool:
            """A busy machine may be too slow for the first documents of the provider, too."""
            answer = await person.client.get(START)
            return answer.headers["location"] != UNAVAILABLE

        await until(is_reached)
        begun = await person.start()
        issuer.answers[TOKEN] = held_until(done)
        async with asyncio.timeout(240):  # the provider does not answer before
            assert await person.refused(begun, UNAVAILABLE) == ""
        done.set()


async def test_a_provider_in_a_network_that_is_not_allowed_is_not_reached(
    tmp_path: Path, served: tuple[Issuer, ssl.SSLContext], issuer: Issuer
) -> None:
    chosen = settings_of(issuer, issuer_networks="")
    async with api_in(tmp_path, tls=served[1], **chosen) as api, api.client(None) as client:
        answer = await client.get(START)
    assert answer.headers["location"] == UNAVAILABLE
    assert issuer.requests == []


@pytest.mark.parametrize("name", ["authorization_endpoint", "token_endpoint"])
@pytest.mark.parametrize("url", [None, "http://localhost/token", "https://[::1", 7])
async def test_an_endpoint_must_be_reached_over_tls(person: Person, name: str, url: object) -> None:
    person.issuer.discovery[name] = url
    if name == "authorization_endpoint":
        assert (await person.client.get(START)).headers["location"] == UNAVAILABLE
    else:
        assert await person.refused(None, UNAVAILABLE) == ""


# Settings


async def test_the_sign_in_page_learns_the_name_of_the_provider_alone(api: Api) -> None:
    async with api.client(None) as client:
        assert (await client.get(OIDC)).json() == {"name": "Example Login"}


async def test_without_a_provider_people_sign_in_with_tokens_alone(tmp_path: Path) -> None:
    async with api_in(tmp_path) as api, api.client(None) as client:
        assert (await client.get(OIDC)).json() == {"name": None}
        for path in (START, CALLBACK):
            assert (await client.get(path)).json() == {"error": "not_found"}


async def test_without_a_console_people_do_not_sign_in(
    tmp_path: Path, served: tuple[Issuer, ssl.SSLContext], issuer: Issuer
) -> None:
    chosen = settings_of(issuer, console=False)
    async with api_in(tmp_path, tls=served[1], **chosen) as api, api.client(None) as client:
        for path in (OIDC, START, CALLBACK):
            assert (await client.get(path)).json() == {"error": "not_found"}


async def test_on_this_machine_people_sign_in_without_tls(
    tmp_path: Path, served: tuple[Issuer, ssl.SSLContext], issuer: Issuer
) -> None:
    own = f"http://127.0.0.1:8080{CALLBACK}"
    chosen = settings_of(issuer, oidc_redirect_url=own)
    async with api_in(tmp_path, tls=served[1], **chosen) as api, browser(api, issuer) as person:
        person.client.headers["host"] = "127.0.0.1:8080"
        begun = await person.client.get(START)
        person.keep(begun)
        assert begun.headers["set-cookie"].startswith("posture-sign-in=")
        back = issuer.authorize(urlsplit(begun.headers["location"]).query)
        done = await person.finish(dict(parse_qsl(urlsplit(back).query)))
        assert done.headers["set-cookie"].startswith("posture=")
        assert (await person.client.get(RUNS)).status_code == 200


@pytest.mark.parametrize(
    ("changed", "text"),
    [
        ({"oidc_client_id": ""}, "POSTURE_OIDC_CLIENT_ID: it is needed"),
        ({"oidc_client_secret": ""}, "POSTURE_OIDC_CLIENT_SECRET: it is needed"),
        ({"oidc_redirect_url": ""}, "POSTURE_OIDC_REDIRECT_URL: it is needed"),
        ({"oidc_rules": ""}, "POSTURE_OIDC_RULES: it is needed"),
        ({"oidc_issuer": "http://login.example.com"}, "POSTURE_OIDC_ISSUER: must be"),
        ({"oidc_redirect_url": f"http://posture.test{CALLBACK}"}, "POSTURE_OIDC_REDIRECT_URL: "),
        ({"oidc_redirect_url": "https://posture.test/"}, "POSTURE_OIDC_REDIRECT_URL: must be"),
        ({"oidc_rules": "no json"}, "POSTURE_OIDC_RULES: JSON is malformed"),
        ({"oidc_rules": '[{"tenant": "acme"}]'}, "POSTURE_OIDC_RULES: Object missing required"),
        ({"oidc_rules": json.dumps([RULES[0] | {"conditions": []}])}, "rule 1 needs conditions"),
        ({"oidc_rules": json.dumps([RULES[0] | {"scopes": []}])}, "rule 1 has no scopes"),
        (
            {"oidc_rules": json.dumps([*RULES, RULES[0] | {"scopes": ["everything"]}])},
            "rule 3 has unknown scopes: everything",
        ),
        (
            {"oidc_rules": json.dumps([RULES[0] | {"conditions": [{"claim": "groups"}]}])},
            "rule 1 needs conditions",
        ),
        (
            {"oidc_issuer": "https://accounts.google.com"},
            "rule 1 matches strangers: anyone can have an account at https://accounts.google.com",
        ),
    ],
)
async def test_settings_that_cannot_be_used_end_the_start(
    api: Api, issuer: Issuer, changed: dict[str, str], text: str
) -> None:
    with pytest.raises(SettingsError, match=re.escape(text)):
        sign_in_for(api.store, Settings(**settings_of(issuer, **changed)))


async def test_the_example_of_the_page_can_be_used(api: Api, issuer: Issuer) -> None:
    page = (ROOT / "backend/docs/console.md").read_text(encoding="utf-8")
    (variables,) = re.findall(r"```text\n(POSTURE_OIDC_.*?)```", page, re.DOTALL)
    (rules,) = re.findall(r"```json\n(.*?)```", page, re.DOTALL)
    named = {line.partition("=")[0].removesuffix("_FILE").lower() for line in variables.split()}

    assert named <= {f"posture_{one.name}" for one in fields(Settings)}
    assert sign_in_for(api.store, Settings(**settings_of(issuer, oidc_rules=rules)))
