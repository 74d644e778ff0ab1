"""Malformed HTTP, one input for each seed, and what the server must still do afterwards.

Run as a module, it has a server of its own and sends it the given number of inputs:
`python -m tests.contract.malformed 100000`.
"""

import asyncio
import random
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit

from tests.api import FINDINGS, INTEGRATIONS, RUNS
from tests.server import Served, served

AT_A_TIME = 48
QUIET_SECONDS = 0.25
SEND_SECONDS = 60.0
LOOK_AFTER = 250
ENVIRON = {
    "POSTURE_RATE_LIMIT_BUCKET": "100000000",
    "POSTURE_REFUSED_REQUESTS_BUCKET": "1000000",
    "POSTURE_PUBLIC_REQUESTS_BUCKET": "1000000",
    "POSTURE_BODY_TIMEOUT_SECONDS": "0.1",
}
PATHS = (RUNS, FINDINGS, INTEGRATIONS, f"{RUNS}/x", "/health/live", "/", "*", "//", "/%00", "/%ff")
METHODS = (b"GET", b"POST", b"PATCH", b"DELETE", b"HEAD", b"OPTIONS", b"G\x00T", b"", b"PRI")
NOISE = (
    b"\x00",
    b"\xff",
    b"\r",
    b"\n",
    b"\r\n",
    b" ",
    b"\t",
    b":",
    b"\x7f",
    b"\xc3\x28",
    b"\xed\xa0\x80",
)

Parts = list[bytes]


def malformed(token: str, seed: int) -> Parts:
    """Return the input of a seed: what is sent, in the parts in which it is."""
    chance = random.Random(seed)  # noqa: S311  # reproducible, and guards nothing
    return chance.choice(KINDS)(token, chance)


def _head(token: str, chance: random.Random, *headers: bytes, method: bytes = b"POST") -> bytes:
    path = chance.choice(PATHS).encode()
    own = (b"Host: posture", b"Authorization: Bearer " + token.encode())
    return b"\r\n".join([method + b" " + path + b" HTTP/1.1", *own, *headers, b"", b""])


def _chunks(token: str, chance: random.Random) -> Parts:
    sizes = (
        b"zz",
        b"-1",
        b"ffffffffffffffff",
        b"fffffffffffffffff1",
        b"",
        b"5;a=\x00",
        b"0x5",
        b"5 ",
    )
    body = b"".join(
        chance.choice(sizes) + chance.choice((b"\r\n", b"\n", b"\r")) + b"{}" * chance.randrange(4)
        for _ in range(chance.randrange(1, 6))
    )
    return [_head(token, chance, b"Transfer-Encoding: chunked"), body]


def _encodings(token: str, chance: random.Random) -> Parts:
    named = (
        b"chunked, chunked",
        b"gzip, chunked",
        b"identity",
        b" chunked",
        b"xchunked",
        b"chunked\x0b",
    )
    headers = [b"Transfer-Encoding: " + chance.choice(named)]
    if chance.random() < 0.5:  # as often as not
        headers.append(b"Content-Length: %d" % chance.randrange(10))
    return [_head(token, chance, *headers), b"5\r\nhello\r\n0\r\n\r\n"]


def _lengths(token: str, chance: random.Random) -> Parts:
    named = (
        b"-1",
        b"abc",
        b"+5",
        b"5, 5",
        b"5, 6",
        b"99999999999999999999",
        b"0x5",
        b"",
        b"3",
        b"300",
    )
    headers = [b"Content-Length: " + chance.choice(named) for _ in range(chance.randrange(1, 3))]
    return [_head(token, chance, *headers), b'{"a":1}']


def _slow(token: str, chance: random.Random) -> Parts:
    whole = _head(token, chance, b"Content-Length: 40") + b'{"integration_id":'
    cut = sorted(chance.randrange(len(whole)) for _ in range(3))
    return [whole[start:end] for start, end in zip([0, *cut], [*cut, len(whole)], strict=True)]


def _huge(token: str, chance: random.Random) -> Parts:
    size = chance.choice((1_000, 10_000, 100_000, 600_000))
    many = [b"X-%d: %s" % (number, b"a" * 50) for number in range(size // 100)]
    one = [b"X-Long: " + b"a" * size]
    name = [b"X" * size + b": a"]
    return [_head(token, chance, *chance.choice((many, one, name)), method=chance.choice(METHODS))]


def _texts(token: str, chance: random.Random) -> Parts:
    bodies = (
        b"\xff\xfe{\x00}\x00",
        b'{"integration_id":"\xed\xa0\x80"}',
        b'{"integration_id":"\xc3\x28"}',
        b'{"integration_id":"\\ud800"}',
        b'{"a":' * 2_000 + b"1" + b"}" * 2_000,
        b"[" * chance.choice((100, 100_000)),
        b'{"integration_id":1e99999}',
        b'{"integration_id":' + b"9" * 10_000 + b"}",
        b'{"a":1,"a":2}',
        b"\xef\xbb\xbf{}",
        b"{}\x00",
    )
    body = chance.choice(bodies)
    return [_head(token, chance, b"Content-Length: %d" % len(body)), body]


def _lines(token: str, chance: random.Random) -> Parts:
    """Send noise where the request line and headers should be."""
    line = (
        b" HTTP/1.1",
        b"GET / HTTP/9.9",
        b"GET  /  HTTP/1.1",
        b"GET /\xff HTTP/1.1",
        b"GET http://[::1 HTTP/1.1",
        b"CONNECT a:b HTTP/1.1",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"PRI * HTTP/2.0\r\n\r\nSM",
        b"GET /" + b"a" * chance.choice((10, 9_000, 70_000)) + b" HTTP/1.1",
    )
    headers = (
        b"Host",
        b": empty",
        b"Host: a\r\nHost: b",
        b" folded: x",
        b"A b: c",
        b"X: \x00",
        b"X:\xff",
    )
    text = [chance.choice(line), *(chance.choice(headers) for _ in range(chance.randrange(4)))]
    return [b"\r\n".join([*text, b"Authorization: Bearer " + token.encode(), b"", b""])]


def _mutated(token: str, chance: random.Random) -> Parts:
    """Take a good request and put noise into it."""
    body = b'{"integration_id":"00000000-0000-4000-8000-000000000000"}'
    whole = bytearray(_head(token, chance, b"Content-Length: %d" % len(body)) + body)
    for _ in range(chance.randrange(1, 8)):
        at = chance.randrange(len(whole))
        whole[at : at + chance.randrange(3)] = chance.choice(NOISE)
    return [bytes(whole)]


def _pipelined(token: str, chance: random.Random) -> Parts:
    """Send good requests with something else between and behind them."""
    good = _head(token, chance, method=b"GET")
    noise = b"".join(chance.choice(NOISE) for _ in range(chance.randrange(1, 30)))
    return [good * chance.randrange(1, 8) + noise + good, noise]


def _random(_token: str, chance: random.Random) -> Parts:
    return [chance.randbytes(chance.randrange(1, 3_000))]


KINDS: tuple[Callable[[str, random.Random], Parts], ...] = (
    _chunks,
    _encodings,
    _lengths,
    _slow,
    _huge,
    _texts,
    _lines,
    _mutated,
    _pipelined,
    _random,
)


async def ask(server: Served, parts: Parts, *, quiet_seconds: float = QUIET_SECONDS) -> bytes:
    """Send an input on a connection of its own, and return what comes back.

    A server may wait for the rest of an unfinished request; then we close the connection.
    """
    place = urlsplit(server.url)
    reader, writer = await asyncio.open_connection(place.hostname, place.port)
    answer = b""
    try:
        for part in parts:
            writer.write(part)
            async with asyncio.timeout(SEND_SECONDS):
                await writer.drain()
        while True:
            async with asyncio.timeout(quiet_seconds):
                more = await reader.read(65_536)
            if not more:
                return answer
            answer += more
    except OSError:  # it has stopped reading, or sends nothing more
        return answer
    finally:
        writer.close()


def statuses(answer: bytes) -> Iterator[int]:
    """Return the statuses of answers one behind the other."""
    for part in answer.split(b"HTTP/1.")[1:]:
        yield int(part[2:5])


async def assault(server: Served, seeds: range) -> Counter[int]:
    """Send the inputs of the seeds; return how often each status came back.

    Raises: AssertionError: the server stopped responding, or met a fault of its own.
    """
    counts: Counter[int] = Counter()
    waiting = iter(seeds)

    async def send() -> None:
        for seed in waiting:
            answer = await ask(server, malformed(server.token, seed))
            found = list(statuses(answer))
            assert answer == b"" or answer.startswith(b"HTTP/1."), f"seed {seed}: {answer[:80]!r}"
            assert not {500, 502, 503} & set(found), f"seed {seed}: {answer[:200]!r}"
            counts.update(found)
            if seed % LOOK_AFTER == 0:
                await expect_well(server)

    async with asyncio.TaskGroup() as group:
        for _ in range(AT_A_TIME):
            group.create_task(send())
    await expect_well(server)
    return counts


async def expect_well(server: Served) -> None:
    """Check that the server is alive and responds to valid requests."""
    assert server.process.poll() is None
    asked = f"GET {RUNS} HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer {server.token}\r\n"
    whole = asked.encode() + b"Connection: close\r\n\r\n"
    answer = await ask(server, [whole], quiet_seconds=SEND_SECONDS)
    assert answer.startswith(b"HTTP/1.1 200 "), answer[:200]


def main(arguments: list[str]) -> None:
    count = int(arguments[0]) if arguments else 100_000
    begun = time.monotonic()
    with TemporaryDirectory() as directory, served(Path(directory), environ=ENVIRON) as server:
        counts = asyncio.run(assault(server, range(count)))
    seconds = time.monotonic() - begun
    print(f"{count} inputs in {seconds:.0f} s; answered: {dict(sorted(counts.items()))}")  # noqa: T201  # talks to a terminal


if __name__ == "__main__":
    main(sys.argv[1:])
