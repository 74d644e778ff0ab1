"""A request of HCP Terraform: its signature and its content."""

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
    """The body is not a request of HCP Terraform; the text names the member, never its value."""


class Capabilities(msgspec.Struct, frozen=True):
    """The capabilities of the caller."""

    outcomes: bool = False


class Request(msgspec.Struct, frozen=True, kw_only=True):
    """The members of a run task request that are used here; others are ignored."""

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
        """Return whether the caller shows outcomes; an old Terraform Enterprise does not."""
        return self.capabilities is not None and self.capabilities.outcomes

    @property
    def full_name(self) -> str:
        """Return the workspace's name with its organization's."""
        return f"{self.organization_name}/{self.workspace_name}"

    @property
    def commit(self) -> str | None:
        """Return the applied commit, if the workspace has a repository."""
        if self.vcs_commit_hash:
            return self.vcs_commit_hash
        return self.vcs_commit_url.rstrip("/").rpartition("/")[2] if self.vcs_commit_url else None


class Signed(msgspec.Struct, frozen=True):
    """A request and its token, which is kept apart from it."""

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
        """Return whether the key is for an organization."""
        return fnmatchcase(organization, self.organization)


def signers(body: bytes, signature: str, keys: Iterable[SigningKey]) -> list[SigningKey]:
    """Return the keys that signed a body; every key is compared in constant time."""
    checked = signature if _SIGNATURE.match(signature) else "0" * 128
    return [
        one
        for one in keys
        if hmac.compare_digest(hmac.new(one.key, body, hashlib.sha512).hexdigest(), checked)
    ]


def parsed(body: bytes) -> Signed | None:
    """Parse a request; return None for the verification request.

    Raises:
        RequestError: it is not a request of HCP Terraform.
    """
    try:
        document = msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
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
