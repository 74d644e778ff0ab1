"""Render: make the PDF of a report in a process of its own, whose time and memory are limited."""

import asyncio
import os
import sys
from collections.abc import Awaitable, Callable
from hashlib import sha256
from pathlib import Path
from typing import Final, TypeAlias

import structlog

from posture.formats import pdf
from posture.settings import Settings

STDERR_SHOWN: Final = 2_000
# All that the renderer gets of the environment: it reads texts of others, and needs no secret.
PASSED_ON: Final = ("PATH", "PYTHONPATH", "PYTHONDONTWRITEBYTECODE", "TMPDIR", "LANG", "LC_ALL")

# Makes a PDF of the evidence in a file, whose SHA-256 it also gets.
Renderer: TypeAlias = Callable[[Path, str], Awaitable[bytes]]

log = structlog.get_logger()


class RenderError(Exception):
    """The renderer ended without a file."""


class EvidenceFile:
    """Evidence on its way to the renderer: a file, with its digest and a limit on its size."""

    def __init__(self, path: Path, limit_bytes: int) -> None:
        self.path = path
        self._limit_bytes = limit_bytes
        self._digest = sha256()
        self._size = 0

    @property
    def sha256(self) -> str:
        """Return the digest of what was written."""
        return self._digest.hexdigest()

    async def write(self, content: bytes) -> None:
        """Add a part.

        Raises:
            RenderError: the evidence is too large, or the disk is full.
        """
        self._digest.update(content)
        self._size += len(content)
        if self._size > self._limit_bytes:
            text = f"its evidence is larger than {self._limit_bytes} bytes (POSTURE_REPORT_BYTES)"
            raise RenderError(text)
        try:
            with self.path.open("ab") as file:
                file.write(content)
        except OSError as error:
            raise RenderError(f"its evidence cannot be written: {error.strerror}") from error


def renderer_of(settings: Settings, *, program: str = "posture.formats.pdf") -> Renderer | None:
    """Return the renderer of this installation; None without the extra `pdf`."""
    if not pdf.is_available():
        return None

    async def render(evidence: Path, digest: str) -> bytes:
        target = evidence.with_suffix(".pdf")
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            program,
            str(evidence),
            str(target),
            digest,
            str(settings.report_rows),
            str(settings.report_render_seconds),
            str(settings.report_render_bytes),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.PIPE,
            env={name: os.environ[name] for name in PASSED_ON if name in os.environ},
        )
        try:
            _, said = await process.communicate()
        except BaseException:
            process.kill()
            await process.wait()
            raise
        if process.returncode:
            shown = said[-STDERR_SHOWN:].decode(errors="replace")
            log.error("report.renderer_failed", code=process.returncode, stderr=shown)
            raise RenderError(_why(process.returncode, settings))
        return target.read_bytes()

    return render


def _why(code: int, settings: Settings) -> str:
    ended = f"by signal {-code}" if code < 0 else f"with code {code}"
    return (
        f"the renderer ended {ended}; it may use {settings.report_render_seconds} s of a processor "
        f"and {settings.report_render_bytes} bytes of memory"
    )
