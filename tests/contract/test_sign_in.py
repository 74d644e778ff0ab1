"""Sign-in of people: the code flow with a real provider over TLS, and every answer it refuses."""

import asyncio
import base64
import hmac
import json
import re
import ssl
import threading
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import fields, replace
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx
import pytest

from posture.bootstrap.compose import sign_in_for
from posture.services.tokens import list_tokens, revoke
from posture.settings import Settings, SettingsError
from tests.api import FINDINGS, RUNS, SUPPRESSIONS, TOKENS, Api, api_in
from tests.contract.test_session import PAGE, SESSION
from tests.contract.test_token_exchange import held_until, unusable
from tests.databases import ON_BOTH
from tests.integration.fakes import until
from tests.issuer import (
    AUTHORIZE,
    CLIENT_ID,
    CLIENT_SECRET,
    DISCOVERY,
    KEYS,
    TOKEN,
    Answer,
    Issuer,
    encoded,
    other_rsa_key,
    published,
    rsa_key,
    signed,
)
from tests.meta.repository import ROOT
from tests.promises import promise

pytestmark = pytest.mark.anyio

OIDC = "/api/v2/session/oidc"
START = f"{OIDC}/start"
CALLBACK = f"{OIDC}/callback"
READERS = ["cloud_posture:read", "findings:read"]
WRITERS = [*READERS, "suppressions:read"]
RULES = [
    {
        "conditions": [{"claim": "groups", "equals": ["cloud-security"]}],
        "tenant": "acme",
        "scopes": WRITERS,
    },
    {
        "conditions": [{"claim": "email", "matches": ["*@acme.example"]}],
        "tenant": "acme",
        "scopes": READERS,
    },
]
REFUSED = "/console/?sign_in=refused"
EXPIRED = "/console/?sign_in=expired"
DENIED = "/console/?sign_in=denied"
UNAVAILABLE = "/console/?sign_in=unavailable"


def settings_of(issuer: Issuer, **changed: Any) -> dict[str, Any]:  # noqa: ANN401  # of Settings
    return {
        "oidc_issuer": issuer.url,
        "oidc_client_id": CLIENT_ID,
        "oidc_client_secret": CLIENT_SECRET,
        "oidc_redirect_url": f"https://posture.test{CALLBACK}",
        "oidc_rules": json.dumps(RULES),
        "oidc_name": "Example Login",
        "sign_in_bucket": 1_000_000,
        "issuer_retry_seconds": 0.0,
        **changed,
    }


class Person:
    """A person with a browser, which the provider of the test signs in."""

    def __init__(self, api: Api, issuer: Issuer, client: httpx.AsyncClient) -> None:
        self.api = api
        self.issuer = issuer
        self.client = client
        now = api.clock() // 1_000
        issuer.person = {
            "sub": "maria",
            "email": "maria@acme.example",
            "email_verified": True,
            "groups": ["everyone", "cloud-security"],
            "iat": now,
            "exp": now + 300,
        }

    async def start(self, **query: str) -> dict[str, str]:
        """Begin a sign-in; return the callback's parameters after the sign-in at the provider."""
        answer = await self.client.get(START, params=query)
        assert answer.status_code == 303, answer.text
        self.keep(answer)
        sent = urlsplit(answer.headers["location"])
        assert answer.headers["location"].startswith(f"{self.issuer.url}{AUTHORIZE}?")
        back = urlsplit(self.issuer.authorize(sent.query))
        assert f"{back.scheme}://{back.netloc}{back.path}" == f"https://posture.test{CALLBACK}"
        return dict(parse_qsl(back.query))

    def keep(self, answer: httpx.Response) -> None:
        """Keep the cookies of a response as a browser does."""
        kept = dict(pair.split("=", 1) for pair in self.cookies())
        for line in answer.headers.get_list("set-cookie"):
            name, _, value = line.partition(";")[0].partition("=")
            kept[name] = value
        self.client.cookies.clear()
        self.client.headers["cookie"] = "; ".join(
            f"{name}={value}" for name, value in kept.items() if value
        )

    def cookies(self) -> list[str]:
        return [one for one in self.client.headers.get("cookie", "").split("; ") if one]

    async def finish(self, answer: Mapping[str, str]) -> httpx.Response:
        found = await self.client.get(CALLBACK, params=answer)
        if found.status_code == 200:
            self.keep(found)
        return found

    async def sign_in(self, **query: str) -> httpx.Response:
        return await self.finish(await self.start(**query))

    async def refused(self, answer: Mapping[str, str] | None = None, to: str = REFUSED) -> str:
        """Finish a sign-in that must not succeed; return the reason in the audit log."""
        found = await self.finish(await self.start() if answer is None else answer)
        assert (found.status_code, found.headers["location"]) == (303, to), found.text
        (cookie,) = found.headers.get_list("set-cookie")
        assert cookie.startswith("__Host-posture-sign-in=; Path=/; Max-Age=0; ")
        assert (await self.client.get(SESSION)).status_code == 401
        rows = [one for one in await self.api.audit_rows() if one["action"] == "session.refused"]
        assert {(one["tenant_id"], one["result"]) for one in rows} <= {(None, "failure")}
        return str(rows[-1]["after"]["reason"]) if rows else ""


@pytest.fixture
async def api(
    tmp_path: Path, database_url: str, served: tuple[Issuer, ssl.SSLContext], issuer: Issuer
) -> AsyncIterator[Api]:
    async with api_in(
        tmp_path, database_url=database_url, tls=served[1], **settings_of(issuer)
    ) as opened:
        yield opened


@asynccontextmanager
async def browser(api: Api, issuer: Issuer) -> AsyncIterator[Person]:
    async with api.client(None) as client:
        yield Person(api, issuer, client)


@pytest.fixture
async def person(api: Api, issuer: Issuer) -> AsyncIterator[Person]:
    async with browser(api, issuer) as found:
        yield found


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


# Refusals


def claims_with(**changed: Any) -> Callable[[Person], None]:  # noqa: ANN401  # JSON
    def change(person: Person) -> None:
        person.issuer.person |= changed

    return change


def times(issued: int, expires: int) -> Callable[[Person], None]:
    def change(person: Person) -> None:
        now = person.api.clock() // 1_000
        person.issuer.person |= {"iat": now + issued, "exp": now + expires}

    return change


def signing(sign: Callable[[Mapping[str, Any]], str]) -> Callable[[Person], None]:
    def change(person: Person) -> None:
        url = person.issuer.url
        person.issuer.sign = lambda claims: sign({"iss": url, **claims})

    return change


def unsigned(claims: Mapping[str, Any]) -> str:
    return f"{encoded({'alg': 'none'})}.{encoded(dict(claims))}."


def with_public_key_as_secret(claims: Mapping[str, Any]) -> str:
    """Return a token that is signed by HMAC with the text of the public key, as HS256."""
    head = f"{encoded({'alg': 'HS256', 'kid': 'one'})}.{encoded(dict(claims))}"
    public = rsa_key().as_pem(private=False)
    return f"{head}.{encoded(hmac.digest(public, head.encode(), 'sha256'))}"


def with_own_key(claims: Mapping[str, Any]) -> str:
    """Return a token that another key has signed, which it brings along."""
    own = published(other_rsa_key(), kid="one", alg="RS256", use="sig")
    return signed(claims, other_rsa_key(), jwk=own)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (claims_with(nonce="of another sign-in"), "nonce"),
        (claims_with(nonce=None), "nonce"),
        (claims_with(aud="another client"), "audience"),
        (claims_with(aud=[CLIENT_ID, "another client"]), "claims"),
        (claims_with(azp="another client"), "azp"),
        (claims_with(iss="https://other.example.com"), "issuer"),
        (claims_with(sub=None), "claims"),
        (times(-600, -60), "expired"),
        (times(600, 900), "not_yet_valid"),
        (times(0, 1_000_000), "lifetime"),
        (signing(unsigned), "no_jwt"),
        (signing(with_public_key_as_secret), "algorithm"),
        (signing(with_own_key), "signature"),
        (signing(lambda _: "no token"), "no_jwt"),
        (claims_with(groups=["visitors"], email="maria@other.example"), "rule"),
        (claims_with(groups=["visitors"], email_verified=False), "rule"),
        (claims_with(groups=["visitors"], email_verified="true"), "rule"),
        (claims_with(groups={"cloud-security": True}, email=None), "rule"),
        (claims_with(groups=None, email=None), "rule"),
    ],
)
@promise("identities", "A person whom the provider does not name, or no rule matches, is refused")
async def test_an_id_token_that_is_not_accepted(
    person: Person, change: Callable[[Person], None], reason: str
) -> None:
    change(person)
    assert await person.refused() == reason


async def test_the_answer_must_be_of_the_sign_in_that_the_browser_began(
    api: Api, issuer: Issuer, person: Person
) -> None:
    answer = await person.start()
    assert await person.refused(answer | {"state": "other"}, EXPIRED) == "state"
    assert await person.refused({"code": answer["code"], "iss": issuer.url}, EXPIRED) == "state"
    async with browser(api, issuer) as other:
        assert await other.refused(answer, EXPIRED) == "cookie"
        await other.start()
        assert await other.refused(answer, EXPIRED) == "state"
        # With the other's state, the code is still of this browser: the verifier does not fit.
        own = await other.start()
        assert await other.refused(own | {"code": answer["code"]}) == "code"


async def test_a_cookie_of_another_is_not_taken(person: Person) -> None:
    answer = await person.start()
    (cookie,) = person.cookies()
    content, _, seal = cookie.partition("=")[2].partition(".")
    begun = json.loads(base64.urlsafe_b64decode(content + "=="))
    changed = encoded(begun | {"page": "/"})
    for forged in (f"{changed}.{seal}", f"{content}.", content, "a.a", "a.b" * 4_000):
        person.client.headers["cookie"] = f"__Host-posture-sign-in={forged}"
        assert await person.refused(answer, EXPIRED) == "cookie"
    person.client.headers["cookie"] = f"{cookie}; {cookie}"
    assert await person.refused(answer, EXPIRED) == "cookie"
    assert person.issuer.requests.count(TOKEN) == 0


async def test_a_sign_in_takes_at_most_ten_minutes(person: Person) -> None:
    answer = await person.start()
    person.api.clock.pass_seconds(600)
    assert await person.refused(answer, EXPIRED) == "too_late"


@ON_BOTH
async def test_a_code_and_an_id_token_are_used_once(person: Person) -> None:
    answer = await person.start()
    begun = person.client.headers["cookie"]
    held: list[str] = []

    def keep(claims: Mapping[str, Any]) -> str:
        held.append(person.issuer.token(claims))
        return held[0]

    person.issuer.sign = keep
    assert (await person.finish(answer)).status_code == 200
    person.client.headers["cookie"] = begun
    assert await person.refused(answer) == "code"
    # A provider that redeems a code twice: the token that it sends was used.
    code = answer["code"]
    query = {"redirect_uri": f"https://posture.test{CALLBACK}", "nonce": "unused"}
    verifier = person.issuer.challenges[code]
    person.issuer.codes[code] = query | {"code_challenge": verifier}
    assert await person.refused(answer) == "used"


@pytest.mark.parametrize(
    ("iss", "reason"), [("https://other.example.com", "issuer"), ("", "issuer"), (None, "issuer")]
)
async def test_an_answer_of_another_provider_is_refused_before_its_code_is_sent(
    person: Person, iss: str | None, reason: str
) -> None:
    answer = await person.start()
    del answer["iss"]
    mixed = answer if iss is None else answer | {"iss": iss}
    assert await person.refused(mixed) == reason
    assert person.issuer.requests.count(TOKEN) == 0


async def test_a_provider_that_never_names_itself_need_not(person: Person) -> None:
    del person.issuer.discovery["authorization_response_iss_parameter_supported"]
    answer = await person.start()
    del answer["iss"]
    assert (await person.finish(answer)).status_code == 200


async def test_a_refusal_of_the_provider_is_one(person: Person) -> None:
    state = (await person.start())["state"]
    denied = {"state": state, "error": "access_denied", "iss": person.issuer.url}
    assert await person.refused(denied, DENIED) == "provider"
    assert await person.refused({"state": state, "iss": person.issuer.url}, DENIED) == "provider"


async def test_a_refusal_leads_back_to_the_page_that_was_asked_for(person: Person) -> None:
    page = "/console/findings?q=a%26b"
    person.issuer.person["groups"], person.issuer.person["email"] = [], "eve@other.example"
    assert await person.refused(await person.start(page=page), f"{page}&sign_in=refused") == "rule"
    state = (await person.start(page="/console/runs"))["state"]
    denied = {"state": state, "error": "access_denied", "iss": person.issuer.url}
    assert await person.refused(denied, "/console/runs?sign_in=denied") == "provider"


async def test_a_parameter_twice_is_refused(person: Person) -> None:
    answer = await person.start()
    twice = await person.client.get(CALLBACK, params=[*answer.items(), ("state", "other")])
    assert twice.json() == {"error": "invalid_request"}


@pytest.mark.parametrize(
    "page",
    [
        "https://evil.example.com/",
        "//evil.example.com/",
        "/console//evil.example.com",
        "/console/../../evil",
        "/console/..//evil.example.com",
        "/console/\\evil.example.com",
        "/consolevil/",
        "/console/\n",
        '/console/"><script>',
        "javascript:alert(1)",
        "/api/v2/session",
        "/console/é",
    ],
)
@promise("identities", "A sign-in leads to a page of the console, and to no other site")
async def test_a_sign_in_leads_nowhere_else(person: Person, page: str) -> None:
    answer = await person.client.get(START, params={"page": page})
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_page")
    assert "set-cookie" not in answer.headers


async def test_a_rule_whose_tenant_does_not_exist_lets_in_no_person(
    tmp_path: Path, served: tuple[Issuer, ssl.SSLContext], issuer: Issuer
) -> None:
    rules = json.dumps([RULES[0] | {"tenant": "globex"}])
    chosen = settings_of(issuer, oidc_rules=rules)
    async with api_in(tmp_path, tls=served[1], **chosen) as api, browser(api, issuer) as person:
        assert await person.refused() == "tenant"


async def test_a_person_is_let_into_the_tenant_of_the_rule_alone(
    tmp_path: Path, served: tuple[Issuer, ssl.SSLContext], issuer: Issuer
) -> None:
    rules = json.dumps([RULES[0] | {"tenant": "globex"}, *RULES])
    chosen = settings_of(issuer, oidc_rules=rules)
    async with api_in(tmp_path, tls=served[1], **chosen) as api, browser(api, issuer) as person:
        other = await api.tenant("globex")
        await api.integration()
        await person.sign_in()
        assert (await person.client.get(SESSION)).json()["tenant"] == {
            "id": other,
            "name": "globex",
        }
        assert (await person.client.get(FINDINGS)).json()["data"] == []


async def test_only_so_many_attempts_from_an_address_and_rows_in_the_log(
    tmp_path: Path, served: tuple[Issuer, ssl.SSLContext], issuer: Issuer
) -> None:
    chosen = settings_of(issuer, sign_in_bucket=4, oidc_refusals_audited=2)
    async with api_in(tmp_path, tls=served[1], **chosen) as api, api.client(None) as client:
        refused = [(await client.get(CALLBACK)).headers["location"] for _ in range(4)]
        limited = [(await client.get(path)).json()["error"] for path in (START, CALLBACK)]
        assert refused == [EXPIRED] * 4
        assert limited == ["rate_limited"] * 2
        assert len(await api.audit_rows()) == 2


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
