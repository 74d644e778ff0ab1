"""The root of the commands, how they are found, and what their failures become."""

import os
import sys
from importlib import import_module
from typing import Any, NoReturn

import click

from posture.cli.exits import CommandError, Exit, failure_of
from posture.cli.options import verbatim
from posture_client.errors import PostureError

# Name → where it lives and what it does. A module is imported when its command is asked for.
COMMANDS = {
    "scan": ("posture.cli.scan:scan", "Scan a cloud account in this process, without a server."),
    "run": ("posture.cli.run:run", "Start, watch and cancel runs."),
    "gate": (
        "posture.cli.gate:gate",
        "Let a pipeline go on, or not: exit 0 when a run passes, 1 when it does not.",
    ),
    "findings": ("posture.cli.findings:findings", "Look at what runs found."),
    "checks": ("posture.cli.checks:checks", "Look at the rules that accounts are judged by."),
    "integration": ("posture.cli.integration:integration", "Connect cloud accounts."),
    "webhook": ("posture.cli.webhook:webhook", "Have events posted to a URL."),
    "suppression": (
        "posture.cli.suppression:suppression",
        "Accept findings for a time: they stay visible, and stop no gate.",
    ),
    "policy": ("posture.cli.policy:policy", "Print what a worker must be allowed in an account."),
    "terraform": (
        "posture.cli.terraform:terraform",
        "Install the provider for Terraform and OpenTofu.",
    ),
    "serve": ("posture.cli.serve:serve", "Serve the API, and execute runs in the same process."),
    "worker": ("posture.cli.serve:worker", "Execute runs that API servers accepted."),
    "migrate": ("posture.cli.serve:migrate", "Bring the database's schema up to date."),
    "backup": (
        "posture.cli.backup:backup",
        "Copy the SQLite database into FILE, while servers and workers go on.",
    ),
    "settings": ("posture.cli.settings:show_settings", "Show the settings and where they stand."),
    "tenant": ("posture.cli.tenant:tenant", "Create and list tenants."),
    "audit": ("posture.cli.audit:audit", "Verify and export the audit log."),
    "token": ("posture.cli.token:token", "Create, list and revoke API tokens."),
}
SECTIONS = {
    "Judge": ("scan", "run", "gate", "findings", "suppression", "checks"),
    "Connect": ("integration", "webhook", "policy", "terraform"),
    "Operate": ("serve", "worker", "migrate", "backup", "settings", "tenant", "token", "audit"),
}


class ReaderGoneError(Exception):
    """Whoever reads our output has seen enough of it."""


class Root(click.Group):
    """A group that imports a command when it is asked for, and never for its help."""

    def list_commands(self, _ctx: click.Context) -> list[str]:
        """Return the names in the order in which people need them."""
        return list(COMMANDS)

    def get_command(self, _ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import a command."""
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name][0].partition(":")
        found: click.Command = getattr(import_module(module), name)
        return found

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401  # as click's
        """Run a command; click and rich would take a reader that has seen enough for a failure."""
        try:
            return super().invoke(ctx)
        except (BrokenPipeError, SystemExit) as error:
            if isinstance(error, BrokenPipeError) or isinstance(error.__context__, BrokenPipeError):
                raise ReaderGoneError from error
            raise

    def format_commands(self, _ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the commands by what they are for."""
        for title, names in SECTIONS.items():
            with formatter.section(title):
                formatter.write_dl([(name, COMMANDS[name][1]) for name in names])


@click.command(
    cls=Root,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog=verbatim(
        "Exit codes: 0 fine, 1 the gate does not pass, 2 asked wrongly or refused,",
        "3 the run failed, 4 out of time, 5 the server cannot be reached or cannot answer.",
        "",
        "The quickest way to try it:",
        "  posture scan aws --region eu-central-1",
    ),
)
@click.version_option(
    None, "-V", "--version", package_name="cloud-posture-runs", message="%(prog)s %(version)s"
)
def root() -> None:
    """Is our cloud still safe? Runs, findings and gates over cloud accounts."""


def run() -> NoReturn:
    """Run a command and exit; a failure ends in one message on stderr and its exit code."""
    try:
        root(prog_name="posture", standalone_mode=False, color=_color())
    except click.exceptions.NoArgsIsHelpError as wanted:
        wanted.show()
        sys.exit(Exit.USAGE)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        click.echo("posture: interrupted", err=True)
        sys.exit(Exit.INTERRUPTED)
    except (BrokenPipeError, ReaderGoneError):
        # Nobody is left to tell.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(Exit.OK)
    except (CommandError, PostureError) as error:
        failure = failure_of(error)
        click.echo(f"posture: {failure}", err=True)
        sys.exit(failure.exit)
    sys.exit(Exit.OK)


def _color() -> bool | None:
    """Answer False where colours are unwelcome, None to decide by the terminal."""
    return False if os.environ.get("NO_COLOR") else None
