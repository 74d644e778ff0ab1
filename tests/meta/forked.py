"""The program `posture` for a shell, without the second of imports of each start.

The program asks this module, run as a process, to fork; what was forked has the program's streams,
arguments, environment and directory, and its exit code becomes the program's.
"""

import gc
import json
import os
import runpy
import select
import signal
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType

from tests.emulator.server import started
from tests.forks import LENGTH_BYTES, STREAMS, become

PROGRAM = """\
#!{python} -IS
import json, os, socket, sys
with socket.socket(socket.AF_UNIX) as origin:
    origin.connect({path!r})
    request = {{"arguments": sys.argv[1:], "directory": os.getcwd(), "environ": {{**os.environ}}}}
    body = json.dumps(request).encode()
    socket.send_fds(origin, [len(body).to_bytes({length})], range({streams}))
    origin.sendall(body)
    code = origin.recv(1)
sys.exit(code[0] if code else "posture: what forks has ended")
"""


@contextmanager
def posture(directory: Path) -> Iterator[Path]:
    """Yield a directory with the program; what it has left running ends with the block."""
    path = directory / "origin"
    program = directory / "bin" / "posture"
    program.parent.mkdir()
    program.write_text(
        PROGRAM.format(python=sys.executable, path=str(path), length=LENGTH_BYTES, streams=STREAMS)
    )
    program.chmod(0o755)
    with started([sys.executable, "-m", "tests.meta.forked", str(path)]):
        yield program.parent


def _serve(listening: socket.socket) -> None:
    """Fork for each request; return only in a process that is to be `posture`.

    It ends by SIGTERM, and with the process that started it, which holds its input open.
    """
    while True:
        found, _, _ = select.select([listening, sys.stdin], [], [])
        if sys.stdin in found:
            os.killpg(0, signal.SIGTERM)
        asked, _ = listening.accept()
        with asked:
            if not os.fork():
                listening.close()
                _answer(asked)
                return
        with suppress(ChildProcessError):
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass


def _answer(asked: socket.socket) -> None:
    """Fork once more: one process is the program, this one waits for its end and tells it."""
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    length, streams, *_ = socket.recv_fds(asked, LENGTH_BYTES, STREAMS)
    request = json.loads(asked.recv(int.from_bytes(length), socket.MSG_WAITALL))
    child = os.fork()
    if not child:
        asked.detach()  # all but the streams is closed
        become(request, streams)
        return
    for stream in (*range(STREAMS), *streams):
        os.close(stream)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    asked.sendall(bytes([code if code >= 0 else 128 - code]))
    os._exit(0)


def _end(_number: int, _frame: FrameType | None) -> None:
    """Wait for what was forked, which has had the signal too."""
    with suppress(ChildProcessError):
        while os.wait():
            pass
    os._exit(0)


def _main() -> None:
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(sys.argv[1])
        listening.listen()
        import tests.prepared  # noqa: F401, PLC0415  # only the process that is forked

        gc.collect()
        gc.freeze()
        signal.signal(signal.SIGTERM, _end)
        print("ready", flush=True)  # noqa: T201  # who started it waits for it
        _serve(listening)
    sys.argv[0] = "posture"
    sys.modules.pop("posture.__main__", None)
    runpy.run_module("posture", run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    _main()
