"""A proxy to a server that drops one message, or the reply to it."""

import socket
import threading
from contextlib import suppress
from types import TracebackType
from typing import Self


class Interception:
    """Forwards connections; once armed, the next message `of` some bytes ends its connection."""

    def __init__(self, server: tuple[str, int], *, of: bytes, arrives: bool) -> None:
        self.armed = threading.Event()
        self._server = server
        self._of = of
        self._arrives = arrives
        self._listening = socket.create_server(("127.0.0.1", 0))
        self._open: list[socket.socket] = []
        self.port = int(self._listening.getsockname()[1])

    def __enter__(self) -> Self:
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._listening.close()
        for one in self._open:
            one.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._listening.accept()
                server = socket.create_connection(self._server)
                self._open += [client, server]
                threading.Thread(target=self._ask, args=(client, server), daemon=True).start()
                threading.Thread(target=self._answer, args=(server, client), daemon=True).start()

    def _ask(self, client: socket.socket, server: socket.socket) -> None:
        with suppress(OSError):
            while sent := client.recv(65_536):
                if self._of in sent and self.armed.is_set():
                    self.armed.clear()
                    client.shutdown(socket.SHUT_RDWR)
                    if self._arrives:
                        server.sendall(sent)
                    else:
                        server.shutdown(socket.SHUT_RDWR)
                    return
                server.sendall(sent)
            server.shutdown(socket.SHUT_WR)

    def _answer(self, server: socket.socket, client: socket.socket) -> None:
        with suppress(OSError):
            while answered := server.recv(65_536):
                client.sendall(answered)
        # A server that ended the connection resets it when the client still sends something.
        with suppress(OSError):
            client.shutdown(socket.SHUT_WR)
