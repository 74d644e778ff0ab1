"""`posture terraform`: the Terraform provider on this machine."""

from pathlib import Path

import click

from posture.cli.exits import CommandError, Exit
from posture.cli.options import output, verbatim
from posture.cli.output import show_row

COLUMNS = {
    "VERSION": lambda installed: installed["version"],
    "PLATFORM": lambda installed: installed["platform"],
    "INSTALLED": lambda installed: installed["paths"],
}


@click.group()
def terraform() -> None:
    """Install the provider for Terraform and OpenTofu."""


@terraform.command(
    epilog=verbatim(
        "posture terraform install",
        'terraform init   # with source = "posture/posture" among the required providers',
    )
)
@click.option(
    "--mirror",
    type=click.Path(file_okay=False, path_type=Path),
    help="The mirror to write; by default the one that Terraform always searches.",
)
@click.option(
    "--platform",
    "target",
    metavar="OS_ARCH",
    help="The platform, if it is not that of this machine.",
)
@output
def install(*, mirror: Path | None, target: str | None, output: str) -> None:
    """Write the provider to a local mirror, where `terraform init` finds it without a registry."""
    from posture_terraform import install as provider  # noqa: PLC0415  # help texts need none

    try:
        done = provider.install(mirror, target=target)
    except OSError as error:
        text = f"cannot write {error.filename}: {error.strerror}"
        raise CommandError(
            text, Exit.USAGE, advice="Choose another directory with --mirror."
        ) from error
    except provider.UnknownPlatformError as error:
        raise CommandError(str(error), Exit.USAGE, advice="Set one with --platform.") from error
    paths = [str(path) for path in done.paths]
    row = {"version": done.version, "platform": done.platform, "paths": paths}
    show_row(row, COLUMNS, output=output)
