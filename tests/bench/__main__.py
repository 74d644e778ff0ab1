"""Runs benches by name: `python3 noxfile.py -s bench -- NAME [ARGUMENTS]`.

A bench is a module `bench_NAME.py` beside this one with `main(argv)`, plain or async; the first
line of its docstring says what it measures. A dash of a name is an underscore of the module's.
"""

import asyncio
import inspect
import sys
from importlib import import_module
from pathlib import Path
from types import ModuleType

PREFIX = "bench_"


def main(argv: list[str]) -> int:
    names = sorted(
        path.stem.removeprefix(PREFIX).replace("_", "-")
        for path in Path(__file__).parent.glob(f"{PREFIX}*.py")
    )
    match argv:
        case [name, *rest] if name in names:
            return _run(_module(name), rest)
        case [] | ["-h" | "--help"]:
            print(_usage(names))
            return 0
        case _:
            print(f"There is no bench {argv[0]}.\n\n{_usage(names)}", file=sys.stderr)
            return 2


def _module(name: str) -> ModuleType:
    return import_module(f"tests.bench.{PREFIX}{name.replace('-', '_')}")


def _run(bench: ModuleType, argv: list[str]) -> int:
    code = bench.main(argv)
    if inspect.iscoroutine(code):
        code = asyncio.run(code)
    return int(code or 0)


def _usage(names: list[str]) -> str:
    lines = ["usage: python3 noxfile.py -s bench -- NAME [ARGUMENTS]", ""]
    for name in names:
        title = (inspect.getdoc(_module(name)) or "").partition("\n")[0]
        lines.append(f"  {name:12} {title}")
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
