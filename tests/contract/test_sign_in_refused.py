"""Sign-ins that are refused, and where they lead."""

import base64
import hmac
import json
import ssl
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.api import FINDINGS, Api, api_in
from tests.contract.people import (
    CALLBACK,
    RULES,
    START,
    Person,
    api,
    browser,
    person,
    settings_of,
)
from tests.contract.test_session import SESSION
from tests.databases import ON_BOTH
from tests.issuer import (
    CLIENT_ID,
    TOKEN,
    Issuer,
    encoded,
    other_rsa_key,
    published,
    rsa_key,
    signed,
)
from tests.promises import promise

pytestmark = pytest.mark.anyio

__all__ = ["api", "person"]

EXPIRED = "/console/?sign_in=expired"
DENIED = "/console/?sign_in=denied"


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
