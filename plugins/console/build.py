"""Build the console with Node, or look without Node whether it was built from these sources.

`backend/posture/console/` holds the bundle, readable and committed, so that an installation needs
no Node. Its `manifest.json` has the SHA-256 of every source and of every file of the bundle:
without Node, `--check` compares these. With `--node NODE`, `--check` checks the types, runs the
tests of the parts, builds, and compares every byte.
"""

import argparse
import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
BUNDLE = ROOT / "backend" / "posture" / "console"
MANIFEST = BUNDLE / "manifest.json"
# The types of the API are erased by the build: the bundle does not depend on the document.
TYPES = Path("plugins/client_typescript/src/schema.ts")
CONFIGURATION = ("index.html", "package-lock.json", "tsconfig.json", "vite.config.ts")
ADVICE = "run `python3 noxfile.py -s console`"


def main(arguments: list[str]) -> int:
    """Build, or return 1 when the bundle is not what the sources make."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="compare and write nothing")
    parser.add_argument("--node", type=Path, help="Node, with `node_modules` in --modules")
    parser.add_argument("--modules", type=Path, default=HERE / "node_modules")
    options = parser.parse_args(arguments)
    if options.node is None:
        return report(differences())
    with TemporaryDirectory(prefix="console-") as directory:
        made = built(Path(directory), options.node, options.modules)
        if options.check:
            names = sorted({*made, *held()})
            changed = [name for name in names if made.get(name) != held().get(name)]
            faults = [f"{name} is not what a build makes" for name in changed]
            return report([*differences(), *faults])
        write(made)
    return 0


def differences() -> list[str]:
    """Return what the manifest does not describe as it is."""
    try:
        manifest = json.loads(MANIFEST.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return [f"{MANIFEST.relative_to(ROOT)} cannot be read"]
    found = []
    for kind, current in (("sources", sources()), ("files", digests_of(held()))):
        known = manifest.get(kind, {})
        names = sorted(name for name in {*known, *current} if known.get(name) != current.get(name))
        found += [f"{name} has changed since the build" for name in names]
    return found


def report(faults: Iterable[str]) -> int:
    """Print what differs, and return the code of the process."""
    faults = [*faults]
    for one in faults:
        print(f"{one}: {ADVICE}", file=sys.stderr)
    return 1 if faults else 0


def sources() -> dict[str, str]:
    """Return the digest of each file that the bundle is made from."""
    files = [HERE / name for name in CONFIGURATION]
    files += sorted(path for path in (HERE / "src").rglob("*") if path.is_file())
    return {path.relative_to(HERE).as_posix(): digest(path.read_bytes()) for path in files}


def held() -> dict[str, bytes]:
    """Return the files of the committed bundle."""
    files = sorted(path for path in BUNDLE.rglob("*") if path.is_file() and path != MANIFEST)
    return {path.relative_to(BUNDLE).as_posix(): path.read_bytes() for path in files}


def built(directory: Path, node: Path, modules: Path) -> dict[str, bytes]:
    """Check the types, run the tests, and return the files that a build makes."""
    here = directory / "plugins" / "console"
    for name in ("src", "test"):
        shutil.copytree(HERE / name, here / name)
    for name in (*CONFIGURATION, "package.json"):
        shutil.copy(HERE / name, here / name)
    types = directory / TYPES
    types.parent.mkdir(parents=True)
    shutil.copy(ROOT / TYPES, types)
    (here / "node_modules").symlink_to(modules, target_is_directory=True)
    bundle = directory / "bundle"
    packages = Path("node_modules")
    tests = sorted(path.relative_to(here) for path in (here / "test").glob("*.test.ts"))
    commands: tuple[tuple[str | Path, ...], ...] = (
        (packages / "typescript" / "bin" / "tsc", "--project", "tsconfig.json"),
        ("--test", "--test-reporter=dot", *tests),
        (packages / "vite" / "bin" / "vite.js", "build", "--outDir", bundle, "--logLevel", "warn"),
    )
    for command in commands:
        done = subprocess.run(  # noqa: S603  # our own commands, without a shell
            [node, *command], cwd=here, env=environment(node), check=False
        )
        if done.returncode:
            shown = " ".join(map(str, command))
            raise SystemExit(f"console: `{shown}` ended with {done.returncode}")
    files = sorted(path for path in bundle.rglob("*") if path.is_file())
    return {path.relative_to(bundle).as_posix(): whole(path.read_bytes()) for path in files}


def whole(text: bytes) -> bytes:
    """Return a text with one newline at its end; the bundler leaves some without."""
    return text.rstrip(b"\n") + b"\n"


def write(files: Mapping[str, bytes]) -> None:
    """Replace the bundle, and describe it."""
    shutil.rmtree(BUNDLE, ignore_errors=True)
    for name, text in files.items():
        path = BUNDLE / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text)
    manifest = {"sources": sources(), "files": digests_of(files)}
    MANIFEST.write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")


def digests_of(files: Mapping[str, bytes]) -> dict[str, str]:
    """Return the digest of each file."""
    return {name: digest(text) for name, text in files.items()}


def digest(text: bytes) -> str:
    """Return the SHA-256 of a file."""
    return hashlib.sha256(text).hexdigest()


def environment(node: Path) -> dict[str, str]:
    """Return the environment of Node's programs."""
    path = f"{node.parent}{os.pathsep}{os.environ.get('PATH', os.defpath)}"
    return {**os.environ, "PATH": path, "NODE_ENV": "production", "NODE_DISABLE_COLORS": "1"}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
