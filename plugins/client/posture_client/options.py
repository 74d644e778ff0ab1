"""Options: how to reach a server, as whom, and how long to try."""

from __future__ import annotations

import os
import time
from urllib.parse import urlsplit

from posture_client.errors import UnreachableError
from posture_client.responses import JSON

TYPE_CHECKING = False  # the name of typing's constant; importing typing takes 20 ms
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from urllib.parse import SplitResult

    from posture_client.errors import PostureError


class Options:
    """How to reach a server and how long to try."""

    def __init__(
        self,
        *,
        endpoint: str,
        token: str | Callable[[], str],
        connect_seconds: float = 10.0,
        timeout_seconds: float = 30.0,
        patience_seconds: float = 30.0,
        rate_limit_seconds: float | None = None,
        first_contact_seconds: float = 2.0,
        backoff_seconds: float = 0.2,
        ca_file: str | None = None,
        user_agent: str = "posture-client",
        trace: Mapping[str, str] | None = None,
        on_wait: Callable[[float, PostureError], None] | None = None,
        sleep: Callable[[float], object] = time.sleep,
    ) -> None:
        """Gather options.

        Args:
            endpoint: the server's base URL, without `/api/v2`.
            token: the bearer token, or what returns it for each request; it is never shown.
            connect_seconds: how long a connection may take.
            timeout_seconds: how long a response may take.
            patience_seconds: how long one call may wait and retry in total; 0 never retries.
            rate_limit_seconds: how long one call may wait for the rate limit of the token, beside
                `patience_seconds`, in turn with the other threads; without it, such a wait is
                part of `patience_seconds`.
            first_contact_seconds: the same until the first response: a wrong address is reported
                soon, but a server that responded before may take time to restart.
            backoff_seconds: about the first pause before a retry; it doubles each time.
            ca_file: PEM file of the authorities to trust instead of the system's.
            user_agent: the name of the program.
            trace: W3C headers to continue, `traceparent` and `tracestate`.
            on_wait: called before each pause with its seconds and its reason.
            sleep: pauses for so many seconds; pass one that can be interrupted to stop a pause.
        """
        self.endpoint = endpoint
        self.token = token
        self.connect_seconds = connect_seconds
        self.timeout_seconds = timeout_seconds
        self.patience_seconds = patience_seconds
        self.rate_limit_seconds = rate_limit_seconds
        self.first_contact_seconds = first_contact_seconds
        self.backoff_seconds = backoff_seconds
        self.ca_file = ca_file
        self.user_agent = user_agent
        self.trace = dict(trace or {})
        self.on_wait = on_wait
        self.sleep = sleep

    def headers(self, bearer: str, *, with_body: bool) -> dict[str, str]:
        """Return the headers that every request has."""
        return {
            **({"Authorization": f"Bearer {bearer}"} if bearer else {}),
            "User-Agent": self.user_agent,
            **self.trace,
            **({"Content-Type": JSON} if with_body else {}),
        }


def require_token(token: str) -> None:
    """Raise ValueError for a token that no header can have."""
    if not token.isascii() or not token.isprintable() or " " in token:
        raise ValueError("the token contains characters that are not allowed in a token")


def checked(endpoint: str) -> SplitResult:
    """Return the parts of an address; raise ValueError for one that is no server's."""
    base = urlsplit(endpoint.rstrip("/"))
    if base.scheme not in {"http", "https"} or not base.hostname:
        raise ValueError(f"endpoint must be an http:// or https:// URL, not {endpoint!r}")
    if base.username or base.query:
        raise ValueError("endpoint must contain neither credentials nor a query")
    return base


def proxy_of(base: SplitResult) -> SplitResult | None:
    """Return the proxy that the environment names for an address."""
    if base.scheme != "https" or not any(name.lower() == "https_proxy" for name in os.environ):
        return None
    from urllib.request import getproxies, proxy_bypass  # noqa: PLC0415  # see the module

    url = getproxies().get("https")
    if not url or proxy_bypass(base.hostname or ""):
        return None
    return urlsplit(url if "//" in url else f"http://{url}")


def unreachable(endpoint: str, error: Exception, *, sent: bool) -> UnreachableError:
    """Return the error of a request without a response."""
    reason = str(error) or type(error).__name__
    return UnreachableError(
        f"cannot reach {endpoint}: {reason}",
        sent=sent,
        lasting="certificate" in reason.lower(),
    )
