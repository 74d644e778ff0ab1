"""`posture settings`: all settings, with their values in this environment."""

from dataclasses import Field
from typing import TYPE_CHECKING, Any

import click

from posture.cli.database import settings
from posture.cli.options import output
from posture.cli.output import show_rows

if TYPE_CHECKING:
    from posture.settings import Settings

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
    """Show all settings and their values; each is an environment variable."""
    from dataclasses import fields  # noqa: PLC0415  # help texts need none

    from posture.settings import PREFIX, Settings  # noqa: PLC0415  # as above

    here, defaults = settings(), Settings()
    rows = [
        {
            "variable": PREFIX + one.name.upper(),
            "value": _shown(one, here),
            "default": _shown(one, defaults),
            "is_default": getattr(here, one.name) == getattr(defaults, one.name),
            "unit": one.metadata["unit"],
            "doc": one.metadata["doc"],
        }
        for one in fields(Settings)
    ]
    show_rows(rows, COLUMNS, output=output, nothing="No settings.")


def _shown(one: "Field[Any]", settings: "Settings") -> Any:  # noqa: ANN401  # as the setting
    """Return a value without secrets."""
    value = getattr(settings, one.name)
    show = one.metadata["show"]
    return show(value) if show else value
