"""The apply: a real Terraform or OpenTofu that connects the account and has it looked at."""

import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.e2e.stage import CommandError
from tests.emulator.server import stop_group
from tests.forks import Process

PROGRAMS = ("terraform", "tofu")


def program() -> str | None:
    """Return the program that this machine has, if any."""
    return next(filter(None, map(shutil.which, PROGRAMS)), None)


@dataclass(frozen=True, slots=True)
class Workspace:
    """A configuration, a state, and a mirror that holds the provider."""

    program: str
    directory: Path
    environ: Mapping[str, str]
    configuration: str

    def prepare(self) -> None:
        """Install the provider into a mirror of its own, and initialise.

        Raises:
            CommandError: something of it failed.
        """
        mirror = self.directory / "mirror"
        install = (sys.executable, "-m", "posture", "terraform", "install", "--mirror", str(mirror))
        self._run(*install)
        mirrored = f'filesystem_mirror {{ path = "{mirror}" }}'
        (self.directory / "cli.rc").write_text(f"provider_installation {{\n  {mirrored}\n}}\n")
        (self.directory / "main.tf").write_text(self.configuration)
        self._run(self.program, "init", "-no-color")

    def apply(self, account_url: str, show: Callable[[str], None], **environ: str) -> str:
        """Apply, show what happens to resources, and return the run's id.

        Raises:
            CommandError: the apply failed.
        """
        lines = []
        command = (self.program, "apply", "-auto-approve", "-no-color")
        with self._started(*command, TF_VAR_account_url=account_url, **environ) as made:
            for line in made.stdout or ():
                lines.append(line)
                if line.startswith(("posture_", "Apply complete")):
                    show(line.rstrip())
        if made.returncode:
            raise CommandError("".join(lines))
        run_id: str = json.loads(self._run(self.program, "output", "-json"))["run_id"]["value"]
        return run_id

    def _run(self, *command: str) -> str:
        with self._started(*command) as process:
            output, _ = process.communicate()
        if process.returncode:
            raise CommandError(f"{' '.join(command)}: {output}")
        return output

    @contextmanager
    def _started(self, *command: str, **environ: str) -> Iterator["subprocess.Popen[str]"]:
        """Start a command in a group of its own, of which nothing is left however it goes."""
        process = Process(
            [*command],
            cwd=self.directory,
            env={
                **self.environ,
                "TF_CLI_CONFIG_FILE": str(self.directory / "cli.rc"),
                "TF_IN_AUTOMATION": "1",
                "CHECKPOINT_DISABLE": "1",
                "POSTURE_PYTHON": sys.executable,
                **environ,
            },
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        try:
            yield process
            process.wait()
        finally:
            stop_group(process)
