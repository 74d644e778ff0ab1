"""`posture settings`: the reference of all settings, with what is set here."""

import click

from posture.cli.database import settings
from posture.cli.options import output
from posture.cli.output import show_rows

COLUMNS = {
    "VARIABLE": lambda setting: setting["variable"],
    "VALUE": lambda setting: setting["value"],
    "DEFAULT": lambda setting: "" if setting["is_default"] else setting["default"],
    "UNIT": lambda setting: setting["unit"],
    "MEANING": lambda setting: setting["doc"],
}


@click.command("settings")
@output
def show_settings(*, output: str) -> None:
    """Show the settings and where they stand; each is an environment variable."""
    from dataclasses import fields  # noqa: PLC0415  # help texts need none

    from posture.settings import PREFIX, Settings  # noqa: PLC0415  # as above

    here, defaults = settings(), Settings()
    rows = [
        {
            "variable": PREFIX + one.name.upper(),
            "value": getattr(here, one.name),
            "default": getattr(defaults, one.name),
            "is_default": getattr(here, one.name) == getattr(defaults, one.name),
            "unit": one.metadata["unit"],
            "doc": one.metadata["doc"],
        }
        for one in fields(Settings)
    ]
    show_rows(rows, COLUMNS, output=output, nothing="No settings.")
