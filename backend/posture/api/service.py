"""Service: the OpenAPI document, and the health of the process."""

from functools import cache
from pathlib import Path
from typing import Final

from litestar import get

from posture.api import schemas
from posture.api.conditional import build_etag, not_modified
from posture.api.request import ApiRequest
from posture.api.responses import ApiResponse, body_response, empty_response, json_response
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
    return _document_response(request, "openapi.yaml", YAML)


@get("/api/v2/openapi.json", opt={**PUBLIC, "media_type": JSON_MEDIA_TYPE})
async def get_openapi_json(request: ApiRequest) -> ApiResponse:
    """Return the OpenAPI document as JSON."""
    return _document_response(request, "openapi.json", JSON_MEDIA_TYPE)


def _document_response(request: ApiRequest, name: str, media_type: str) -> ApiResponse:
    etag = build_etag(request.context)
    if not_modified(request, etag):
        return empty_response(304, headers=[etag])
    return body_response(document(name), (b"content-type", media_type.encode()), headers=[etag])


@get("/health/live", opt=PUBLIC)
async def get_liveness() -> ApiResponse:
    """Return 200: the process works."""
    return json_response(schemas.Health(status="ok"))


@get("/health/ready", opt=PUBLIC)
async def get_readiness(request: ApiRequest) -> ApiResponse:
    """Return 200 if the database works."""
    await request.deps.store.ping()
    return json_response(schemas.Health(status="ok"))
