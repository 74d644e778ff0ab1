"""Console: the files of the pages for people, below `/console/`.

They hold nothing of a tenant, so they are public: a link to a run works without a cookie, and the
page then reads the API as whoever is signed in. Every address that is not a file is a page of the
console, and gets its shell.
"""

from collections.abc import Mapping
from functools import cache
from hashlib import sha256
from pathlib import Path
from types import MappingProxyType
from typing import Final, NamedTuple

from litestar.types import HTTPScope, Receive, Send

from posture.api.accept import accepts_gzip
from posture.api.compression import GZIP, gzipped
from posture.api.errors import ProblemError
from posture.api.request_context import RequestContext, context_of
from posture.api.responses import ApiResponse, Header, HTTPApp, body_response, empty_response

ROOT: Final = "/console"
ASSETS: Final = f"{ROOT}/assets/"
SHELL: Final = "index.html"
FILES: Final = Path(__file__).resolve().parents[1] / "console"
BEST_COMPRESSION: Final = 9
MEDIA_TYPES: Final[Mapping[str, bytes]] = MappingProxyType(
    {
        ".html": b"text/html; charset=utf-8",
        ".js": b"text/javascript; charset=utf-8",
        ".css": b"text/css; charset=utf-8",
        ".svg": b"image/svg+xml",
    }
)
ALLOW: Final[Header] = (b"allow", b"GET, HEAD, OPTIONS")
# Scripts and styles from files of this server alone, nothing inline, no text ever becomes markup.
POLICY: Final = (
    b"default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
    b"img-src 'self' data:; font-src 'self'; base-uri 'none'; form-action 'self'; "
    b"frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
)


class File(NamedTuple):
    """A file in both content codings; the ETags differ, as RFC 9110 wants."""

    media_type: bytes
    plain: bytes
    compressed: bytes
    digest: str

    def response(self, context: RequestContext) -> ApiResponse:
        """Return the file, or 304 if the browser has it."""
        gzip = accepts_gzip(context.headers.get(b"accept-encoding", b""))
        tag = f'"{self.digest}{"-gzip" if gzip else ""}"'.encode()
        headers = [(b"etag", tag), *([GZIP] if gzip else [])]
        context.varies_encoding = True
        known = context.headers.get(b"if-none-match", b"").replace(b"W/", b"").split(b",")
        if tag in {one.strip() for one in known}:
            return empty_response(304, headers=headers[:1])
        body = self.compressed if gzip else self.plain
        return body_response(body, (b"content-type", self.media_type), headers=headers)


class Console:
    """Serves the console, and passes every other request on."""

    def __init__(self, app: HTTPApp, *, is_on: bool) -> None:
        self._app = app
        self._is_on = is_on

    async def __call__(self, scope: HTTPScope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        path = scope["path"]
        if not self._is_on or not (path == ROOT or path.startswith(f"{ROOT}/")):
            await self._app(scope, receive, send)
            return
        context = context_of(scope)
        await _response(context, scope["method"], path)(scope, receive, send)


def _response(context: RequestContext, method: str, path: str) -> ApiResponse:
    if method == "OPTIONS":
        return empty_response(204, headers=[ALLOW])
    if method != "GET":
        return ProblemError("method_not_allowed", headers=[ALLOW]).response(context.accept)
    if path == ROOT:
        return empty_response(308, headers=[(b"location", f"{ROOT}/".encode())])
    name = path.removeprefix(ASSETS) if path.startswith(ASSETS) else SHELL
    found = files().get(name)
    if found is None:
        return ProblemError("not_found").response(context.accept)
    context.policy = POLICY
    return found.response(context)


@cache
def files() -> Mapping[str, File]:
    """Read all files by their names, and compress them once."""
    shell = {SHELL: FILES / SHELL}
    assets = {path.name: path for path in sorted((FILES / "assets").iterdir())}
    return {name: _file(path) for name, path in (shell | assets).items()}


def _file(path: Path) -> File:
    text = path.read_bytes()
    return File(
        MEDIA_TYPES[path.suffix],
        text,
        gzipped(text, BEST_COMPRESSION),
        sha256(text).hexdigest()[:32],
    )
