"""Serves the emulated Google Cloud project until Ctrl-C: `python -m tests.emulator.gcp`.

It prints the command that scans it.
"""

import asyncio
import sys
import tempfile
from pathlib import Path

from aiohttp import web

from tests.emulator.gcp import PROJECT, EmulatedProject
from tests.emulator.gcp.credentials import key_file
from tests.emulator.gcp.seed import fill


async def serve(folder: Path) -> None:
    project = EmulatedProject()
    fill(project)
    runner = web.AppRunner(project.application(), access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    host, port = runner.addresses[0][:2]
    project.url = f"http://{host}:{port}"
    file = key_file(folder, project.url)
    sys.stdout.write(
        f"GOOGLE_APPLICATION_CREDENTIALS={file} posture scan gcp --project-id {PROJECT} "
        f"--endpoint-url {project.url}\n"
    )
    sys.stdout.flush()
    try:
        await asyncio.Event().wait()
    finally:
        await runner.cleanup()


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        try:
            asyncio.run(serve(Path(folder)))
        except KeyboardInterrupt:
            sys.stdout.write("Stopped; nothing is left running.\n")


if __name__ == "__main__":
    main()
