"""Serves the emulated Google Cloud project until Ctrl-C: `python -m tests.emulator.gcp`.

It prints the command that scans it. With `--key FILE` it is a part of another program: it writes
the key of its service account there, prints its URL alone, and ends when its stdin closes.
"""

import argparse
import asyncio
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from aiohttp import web

from tests.emulator.gcp import PROJECT, EmulatedProject
from tests.emulator.gcp.credentials import key_file
from tests.emulator.gcp.scale import enlarge
from tests.emulator.gcp.seed import fill


async def serve(options: argparse.Namespace, folder: Path) -> None:
    project = EmulatedProject()
    fill(project)
    if options.scale:
        enlarge(project, options.scale)
    runner = web.AppRunner(project.application(), access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0, backlog=1024).start()
    host, port = runner.addresses[0][:2]
    project.url = f"http://{host}:{port}"
    file = key_file(folder, project.url)
    command = f"posture scan gcp --project-id {PROJECT} --endpoint-url {project.url}"
    sys.stdout.write(
        f"{project.url}\n" if options.key else f"GOOGLE_APPLICATION_CREDENTIALS={file} {command}\n"
    )
    sys.stdout.flush()
    try:
        if options.key:
            await asyncio.to_thread(sys.stdin.read)
        else:
            await asyncio.Event().wait()
    finally:
        await runner.cleanup()


def main(arguments: Sequence[str]) -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.emulator.gcp", description=__doc__)
    parser.add_argument("--key", type=Path, metavar="FILE")
    parser.add_argument("--scale", type=int, default=0, help="add about 1,000 resources so often")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        try:
            asyncio.run(serve(options, options.key.parent if options.key else Path(folder)))
        except KeyboardInterrupt:
            sys.stdout.write("Stopped; nothing is left running.\n")


if __name__ == "__main__":
    main(sys.argv[1:])
