"""Access tokens: the worker's own identity in Azure, renewed before they expire.

The variables are those of Azure's own SDKs, so a worker that is set up for them needs nothing else.
"""

import asyncio
import json
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from time import time
from typing import Any, NamedTuple, Protocol, TypeAlias
from urllib.parse import urlencode

import msgspec

from posture.collectors.azure.certificate import ASSERTION_TYPE, Certificate
from posture.collectors.azure.certificate import VARIABLE as CERTIFICATE_PATH
from posture.collectors.azure.errors import kind_of
from posture.collectors.errors import (
    MALFORMED_ANSWER,
    CallError,
    ErrorKind,
    MissingKeysError,
)
from posture.collectors.http import CloudHttp

RENEW_BEFORE_SECONDS = 300.0
SIGNING_IN = "entra:GetToken"
MANAGED_IDENTITY = "entra:GetManagedIdentityToken"
# The address of the metadata service on every virtual machine of Azure.
METADATA_HOST = "169.254.169.254"
METADATA_URL = f"http://{METADATA_HOST}/metadata/identity/oauth2/token"
METADATA_VERSION = "2018-02-01"
APP_SERVICE_VERSION = "2019-08-01"
CLI_SECONDS = 30.0
LONGEST_TOKEN = 65_536  # characters
GOOD = 200
FORM = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}


class Token(NamedTuple):
    """An access token, and the moment at which it expires, in seconds since 1970."""

    text: str
    expires_at: float


Proof: TypeAlias = Callable[[], Mapping[str, str]]


class TokenSource(Protocol):
    """Where access tokens come from."""

    async def token(self) -> Token:
        """Return a new token; raises `CallError`."""
        ...


class Tokens:
    """The token of a run's calls; it is renewed five minutes before it expires."""

    def __init__(self, source: TokenSource) -> None:
        self._source = source
        self._token: Token | None = None
        self._refusal: CallError | None = None
        self._turn = asyncio.Lock()

    async def keys(self) -> str:
        """Return a token that is valid now.

        Raises:
            CallError: there is none; after a refusal no further one is requested.
        """
        async with self._turn:
            if self._refusal is not None:
                raise self._refusal
            if self._token is None or time() >= self._token.expires_at - RENEW_BEFORE_SECONDS:
                self._token = await self._renewed()
            return self._token.text

    async def _renewed(self) -> Token:
        try:
            return await self._source.token()
        except CallError as error:
            if kind_of(error) is ErrorKind.FINAL:
                self._refusal = error
            raise

    def expire(self, keys: str) -> None:
        """Forget this token if it is still in use: Azure refused it as expired."""
        if self._token is not None and self._token.text == keys:
            self._token = None


class ClientToken:
    """A token for an application, with its secret or with the token of another identity.

    `proof` returns the members of the request that prove the identity; it is called each time,
    because the token of another identity changes.
    """

    def __init__(
        self, http: CloudHttp, *, url: str, scope: str, client_id: str, proof: Proof
    ) -> None:
        self._http = http
        self._url = url
        self._form = {"client_id": client_id, "grant_type": "client_credentials", "scope": scope}
        self._proof = proof

    async def token(self) -> Token:
        """Request a token from Entra; raises `CallError`."""
        body = urlencode({**self._form, **self._proof()}).encode()
        response = await self._http.exchange(
            SIGNING_IN,
            "POST",
            self._url,
            headers=FORM,
            body=body,
            proxy=self._http.proxy_of(self._url),
        )
        return _token_of(SIGNING_IN, response.status, response.body)


class ManagedIdentityToken:
    """A token for the managed identity of the machine, the container or the app."""

    def __init__(self, url: str, headers: Mapping[str, str], http: CloudHttp) -> None:
        self._url = url
        self._headers = {"Accept": "application/json", **headers}
        self._http = http

    async def token(self) -> Token:
        """Request a token from the metadata endpoint; raises `CallError`."""
        response = await self._http.exchange(
            MANAGED_IDENTITY, "GET", self._url, headers=self._headers
        )
        return _token_of(MANAGED_IDENTITY, response.status, response.body)


class CliToken:
    """A token of the person who is signed in with `az login`; for the command line alone."""

    def __init__(
        self, resource: str, tenant_id: str | None, subscription_id: str | None = None
    ) -> None:
        self._command = ["account", "get-access-token", "--output", "json", "--resource", resource]
        if tenant_id:
            self._command += ["--tenant", tenant_id]
        elif subscription_id:
            self._command += ["--subscription", subscription_id]

    async def token(self) -> Token:
        """Run `az account get-access-token`.

        Raises:
            MissingKeysError: `az` is not installed or has no signed-in account.
        """
        try:
            process = await asyncio.create_subprocess_exec(
                "az",
                *self._command,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.DEVNULL,
            )
        except OSError as error:
            raise MissingKeysError(NO_CREDENTIALS) from error
        try:
            async with asyncio.timeout(CLI_SECONDS):
                output, _ = await process.communicate()
        except TimeoutError as error:
            process.kill()
            raise MissingKeysError(f"az did not respond within {CLI_SECONDS:.0f} s.") from error
        if process.returncode:
            raise MissingKeysError(NO_CREDENTIALS)
        try:
            found = json.loads(output)
            return Token(found["accessToken"], float(found["expires_on"]))
        except (ValueError, LookupError, TypeError) as error:
            raise MissingKeysError("az printed no usable token.") from error


class FirstToken:
    """The first of several sources that has a token."""

    def __init__(self, sources: Sequence[TokenSource]) -> None:
        self._sources = sources

    async def token(self) -> Token:
        """Return a token of the first source that has one.

        Raises:
            MissingKeysError: none of them has one.
        """
        for source in self._sources:
            try:
                return await source.token()
            except CallError:
                continue
        raise MissingKeysError(NO_CREDENTIALS)


NO_CREDENTIALS = (
    "No Azure credentials: set AZURE_TENANT_ID, AZURE_CLIENT_ID and AZURE_CLIENT_SECRET, "
    "AZURE_CLIENT_CERTIFICATE_PATH or AZURE_FEDERATED_TOKEN_FILE, or run where a managed identity "
    "is provided. On the command line, az login also works."
)


class Identity(NamedTuple):
    """What a connection asks for.

    Attributes:
        authority: the URL at which to sign in.
        resource: the URL that the token is for.
        resource_manager: the URL that the calls go to.
        graph: the URL that the calls of Microsoft Graph go to.
        graph_resource: the URL that a token for Graph is for.
        tenant_id: the Entra tenant; None for that of the worker.
        client_id: the application or managed identity; None for that of the worker.
        trusted: whether the connection is the operator's own, who may use `az login`.
        subscription_id: the subscription whose tenant the token of `az login` is for; None for
            the one that is chosen there.
    """

    authority: str
    resource: str
    resource_manager: str
    graph: str
    graph_resource: str
    tenant_id: str | None
    client_id: str | None
    trusted: bool
    subscription_id: str | None = None

    def for_graph(self, subscription_id: str) -> "Identity":
        """Return the same identity, for a token of Graph for the tenant of a subscription."""
        return self._replace(resource=self.graph_resource, subscription_id=subscription_id)


def source_of(identity: Identity, environment: Mapping[str, str], http: CloudHttp) -> TokenSource:
    """Return the source of tokens that the worker is set up for."""
    client_id = identity.client_id or environment.get("AZURE_CLIENT_ID")
    tenant_id = identity.tenant_id or environment.get("AZURE_TENANT_ID")
    url = f"{identity.authority}/{tenant_id}/oauth2/v2.0/token"
    proof = _proof(environment, url, client_id or "")
    if proof is not None and client_id and tenant_id:
        return ClientToken(
            http,
            url=url,
            scope=f"{identity.resource}/.default",
            client_id=client_id,
            proof=proof,
        )
    query = {"resource": identity.resource, **({"client_id": client_id} if client_id else {})}
    if endpoint := environment.get("IDENTITY_ENDPOINT"):
        url = f"{endpoint}?{urlencode({'api-version': APP_SERVICE_VERSION, **query})}"
        header = environment.get("IDENTITY_HEADER", "")
        return ManagedIdentityToken(url, {"X-IDENTITY-HEADER": header}, http)
    url = f"{METADATA_URL}?{urlencode({'api-version': METADATA_VERSION, **query})}"
    machine = ManagedIdentityToken(url, {"Metadata": "true"}, http)
    person = CliToken(identity.resource, identity.tenant_id, identity.subscription_id)
    return FirstToken((person, machine) if identity.trusted else (machine,))


def _proof(environment: Mapping[str, str], url: str, client_id: str) -> Proof | None:
    """Return what proves the worker's identity to Entra; None if it holds nothing of its own."""
    if secret := environment.get("AZURE_CLIENT_SECRET"):
        return lambda: {"client_secret": secret}
    if path := environment.get(CERTIFICATE_PATH):
        certificate = Certificate(path, environment.get("AZURE_CLIENT_CERTIFICATE_PASSWORD"))
        return partial(certificate.assertion, url=url, client_id=client_id)
    if path := environment.get("AZURE_FEDERATED_TOKEN_FILE"):
        return lambda: {"client_assertion_type": ASSERTION_TYPE, "client_assertion": _read(path)}
    return None


def _read(path: str) -> str:
    try:
        with Path(path).open(encoding="utf-8") as file:
            return file.read(LONGEST_TOKEN).strip()
    except (OSError, ValueError) as error:
        raise MissingKeysError("The file in AZURE_FEDERATED_TOKEN_FILE cannot be read.") from error


def _token_of(call: str, status: int, body: bytes) -> Token:
    """Return the token of a response of either token service.

    Raises:
        CallError: it is an error, whose code is `AADSTS…` if Entra gave one, or no token.
    """
    try:
        found: Any = msgspec.json.decode(body)
    except (msgspec.DecodeError, RecursionError):
        found = {}
    if not isinstance(found, dict):
        found = {}
    if status != GOOD:
        codes = found.get("error_codes")
        number = codes[0] if isinstance(codes, list) and codes else None
        code = f"AADSTS{number}" if isinstance(number, int) else str(found.get("error") or status)
        raise CallError(code[:64], call, status)
    try:
        if "expires_on" in found:
            return Token(str(found["access_token"]), float(found["expires_on"]))
        return Token(str(found["access_token"]), time() + float(found["expires_in"]))
    except (LookupError, TypeError, ValueError) as error:
        raise CallError(MALFORMED_ANSWER, call, status) from error
