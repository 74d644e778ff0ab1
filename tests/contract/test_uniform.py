"""What is the same for every operation: filters, headers, changes of nothing, and errors."""

import json
from typing import Any

import httpx
import pytest

from tests.api import (
    AUDIT,
    CHECKS,
    FINDINGS,
    INTEGRATIONS,
    NOBODYS,
    RUNS,
    TOKENS,
    TRUSTS,
    WEBHOOKS,
    Api,
)
from tests.contract.integration_bodies import FULL
from tests.contract.test_bad_input import place
from tests.contract.test_gate import ran
from tests.contract.test_isolation import limited_token
from tests.contract.test_lost_updates import TRUST
from tests.contract.test_webhooks import REQUEST
from tests.integration.fakes import sheet
from tests.spec import spec

pytestmark = pytest.mark.anyio

# 400 without a member: what is wrong is not in one place of the request.
NOWHERE = {"invalid_request", "invalid_body"}


def enums() -> list[tuple[str, str, list[str]]]:
    """Return the filters of all lists whose values are an enum, with these values."""
    found = []
    for operation in spec().operations.values():
        for reference in operation.definition.get("parameters", ()):
            one = spec().resolved(reference)
            items = spec().resolved(one["schema"].get("items", {}))
            if operation.method == "GET" and one["in"] == "query" and "enum" in items:
                found.append((operation.path, one["name"], items["enum"]))
    return found


@pytest.mark.parametrize(("path", "name", "values"), enums())
async def test_a_filter_takes_several_values_both_ways(
    api: Api, path: str, name: str, values: list[str]
) -> None:
    listed = values[:8]
    async with api.client() as client:
        commas = await client.get(place(path), params={name: ",".join(listed)})
        repeated = await client.get(place(path), params=[(name, one) for one in listed])
        wrong = await client.get(place(path), params={name: f"{listed[0]},nothing"})

    # Of what nobody has there is no list.
    assert commas.status_code == (404 if "{" in path else 200)
    assert (commas.status_code, commas.content) == (repeated.status_code, repeated.content)
    assert wrong.json()["member"] == name
    assert set(wrong.json()["allowed"]) >= set(listed)


async def test_several_values_have_the_rows_of_each(api: Api) -> None:
    async with api.client() as client:
        await ran(client, api, sheet("torn"))
        await ran(client, api, sheet("fine", torn=False), trigger="verify")

        async def ids(path: str, **query: str) -> set[str]:
            return {row["id"] for row in (await client.get(path, params=query)).json()["data"]}

        every = await ids(RUNS)
        assert await ids(RUNS, trigger="verify,manual") == every
        assert await ids(RUNS, status="running,failed,cancelled") == every - await ids(
            RUNS, status="completed"
        )
        assert await ids(FINDINGS, severity="critical,high,medium,low,info") == await ids(FINDINGS)
        assert await ids(FINDINGS, delta="new,unchanged") == await ids(FINDINGS)
        assert await ids(CHECKS, provider="aws,gcp") == await ids(CHECKS) - await ids(
            CHECKS, provider="azure"
        )
        waiting = (await client.post(RUNS, json={"integration_id": await api.integration()})).json()
        assert waiting["run_id"] in await ids(RUNS, status="running,failed")


@pytest.mark.parametrize(
    ("path", "body"), [(INTEGRATIONS, FULL), (WEBHOOKS, REQUEST), (TRUSTS, TRUST)]
)
async def test_a_change_of_nothing_changes_nothing(
    api: Api, path: str, body: dict[str, Any]
) -> None:
    async with api.client() as client:
        made = (await client.post(path, json=body)).json()
        one = f"{path}/{made['id']}"
        before = await client.get(one)
        changed = await client.patch(one, json={}, headers={"if-match": before.headers["etag"]})
        other = await client.patch(one, json={}, headers={"if-match": '"another"'})
        after = await client.get(one)
        audited = (await client.get(AUDIT, params={"limit": "200"})).json()["data"]

    assert (changed.status_code, changed.json()) == (200, before.json())
    assert (other.status_code, other.json()["error"]) == (412, "precondition_failed")
    assert after.headers["etag"] == before.headers["etag"]
    assert [row for row in audited if row["action"].endswith(".updated")] == []


async def test_a_token_is_only_revoked_if_it_is_what_was_read(api: Api) -> None:
    async with api.client() as client:
        body = {"name": "ci", "scopes": ["findings:read"], "lifetime_seconds": 600}
        one = f"{TOKENS}/{(await client.post(TOKENS, json=body)).json()['id']}"
        read = await client.get(one)
        refused = await client.delete(one, headers={"if-match": '"another"'})
        kept = await client.get(one)
        revoked = await client.delete(one, headers={"if-match": read.headers["etag"]})
        again = await client.delete(one, headers={"if-match": read.headers["etag"]})

    assert (refused.status_code, kept.json()["revoked_at"]) == (412, None)
    assert (revoked.status_code, again.status_code) == (204, 412)


async def test_lines_of_a_header_are_one_list(api: Api) -> None:
    async with api.client() as client:
        made = await client.post(WEBHOOKS, json=REQUEST)
        one, tag = f"{WEBHOOKS}/{made.json()['id']}", made.headers["etag"]

        async def answered(method: str, name: str, *lines: str) -> httpx.Response:
            headers = [(name, line) for line in lines]
            sent = client.build_request(
                method, one, headers=headers, json={} if method == "PATCH" else None
            )
            return await client.send(sent)

        assert (await answered("GET", "if-none-match", tag, '"b"')).status_code == 304
        assert (await answered("GET", "if-none-match", '"a"', '"b"')).status_code == 200
        assert (await answered("PATCH", "if-match", tag, '"b"')).status_code == 200
        assert (await answered("PATCH", "if-match", '"a"', '"b"')).status_code == 412
        assert (await answered("GET", "accept", "application/json", "text/csv")).status_code == 200
        assert (await answered("GET", "accept", "text/html", "text/csv")).status_code == 406


async def test_a_gate_is_compressed_for_who_accepts_it(api: Api) -> None:
    async with api.client() as client:
        run_id = await ran(client, api, *[sheet(name) for name in "abcdefgh"])
        path = f"{RUNS}/{run_id}/gate"
        plain = await client.get(path, headers={"accept-encoding": "identity"})
        small = await client.get(
            path, headers=[("accept-encoding", "br"), ("accept-encoding", "gzip")]
        )
        same = await client.get(
            path, headers={"accept-encoding": "gzip", "if-none-match": small.headers["etag"]}
        )

    assert small.headers["content-encoding"] == "gzip"
    assert small.content == plain.content
    assert small.headers["etag"] != plain.headers["etag"]
    assert (same.status_code, same.headers["etag"]) == (304, small.headers["etag"])


BAD = (
    ("GET", f"{RUNS}?integration_id=7", None),
    ("GET", f"{RUNS}?limit=1e3", None),
    ("GET", f"{RUNS}?limit=", None),
    ("GET", f"{RUNS}?limit=99999999999999999999999", None),
    ("GET", f"{RUNS}/{NOBODYS}/gate?max_unknown=99999999999999999999999", None),
    ("GET", f"{RUNS}/{NOBODYS}/gate?min_coverage=1e400", None),
    ("GET", f"{AUDIT}?from=2026-02-30T00:00:00Z&to=now", None),
    ("GET", f"{FINDINGS}?framework=SOC_9", None),
    ("POST", TRUSTS, {**TRUST, "lifetime_seconds": 10**30}),
    ("POST", TRUSTS, {**TRUST, "integrations": ["seven"], "scopes": ["findings:raed"]}),
    ("POST", INTEGRATIONS, {**FULL, "schedule": "61 * * * *", "provider": "ibm"}),
    ("POST", "/api/v2/suppressions", {"expires_at": "2026-02-30T00:00:00Z", "check_id": "aws_x"}),
    ("POST", RUNS, {"integration_id": NOBODYS, "gate": {"max_unknown": 10**40}}),
    ("POST", RUNS, {"integration_id": NOBODYS, "gate": {"min_coverage": -(10**400)}}),
    ("POST", "/api/v2/baselines", {"run_id": 7}),
    ("POST", "/api/v2/webhooks", {"url": "ftp://x", "events": []}),
    ("PATCH", f"{FINDINGS}/seven", {"status": "closed"}),
    ("PATCH", f"{INTEGRATIONS}/{NOBODYS}", {"aws": {"endpoint_url": "https://.."}}),
)


@pytest.mark.parametrize(("method", "path", "body"), BAD)
async def test_an_error_says_what_is_wrong_and_where(
    api: Api, method: str, path: str, body: dict[str, Any] | None
) -> None:
    async with api.client() as client:
        answer = await client.request(method, path, json=body)

    refused = answer.json()
    assert answer.status_code in {400, 409}
    for one in refused.get("errors", [refused]):
        assert one["detail"], one
        assert one["member"], one


async def test_another_media_type_is_refused_with_what_is_accepted(api: Api) -> None:
    async with api.client() as client:
        json = await client.post(RUNS, content=b"a=b", headers={"content-type": "text/plain"})
        form = await client.post("/api/v2/token-exchange", json={})

    for answer, accepted in (
        (json, "application/json"),
        (form, "application/x-www-form-urlencoded"),
    ):
        assert (answer.status_code, answer.json()["member"]) == (415, "Content-Type")
        assert answer.json()["allowed"] == [accepted]


async def test_a_copy_of_one_list_is_no_copy_of_another(api: Api) -> None:
    """A tenant's rows have one revision, and its lists and its tokens see different parts."""
    limited = await limited_token(api)
    async with api.client() as whole, api.client(limited) as part:
        copies = [
            (client, path, (await client.get(path)).headers["etag"])
            for client in (whole, part)
            for path in (FINDINGS, f"{FINDINGS}?severity=high", RUNS)
        ]
        assert len({etag for _, _, etag in copies}) == len(copies)
        for client, path, own in copies:
            for _, _, etag in copies:
                again = await client.get(path, headers={"If-None-Match": etag})
                assert again.status_code == (304 if etag == own else 200)
        missing = f"{RUNS}/{NOBODYS}/compare/{NOBODYS}"
        for _, _, etag in copies:
            answer = await whole.get(missing, headers={"If-None-Match": etag})
            assert answer.status_code == 404


async def test_several_keys_of_one_request_are_refused(api: Api) -> None:
    body = json.dumps({"integration_id": await api.integration()}).encode()
    headers = [("idempotency-key", "a"), ("idempotency-key", "b")]
    async with api.client() as client:
        answer = await client.post(
            RUNS, content=body, headers=[*headers, ("content-type", "application/json")]
        )
        assert (answer.status_code, answer.json()["error"]) == (400, "invalid_idempotency_key")
        types = [("content-type", "text/plain"), ("content-type", "application/json")]
        assert (await client.post(RUNS, content=body, headers=types)).status_code == 415


async def test_an_encoded_slash_is_no_separator(api: Api) -> None:
    integration_id = await api.integration()
    async with api.client() as client:
        run_id = (await client.post(RUNS, json={"integration_id": integration_id})).json()["run_id"]
        for slash in ("%2F", "%2f"):
            answer = await client.get(f"{RUNS}/{run_id}{slash}gate")
            assert (answer.status_code, answer.json()["error"]) == (404, "not_found")
    # The document has no such path, though the validator, which decodes it, takes it for the gate.
    assert {one.split(" → ")[1] for one in api.faults} == {
        f"404: X-RateLimit-{name} is missing" for name in ("Limit", "Remaining", "Reset")
    }
    api.faults.clear()
