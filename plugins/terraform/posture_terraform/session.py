"""One connection of Terraform: decode a call, let the framework serve it, encode the response."""

import time
from typing import Any, Final, TypeVar

from posture_terraform.codec import protobuf
from posture_terraform.codec.newer import STREAMS
from posture_terraform.framework.definition import Provider
from posture_terraform.framework.extended import ExtendedServer
from posture_terraform.framework.log import Log
from posture_terraform.transport.server import UnknownMethodError

_SERVICE: Final = "/tfplugin6.Provider/"
Meta = TypeVar("Meta")


class Session:
    """Serves one connection with a provider instance of its own, so that a stop affects only it."""

    def __init__(self, provider: Provider[Any], log: Log) -> None:
        self._server = ExtendedServer(provider, log)
        self._log = log

    def handle(self, method: str, message: bytes) -> tuple[bytes, ...]:
        """Serve one call; return its response, or all responses of a stream.

        Raises:
            UnknownMethodError: the call belongs to a newer protocol.
        """
        name = method.removeprefix(_SERVICE)
        if name == method or name not in protobuf.METHODS:
            raise UnknownMethodError(method)
        request_type, response_type = protobuf.METHODS[name]
        begun = time.monotonic()
        request = protobuf.decode(request_type, message)
        if name in STREAMS:
            responses = self._server.stream(name, request)
        else:
            responses = [self._server.call(name, request)]
        answer = tuple(protobuf.encode(response_type, response) for response in responses)
        self._log.write(
            "TRACE",
            "rpc.served",
            rpc=name,
            type_name=request.get("type_name", ""),
            duration_ms=int((time.monotonic() - begun) * 1000),
            request_bytes=len(message),
            response_bytes=sum(map(len, answer)),
        )
        return answer

    def stop(self) -> None:
        """Stop the running calls, because Terraform has gone."""
        self._server.stop()
