"""Input that no operation accepts, sent to every operation."""

import re
from collections.abc import AsyncIterator

import pytest

from tests.api import INTEGRATIONS, NOBODYS, Api
from tests.spec import Operation, spec

pytestmark = pytest.mark.anyio

MIB = 1_048_576
TOO_LARGE = b'{"error":"payload_too_large","limit_bytes":1048576}'
METHODS = {"GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE", "TRACE", "QUERY"}
OPERATIONS = list(spec().operations.values())
PATHS = sorted({one.path for one in OPERATIONS})


def place(path: str) -> str:
    return re.sub(r"\{\w+\}", NOBODYS, path)


async def parts(size: int) -> AsyncIterator[bytes]:
    while size:
        part = min(size, 65_536)
        yield b" " * part
        size -= part


def takes_json(operation: Operation) -> bool:
    content = operation.definition.get("requestBody", {}).get("content", {})
    return "application/json" in content


@pytest.mark.parametrize(
    "operation",
    [one for one in OPERATIONS if takes_json(one)],
    ids=lambda one: one.id,
)
async def test_400_a_body_that_is_not_a_json_object(api: Api, operation: Operation) -> None:
    bodies = (b"", b"{", b"[]", b"null", b'"text"', b"7", b"\xff", b"a=b", b"[" * 100_000)
    path = place(operation.path)
    async with api.client() as client:
        answers = [await client.request(operation.method, path, content=one) for one in bodies]

    assert {(one.status_code, one.json()["error"]) for one in answers} == {(400, "invalid_body")}
    assert all(one.json()["detail"] for one in answers)
    assert {row["after"]["status"] for row in await api.audit_rows()} <= {400}


@pytest.mark.parametrize(
    "operation",
    [one for one in OPERATIONS if takes_json(one)],
    ids=lambda one: one.id,
)
async def test_400_an_unknown_member(api: Api, operation: Operation) -> None:
    examples = operation.definition["requestBody"]["content"]["application/json"]["examples"]
    path = place(operation.path)
    async with api.client() as client:
        answers = [
            await client.request(operation.method, path, json=one["value"] | {"secret_key": "s3"})
            for one in examples.values()
        ]

    assert {one.json()["error"] for one in answers} == {"invalid_body"}
    assert {one.json()["detail"] for one in answers} == {
        "Object contains unknown field `secret_key`"
    }
    assert {one.json()["member"] for one in answers} == {"secret_key"}


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda one: one.id)
async def test_413_one_byte_over_1_mib_with_and_without_its_length(
    api: Api, operation: Operation
) -> None:
    path = place(operation.path)
    async with api.client() as client:
        declared = await client.request(operation.method, path, content=b" " * (MIB + 1))
        undeclared = await client.request(operation.method, path, content=parts(MIB + 1))
        lied = await client.request(
            operation.method, path, content=parts(MIB + 1), headers={"content-length": "2"}
        )

    assert {(one.status_code, one.content) for one in (declared, undeclared, lied)} == {
        (413, TOO_LARGE)
    }


@pytest.mark.parametrize("path", PATHS)
async def test_405_every_other_method_with_all_that_are_allowed(api: Api, path: str) -> None:
    served = {one.method for one in OPERATIONS if one.path == path}
    allowed = served | {"OPTIONS"} | ({"HEAD"} if "GET" in served else set())
    async with api.client() as client:
        answers = {
            method: await client.request(method, place(path)) for method in METHODS - allowed
        }

    assert {one.status_code for one in answers.values()} == {405}
    assert {one.headers["allow"] for one in answers.values()} == {", ".join(sorted(allowed))}
    assert {one.content for method, one in answers.items() if method != "HEAD"} == {
        b'{"error":"method_not_allowed"}'
    }


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/api",
        "/api/v1/findings",
        "/api/v2",
        "/api/v2/",
        "/api/v2/openapi.toml",
        "/api/v2/cloud-posture-run",
        f"/api/v2/cloud-posture-runs/{NOBODYS}/gates",
        f"{INTEGRATIONS}/{NOBODYS}/secrets",
        "/docs",
        "/health",
        "/schema",
    ],
)
async def test_404_an_unknown_path(api: Api, path: str) -> None:
    async with api.client() as client:
        answers = {method: await client.request(method, path) for method in METHODS}

    assert {one.status_code for one in answers.values()} == {404}
    assert answers.pop("HEAD").content == b""
    assert {one.content for one in answers.values()} == {b'{"error":"not_found"}'}
