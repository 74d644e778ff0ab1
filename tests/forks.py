"""Start our modules by forking a process that has imported them.

An interpreter that starts a server spends one to two seconds of a processor on imports. `Process`
is a `subprocess.Popen` that forks instead, where the command is a module of `IMPORTED`: the new
process has the streams, environment, directory, session and arguments of the call, and is a child
of this process like any other. All other commands are started as usual, and so is everything on a
system that is not Linux.

Run as a module this is the process that is forked. It ends with the process that started it.
"""

import asyncio
import atexit
import contextlib
import ctypes
import gc
import importlib
import importlib.util
import json
import os
import runpy
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import FrameType, MappingProxyType
from typing import Any, NamedTuple, TypeAlias
from unittest.mock import patch

from tests.collection import compiled_once

REPOSITORY = Path(__file__).parents[1]
IS_LINUX = sys.platform == "linux"
# What a module imports, also later than at its start. moto changes botocore for its whole process,
# therefore the emulator's imports are apart.
IMPORTED: Mapping[str, Sequence[str]] = MappingProxyType(
    {
        "posture": ("tests.prepared",),
        "posture_run_task": ("posture_run_task.__main__",),
        "tests.e2e.founding": ("tests.prepared",),
        "tests.emulator.server": ("tests.emulator.application",),
        "tests.server": ("tests.prepared",),
    }
)
# Of modules that a collection of tests does not compile, one that they import with the last ones.
LAST: Mapping[str, str] = MappingProxyType({"tests.emulator.application": "moto.wafv2.models"})
# Python and the C library read variables with these names before a program runs.
READ_AT_START = ("PYTHON", "LC_", "LANG", "LD_", "MALLOC_", "GLIBC_")
Handler: TypeAlias = Callable[[int, FrameType | None], Any] | int | None
LENGTH_BYTES = 8
STREAMS = 3
# From linux/prctl.h.
PR_SET_CHILD_SUBREAPER = 36


class Process(subprocess.Popen[str]):
    """A process, which is forked if its command is `python -m MODULE …` with a known module."""

    def _execute_child(self, args: Any, *rest: Any) -> None:  # noqa: ANN401  # as in Popen
        """Start the process; this is the part of `Popen` that differs between systems."""
        call = _Call(*rest)
        environ = {**(os.environ if call.env is None else call.env)}
        if not call.is_plain or not _runs_known_module(args):
            super()._execute_child(args, *rest)  # type: ignore[misc]  # not public
            return
        module = args[2]
        request = {
            "module": module,
            "arguments": [str(one) for one in args[3:]],
            "directory": str(call.cwd or Path.cwd()),
            "environ": environ,
            "is_session": call.start_new_session,
        }
        self.pid = _origin(module, environ).fork(request, call.streams)
        self._child_created = True
        self._close_pipe_fds(*call.pipes)  # type: ignore[attr-defined]  # not public


def run(command: Sequence[str], environ: Mapping[str, str]) -> str:
    """Run a command to its end and return what it prints; raise an error if it fails."""
    pipe = subprocess.PIPE
    with Process([*command], env=environ, stdout=pipe, stderr=pipe, text=True) as process:
        out, err = process.communicate()
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, [*command], out, err)
    return out


async def start(*command: str, **options: Any) -> asyncio.subprocess.Process:  # noqa: ANN401  # as there
    """Start a process as `asyncio.create_subprocess_exec` does, by a fork if it can be forked."""
    with patch.object(subprocess, "Popen", Process):
        return await asyncio.create_subprocess_exec(*command, **options)


class _Call(NamedTuple):
    """What `Popen` passes on to start a process."""

    executable: Any
    preexec_fn: Any
    close_fds: bool
    pass_fds: Any
    cwd: Any
    env: Mapping[str, str] | None
    startupinfo: Any
    creationflags: int
    shell: bool
    p2cread: int
    p2cwrite: int
    c2pread: int
    c2pwrite: int
    errread: int
    errwrite: int
    restore_signals: bool
    gid: Any
    gids: Any
    uid: Any
    umask: int
    start_new_session: bool
    process_group: int

    @property
    def is_plain(self) -> bool:
        """Return whether nothing is wanted that a fork does not do."""
        wanted = (self.executable, self.preexec_fn, self.shell, self.gid, self.gids, self.uid)
        return (
            not any(wanted)
            and not self.pass_fds
            and (self.umask, self.process_group) == (-1, -1)
            and self.close_fds
        )

    @property
    def pipes(self) -> tuple[int, ...]:
        return self[9:15]

    @property
    def streams(self) -> list[int]:
        """Return the descriptors of the process; -1 is a stream that it shares with this one."""
        found = (self.p2cread, self.c2pwrite, self.errwrite)
        return [own if given == -1 else given for own, given in enumerate(found)]


def _runs_known_module(args: Any) -> bool:  # noqa: ANN401  # as in Popen
    if not IS_LINUX or not isinstance(args, (list, tuple)):
        return False
    return [*args[:2]] == [sys.executable, "-m"] and args[2] in IMPORTED


@dataclass(frozen=True, slots=True)
class Origin:
    """A process that can be forked, and the socket on which it takes requests."""

    process: "subprocess.Popen[bytes]"
    requests: socket.socket

    def fork(self, request: Mapping[str, Any], streams: Iterable[int]) -> int:
        """Return the id of a new process, which is a child of this one."""
        body = json.dumps(request).encode()
        with _lock, _adopting():
            socket.send_fds(self.requests, [len(body).to_bytes(LENGTH_BYTES)], [*streams])
            self.requests.sendall(body)
            found = self.requests.recv(LENGTH_BYTES)
        if not found:
            raise RuntimeError(f"the process to fork ended with {self.process.wait()}")
        return int.from_bytes(found)

    def close(self) -> None:
        """End it; what was forked goes on."""
        self.requests.close()
        self.process.wait()


_lock = threading.Lock()
_origins: dict[tuple[object, ...], Origin] = {}


def _origin(module: str, environ: Mapping[str, str]) -> Origin:
    """Return the process with a module's imports, with the variables that are read at a start."""
    early = {name: value for name, value in environ.items() if name.startswith(READ_AT_START)}
    key = (os.getpid(), IMPORTED[module], *sorted(early.items()))
    with _lock:
        if key not in _origins:
            _origins[key] = _started(IMPORTED[module], environ)
            atexit.register(_origins[key].close)
        return _origins[key]


def _started(imports: Iterable[str], environ: Mapping[str, str]) -> Origin:
    ours, its = socket.socketpair()
    with its:
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.forks", str(its.fileno()), *imports],
            cwd=REPOSITORY,
            env=environ,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            pass_fds=[its.fileno()],
        )
    return Origin(process, ours)


@contextlib.contextmanager
def _adopting() -> Iterator[None]:
    """Be the parent of descendants whose parents end in the block."""
    _prctl(PR_SET_CHILD_SUBREAPER, 1)
    try:
        yield
    finally:
        _prctl(PR_SET_CHILD_SUBREAPER, 0)


def _prctl(option: int, value: int) -> None:
    if ctypes.CDLL(None, use_errno=True).prctl(option, value, 0, 0, 0):
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))


def _serve(requests: socket.socket, heeded: Handler) -> tuple[dict[str, Any], list[int]]:
    """Fork for each request; return the request in the new process, and never in this one."""
    while True:
        length, streams, *_ = socket.recv_fds(requests, LENGTH_BYTES, STREAMS)
        if not length:
            os._exit(0)
        request = json.loads(requests.recv(int.from_bytes(length), socket.MSG_WAITALL))
        if _forked(requests, heeded, is_session=request["is_session"]):
            return request, streams
        for stream in streams:
            os.close(stream)


def _forked(requests: socket.socket, heeded: Handler, *, is_session: bool) -> bool:
    """Make a process that the caller of this one adopts; return whether this is that process.

    The caller hears of it when signals reach it, alone and by its group, and it goes on when the
    caller is its parent.
    """
    ours, its = socket.socketpair()
    between = os.fork()
    if not between:
        if os.fork():
            os._exit(0)
        ours.close()
        signal.signal(signal.SIGINT, heeded)
        if is_session:
            os.setsid()
        its.sendall(os.getpid().to_bytes(LENGTH_BYTES))
        its.recv(1)
        return True
    its.close()
    os.waitpid(between, 0)
    with ours:
        requests.sendall(ours.recv(LENGTH_BYTES))
    return False


def become(request: Mapping[str, Any], streams: Iterable[int]) -> None:
    """Make this process what its caller wants."""
    for own, given in enumerate(streams):
        os.dup2(given, own)
    os.closerange(STREAMS, os.sysconf("SC_OPEN_MAX"))
    os.environ.clear()
    os.environ.update(request["environ"])
    time.tzset()
    os.chdir(request["directory"])
    sys.path[0] = request["directory"]
    sys.argv[1:] = request["arguments"]


@contextlib.contextmanager
def imported_alone(module: str) -> Iterator[None]:
    """Let one process compile what a module imports, while others that import it wait."""
    found = importlib.util.find_spec(LAST[module]) if module in LAST else None
    if found is None or found.origin is None:
        yield
        return
    with compiled_once(Path(found.origin), lock=Path(__file__)):
        yield


def _main() -> dict[str, Any]:
    descriptor, *imports = sys.argv[1:]
    # Ctrl-C is for what was forked; this process ends when its socket closes.
    heeded = signal.signal(signal.SIGINT, signal.SIG_IGN)
    # What is imported stays: to look for garbage in it takes a quarter of the time.
    gc.disable()
    for module in imports:
        with imported_alone(module):
            importlib.import_module(module)
    gc.enable()
    gc.collect()
    gc.freeze()
    request, streams = _serve(socket.socket(fileno=int(descriptor)), heeded)
    become(request, streams)
    return request


if __name__ == "__main__":
    request = _main()
    # What runs as `__main__` is not the module of its name, if that was imported.
    name = request["module"]
    found = sys.modules.get(name)
    sys.modules.pop(f"{name}.__main__" if hasattr(found, "__path__") else name, None)
    runpy.run_module(request["module"], run_name="__main__", alter_sys=True)
