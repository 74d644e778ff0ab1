"""One connection of Terraform: decode a call, let the framework serve it, encode the response."""

import gc
import time
from collections.abc import Callable
from threading import Lock
from typing import Any, Final

from posture_terraform.framework.log import Log
from posture_terraform.transport.server import UnknownMethodError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from posture_terraform.framework.definition import Provider
    from posture_terraform.framework.extended import ExtendedServer

_SERVICE: Final = "/tfplugin6.Provider/"
_SCHEMA: Final = "GetProviderSchema"


class Session:
    """Serves one connection with a provider instance of its own, so that a stop affects only it.

    The provider is loaded by the first call that needs it. The schemas do not, where `described`
    returns the encoded response.
    """

    def __init__(
        self,
        load: "Callable[[], Provider[Any]]",
        log: Log,
        described: Callable[[], bytes | None] = lambda: None,
    ) -> None:
        self._load = load
        self._described = described
        self._loading = Lock()
        self._server: ExtendedServer[Any] | None = None
        self._stopped = False
        self._log = log

    def handle(self, method: str, message: bytes) -> tuple[bytes, ...]:
        """Serve one call; return its response, or all responses of a stream.

        Raises:
            UnknownMethodError: the call belongs to a newer protocol.
        """
        name = method.removeprefix(_SERVICE)
        if name == method:
            raise UnknownMethodError(method)
        begun = time.monotonic()
        described = self._described() if name == _SCHEMA else None
        answer, about = ((described,), "") if described else self._served(method, name, message)
        self._log.write(
            "TRACE",
            "rpc.served",
            rpc=name,
            type_name=about,
            duration_ms=int((time.monotonic() - begun) * 1000),
            request_bytes=len(message),
            response_bytes=sum(map(len, answer)),
        )
        return answer

    def stop(self) -> None:
        """Stop the running calls, because Terraform has gone."""
        with self._loading:
            self._stopped = True
            if self._server:
                self._server.stop()

    def _served(self, method: str, name: str, message: bytes) -> tuple[tuple[bytes, ...], str]:
        """Return the responses of the framework, and the type that the call is about."""
        server = self._loaded()
        from posture_terraform.codec import protobuf  # noqa: PLC0415  # loaded with the server
        from posture_terraform.codec.newer import STREAMS  # noqa: PLC0415  # as above

        if name not in protobuf.METHODS:
            raise UnknownMethodError(method)
        request_type, response_type = protobuf.METHODS[name]
        request = protobuf.decode(request_type, message)
        if name in STREAMS:
            responses = server.stream(name, request)
        else:
            responses = [server.call(name, request)]
        answer = tuple(protobuf.encode(response_type, response) for response in responses)
        return answer, request.get("type_name", "")

    def _loaded(self) -> "ExtendedServer[Any]":
        """Return the provider's server; one thread imports it, because the packages have cycles."""
        with self._loading:
            if self._server is None:
                from posture_terraform.codec import newer  # noqa: F401, PLC0415  # see the class
                from posture_terraform.framework.extended import ExtendedServer  # noqa: PLC0415  # as above

                self._server = ExtendedServer(self._load(), self._log)
                gc.freeze()
                gc.enable()
                if self._stopped:
                    self._server.stop()
            return self._server
