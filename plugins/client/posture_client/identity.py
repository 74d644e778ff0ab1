"""Workload identity: what a CI host or a cloud offers its jobs, in place of a token.

Without `POSTURE_TOKEN`, the identity of the job is exchanged for a token of some minutes. Only an
identity that is meant for this is sent: with `POSTURE_TRUST`, with `POSTURE_IDENTITY_TOKEN`, or if
its audience names a trust of posture.
"""

from __future__ import annotations

import os
import time
from threading import Lock

from posture_client.errors import PostureError
from posture_client.limits import IDENTITY_BYTES, IDENTITY_SECONDS, limit

TYPE_CHECKING = False  # the name of typing's constant; importing typing takes 20 ms
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from posture_client.models import ExchangedToken

GRANT_TYPE = "urn:ietf:params:oauth:grant-type:token-exchange"
TOKEN_TYPE = "urn:ietf:params:oauth:token-type:jwt"  # noqa: S105  # a name of RFC 8693
AUDIENCE_PREFIX = "posture:"
# Variables with the identity of a job, by what sets them, in the order in which they are tried.
VARIABLES = {
    "POSTURE_IDENTITY_TOKEN": "the job",
    "TFC_WORKLOAD_IDENTITY_TOKEN_POSTURE": "HCP Terraform",
    "TFC_WORKLOAD_IDENTITY_TOKEN": "HCP Terraform",
    "SPACELIFT_OIDC_TOKEN": "Spacelift",
    "BITBUCKET_STEP_OIDC_TOKEN": "Bitbucket Pipelines",
}
# Where Kubernetes projects a token of a service account that is meant for posture.
PROJECTED_FILE = "/var/run/secrets/posture/token"
# A token is replaced before it expires, so that no request is refused halfway.
_RENEW_SECONDS = 30.0


class IdentityError(PostureError):
    """The host offers an identity, but it cannot be read."""


class Identity:
    """The identity of this job.

    Attributes:
        host: what offers it, for people.
        trust: id of the trust; None if the audience of the identity names it.
        read: returns the identity, a new one where the host makes them on request.
    """

    def __init__(self, host: str, trust: str | None, read: Callable[[], str]) -> None:
        self.host = host
        self.trust = trust
        self.read = read
        self._sources: dict[str, TokenSource] = {}

    def source(self, endpoint: str, exchange: Callable[..., ExchangedToken]) -> TokenSource:
        """Return the token of a server for this identity; all clients of a process share it."""
        return self._sources.setdefault(endpoint, TokenSource(self, exchange))


class TokenSource:
    """A token that an identity is exchanged for, when it is first needed; safe between threads."""

    def __init__(self, identity: Identity, exchange: Callable[..., ExchangedToken]) -> None:
        self.identity = identity
        self._exchange = exchange
        self._lock = Lock()
        self._token = ""
        self._renew_at = 0.0

    def __call__(self) -> str:
        """Return the token; exchange the identity again when it is about to expire."""
        with self._lock:
            if not self._token or time.monotonic() >= self._renew_at:
                begun = time.monotonic()
                form = {} if self.identity.trust is None else {"audience": self.identity.trust}
                made = self._exchange(
                    grant_type=GRANT_TYPE,
                    subject_token_type=TOKEN_TYPE,
                    subject_token=self.identity.read(),
                    **form,
                )
                self._token = made["access_token"]
                lifetime = float(made["expires_in"])
                self._renew_at = begun + max(lifetime - _RENEW_SECONDS, lifetime / 2)
            return self._token


def offered_identity(environ: Mapping[str, str]) -> Identity | None:
    """Return the identity that the environment offers for posture; None if there is none."""
    trust = environ.get("POSTURE_TRUST") or None
    return next(_offered(environ, trust), None)


def _offered(environ: Mapping[str, str], trust: str | None) -> Iterator[Identity]:
    if path := environ.get("POSTURE_IDENTITY_TOKEN_FILE"):
        yield Identity("the job", trust, lambda: _read_file(path))
    for name, host in VARIABLES.items():
        token = environ.get(name)
        if token and (trust or name.startswith("POSTURE_") or _is_for_posture(token)):
            yield Identity(host, trust, lambda token=token: token)  # type: ignore[misc]  # a default binds it
    url = environ.get("ACTIONS_ID_TOKEN_REQUEST_URL")
    bearer = environ.get("ACTIONS_ID_TOKEN_REQUEST_TOKEN")
    if trust and url and bearer:
        audience = environ.get("POSTURE_TRUST_AUDIENCE") or AUDIENCE_PREFIX + trust
        yield Identity("GitHub Actions", trust, lambda: _request(url, bearer, audience))
    if os.path.exists(PROJECTED_FILE):  # noqa: PTH110  # pathlib takes 10 ms to import
        yield Identity("Kubernetes", trust, lambda: _read_file(PROJECTED_FILE))


def _is_for_posture(token: str) -> bool:
    """Return whether the audience of a token names a trust; what has another is not sent."""
    import json  # noqa: PLC0415  # only where a host offers an identity
    from base64 import urlsafe_b64decode  # noqa: PLC0415  # as above

    try:
        part = token.split(".")[1]
        claims = json.loads(urlsafe_b64decode(part + "=" * (-len(part) % 4)))
        audience = claims["aud"]
    except (ValueError, LookupError, TypeError, RecursionError):
        return False
    named = audience if isinstance(audience, list) else [audience]
    return any(isinstance(one, str) and one.startswith(AUDIENCE_PREFIX) for one in named)


def _read_file(path: str) -> str:
    try:
        with open(path, "rb") as opened:  # noqa: PTH123  # pathlib takes 10 ms to import
            return opened.read(limit(IDENTITY_BYTES)).decode().strip()
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "it is no text"
        raise IdentityError(f"the identity token in {path!r} cannot be read: {reason}") from error


def _request(url: str, bearer: str, audience: str) -> str:
    """Request an identity from the runner of GitHub Actions."""
    import json  # noqa: PLC0415  # as above
    from urllib.parse import quote  # noqa: PLC0415  # as above
    from urllib.request import Request, urlopen  # noqa: PLC0415  # as above

    if not url.startswith(("https://", "http://")):
        raise IdentityError("ACTIONS_ID_TOKEN_REQUEST_URL is no http:// or https:// URL")
    separator = "&" if "?" in url else "?"
    request = Request(  # noqa: S310  # checked above
        f"{url}{separator}audience={quote(audience, safe='')}",
        headers={"Authorization": f"Bearer {bearer}", "Accept": "application/json"},
    )
    try:
        with urlopen(request, timeout=limit(IDENTITY_SECONDS)) as answer:  # noqa: S310  # as above
            token = json.loads(answer.read(limit(IDENTITY_BYTES)))["value"]
    except (OSError, ValueError, LookupError, TypeError) as error:
        raise IdentityError(
            f"GitHub Actions did not give this job an identity: {error}; "
            "the job needs `permissions: id-token: write`"
        ) from error
    return str(token)
