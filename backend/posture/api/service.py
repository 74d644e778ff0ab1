"""Service: the OpenAPI document, and the health of the process."""

import asyncio
from functools import cache
from pathlib import Path
from typing import Final

from litestar import get

from posture.api import schemas
from posture.api.compression import GZIP, Body, gzipped, wants_gzip
from posture.api.conditional import build_etag, not_modified
from posture.api.request import ApiRequest
from posture.api.responses import ApiResponse, body_response, json_response
from posture.api.route_table import JSON_MEDIA_TYPE

PUBLIC: Final = {"public": True}
YAML: Final = "application/yaml"


@cache
def document(name: str = "openapi.yaml") -> bytes:
    """Read the document: beside this module in an installed package, else in the repository."""
    packed = Path(__file__).with_name(name)
    own = Path(__file__).resolve().parents[3] / "openapi" / name
    return (packed if packed.exists() else own).read_bytes()


@get("/api/v2/openapi.yaml", opt={**PUBLIC, "media_type": YAML})
async def get_openapi(request: ApiRequest) -> ApiResponse:
    """Return the OpenAPI document as YAML."""
    return await _document_response(request, "openapi.yaml", YAML)


@get("/api/v2/openapi.json", opt={**PUBLIC, "media_type": JSON_MEDIA_TYPE})
async def get_openapi_json(request: ApiRequest) -> ApiResponse:
    """Return the OpenAPI document as JSON."""
    return await _document_response(request, "openapi.json", JSON_MEDIA_TYPE)


async def _document_response(request: ApiRequest, name: str, media_type: str) -> ApiResponse:
    etag, gzip = build_etag(request.context), wants_gzip(request)
    if unchanged := not_modified(request, etag):
        return unchanged
    body = Body(document(name))
    if gzip:
        level = request.deps.settings.compression_level
        body = Body(await asyncio.to_thread(_gzipped_document, name, level), (GZIP,))
    content_type = (b"content-type", media_type.encode())
    return body_response(body.content, content_type, headers=[body.etag(etag), *body.headers])


@cache
def _gzipped_document(name: str, level: int) -> bytes:
    """Return the compressed document; it never changes while the process runs."""
    return gzipped(document(name), level)


@get("/health/live", opt=PUBLIC)
async def get_liveness(request: ApiRequest) -> ApiResponse:  # noqa: ARG001  # as every handler
    """Return 200: the process works."""
    return json_response(schemas.Health(status="ok"))


@get("/health/ready", opt=PUBLIC)
async def get_readiness(request: ApiRequest) -> ApiResponse:
    """Return 200 if the database works."""
    await request.deps.store.ping()
    return json_response(schemas.Health(status="ok"))
