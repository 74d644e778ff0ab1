"""Write the asynchronous client's modules from those of the client: the same calls, awaited.

Each method, loop and message is written once, in `posture_client`; `RULES` turn it into what
`asyncio` needs, line by line. What sends the bytes differs and is written by hand: `transport` and
`streaming`. `--check` only compares.
"""

import re
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
CONFIG = HERE.parents[1] / "pyproject.toml"
SOURCE = HERE / "posture_client"
TARGET = HERE / "posture_client_async"
MODULES = (
    "calls",
    "events",
    "findings",
    "integrations",
    "paging",
    "reports",
    "run_states",
    "runs",
    "service",
    "tokens",
    "trusts",
)
BY_HAND = ("streaming", "transport")
# What does no input or output, and stays as it is.
PLAIN = r"__init__|close|_done|_no_streams|word|path_of|_with_query|cast"
RULES = (
    (rf"from posture_client\.({'|'.join(MODULES + BY_HAND)}) ", r"from posture_client_async.\1 "),
    (rf"( *)def (?!(?:{PLAIN})\()", r"\1async def "),
    (r"__(enter|exit|iter)__", r"__a\1__"),
    (r"\b(self\._(?:get|create|change|transport\.\w+|watch|hold|read|poll|pause))\(", r"await \1("),
    (r"\b(self\._read_with_retries|self\._response\.(?:line|__aexit__))\(", r"await \1("),
    (r"\b(operation|held\.read_all|response\.require)\(", r"await \1("),
    (r"^( *)with ", r"\1async with "),
    (r"^( *)for (?=event in stream|line in self)", r"\1async for "),
    (r"^( *)yield from (self\._.*)$", r"\1async for seen in \2:\n\1    yield seen"),
    (r"^( *)yield from (.*)$", r"\1for row in \2:\n\1    yield row"),
    (r"\b(Iterator|Generator)\b", r"Async\1"),
    (
        r"Callable\[(\[[^\]]*\]), (Run|EventStream|StreamingResponse)\]",
        r"Callable[\1, Awaitable[\2]]",
    ),
    (r"pause: Callable\[\[float\], object\]", "pause: Callable[[float], Awaitable[object]]"),
    (r"operation: Callable\[\.\.\., Any\]", "operation: Callable[..., Awaitable[Any]]"),
    (r"import Callable\b", "import Awaitable, Callable"),
    (r"in a `with`|with `with`", "in an `async with`"),
)


def main(arguments: list[str]) -> int:
    """Write the modules, or say which one differs."""
    stale = []
    for name in MODULES:
        target = TARGET / f"{name}.py"
        wanted = awaited(name)
        if target.exists() and target.read_text(encoding="utf-8") == wanted:
            continue
        if arguments == ["--check"]:
            stale.append(target.relative_to(HERE.parents[1]))
        else:
            target.write_text(wanted, encoding="utf-8")
    for shown in stale:
        print(f"{shown} is not up to date: run `python3 noxfile.py -s generate`", file=sys.stderr)
    return bool(stale)


def awaited(name: str) -> str:
    """Return the asynchronous form of a module of the client."""
    text = (SOURCE / f"{name}.py").read_text(encoding="utf-8")
    for pattern, replacement in RULES:
        text = re.sub(pattern, replacement, text, flags=re.MULTILINE)
    header = f"# Generated from posture_client/{name}.py by generate_async.py: do not edit.\n"
    place = ("--config", str(CONFIG), "--stdin-filename", str(TARGET / f"{name}.py"), "-")
    text = _ruff(header + text, "check", "--fix", "--quiet", "--select=I", *place)
    return _ruff(text, "format", *place)


def _ruff(text: str, *arguments: str) -> str:
    command = [sys.executable, "-m", "ruff", *arguments]
    done = subprocess.run(command, input=text, capture_output=True, text=True, check=True)  # noqa: S603  # no shell, and every argument is written here
    return done.stdout


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
