"""PDF: a report for people, made from its evidence; needs the extra `pdf`.

Run as a program, it makes one file in a process of its own, whose time and memory are limited: a
page that cannot be rendered ends that process and nothing else.
"""

import os
import resource
import sys
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import msgspec

from posture.formats.pdf_data import pdf_data

TEMPLATE: Final = Path(__file__).with_name("report.typ")
# The same document is the same bytes: no time and no font of this machine gets into it.
EPOCH: Final = 0


def is_available() -> bool:
    """Return whether this installation makes PDF files."""
    return find_spec("typst") is not None


def render(content: bytes, *, sha256: str, rows: int) -> bytes:
    """Return the PDF of the evidence of a report."""
    import typst  # noqa: PLC0415  # 34 MB that nothing else needs

    with TemporaryDirectory(prefix="posture-report-") as home:
        data = msgspec.json.encode(pdf_data(content, sha256=sha256, rows=rows))
        (Path(home) / "data.json").write_bytes(data)
        page = Path(home) / TEMPLATE.name
        page.write_bytes(TEMPLATE.read_bytes())
        made = typst.compile(
            str(page), root=home, ignore_system_fonts=True, format="pdf", timestamp=EPOCH
        )
    if not isinstance(made, bytes):
        raise TypeError("a PDF is one file")
    return made


def main(arguments: list[str]) -> int:
    """Read the evidence in a file and write the PDF to another.

    The arguments are both files, the SHA-256 of the evidence, the number of findings to show, and
    the limits of this process: seconds of a processor and bytes of memory.
    """
    source, target, sha256, rows, seconds, memory = arguments
    _limit(resource.RLIMIT_CPU, int(seconds))
    _limit(resource.RLIMIT_AS, int(memory))
    # Threads of the renderer each take address space.
    os.environ.setdefault("RAYON_NUM_THREADS", "1")
    Path(target).write_bytes(render(Path(source).read_bytes(), sha256=sha256, rows=int(rows)))
    return 0


def _limit(kind: int, wanted: int) -> None:
    _, hard = resource.getrlimit(kind)
    most = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    resource.setrlimit(kind, (most, most))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
