"""Access tokens: the worker's own identity in Google Cloud, renewed before they expire.

The worker's application default credentials are those of Google's own SDKs: the file that
`GOOGLE_APPLICATION_CREDENTIALS` names, which may also be one of workload identity federation, the
file of `gcloud auth application-default login`, or the metadata server. google-auth, which only
this module needs, is imported when a file is read.
"""

import asyncio
import json
import os
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from time import time
from typing import Any, NamedTuple, Protocol, TypeAlias
from urllib.parse import urlsplit

import msgspec

from posture.collectors.errors import MALFORMED_ANSWER, CallError, ErrorKind, MissingKeysError
from posture.collectors.gcp.errors import kind_of
from posture.collectors.gcp.rest import GcpHttp, Keys
from posture.collectors.http import CloudHttp
from posture.domain.gcp.connection import UNIVERSE

RENEW_BEFORE_SECONDS = 300.0
SIGNING_IN = "oauth2:token"
METADATA = "metadata:token"
IMPERSONATING = "iamcredentials:projects.serviceAccounts.generateAccessToken"
SCOPE = "https://www.googleapis.com/auth/cloud-platform"
FILE_VARIABLE = "GOOGLE_APPLICATION_CREDENTIALS"
METADATA_VARIABLE = "GCE_METADATA_HOST"
METADATA_HOST = "metadata.google.internal"
METADATA_PATH = "/computeMetadata/v1/instance/service-accounts/default/token"
UNIVERSE_PATH = "/computeMetadata/v1/universe/universe-domain"
LARGEST_FILE_BYTES = 1_048_576
LONGEST_UNIVERSE = 253
OF_AWS = "urn:ietf:params:aws:token-type:aws4_request"
# The member of a file with the URL that issues its tokens. google-auth gets those of people from
# Google, whatever their file says.
ISSUER_IN = {"service_account": "token_uri", "external_account": "token_url"}
GOOD = 200
NOT_THERE = 404

NO_CREDENTIALS = (
    f"No Google Cloud credentials: set {FILE_VARIABLE} to a file with a service account's key or "
    "of workload identity federation, or run where a metadata server is provided. On the command "
    "line, gcloud auth application-default login also works."
)
NOT_INSTALLED = (
    'Signing in to Google Cloud needs google-auth: pip install "cloud-posture-runs[gcp]".'
)


class Token(NamedTuple):
    """An access token, the moment at which it expires, and the project that pays for its calls."""

    text: str
    expires_at: float
    charged: str = ""


class TokenSource(Protocol):
    """Where access tokens come from.

    Attributes:
        issuers: origins of who issues the token; only they and Google may get it.
    """

    issuers: frozenset[str]

    async def token(self) -> Token:
        """Return a new token; raises `CallError`."""
        ...

    async def universe(self) -> str:
        """Return the domain of the APIs that accept its tokens; raises `CallError`."""
        ...


class Tokens:
    """The token of a run's calls; it is renewed five minutes before it expires."""

    def __init__(self, source: TokenSource) -> None:
        self._source = source
        self._token: Token | None = None
        self._refusal: CallError | None = None
        self._turn = asyncio.Lock()

    async def keys(self) -> Keys:
        """Return a token that is valid now.

        Raises:
            CallError: there is none; after a refusal no further one is requested.
        """
        async with self._turn:
            if self._refusal is not None:
                raise self._refusal
            if self._token is None or time() >= self._token.expires_at - RENEW_BEFORE_SECONDS:
                self._token = await self._renewed()
            return Keys((self._token.text, self._token.charged))

    async def _renewed(self) -> Token:
        try:
            return await self._source.token()
        except CallError as error:
            if kind_of(error) in {ErrorKind.FINAL, ErrorKind.EXPIRED}:
                self._refusal = error
            raise

    def expire(self, keys: Keys) -> None:
        """Forget this token if it is still in use: Google refused it."""
        if self._token is not None and self._token.text == keys[0]:
            self._token = None


class MetadataToken:
    """A token of the service account of the machine, the container or the function."""

    def __init__(self, http: CloudHttp, host: str) -> None:
        self._http = http
        self._host = host
        self.issuers = frozenset({f"http://{host}"})

    async def token(self) -> Token:
        """Request a token from the metadata server; raises `CallError`."""
        body = await self._get(METADATA_PATH)
        try:
            found = msgspec.json.decode(body)
            return Token(str(found["access_token"]), time() + float(found["expires_in"]))
        except (msgspec.DecodeError, LookupError, TypeError, ValueError) as error:
            raise CallError(MALFORMED_ANSWER, METADATA, GOOD) from error

    async def universe(self) -> str:
        """Return the universe of the machine; servers without the question are Google's own."""
        try:
            body = await self._get(UNIVERSE_PATH)
        except CallError as error:
            if error.status == NOT_THERE:
                return UNIVERSE
            raise
        return body.decode("ascii", "replace").strip()[:LONGEST_UNIVERSE] or UNIVERSE

    async def _get(self, path: str) -> bytes:
        url = f"http://{self._host}{path}"
        headers = {"Metadata-Flavor": "Google", "Accept": "*/*"}
        response = await self._http.exchange(METADATA, "GET", url, headers=headers)
        if response.status != GOOD:
            raise CallError(str(response.status), METADATA, response.status)
        return response.body


class FileToken:
    """A token for the credentials in a file, made by google-auth in a thread."""

    def __init__(self, http: CloudHttp, info: Mapping[str, Any]) -> None:
        self._http = http
        self._credentials: Any = _credentials_of(info)
        self._quota_project = str(info.get("quota_project_id") or "")
        url = str(info.get(ISSUER_IN.get(str(info["type"]), "")) or "")
        self.issuers = frozenset({origin_of(url)} if url else ())

    async def token(self) -> Token:
        """Request a token with the credentials; raises `CallError`."""
        from google.auth.exceptions import GoogleAuthError  # noqa: PLC0415  # only for files

        request = _Request(self._http, asyncio.get_running_loop())
        try:
            await asyncio.to_thread(self._credentials.refresh, request)
        except GoogleAuthError as error:
            raise request.failure or CallError(_oauth_code(error), SIGNING_IN, 400) from error
        except (ValueError, OSError) as error:
            raise MissingKeysError("The credentials of the worker cannot be used.") from error
        expiry = self._credentials.expiry
        expires_at = time() + RENEW_BEFORE_SECONDS * 2
        if isinstance(expiry, datetime):
            expires_at = expiry.replace(tzinfo=UTC).timestamp()
        return Token(str(self._credentials.token), expires_at, self._quota_project)

    async def universe(self) -> str:
        """Return the universe that the file names."""
        return str(self._credentials.universe_domain)


class ImpersonatedToken:
    """A token of a service account that the worker's own identity impersonates."""

    def __init__(self, source: TokenSource, http: GcpHttp, account: str) -> None:
        self._source = source
        self._http = http
        self._account = account
        self.issuers = source.issuers

    async def token(self) -> Token:
        """Request a token for the service account; raises `CallError`."""
        own = await self._source.token()
        found = await self._http.send(
            IMPERSONATING, "global", {"account": self._account}, Keys((own.text, own.charged))
        )
        try:
            expires_at = datetime.fromisoformat(found["expireTime"]).timestamp()
            return Token(str(found["accessToken"]), expires_at)
        except (LookupError, TypeError, ValueError) as error:
            raise CallError(MALFORMED_ANSWER, IMPERSONATING, GOOD) from error

    async def universe(self) -> str:
        """Return the universe of the worker's own identity."""
        return await self._source.universe()


class _Response(NamedTuple):
    """What google-auth reads of a response."""

    status: int
    headers: Mapping[str, str]
    data: bytes


class _Request:
    """Sends the requests of google-auth with our own limits; it is called in a thread.

    Attributes:
        failure: why the last request had no response.
    """

    def __init__(self, http: CloudHttp, loop: asyncio.AbstractEventLoop) -> None:
        self._http = http
        self._loop = loop
        self.failure: CallError | None = None

    def __call__(  # the signature of google.auth.transport.Request
        self,
        url: str,
        method: str = "GET",
        body: bytes | str | None = None,
        headers: Mapping[str, str] | None = None,
        timeout: float | None = None,  # noqa: ARG002  # the settings limit it
        **_others: object,
    ) -> _Response:
        from google.auth.exceptions import TransportError  # noqa: PLC0415  # only for files

        content = body.encode() if isinstance(body, str) else body or b""
        exchange = self._http.exchange(
            SIGNING_IN,
            method,
            url,
            headers=headers or {},
            body=content,
            proxy=self._http.proxy_of(url),
        )
        try:
            found = asyncio.run_coroutine_threadsafe(exchange, self._loop).result()
        except CallError as error:
            self.failure = error
            raise TransportError(error.code) from error
        return _Response(found.status, found.headers, found.body)


Make: TypeAlias = Callable[[Mapping[str, Any]], Any]


def _credentials_of(info: Mapping[str, Any]) -> Any:  # noqa: ANN401  # of google-auth, whose classes are not imported
    """Return the credentials that a file describes.

    Raises:
        MissingKeysError: google-auth is not installed, or the file describes none.
    """
    try:
        from google.auth.exceptions import GoogleAuthError  # noqa: PLC0415  # only for files
    except ImportError as error:
        raise MissingKeysError(NOT_INSTALLED) from error
    makers: Mapping[str, Make] = {
        "service_account": _service_account,
        "authorized_user": _authorized_user,
        "external_account": _external_account,
    }
    kind = info.get("type")
    if kind not in makers:
        known = ", ".join(makers)
        raise MissingKeysError(f"The type of the credentials file is {kind!r}, not one of {known}.")
    try:
        return makers[str(kind)](info)
    except (GoogleAuthError, ValueError, LookupError, TypeError) as error:
        raise MissingKeysError(f"The credentials file of type {kind} is not complete.") from error


def _service_account(info: Mapping[str, Any]) -> Any:  # noqa: ANN401  # as above
    from google.oauth2.service_account import Credentials  # noqa: PLC0415  # as above

    return Credentials.from_service_account_info(info, scopes=[SCOPE])


def _authorized_user(info: Mapping[str, Any]) -> Any:  # noqa: ANN401  # as above
    from google.oauth2.credentials import Credentials  # noqa: PLC0415  # as above

    return Credentials.from_authorized_user_info(info, scopes=[SCOPE])


def _external_account(info: Mapping[str, Any]) -> Any:  # noqa: ANN401  # as above
    if info["subject_token_type"] == OF_AWS:
        from google.auth import aws as source  # noqa: PLC0415  # as above
    elif "executable" in info["credential_source"]:
        from google.auth import pluggable as source  # type: ignore[no-redef]  # noqa: PLC0415  # as above
    else:
        from google.auth import identity_pool as source  # type: ignore[no-redef]  # noqa: PLC0415  # as above
    return source.Credentials.from_info(info, scopes=[SCOPE])


def _oauth_code(error: Exception) -> str:
    """Return the OAuth error in a refusal of google-auth, whose second argument is the response."""
    answer = error.args[1] if len(error.args) > 1 else None
    if isinstance(answer, str):
        try:
            answer = json.loads(answer)
        except ValueError:
            answer = None
    code = answer.get("error") if isinstance(answer, Mapping) else None
    return code[:64] if isinstance(code, str) and code else type(error).__name__


def origin_of(url: str) -> str:
    """Return scheme, host and port of a URL: without the scheme, a token could go without TLS."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def source_of(http: CloudHttp, environment: Mapping[str, str], *, trusted: bool) -> TokenSource:
    """Return the source of tokens that the worker is set up for.

    Args:
        http: the connections for signing in.
        environment: the variables of the worker.
        trusted: whether the connection is the operator's own, who may use `gcloud`'s file.

    Raises:
        MissingKeysError: the file is not usable.
    """
    if path := environment.get(FILE_VARIABLE):
        return FileToken(http, _read(Path(path), FILE_VARIABLE))
    person = _gcloud_file(environment)
    if trusted and person.is_file():
        return FileToken(http, _read(person, "gcloud's credentials"))
    return MetadataToken(http, environment.get(METADATA_VARIABLE) or METADATA_HOST)


def _gcloud_file(environment: Mapping[str, str]) -> Path:
    configured = environment.get("CLOUDSDK_CONFIG")
    folder = Path(configured) if configured else Path(os.path.expanduser("~/.config/gcloud"))  # noqa: PTH111  # Path.expanduser raises where there is no home
    return folder / "application_default_credentials.json"


def _read(path: Path, what: str) -> Mapping[str, Any]:
    try:
        with path.open("rb") as file:
            found = msgspec.json.decode(file.read(LARGEST_FILE_BYTES))
    except (OSError, ValueError, RecursionError) as error:
        raise MissingKeysError(f"The file in {what} cannot be read.") from error
    if not isinstance(found, dict):
        raise MissingKeysError(f"The file in {what} has no credentials.")
    return found
