"""Run page: where links in results lead. It asks for a token, and shows the report of the run.

The page itself holds nothing of a tenant, so it is public. The browser reads the report with the
token that is typed, and shows it in a frame without our origin.
"""

from base64 import b64encode
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Final

from litestar import get

from posture.api.conditional import not_modified
from posture.api.errors import ProblemError
from posture.api.request import UUID, ApiRequest
from posture.api.responses import ApiResponse, Header, body_response
from posture.formats import page

HTML: Final = "text/html"


@get("/runs/{run_id:str}", opt={"public": True, "media_type": HTML})
async def show_run(request: ApiRequest) -> ApiResponse:
    """Return the page of a run; whether there is such a run is for the token's holder to know."""
    if not UUID.fullmatch(request.path_params["run_id"]):
        raise ProblemError("not_found")
    body, etag, request.context.policy = served()
    if unchanged := not_modified(request, etag):
        return unchanged
    return body_response(body, (b"content-type", HTML.encode()), headers=[etag])


@cache
def served() -> tuple[bytes, Header, bytes]:
    """Return the page, its ETag and its policy; the frame of the report inherits the policy."""
    text = Path(__file__).with_name("run_page.html").read_text(encoding="utf-8")
    script, style = (_hash(found) for found in (_inline(text, "script"), _inline(text, "style")))
    report_script, report_style = page.sources()
    policy = (
        f"default-src 'none'; connect-src 'self'; script-src {script} {report_script}; "
        f"style-src {style} {report_style}; base-uri 'none'; form-action 'none'; "
        "frame-ancestors 'none'"
    )
    digest = sha256(text.encode() + policy.encode()).hexdigest()
    return text.encode(), (b"etag", f'"{digest}"'.encode()), policy.encode()


def _inline(text: str, element: str) -> str:
    """Return the content of the only element of that name."""
    return text.partition(f"<{element}>")[2].partition(f"</{element}>")[0]


def _hash(text: str) -> str:
    """Return the source expression by which a policy allows an inline text."""
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"
