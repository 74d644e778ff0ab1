"""`posture policy`: the permissions that are needed to read an account."""

import click

from posture.bootstrap.clouds import CLOUDS
from posture.cli.options import verbatim
from posture.cli.output import echo, show_json
from posture.domain.cloud import Cloud


@click.group()
def policy() -> None:
    """Print the permissions that a worker needs in an account."""


def command_of(cloud: Cloud) -> click.Command:
    """Return the command that prints the least-privilege document of a cloud."""

    @click.command(
        cloud.name,
        help=f"Print the least-privilege {cloud.wording.least_privilege}: the reads of the "
        "collectors, and nothing else.",
        epilog=verbatim(
            f"posture policy {cloud.name} > posture-read-only.json", *cloud.wording.grant
        ),
    )
    def show() -> None:
        show_json(cloud.least_privilege())
        for name, checks in cloud.further_permissions().items():
            echo(f"posture: grant {name} apart, for {', '.join(checks)}", err=True)

    return show


for _cloud in CLOUDS:
    policy.add_command(command_of(_cloud))
