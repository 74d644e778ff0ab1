"""Environments of the sessions: each has exactly what a lock file says, under `.nox/`.

Plain Python makes them, before anything is installed: it imports nothing but the standard library.
"""

import ast
import fcntl
import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
STATE = ROOT / ".nox"
PYPROJECT = ROOT / "pyproject.toml"
LOCK = ROOT / "requirements.lock"
BENCH_LOCK = ROOT / "tests" / "bench" / "requirements.lock"
CONSOLE_LOCK = ROOT / "plugins" / "console" / "requirements.lock"
CONSUMERS_LOCK = ROOT / "tests" / "contract" / "consumers" / "requirements.lock"
ORACLE_LOCK = ROOT / "tests" / "oracle" / "requirements.lock"
# Environments where nothing of ours belongs.
APART = {ORACLE_LOCK, CONSUMERS_LOCK, CONSOLE_LOCK}
# The interpreter below any virtual environment that this one may be.
BASE_PYTHON = os.path.realpath(sys.executable)

# What pip was told about where packages come from holds for uv too.
UV_NAMES = {
    "index-url": "UV_DEFAULT_INDEX",
    "extra-index-url": "UV_INDEX",
    "cert": "SSL_CERT_FILE",
}


def environment(lock: Path) -> Path:
    """Return the `bin` directory of an environment that holds exactly what the lock file says."""
    with _alone():
        name = "dev" if lock == LOCK else lock.parent.name
        home = STATE / "env" / f"{name}-{sys.version_info.major}.{sys.version_info.minor}"
        stamp = home / "stamp"
        wanted = _fingerprint(lock)
        if not stamp.exists() or stamp.read_text() != wanted:
            stamp.unlink(missing_ok=True)
            _install(home, lock)
            stamp.write_text(wanted)
    return home / "bin"


def _fingerprint(lock: Path) -> str:
    parts = [sys.version, BASE_PYTHON, str(ROOT)]
    parts += [path.read_text(encoding="utf-8") for path in (lock, PYPROJECT)]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


@contextmanager
def _alone() -> Iterator[None]:
    """Let one process at a time change the environments."""
    try:
        STATE.mkdir(exist_ok=True)
        handle = (STATE / "lock").open("w")
    except PermissionError as error:
        raise SystemExit(f"posture: {error}: remove {STATE} or use a clone of your own") from None
    with handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def _install(home: Path, lock: Path) -> None:
    print(f"posture: installing {lock.relative_to(ROOT)} …", file=sys.stderr, flush=True)
    python = home / "bin" / "python"
    if os.path.realpath(python) != BASE_PYTHON:
        _uv("venv", "--clear", "--python", BASE_PYTHON, str(home))
    into = ("--python", str(python))
    # Python compiles what it imports; most modules of the tools are never imported.
    _uv("pip", "sync", *into, "--require-hashes", str(lock))
    if lock in APART:
        return
    _uv("pip", "install", *into, "--no-deps", "--no-build-isolation", "--editable", str(ROOT))


def _uv(*arguments: str) -> None:
    """Run the locked uv; its first use installs it, with the hashes of the lock file."""
    block = _locked("uv")
    home = STATE / block.split(maxsplit=1)[0]
    uv = home / "bin" / "uv"
    if not uv.exists():
        wanted = STATE / "uv.txt"
        wanted.write_text(block)
        options = ("-qq", "--no-deps", "--require-hashes", "--upgrade")
        # PIP_USER, which some people set, is refused beside a target.
        env = {"PIP_USER": "0", "PIP_ROOT_USER_ACTION": "ignore"}
        _call(_pip(), "install", *options, "--target", home, "-r", wanted, env=env)
    _call([uv], "--quiet", *arguments, env=uv_settings())


def _call(program: list[str | Path], *arguments: str | Path, env: Mapping[str, str]) -> None:
    done = subprocess.run([*program, *arguments], env={**os.environ, **env}, check=False)
    if done.returncode:
        raise SystemExit(f"posture: `{' '.join(map(str, done.args))}` ended with {done.returncode}")


def _locked(name: str) -> str:
    """Cut one package, with its hashes, out of the lock file."""
    lines = LOCK.read_text(encoding="utf-8").splitlines(keepends=True)
    start = next(number for number, line in enumerate(lines) if line.startswith(f"{name}=="))
    end = start + 1
    while lines[end].startswith(" "):
        end += 1
    return "".join(lines[start:end])


def _pip() -> list[str | Path]:
    """Find a pip, or make one with the standard library, which says so where it cannot."""
    found: list[str | Path] = [BASE_PYTHON, "-m", "pip"]
    if not subprocess.run([*found, "--version"], capture_output=True, check=False).returncode:
        return found
    _call([BASE_PYTHON], "-m", "venv", STATE / "pip", env={})
    return [STATE / "pip" / "bin" / "python", "-m", "pip"]


def uv_settings() -> dict[str, str]:
    """Return the variables by which uv finds packages where pip does."""
    settings = {"UV_PYTHON_DOWNLOADS": "never", "UV_HTTP_TIMEOUT": "180"}
    # Hashes decide what may be installed, so any of the indexes may have it.
    settings["UV_INDEX_STRATEGY"] = "unsafe-best-match"
    listed = subprocess.run(
        [*_pip(), "config", "list"], capture_output=True, text=True, check=False
    ).stdout
    for line in listed.splitlines():
        key, _, value = line.partition("=")
        if name := UV_NAMES.get(key.rpartition(".")[2]):
            settings[name] = str(ast.literal_eval(value))
    # Where there is no home, the name stays as it is written here: no place to write to.
    caches = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    if not _can_write(Path(caches) / "uv"):
        settings["UV_CACHE_DIR"] = str(STATE / "cache")
    return {name: value for name, value in settings.items() if name not in os.environ}


def _can_write(directory: Path) -> bool:
    """Return whether files can be made in a directory, or the directory itself."""
    if not directory.is_absolute():
        return False
    while not directory.exists():
        directory = directory.parent
    return os.access(directory, os.W_OK | os.X_OK)
