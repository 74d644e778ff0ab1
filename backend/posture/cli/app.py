"""The root command: it finds commands, and turns their errors into exit codes."""

import os
import sys
from importlib import import_module
from typing import Any, NoReturn

import click

from posture.cli.exits import CommandError, Exit, failure_of
from posture.cli.options import verbatim
from posture.cli.output import echo
from posture_client.errors import PostureError

# Name → module and help. A module is imported when its command is used.
COMMANDS = {
    "scan": ("posture.cli.scan:scan", "Scan a cloud account in this process, without a server."),
    "run": ("posture.cli.run:run", "Start, watch, compare and cancel runs."),
    "gate": (
        "posture.cli.gate:gate",
        "Decide whether a pipeline may continue: exit 0 if a run passes, 1 if it does not.",
    ),
    "findings": (
        "posture.cli.findings:findings",
        "List findings, show them, export them and change their status.",
    ),
    "events": ("posture.cli.events:events", "Print what changes, as it happens."),
    "checks": (
        "posture.cli.checks:checks",
        "List and show the checks that accounts are evaluated by.",
    ),
    "framework": (
        "posture.cli.framework:framework",
        "List frameworks, and the results of their controls.",
    ),
    "report": (
        "posture.cli.report:report",
        "Have reports made, download them, and verify their files.",
    ),
    "integration": ("posture.cli.integration:integration", "Connect cloud accounts."),
    "webhook": ("posture.cli.webhook:webhook", "Post events to a URL."),
    "trust": ("posture.cli.trust:trust", "Let jobs get tokens without a secret."),
    "suppression": (
        "posture.cli.suppression:suppression",
        "Accept findings for a limited time: they stay visible but do not fail a gate.",
    ),
    "baseline": (
        "posture.cli.baseline:baseline",
        "Accept what is there today, so that gates stop on what comes after it.",
    ),
    "policy": (
        "posture.cli.policy:policy",
        "Print the permissions that a worker needs in an account.",
    ),
    "terraform": (
        "posture.cli.terraform:terraform",
        "Install the provider for Terraform and OpenTofu.",
    ),
    "serve": ("posture.cli.serve:serve", "Serve the API, and execute runs in the same process."),
    "worker": ("posture.cli.serve:worker", "Execute runs that API servers accepted."),
    "migrate": ("posture.cli.serve:migrate", "Migrate the schema of the database to this version."),
    "backup": (
        "posture.cli.backup:backup",
        "Copy the SQLite database to FILE while servers and workers run.",
    ),
    "settings": ("posture.cli.settings:show_settings", "Show all settings and their values."),
    "tenant": ("posture.cli.tenant:tenant", "Create, list and delete tenants."),
    "audit": ("posture.cli.audit:audit", "Verify and export the audit log."),
    "token": ("posture.cli.token:token", "Create, list and revoke API tokens."),
}
SECTIONS = {
    "Evaluate": (
        "scan",
        "run",
        "gate",
        "findings",
        "events",
        "suppression",
        "baseline",
        "checks",
        "framework",
        "report",
    ),
    "Connect": ("integration", "webhook", "trust", "policy", "terraform"),
    "Operate": ("serve", "worker", "migrate", "backup", "settings", "tenant", "token", "audit"),
}


class ReaderGoneError(Exception):
    """The reader of stdout has closed it."""


class Root(click.Group):
    """A group that imports a command only when it is used; its own help needs no import."""

    def list_commands(self, _ctx: click.Context) -> list[str]:
        """Return the names in the order of the help."""
        return list(COMMANDS)

    def get_command(self, _ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import a command."""
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name][0].partition(":")
        found: click.Command = getattr(import_module(module), name)
        return found

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401  # as click's
        """Run a command; without this, click and rich would report a closed stdout as a failure."""
        try:
            return super().invoke(ctx)
        except (BrokenPipeError, SystemExit) as error:
            if isinstance(error, BrokenPipeError) or isinstance(error.__context__, BrokenPipeError):
                raise ReaderGoneError from error
            raise

    def format_commands(self, _ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the commands in sections."""
        for title, names in SECTIONS.items():
            with formatter.section(title):
                formatter.write_dl([(name, COMMANDS[name][1]) for name in names])


@click.command(
    cls=Root,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog=verbatim(
        "Exit codes: 0 success, 1 the gate does not pass, 2 wrong usage or refused,",
        "3 the run failed, 4 timeout, 5 the server cannot be reached or is unavailable.",
        "",
        "To try it:",
        "  posture scan aws --region eu-central-1",
    ),
)
@click.version_option(
    None, "-V", "--version", package_name="cloud-posture-runs", message="%(prog)s %(version)s"
)
def root() -> None:
    """Scan cloud accounts, and manage runs, findings and gates."""


def run() -> NoReturn:
    """Run a command and exit; an error becomes one message on stderr and its exit code."""
    try:
        root(prog_name="posture", standalone_mode=False, color=_color())
    except click.exceptions.NoArgsIsHelpError as wanted:
        wanted.show()
        sys.exit(Exit.USAGE)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        echo("posture: interrupted", err=True)
        sys.exit(Exit.INTERRUPTED)
    except (BrokenPipeError, ReaderGoneError):
        # At exit Python would try to flush stdout and fail again.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(Exit.OK)
    except (CommandError, PostureError, ModuleNotFoundError) as error:
        failure = failure_of(error)
        echo(f"posture: {failure}", err=True)
        sys.exit(failure.exit)
    sys.exit(Exit.OK)


def _color() -> bool | None:
    """Return False where `NO_COLOR` is set, None to decide by the terminal."""
    return False if os.environ.get("NO_COLOR") else None
