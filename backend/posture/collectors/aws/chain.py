"""Chain: botocore's search for the worker's own credentials, with limits on what it reads.

botocore asks the metadata of an instance or a container, STS for a web identity, or a program. It
reads all of what they send, and some of them for minutes. Here each response has a limit in bytes
and in time.
"""

import subprocess
import time
from typing import Any

import botocore.exceptions
import botocore.session
from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from botocore.exceptions import HTTPClientError
from botocore.httpsession import (  # type: ignore[attr-defined]  # the stubs leave out the errors
    ProtocolError,
    URLLib3ReadTimeoutError,
    URLLib3Session,
)
from botocore.utils import get_environ_proxies

from posture.settings import Settings

PART_BYTES = 16_384
# Where botocore's providers keep what reads the metadata of a container and of an instance.
FETCHERS = ("_fetcher", "_role_fetcher")
# The last three: a credential process that cannot be started, or does not print what it should.
UNUSABLE = (
    botocore.exceptions.BotoCoreError,
    botocore.exceptions.ClientError,
    OSError,
    ValueError,
    KeyError,
)


def bounded_session(settings: Settings, profile: str | None) -> botocore.session.Session:
    """Return a session of botocore whose search for credentials is limited."""
    session = botocore.session.Session(profile=profile)
    verify = session.get_config_variable("ca_bundle") or True

    def send(request: AWSPreparedRequest, **_: object) -> AWSResponse:
        plain = URLLib3Session(
            verify=verify,
            proxies=get_environ_proxies(request.url),
            timeout=settings.credentials_timeout_seconds,  # type: ignore[arg-type]  # the stubs know whole ones alone
        )
        return BoundedSession(plain, settings).send(request)

    # The clients that providers make, such as that of STS, send by what a handler returns.
    session.register("before-send", send)  # type: ignore[arg-type]  # the stubs know no handler that returns
    for provider in session.get_component("credential_provider").providers:
        for name in FETCHERS:
            fetcher = getattr(provider, name, None)
            if fetcher is not None:
                fetcher._session = BoundedSession(fetcher._session, settings)  # noqa: SLF001  # botocore has no option for it
        if hasattr(provider, "_popen"):
            provider._popen = _program(settings.credentials_timeout_seconds)  # noqa: SLF001  # as above
    return session


class BoundedSession:
    """A session of botocore that reads a response up to the limits."""

    def __init__(self, session: Any, settings: Settings) -> None:  # noqa: ANN401  # ships no types
        self._session = session
        self._most_bytes = settings.credentials_answer_bytes
        self._most_seconds = settings.credentials_timeout_seconds

    def send(self, request: AWSPreparedRequest) -> AWSResponse:
        """Send a request, and read its response.

        Raises:
            HTTPClientError: there is none, or it is larger or slower than the limits.
        """
        until = time.monotonic() + self._most_seconds
        request.stream_output = True
        response: AWSResponse = self._session.send(request)
        try:
            content = self._read(response.raw, until)
            response._content = content  # type: ignore[attr-defined]  # noqa: SLF001  # what `content` returns
        finally:
            response.raw.close()
        return response

    def _read(self, raw: Any, until: float) -> bytes:  # noqa: ANN401  # urllib3's response
        found = bytearray()
        while part := _next_part(raw):
            found += part
            if len(found) > self._most_bytes:
                raise HTTPClientError(error=f"more than {self._most_bytes} bytes")
            if time.monotonic() > until:
                raise HTTPClientError(error=f"it took more than {self._most_seconds:g} s")
        return bytes(found)


def _next_part(raw: Any) -> bytes:  # noqa: ANN401  # as above
    try:
        part: bytes = raw.read1(PART_BYTES, decode_content=False)
    except (
        ProtocolError,
        URLLib3ReadTimeoutError,
        OSError,
    ) as error:  # urllib3's own, which botocore's callers do not know
        raise HTTPClientError(error=error) from error
    return part


def _program(seconds: float) -> type["subprocess.Popen[bytes]"]:
    class Program(subprocess.Popen):  # type: ignore[type-arg]  # of bytes
        """A credential process that ends in time."""

        def communicate(self, input: Any = None, timeout: float | None = None) -> Any:  # noqa: A002, ANN401  # as Popen
            try:
                return super().communicate(input, timeout or seconds)
            except subprocess.TimeoutExpired as error:
                with self:  # which closes its output
                    self.kill()
                raise ValueError(f"it took more than {seconds:g} s") from error

    return Program
