"""A request of HCP Terraform: whether it is signed, and what it says."""

import hashlib
import hmac
import re
from collections.abc import Iterable
from datetime import UTC, datetime
from fnmatch import fnmatchcase
from typing import Annotated, Any, Final

import msgspec
from msgspec import Meta

from posture_run_task.settings import Stage

VERIFICATION_TOKEN: Final = "test-token"  # noqa: S105  # what the documentation says
_SIGNATURE = re.compile("^[0-9a-f]{128}$")
_PAYLOAD_VERSION = 1
_Id = Annotated[str, Meta(pattern="^[!-~]{1,255}$")]
_Url = Annotated[str, Meta(pattern="^[!-~]{1,2048}$")]


class RequestError(ValueError):
    """A body that is not what HCP Terraform sends; the text names the member, never its value."""


class Capabilities(msgspec.Struct, frozen=True):
    """What the caller can take."""

    outcomes: bool = False


class Request(msgspec.Struct, frozen=True, kw_only=True):
    """What a run task is asked, as far as it matters here; members it does not know are ignored."""

    payload_version: int
    stage: Stage
    task_result_id: _Id
    task_result_callback_url: _Url
    organization_name: str
    workspace_name: str
    run_id: _Id
    run_created_at: datetime
    run_app_url: _Url | None = None
    capabilities: Capabilities | None = None
    is_speculative: bool = False
    plan_json_api_url: _Url | None = None
    project_name: str | None = None
    vcs_commit_hash: str | None = None
    vcs_commit_url: str | None = None

    @property
    def takes_outcomes(self) -> bool:
        """Return whether the caller shows detailed outcomes; old Terraform Enterprise does not."""
        return self.capabilities is not None and self.capabilities.outcomes

    @property
    def full_name(self) -> str:
        """Return the workspace's name with its organization's."""
        return f"{self.organization_name}/{self.workspace_name}"

    @property
    def commit(self) -> str | None:
        """Return the commit that is applied, where a repository is behind the workspace."""
        if self.vcs_commit_hash:
            return self.vcs_commit_hash
        return self.vcs_commit_url.rstrip("/").rpartition("/")[2] if self.vcs_commit_url else None


class Signed(msgspec.Struct, frozen=True):
    """A request and the token that came with it, which is kept apart."""

    request: Request
    token: str

    def __repr__(self) -> str:
        return f"Signed({self.request!r}, …)"


class SigningKey(msgspec.Struct, frozen=True):
    """A key, and the pattern of the organizations that it signs for."""

    key: bytes
    organization: str = "*"

    def __repr__(self) -> str:
        return f"SigningKey(…, {self.organization!r})"

    def signs_for(self, organization: str) -> bool:
        """Return whether an organization is one of its own."""
        return fnmatchcase(organization, self.organization)


def signers(body: bytes, signature: str, keys: Iterable[SigningKey]) -> list[SigningKey]:
    """Return the keys that signed a body; every one is tried, in constant time."""
    given = signature if _SIGNATURE.match(signature) else "0" * 128
    return [
        one
        for one in keys
        if hmac.compare_digest(hmac.new(one.key, body, hashlib.sha512).hexdigest(), given)
    ]


def parsed(body: bytes) -> Signed | None:
    """Read a request; None for the one that only asks whether somebody is here.

    Raises:
        RequestError: it is something else.
    """
    try:
        document = msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise RequestError("the body is not JSON") from error
    if not isinstance(document, dict):
        raise RequestError("the body is not a JSON object")
    token = document.get("access_token")
    if token == VERIFICATION_TOKEN:
        return None
    if not isinstance(token, str) or not re.fullmatch("[!-~]{1,4096}", token):
        raise RequestError("access_token is not a token")
    return Signed(_request(document), token)


def _request(document: dict[str, Any]) -> Request:
    try:
        request = msgspec.convert(document, Request)
    except msgspec.ValidationError as error:
        raise RequestError(str(error)) from error
    if request.payload_version != _PAYLOAD_VERSION:
        raise RequestError(f"payload_version is not {_PAYLOAD_VERSION}")
    if request.run_created_at.tzinfo is None:
        request = msgspec.structs.replace(
            request, run_created_at=request.run_created_at.replace(tzinfo=UTC)
        )
    return request
