"""Find the line of code that declares an address: `network/main.tf:12`."""

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from posture_client.limits import read_file

_BLOCK = re.compile(
    r'^\s*(?P<kind>resource|module)\s+"(?P<first>[\w-]+)"(?:\s+"(?P<name>[\w-]+)")?'
)
_SOURCE = re.compile(r'^\s*source\s*=\s*"(?P<path>\.{1,2}/[^"]*)"')
_HEREDOC = re.compile(r"<<[-~]?(?P<mark>\w+)\s*$")
_INDEX = re.compile(r"\[(?:\d+|\"(?:[^\"\\]|\\.)*\")\]")
_DEEPEST = 20


class SourceLine(NamedTuple):
    """A line of a file; the path is relative to the directory of the root module."""

    file: str
    line: int

    def __str__(self) -> str:
        """Return `file:line`, as editors and compilers write it."""
        return f"{self.file}:{self.line}"


def places(directory: Path) -> dict[str, SourceLine]:
    """Return the declaration of each resource of a configuration, by its address without keys.

    Modules are followed if their source is a local directory; the code of registry modules is not
    the user's.
    """
    return dict(_places(directory, directory, "", 0))


def declared(address: str) -> str:
    """Return an address without the keys of `count` and `for_each`."""
    return _INDEX.sub("", address)


def _places(root: Path, directory: Path, path: str, depth: int) -> Iterator[tuple[str, SourceLine]]:
    for file in sorted(directory.glob("*.tf")):
        module = ""
        for number, line in _code(file):
            if block := _BLOCK.match(line):
                module = block["first"] if block["kind"] == "module" else ""
                if block["kind"] == "resource" and block["name"]:
                    address = f"{path}{block['first']}.{block['name']}"
                    yield address, SourceLine(os.path.relpath(file, root), number)
            elif module and depth < _DEEPEST and (source := _SOURCE.match(line)):
                below = directory / source["path"]
                yield from _places(root, below, f"{path}module.{module}.", depth + 1)


def _code(file: Path) -> Iterator[tuple[int, str]]:
    """Yield the numbered lines of a file without block comments and heredocs."""
    until = ""
    for number, line in enumerate(read_file(file).decode().splitlines(), 1):
        if until:
            ends = "*/" in line if until == "*/" else line.strip() == until
            until = "" if ends else until
            continue
        if line.lstrip().startswith("/*"):
            until = "" if "*/" in line else "*/"
            continue
        yield number, line
        if heredoc := _HEREDOC.search(line):
            until = heredoc["mark"]
