"""granian as the benches start it: in the process, on a free port that is printed."""

import asyncio
import signal
from typing import Any

from granian.constants import Interfaces
from granian.server.embed import Server

from posture.settings import Settings
from tests.ports import free_port

# As many requests at the same time as the product takes.
BACKPRESSURE = Settings().requests_in_flight + Settings().stream_listeners


async def serve(app: Any) -> None:  # noqa: ANN401  # any ASGI application
    port = free_port()
    server = Server(
        app,
        address="127.0.0.1",
        port=port,
        interface=Interfaces.ASGINL,
        log_enabled=False,
        backpressure=BACKPRESSURE,
    )
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, server.stop)
    serving = asyncio.create_task(server.serve())
    while not serving.done():
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", port)
        except OSError:
            await asyncio.sleep(0.01)
            continue
        writer.close()
        break
    print(f"http://127.0.0.1:{port}", flush=True)
    await serving
