"""Load: keep-alive clients of one HTTP request, with too little code to affect the result."""

import asyncio
import statistics
import time
from dataclasses import dataclass, field


@dataclass(slots=True)
class Result:
    """What the clients saw."""

    seconds: float
    latencies_ms: list[float] = field(default_factory=list)
    statuses: dict[int, int] = field(default_factory=dict)

    @property
    def per_second(self) -> float:
        return len(self.latencies_ms) / self.seconds

    def percentile_ms(self, percent: int) -> float:
        return statistics.quantiles(self.latencies_ms, n=100)[percent - 1]


def request(
    method: str, path: str, headers: dict[str, str] | None = None, body: bytes = b""
) -> bytes:
    lines = [f"{method} {path} HTTP/1.1", "Host: bench"]
    lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
    if body:
        lines += ["Content-Type: application/json", f"Content-Length: {len(body)}"]
    return "\r\n".join([*lines, "", ""]).encode() + body


class Client(asyncio.Protocol):
    """One connection that sends its request again as soon as the answer is whole."""

    def __init__(self, payload: bytes, until: float, result: Result) -> None:
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._payload = payload
        self._until = until
        self._result = result
        self._transport: asyncio.Transport
        self._buffer = b""
        self._begun = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._send()

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        head, found, body = self._buffer.partition(b"\r\n\r\n")
        if not found or len(body) < _content_length(head):
            return
        now = time.perf_counter()
        status = int(head[9:12])
        self._result.latencies_ms.append((now - self._begun) * 1_000)
        self._result.statuses[status] = self._result.statuses.get(status, 0) + 1
        self._buffer = b""
        if now < self._until:
            self._send()
        else:
            self._transport.close()

    def connection_lost(self, exc: Exception | None) -> None:
        if self.done.done():
            return
        if exc is None:
            self.done.set_result(None)
        else:
            self.done.set_exception(exc)

    def _send(self) -> None:
        self._begun = time.perf_counter()
        self._transport.write(self._payload)


def _content_length(head: bytes) -> int:
    for line in head.split(b"\r\n")[1:]:
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            return int(value)
    return 0


async def load(port: int, payload: bytes, *, clients: int, seconds: float) -> Result:
    loop = asyncio.get_running_loop()
    result = Result(seconds)
    until = time.perf_counter() + seconds
    begun = time.perf_counter()
    opened = [
        await loop.create_connection(lambda: Client(payload, until, result), "127.0.0.1", port)
        for _ in range(clients)
    ]
    await asyncio.gather(*(client.done for _, client in opened))
    result.seconds = time.perf_counter() - begun
    return result
