"""Service: the OpenAPI document, and the health of the process."""

from functools import cache
from pathlib import Path
from typing import Final

from litestar import get

from posture.api import schemas
from posture.api.conditional import build_etag, not_modified
from posture.api.request import ApiRequest
from posture.api.responses import ApiResponse, body_response, empty_response, json_response

PUBLIC: Final = {"public": True}
YAML: Final = "application/yaml"


@cache
def document() -> bytes:
    """Read openapi.yaml: beside this module in an installed package, else in the repository."""
    packed = Path(__file__).with_name("openapi.yaml")
    own = Path(__file__).resolve().parents[3] / "openapi" / "openapi.yaml"
    return (packed if packed.exists() else own).read_bytes()


@get("/api/v2/openapi.yaml", opt={**PUBLIC, "media_type": YAML})
async def get_openapi(request: ApiRequest) -> ApiResponse:
    """Return the OpenAPI document."""
    etag = build_etag(request.context)
    if not_modified(request, etag):
        return empty_response(304, headers=[etag])
    return body_response(document(), (b"content-type", YAML.encode()), headers=[etag])


@get("/health/live", opt=PUBLIC)
async def get_liveness() -> ApiResponse:
    """Return 200: the process works."""
    return json_response(schemas.Health(status="ok"))


@get("/health/ready", opt=PUBLIC)
async def get_readiness(request: ApiRequest) -> ApiResponse:
    """Return 200 if the database works."""
    await request.deps.store.ping()
    return json_response(schemas.Health(status="ok"))
