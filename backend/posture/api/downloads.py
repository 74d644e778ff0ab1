"""Downloads: the pipelines' gate, and a provider network mirror for Terraform and OpenTofu.

They are built at their first request, in a thread of their own.
"""

import asyncio
from collections.abc import Callable
from typing import Final

from litestar import get

from posture.api import schemas
from posture.api.conditional import build_etag, not_modified
from posture.api.errors import ProblemError
from posture.api.request import ApiRequest
from posture.api.responses import ApiResponse, Header, body_response, json_response
from posture.services import downloads
from posture.services.downloads import Download

PUBLIC: Final = {"public": True}
PROGRAM: Final = "application/octet-stream"
ZIP: Final = "application/zip"
MIRROR: Final = "/downloads/terraform/{hostname:str}/{namespace:str}/{kind:str}"
# From the place of the list to that of the packages.
PACKAGES: Final = "../../../"


@get(f"/downloads/{downloads.GATE}", opt={**PUBLIC, "media_type": PROGRAM})
async def download_gate(request: ApiRequest) -> ApiResponse:
    """Return the program `posture-gate`."""
    return await _file(request, downloads.gate, PROGRAM)


@get("/downloads/terraform/{package:str}", opt={**PUBLIC, "media_type": ZIP})
async def download_provider(request: ApiRequest) -> ApiResponse:
    """Return the provider for a platform."""
    name = request.path_params["package"]
    return await _file(request, lambda: downloads.provider(name), ZIP)


@get(f"{MIRROR}/index.json", opt=PUBLIC)
async def list_provider_versions(request: ApiRequest) -> ApiResponse:
    """Return the versions of a provider."""
    versions = _versions(request)
    etag = _public(request, build_etag(request.context))
    if unchanged := not_modified(request, etag):
        return unchanged
    found = dict.fromkeys(versions, schemas.ProviderVersion())
    return json_response(schemas.ProviderVersions(versions=found), headers=[etag])


@get(f"{MIRROR}/{{archives:str}}", opt=PUBLIC)
async def list_provider_archives(request: ApiRequest) -> ApiResponse:
    """Return the packages of a version, with their hashes."""
    named = {f"{version}.json" for version in _versions(request)}
    if request.path_params["archives"] not in named:
        raise ProblemError("not_found")
    etag = _public(request, build_etag(request.context))
    if unchanged := not_modified(request, etag):
        return unchanged
    packages = await asyncio.to_thread(downloads.provider_packages)
    content = schemas.ProviderArchives(
        archives={
            platform: schemas.ProviderArchive(url=PACKAGES + one.name, hashes=one.hashes)
            for platform, one in packages.items()
        }
    )
    return json_response(content, headers=[etag])


def _versions(request: ApiRequest) -> list[str]:
    _allowed(request)
    names = request.path_params
    found = downloads.provider_versions(names["hostname"], names["namespace"], names["kind"])
    if found is None:
        raise ProblemError("not_found")
    return found


async def _file(
    request: ApiRequest, build: Callable[[], Download | None], media_type: str
) -> ApiResponse:
    _allowed(request)
    found = await asyncio.to_thread(build)
    if found is None:
        raise ProblemError("not_found")
    etag = _public(request, (b"etag", f'"{found.sha256}"'.encode()))
    if unchanged := not_modified(request, etag):
        return unchanged
    return body_response(found.content, (b"content-type", media_type.encode()), headers=[etag])


def _allowed(request: ApiRequest) -> None:
    if not request.deps.settings.downloads:
        raise ProblemError("not_found")


def _public(request: ApiRequest, etag: Header) -> Header:
    """Allow shared caches to keep the response; errors before this stay private."""
    request.context.public_seconds = request.deps.settings.download_cache_seconds
    return etag
