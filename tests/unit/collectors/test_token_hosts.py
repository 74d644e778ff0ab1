"""Where access tokens of a worker go: to the hosts of the cloud, whatever ids and places are."""

from collections.abc import Mapping
from typing import Any

import pytest

from posture.collectors.azure.arm import ArmHttp
from posture.collectors.errors import CallError
from posture.collectors.gcp.rest import GcpHttp, Keys
from posture.collectors.http import CloudHttp, HttpResponse
from posture.settings import Settings
from tests.promises import promise

pytestmark = pytest.mark.anyio

BASE = "https://management.azure.com"


class Sent(CloudHttp):
    """Connections that send nothing, and keep the URLs."""

    def __init__(self) -> None:
        super().__init__(Settings(), guarded=False)
        self.urls: list[str] = []

    async def exchange(
        self,
        call: str,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str],
        body: bytes = b"",
        proxy: str | None = None,
    ) -> HttpResponse:
        del call, method, headers, body, proxy
        self.urls.append(url)
        return HttpResponse(200, {}, b"{}")


async def sent_by(parameters: Mapping[str, Any]) -> list[str]:
    """Return the URLs of one read of a storage account."""
    http = Sent()
    try:
        await ArmHttp(http, BASE).send("storage:GetAccount", "global", parameters, "secret")
    finally:
        await http.close()
    return http.urls


@promise("secrets", "A token goes to no host that an id, a place or a page names")
@pytest.mark.parametrize(
    "parameters",
    [
        {"id": "@attacker.example/a"},
        {"id": ".attacker.example/a"},
        {"id": ":8443/a"},
        {"id": "?a"},
        {"id": ""},
        {"next": "https://attacker.example/a"},
        {"next": "https://management.azure.com@attacker.example/a"},
        {"next": "https://management.azure.com.attacker.example/a"},
        {"next": "https://management.azure.com:8443/a"},
        {"next": "https://management.azure.com\\@attacker.example/a"},
        {"next": "http://management.azure.com/a"},
        {"next": "//attacker.example/a"},
        {"next": "/subscriptions"},
        {"next": "https://management.azure.com:99999/a"},
        {"next": "https://management.azure.com:port/a"},
        {"next": "https://[management.azure.com/a"},
        {"next": "https://user@management.azure.com/a"},
    ],
)
async def test_an_id_or_a_page_is_no_part_of_the_host(parameters: dict[str, str]) -> None:
    with pytest.raises(CallError, match="MalformedAnswer"):
        await sent_by(parameters)


@pytest.mark.parametrize("next_", [f"{BASE}/a", f"{BASE}:443/a", "HTTPS://Management.Azure.com/a"])
async def test_the_host_of_a_page_may_be_spelled_otherwise(next_: str) -> None:
    assert await sent_by({"next": next_}) == [next_]


@pytest.mark.parametrize("named", ["/subscriptions/a", "//attacker.example/a", "/a?b#c@d"])
async def test_an_id_is_a_path_of_the_resource_manager(named: str) -> None:
    (url,) = await sent_by({"id": named})
    assert url.startswith(f"{BASE}/")


@pytest.mark.parametrize(
    "place", ["attacker.example/", "attacker.example/a#", "a@b", "", "EU", "a.b", "a" * 64]
)
async def test_a_place_is_one_word_of_the_host(place: str) -> None:
    http = Sent()
    rest = GcpHttp(http, universe="googleapis.com", endpoint=None, project_id="shop")
    call = "dialogflow:projects.locations.agents.list"
    keys = Keys(("secret", ""))
    with pytest.raises(CallError, match="MalformedAnswer"):
        await rest.send(call, place, {"project": "shop", "location": place}, keys)
    await rest.send(call, "eu", {"project": "shop", "location": "eu"}, keys)
    await http.close()
    (url,) = http.urls
    assert url.startswith("https://eu-dialogflow.googleapis.com/")
