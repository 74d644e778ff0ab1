"""What one AWS call costs: botocore in threads, aiobotocore, and posture's own way over aiohttp.

All three ask the same remembered answers of the emulator, 64 at a time, on one core each.
"""

import asyncio
import os
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from tests.bench.cloud import KEYS, peak_mib, replayed
from tests.emulator.server import REPOSITORY, emulator

CALLS = 1_500
IN_FLIGHT = 64
BUCKET = "legacy-backups-acme"
WAYS = ("botocore-threads", "aiobotocore", "posture")


def main(argv: list[str]) -> int:
    match argv:
        case ["one", way, url]:
            return _measure(way, url)
        case []:
            return _compare()
    print("usage: sdk")
    return 2


def _compare() -> int:
    from tests.emulator.account import seed  # noqa: PLC0415  # the measured processes need no boto3

    with emulator() as account:
        seed(account.url)
        with replayed(account.url) as cloud:
            print(f"{'way':18} {'calls/s':>8} {'CPU ms/call':>12} {'start s':>8} {'peak MiB':>8}")
            for way in WAYS:
                subprocess.run(
                    [sys.executable, "-m", "tests.bench", "sdk", "one", way, cloud.url],
                    cwd=REPOSITORY,
                    env=os.environ | KEYS,
                    check=True,
                )
    return 0


def _measure(way: str, url: str) -> int:
    begun = time.process_time()
    wall, cpu, started = {
        "botocore-threads": lambda: _threads(url),
        "aiobotocore": lambda: asyncio.run(_aiobotocore(url)),
        "posture": lambda: asyncio.run(_posture(url)),
    }[way]()
    peak = peak_mib()
    start = started - begun
    print(f"{way:18} {CALLS / wall:8.0f} {cpu / CALLS * 1000:12.2f} {start:8.2f} {peak:8.0f}")
    return 0


Measured = tuple[float, float, float]


def _threads(url: str) -> Measured:
    from botocore.config import Config  # noqa: PLC0415  # its import is part of what is measured
    from botocore.session import Session  # noqa: PLC0415  # as above

    client: Any = Session().create_client(
        "s3", "eu-central-1", endpoint_url=url, config=Config(max_pool_connections=IN_FLIGHT)
    )
    client.get_bucket_versioning(Bucket=BUCKET)
    started = cpu = time.process_time()
    wall = time.perf_counter()
    with ThreadPoolExecutor(IN_FLIGHT) as pool:
        list(pool.map(lambda _: client.get_bucket_versioning(Bucket=BUCKET), range(CALLS)))
    return time.perf_counter() - wall, time.process_time() - cpu, started


async def _aiobotocore(url: str) -> Measured:
    from aiobotocore.config import AioConfig  # noqa: PLC0415  # as above
    from aiobotocore.session import get_session  # noqa: PLC0415  # as above

    config = AioConfig(max_pool_connections=IN_FLIGHT)
    session = get_session()
    async with session.create_client(
        "s3", "eu-central-1", endpoint_url=url, config=config
    ) as client:
        return await _many(lambda: client.get_bucket_versioning(Bucket=BUCKET))


async def _posture(url: str) -> Measured:
    from posture.collectors.aws.credentials import ChainKeys  # noqa: PLC0415  # as above
    from posture.collectors.aws.sdk import AwsHttp, Services  # noqa: PLC0415  # as above
    from posture.settings import Settings  # noqa: PLC0415  # as above

    http = AwsHttp(Services(), Settings(), endpoint_url=url, endpoint_trusted=True)
    keys = await ChainKeys(Settings()).keys()
    try:
        return await _many(
            lambda: http.send("s3:GetBucketVersioning", "eu-central-1", {"Bucket": BUCKET}, keys)
        )
    finally:
        await http.close()


async def _many(call: Callable[[], Awaitable[object]]) -> Measured:
    await call()
    slots = asyncio.Semaphore(IN_FLIGHT)

    async def one() -> None:
        async with slots:
            await call()

    started = cpu = time.process_time()
    wall = time.perf_counter()
    await asyncio.gather(*(one() for _ in range(CALLS)))
    return time.perf_counter() - wall, time.process_time() - cpu, started
