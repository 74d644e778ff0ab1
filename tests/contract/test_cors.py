"""CORS: off by default; by setting, pages of the named origins may call the API."""

from dataclasses import replace

import pytest

from posture.settings import Settings, SettingsError
from tests.api import RUNS, Api

pytestmark = pytest.mark.anyio

CONSOLE = "https://console.example.com"
ASK = {
    "origin": CONSOLE,
    "access-control-request-method": "POST",
    "access-control-request-headers": "authorization, content-type, idempotency-key",
}


def allowing(api: Api, origins: str) -> Api:
    settings = replace(api.deps.settings, cors_origins=origins)
    return replace(api, deps=replace(api.deps, settings=settings))


async def test_it_is_off_by_default(api: Api) -> None:
    async with api.client() as client, api.client(token=None) as stranger:
        answer = await client.get(RUNS, headers={"origin": CONSOLE})
        preflight = await stranger.options(RUNS, headers=ASK)

    assert preflight.status_code == 401
    for response in (answer, preflight):
        assert not [name for name in response.headers if name.startswith("access-control-")]
        assert "origin" not in response.headers["vary"]


async def test_a_page_of_a_named_origin_may_ask_and_read(api: Api) -> None:
    allowed = allowing(api, f"https://other.example.com {CONSOLE}")
    async with allowed.client() as client, allowed.client(token=None) as stranger:
        preflight = await stranger.options(RUNS, headers=ASK)
        answer = await client.get(RUNS, headers={"origin": CONSOLE})
        refused = await stranger.get(RUNS, headers={"origin": CONSOLE})

    assert (preflight.status_code, preflight.content) == (204, b"")
    assert "POST" in preflight.headers["access-control-allow-methods"].split(", ")
    granted = set(preflight.headers["access-control-allow-headers"].split(", "))
    assert set(ASK["access-control-request-headers"].split(", ")) <= granted
    assert (answer.status_code, refused.status_code) == (200, 401)
    for response in (preflight, answer, refused):
        assert response.headers["access-control-allow-origin"] == CONSOLE
        assert "access-control-allow-credentials" not in response.headers
        assert "origin" in response.headers["vary"].split(", ")
    shown = answer.headers["access-control-expose-headers"].split(", ")
    assert {"etag", "link", "location", "retry-after", "x-request-id"} <= set(shown)


@pytest.mark.parametrize("origin", ["https://evil.example.com", f"{CONSOLE}.evil.com", "null"])
async def test_a_page_of_another_origin_may_not(api: Api, origin: str) -> None:
    allowed = allowing(api, CONSOLE)
    async with allowed.client() as client, allowed.client(token=None) as stranger:
        answer = await client.get(RUNS, headers={"origin": origin})
        preflight = await stranger.options(RUNS, headers=ASK | {"origin": origin})

    assert preflight.status_code == 401
    for response in (answer, preflight):
        assert "access-control-allow-origin" not in response.headers
        assert "origin" in response.headers["vary"].split(", ")


async def test_every_origin_may_be_allowed(api: Api) -> None:
    allowed = allowing(api, "*")
    async with allowed.client() as client:
        answer = await client.get(RUNS, headers={"origin": "https://any.example.com"})
        plain = await client.get(RUNS)

    assert answer.headers["access-control-allow-origin"] == "*"
    assert "access-control-allow-origin" not in plain.headers


async def test_a_preflight_does_not_tell_which_paths_there_are(api: Api) -> None:
    allowed = allowing(api, CONSOLE)
    async with allowed.client(token=None) as stranger:
        known = await stranger.options(RUNS, headers=ASK)
        unknown = await stranger.options("/api/v2/nothing", headers=ASK)

    own = {"x-request-id"}
    assert known.status_code == unknown.status_code
    assert {name: value for name, value in known.headers.items() if name not in own} == {
        name: value for name, value in unknown.headers.items() if name not in own
    }


async def test_options_without_an_origin_still_names_the_methods(api: Api) -> None:
    async with allowing(api, CONSOLE).client() as client:
        answer = await client.options(RUNS)

    assert answer.headers["allow"] == "GET, HEAD, OPTIONS, POST"


@pytest.mark.parametrize(
    "value",
    ["console.example.com", "https://a.example.com/", "https://A.example.com", "ftp://a", "null"],
)
def test_what_is_no_origin_is_refused_when_the_server_starts(value: str) -> None:
    with pytest.raises(SettingsError, match=r"POSTURE_CORS_ORIGINS: .* is no origin"):
        Settings.from_environ({"POSTURE_CORS_ORIGINS": value})


def test_several_origins_are_separated_by_commas_or_spaces() -> None:
    text = "https://a.example.com, http://localhost:3000 https://[::1]:8443"
    found = Settings.from_environ({"POSTURE_CORS_ORIGINS": text}).cors_origins

    assert found == "https://a.example.com http://localhost:3000 https://[::1]:8443"
