"""The real Terraform in a directory of its own, with a started or a running provider."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from posture_terraform import artefact
from posture_terraform.install import EXECUTABLE
from tests.emulator.server import started
from tests.machine import GO_COLLECTS_LESS, exhaustive, need
from tests.server import Served

ROOT = Path(__file__).parents[3]
SOURCES = os.pathsep.join(str(ROOT / "plugins" / name) for name in ("terraform", "client"))
PATIENCE_SECONDS = 240.0
SOON_SECONDS = 240.0
# How a provider knows that it is Terraform who starts it.
COOKIE = {
    "TF_PLUGIN_MAGIC_COOKIE": "d602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2",
    "PLUGIN_PROTOCOL_VERSIONS": "5,6",
}
HEAD = """
terraform {
  required_providers {
    posture = { source = "posture/posture" }
  }
}
"""


@dataclass(frozen=True, slots=True)
class Done:
    """What a command of Terraform came to; the machine-readable lines where it writes them."""

    code: int
    out: str
    err: str

    @property
    def events(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.out.splitlines() if line.startswith("{")]

    @property
    def diagnostics(self) -> list[dict[str, Any]]:
        found = [event["diagnostic"] for event in self.events if "diagnostic" in event]
        return found or [item for event in self.events for item in event.get("diagnostics", ())]

    @property
    def errors(self) -> list[dict[str, Any]]:
        return [item for item in self.diagnostics if item["severity"] == "error"]

    @property
    def error(self) -> dict[str, Any]:
        """The one error there is."""
        (found,) = self.errors
        return found

    @property
    def changes(self) -> dict[str, int]:
        """How many resources are or were added, changed and removed."""
        found = [event["changes"] for event in self.events if "changes" in event][-1]
        return {name: found[name] for name in ("add", "change", "remove")}


@dataclass
class Workspace:
    """One configuration and its state."""

    directory: Path
    environ: dict[str, str]
    variables: dict[str, str] = field(default_factory=dict)
    program: Path | None = None

    def write(self, text: str, name: str = "main.tf", *, head: str = HEAD) -> None:
        """Write the configuration; what a provider needs comes in front."""
        (self.directory / name).write_text(head + text, encoding="utf-8")

    def run(self, *arguments: str, expect: int | None = 0) -> Done:
        """Run a command and hold it to its exit status."""
        done = ended(self.start(*arguments))
        report = f"{arguments} → {done.code}\n{done.out}\n{done.err}"
        assert expect is None or done.code == expect, report
        return done

    def start(self, *arguments: str) -> "subprocess.Popen[str]":
        """Start a command in a process group of its own, as a terminal does."""
        values = {f"TF_VAR_{name}": value for name, value in self.variables.items()}
        return subprocess.Popen(
            [self.program or need("terraform"), *arguments],
            cwd=self.directory,
            env=self.environ | values,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def apply(self, *options: str, expect: int | None = 0) -> Done:
        return self.run("apply", "-auto-approve", "-json", *options, expect=expect)

    def destroy(self, *options: str, expect: int | None = 0) -> Done:
        return self.run("destroy", "-auto-approve", "-json", *options, expect=expect)

    def leave(self, *options: str) -> None:
        """Destroy everything, with `--exhaustive`; otherwise it stays with the test's tenant.

        Tests of what a destroy does call `destroy`.
        """
        if exhaustive():
            self.destroy(*options)

    def plan(self, *options: str, expect: int | None = 0) -> Done:
        return self.run("plan", "-json", *options, expect=expect)

    def plan_is_empty(self) -> bool:
        """Return whether there is nothing to do; a failed plan is not an answer."""
        done = self.run("plan", "-detailed-exitcode", "-no-color", expect=None)
        assert done.code in {0, 2}, done.err
        return done.code == 0

    def planned(self, *options: str) -> dict[str, Any]:
        """Return the planned changes by address."""
        file = str(self.directory / "plan.out")
        self.plan(f"-out={file}", *options)
        shown = json.loads(self.run("show", "-json", file).out)
        return {item["address"]: item["change"] for item in shown.get("resource_changes", ())}

    def validate(self) -> list[dict[str, Any]]:
        """Return what is wrong with the configuration."""
        done = self.run("validate", "-json", expect=None)
        found: list[dict[str, Any]] = json.loads(done.out)["diagnostics"]
        return [item for item in found if "development overrides" not in item["summary"]]

    def state(self) -> dict[str, Any]:
        """Return the values in the state, by address."""
        return {address: item["attributes"] for address, item in self._stored()}

    def tainted(self, address: str) -> bool:
        return any(
            item.get("status") == "tainted" for found, item in self._stored() if found == address
        )

    def _stored(self) -> Iterator[tuple[str, dict[str, Any]]]:
        """Return what the state file has of the root module, by address.

        `terraform show -json` says the same, after starting Terraform and every provider.
        """
        file = self.directory / "terraform.tfstate"
        found = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
        for resource in found.get("resources", ()):
            if "module" in resource:
                continue
            name = f"{resource['type']}.{resource['name']}"
            address = f"data.{name}" if resource["mode"] == "data" else name
            for item in resource["instances"]:
                key = f"[{json.dumps(item['index_key'])}]" if "index_key" in item else ""
                yield f"{address}{key}", item


def interrupt(process: "subprocess.Popen[str]") -> Done:
    """Press Ctrl-C: everybody in the terminal's group gets the signal."""
    os.killpg(process.pid, signal.SIGINT)
    return ended(process)


def ended(process: "subprocess.Popen[str]") -> Done:
    """Wait for a command's end; one that never ends takes nothing with it to the next test."""
    try:
        out, err = process.communicate(timeout=PATIENCE_SECONDS)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        raise
    return Done(process.returncode, out, err)


def credentials(api: Served) -> dict[str, str]:
    """Return the variables that the test configurations take."""
    return {"TF_VAR_endpoint": api.url, "TF_VAR_token": api.token}


def until(condition: Callable[[], object]) -> None:
    """Wait for something to come true soon."""
    deadline = time.monotonic() + SOON_SECONDS
    while not condition():
        assert time.monotonic() < deadline, "it did not come true in time"
        time.sleep(0.05)


def environment(directory: Path, cli_config: str = "") -> dict[str, str]:
    """Return an environment in which Terraform finds nothing of this machine's user."""
    config = directory / "terraform.rc"
    config.write_text(cli_config)
    return {
        "PATH": os.environ["PATH"],
        "HOME": str(directory),
        "TMPDIR": str(directory),
        "TF_CLI_CONFIG_FILE": str(config),
        "TF_IN_AUTOMATION": "1",
        "TF_INPUT": "0",
        "CHECKPOINT_DISABLE": "1",
        "POSTURE_PYTHON": sys.executable,
        **GO_COLLECTS_LESS,
    }


def override(binaries: Path) -> str:
    """Return the CLI configuration that takes the provider from a directory."""
    overrides = f'dev_overrides {{ "posture/posture" = "{binaries}" }}'
    return f"provider_installation {{\n  {overrides}\n  direct {{}}\n}}\n"


def built(directory: Path) -> Path:
    """Build the provider as users get it, and return its directory."""
    directory.mkdir(parents=True, exist_ok=True)
    executable = directory / EXECUTABLE
    executable.write_bytes(artefact.build())
    executable.chmod(0o755)
    return directory


@contextmanager
def reattachable(directory: Path, module: str = "posture_terraform") -> Iterator[dict[str, str]]:
    """Yield the provider running, or another; answers what tells Terraform to use it."""
    command = [sys.executable, "-m", module, "--debug"]
    environ = {**_without_posture(os.environ), "PYTHONPATH": SOURCES, "TF_LOG": "DEBUG"}
    with (
        (directory / "provider.log").open("ab") as log,
        started(command, env=environ, stderr=log) as (line, _),
    ):
        name, _, value = line.partition("=")
        yield {name: value.strip("'")}


def _without_posture(environ: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in environ.items() if not name.startswith("POSTURE_")}
