"""Service: the document that describes the API, and the process's health."""

from functools import cache
from pathlib import Path
from typing import Final

from litestar import get

from posture.api import schemas
from posture.api.admission import DOCUMENT
from posture.api.answers import Answer, body_answer, empty_answer, json_answer
from posture.api.call import Call
from posture.api.fresh import build_tag, holds

PUBLIC: Final = {"public": True}


@cache
def document() -> bytes:
    """Read openapi.yaml: beside this module in an installed package, else in the repository."""
    packed = Path(__file__).with_name("openapi.yaml")
    own = Path(__file__).resolve().parents[3] / "openapi" / "openapi.yaml"
    return (packed if packed.exists() else own).read_bytes()


@get(DOCUMENT, opt=PUBLIC)
async def get_openapi(request: Call) -> Answer:
    """Return the document itself."""
    tag = build_tag(request.exchange)
    if holds(request, tag):
        return empty_answer(304, headers=[tag])
    return body_answer(document(), (b"content-type", b"application/yaml"), headers=[tag])


@get("/health/live", opt=PUBLIC)
async def get_liveness() -> Answer:
    """Return that the process answers."""
    return json_answer(schemas.Health(status="ok"))


@get("/health/ready", opt=PUBLIC)
async def get_readiness(request: Call) -> Answer:
    """Return whether the database answers."""
    await request.deps.store.ping()
    return json_answer(schemas.Health(status="ok"))
