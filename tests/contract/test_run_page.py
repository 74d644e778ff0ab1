"""The page of a run: public, the same for every id, and only its own script runs in it."""

import re
from base64 import b64encode
from hashlib import sha256

import pytest

from posture.formats import page
from tests.api import NOBODYS, Api

pytestmark = pytest.mark.anyio


def allowed(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"


async def test_the_page_is_the_same_whether_there_is_such_a_run(api: Api) -> None:
    async with api.client(None) as client:
        one = await client.get(f"/runs/{await api.integration()}")
        other = await client.get(f"/runs/{NOBODYS}")
        again = await client.get(f"/runs/{NOBODYS}", headers={"If-None-Match": one.headers["etag"]})
    assert (one.status_code, one.headers["content-type"]) == (200, "text/html")
    assert one.content == other.content
    assert (again.status_code, again.content) == (304, b"")
    assert "x-ratelimit-limit" not in one.headers
    assert await api.audit_rows() == []


async def test_its_policy_allows_its_own_script_and_that_of_the_report_alone(api: Api) -> None:
    async with api.client(None) as client:
        answer = await client.get(f"/runs/{NOBODYS}")
    (script,) = re.findall(r"<script>(.*?)</script>", answer.text, re.DOTALL)
    (style,) = re.findall(r"<style>(.*?)</style>", answer.text, re.DOTALL)
    report_script, report_style = page.sources()
    (policy,) = answer.headers.get_list("content-security-policy")
    assert policy == (
        "default-src 'none'; connect-src 'self'; "
        f"script-src {allowed(script)} {report_script}; style-src {allowed(style)} {report_style}; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("run_id", ["1", "..%2Fetc", f"{NOBODYS}0", "%3Cscript%3E"])
async def test_what_is_no_id_has_no_page(api: Api, run_id: str) -> None:
    async with api.client(None) as client:
        answer = await client.get(f"/runs/{run_id}")
    assert (answer.status_code, answer.json()["error"]) == (404, "not_found")
    assert answer.headers["content-security-policy"] == "default-src 'none'; frame-ancestors 'none'"
