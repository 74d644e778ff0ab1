"""Calls to HCP Terraform: send a result, and read a plan.

The token of a task is sent to the configured hosts only, because the addresses in a request are not
trusted. A plan is behind a redirect to a storage host, which gets no token.
"""

import ssl
import time
from http.client import HTTPException, HTTPResponse, HTTPSConnection
from typing import Final
from urllib.parse import SplitResult, urljoin, urlsplit
from urllib.request import getproxies, proxy_bypass

from posture_client.limits import parse_json
from posture_run_task import settings
from posture_run_task.version import VERSION

JSON_API: Final = "application/vnd.api+json"
_HTTPS_PORT = 443
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_MOST_REDIRECTS = 3
_TRANSIENT = frozenset({408, 425, 429})
_FIRST_SERVER_ERROR = 500
_OK, _NO_CONTENT = 200, 204
_CHUNK_BYTES = 65_536
_ERROR_BYTES = 65_536
_LONGEST_DETAIL = 200


class HcpError(Exception):
    """A call failed; the text contains neither a token nor a signed URL."""


class TransientError(HcpError):
    """A retry may succeed.

    Attributes:
        ambiguous: whether HCP Terraform may have acted on the call.
        retry_after_seconds: when to retry, if HCP Terraform says so.
    """

    def __init__(
        self, text: str, *, ambiguous: bool, retry_after_seconds: float | None = None
    ) -> None:
        super().__init__(text)
        self.ambiguous = ambiguous
        self.retry_after_seconds = retry_after_seconds


class RefusedError(HcpError):
    """A retry will not help: the token expired, or the task has its result or is gone."""


class HostError(HcpError):
    """The configuration does not allow this address."""


class NotReadyError(HcpError):
    """The plan is not available yet."""


class TooLargeError(HcpError):
    """The plan is larger than the configuration allows."""


class Hcp:
    """A client of HCP Terraform with a connection per call; safe to share between threads."""

    def __init__(self, options: settings.Hcp) -> None:
        """Make a client.

        Raises:
            OSError: `ca_file` cannot be read.
        """
        self._options = options
        self._hosts = frozenset(map(str.lower, options.hosts))
        self._downloads = self._hosts | frozenset(map(str.lower, options.download_hosts))
        self._tls = ssl.create_default_context(cafile=options.ca_file)

    def allows(self, url: str) -> bool:
        """Return whether a token may be sent to a URL."""
        return _host(url) in self._hosts

    def patch_result(self, url: str, token: str, document: bytes) -> None:
        """Send the result or the progress of a task.

        Raises:
            HcpError: the subclass says whether to retry.
        """
        self._check(url, self._hosts)
        headers = {"Authorization": f"Bearer {token}", "Content-Type": JSON_API}
        response, connection = self._ask("PATCH", url, headers, document)
        try:
            if response.status == _OK:
                return
            raise _refusal(response)
        finally:
            connection.close()

    def plan(self, url: str, token: str) -> bytes:
        """Read the JSON of a plan.

        Raises:
            HcpError: the subclass says why it cannot be read.
        """
        self._check(url, self._hosts)
        headers = {"Authorization": f"Bearer {token}", "Content-Type": JSON_API}
        until = time.monotonic() + self._options.plan_timeout_seconds
        for _ in range(_MOST_REDIRECTS + 1):
            response, connection = self._ask("GET", url, headers)
            try:
                if response.status == _OK:
                    return self._content(response, until)
                if response.status == _NO_CONTENT:
                    raise NotReadyError("HCP Terraform has no plan yet")
                if response.status not in _REDIRECTS:
                    raise _refusal(response)
                url = _redirected(url, response.getheader("Location"))
            finally:
                connection.close()
            self._check(url, self._downloads)
            headers = {}
        raise RefusedError("HCP Terraform redirects too often")

    def _check(self, url: str, allowed: frozenset[str]) -> None:
        host = _host(url)
        if host not in allowed:
            named = host or "an address that is not https://"
            raise HostError(f"{named} is not a host that the configuration allows")

    def _ask(
        self, method: str, url: str, headers: dict[str, str], body: bytes | None = None
    ) -> tuple[HTTPResponse, HTTPSConnection]:
        parts = urlsplit(url)
        connection = self._connection(parts)
        path = f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
        sent = False
        own = {"User-Agent": f"posture-run-task/{VERSION}", "Accept-Encoding": "identity"}
        try:
            connection.connect()
            sent = True
            connection.request(method, path, body, own | headers)
            return connection.getresponse(), connection
        except (OSError, HTTPException, UnicodeError) as error:
            connection.close()
            raise _unanswered(parts, error, ambiguous=sent) from error

    def _connection(self, parts: SplitResult) -> HTTPSConnection:
        host, port = parts.hostname or "", parts.port or _HTTPS_PORT
        seconds = self._options.call_timeout_seconds
        if (proxy := _proxy(host)) is None:
            return HTTPSConnection(host, port, timeout=seconds, context=self._tls)
        connection = HTTPSConnection(
            proxy.hostname or "", proxy.port, timeout=seconds, context=self._tls
        )
        connection.set_tunnel(host, port)
        return connection

    def _content(self, response: HTTPResponse, until: float) -> bytes:
        most = self._options.plan_limit_bytes
        found = bytearray()
        try:
            while chunk := response.read1(_CHUNK_BYTES):
                found += chunk
                if len(found) > most:
                    raise TooLargeError(f"the plan is larger than {most} bytes")
                if time.monotonic() > until:
                    raise TransientError("the plan arrives too slowly", ambiguous=False)
            if response.length:
                raise TransientError("the plan broke off", ambiguous=False)
        except (OSError, HTTPException) as error:
            raise TransientError(
                f"the plan broke off: {type(error).__name__}", ambiguous=False
            ) from error
        return bytes(found)


def _host(url: str) -> str | None:
    """Return `host` or `host:port` of an https URL; None for any other URL."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return None
    if parts.scheme != "https" or not parts.hostname or "@" in parts.netloc:
        return None
    return parts.hostname if port in {None, _HTTPS_PORT} else f"{parts.hostname}:{port}"


def _redirected(url: str, location: str | None) -> str:
    """Return the target of a redirect; an empty one is refused as a host later."""
    try:
        return urljoin(url, location) if location else ""
    except ValueError:
        return ""


def _proxy(host: str) -> SplitResult | None:
    url = getproxies().get("https")
    if not url or proxy_bypass(host):
        return None
    return urlsplit(url if "//" in url else f"http://{url}")


def _unanswered(parts: SplitResult, error: Exception, *, ambiguous: bool) -> HcpError:
    reason = str(error) or type(error).__name__
    return TransientError(f"cannot reach {parts.hostname}: {reason}", ambiguous=ambiguous)


def _refusal(response: HTTPResponse) -> HcpError:
    text = f"HCP Terraform responded {response.status}"
    transient = response.status in _TRANSIENT or response.status >= _FIRST_SERVER_ERROR
    if transient:
        return TransientError(
            text,
            ambiguous=response.status >= _FIRST_SERVER_ERROR,
            retry_after_seconds=_retry_after(response),
        )
    return RefusedError(f"{text}{_detail(response)}")


def _retry_after(response: HTTPResponse) -> float | None:
    for name in ("Retry-After", "X-RateLimit-Reset"):
        try:
            return max(0.0, float(response.getheader(name) or ""))
        except ValueError:
            continue
    return None


def _detail(response: HTTPResponse) -> str:
    """Return the detail of a JSON:API error."""
    try:
        error = parse_json(response.read(_ERROR_BYTES))["errors"][0]
        detail = error.get("detail") or error.get("title") if isinstance(error, dict) else error
    except (OSError, HTTPException, ValueError, LookupError, TypeError):
        return ""
    return f": {' '.join(str(detail).split())[:_LONGEST_DETAIL]}" if detail else ""
