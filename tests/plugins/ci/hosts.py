"""Pipelines as their hosts run them: a program in a directory, with the host's variables."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

GATE = Path(sys.executable).parent / "posture-gate"
PATIENCE_SECONDS = 120.0


@dataclass(frozen=True, slots=True)
class Done:
    """What a step of a pipeline came to."""

    code: int
    out: str
    err: str


@dataclass(frozen=True, slots=True)
class Pipeline:
    """A checkout and what is secret to it; a step sees these and what its host sets, no more."""

    directory: Path
    secrets: Mapping[str, str]
    programs: Path = GATE.parent

    def with_programs(self, programs: Path) -> "Pipeline":
        """Return the same pipeline with more programs on its path."""
        return replace(self, programs=programs)

    def gate(self, *arguments: str, **environ: str) -> Done:
        """Run `posture-gate` as a step does."""
        return self.run([str(GATE), *arguments], environ)

    def run(
        self, command: Sequence[str], environ: Mapping[str, str], *, where: Path | None = None
    ) -> Done:
        """Run a command to its end."""
        process = self.start(command, environ, where=where)
        try:
            out, err = process.communicate(timeout=PATIENCE_SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            raise
        done = Done(process.returncode, out, err)
        token = self.secrets["POSTURE_TOKEN"]
        assert token not in out + err
        assert "Traceback" not in err
        return done

    def start(
        self, command: Sequence[str], environ: Mapping[str, str], *, where: Path | None = None
    ) -> "subprocess.Popen[str]":
        """Start a command in a process group of its own."""
        directory = where or self.directory
        directory.mkdir(parents=True, exist_ok=True)
        path = os.pathsep.join((str(self.programs), str(GATE.parent), os.environ["PATH"]))
        return subprocess.Popen(
            command,
            cwd=directory,
            env={"PATH": path, "HOME": str(self.directory)} | dict(self.secrets) | dict(environ),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )


def line_with(process: "subprocess.Popen[str]", text: str) -> str:
    """Wait until a step prints a line with a text on stderr, and return the line."""
    assert process.stderr is not None
    deadline = time.monotonic() + PATIENCE_SECONDS
    for line in process.stderr:
        if text in line:
            return line
        assert time.monotonic() < deadline, text
    raise AssertionError(f"the step ended without saying {text!r}")


def assigned(file: Path) -> dict[str, str]:
    """Read lines such as `verdict=pass`."""
    lines = file.read_text(encoding="utf-8").splitlines()
    return {name: value for name, _, value in (line.partition("=") for line in lines)}
