"""Write the TypeScript types of openapi.yaml with openapi-typescript, which runs in Node.

`src/schema.inputs` holds a digest of each part of the document, of the lock file of the generator
and of its options. Without Node, `--check` compares these digests, so that a stale file is found
on every machine. `--node NODE` generates; with `--check` it generates and compares every byte. One
line a part lets two branches change two parts of the document without a conflict.
"""

import argparse
import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
DOCUMENT = ROOT / "openapi" / "openapi.json"
LOCK = HERE / "package-lock.json"
SCHEMA = HERE / "src" / "schema.ts"
INPUTS = HERE / "src" / "schema.inputs"
HEADER = """\
// Generated from openapi/openapi.yaml by generate.py with openapi-typescript: do not edit.

"""
# A member with a default may be left out of a request, and each schema has a name of its own.
OPTIONS = (
    "--default-non-nullable=false",
    "--root-types",
    "--root-types-no-schema-prefix",
    "--root-types-keep-casing",
)


def main(arguments: list[str]) -> int:
    """Write the files, or return 1 when one is not what the document asks for."""
    options = _options().parse_args(arguments)
    inputs = digests(json.loads(DOCUMENT.read_text(encoding="utf-8")))
    current = SCHEMA.exists() and INPUTS.exists() and INPUTS.read_text(encoding="utf-8") == inputs
    if options.node is None:
        return 0 if current else _refuse("is not up to date")
    schema = generated(options.node, options.modules)
    same = current and SCHEMA.read_text(encoding="utf-8") == schema
    if options.check:
        return 0 if same else _refuse("is not what the generator writes")
    if not same:
        SCHEMA.write_text(schema, encoding="utf-8")
        INPUTS.write_text(inputs, encoding="utf-8")
    return 0


def _options() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="compare and write nothing")
    parser.add_argument("--node", type=Path, help="Node, with `node_modules` in --modules")
    parser.add_argument("--modules", type=Path, default=HERE / "node_modules")
    return parser


def _refuse(why: str) -> int:
    shown = SCHEMA.relative_to(ROOT)
    print(f"{shown} {why}: run `python3 noxfile.py -s generate`", file=sys.stderr)
    return 1


def digests(document: dict[str, Any]) -> str:
    """Return a line for each part of the document that the types depend on."""
    parts = {f"paths {name}": path for name, path in document["paths"].items()}
    for kind, named in document["components"].items():
        parts |= {f"{kind} {name}": part for name, part in named.items()}
    parts["webhooks"] = document.get("webhooks")
    lines = [f"{_digest(json.dumps(part))} {name}" for name, part in parts.items()]
    lines.append(f"{_digest(LOCK.read_text(encoding='utf-8'))} {LOCK.name}")
    lines.append(f"{_digest(HEADER + ' '.join(OPTIONS))} options")
    return "".join(f"{line}\n" for line in lines)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def generated(node: Path, modules: Path) -> str:
    """Return the module that the generator writes of the document."""
    program = modules / "openapi-typescript" / "bin" / "cli.js"
    with TemporaryDirectory() as directory:
        target = Path(directory, "schema.ts")
        command = [node, program, DOCUMENT, "--output", target, *OPTIONS]
        environ = {**os.environ, "NO_COLOR": "1"}
        subprocess.run([*map(str, command)], check=True, env=environ, stdout=subprocess.DEVNULL)  # noqa: S603  # no shell, and the program is the caller's
        _, _, text = target.read_text(encoding="utf-8").partition("*/\n\n")
    return HEADER + text


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
