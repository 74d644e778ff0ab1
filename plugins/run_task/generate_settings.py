"""Write the settings of the run task into its README, or compare them."""

import sys
from pathlib import Path
from typing import Any

import msgspec

from posture_run_task import settings

README = Path(__file__).with_name("README.md")
BEGIN, END = "<!-- generated: settings -->\n", "<!-- end -->"
TABLES: dict[str, type[msgspec.Struct]] = {
    "server": settings.Server,
    "hcp": settings.Hcp,
    "posture": settings.Posture,
    "policies.NAME": settings.Policy,
    "stages": settings.Stages,
    "workspaces": settings.Workspace,
}


def main() -> int:
    """Write the block, or with `--check` only compare it."""
    text = README.read_text(encoding="utf-8")
    before, _, rest = text.partition(BEGIN)
    wanted = before + BEGIN + reference() + END + rest.partition(END)[2]
    if "--check" in sys.argv[1:]:
        if text != wanted:
            print(f"{README.name} differs from the settings: run the session `generate`")
        return int(text != wanted)
    README.write_text(wanted, encoding="utf-8")
    return 0


def reference() -> str:
    """Return the table of all settings."""
    lines = ["| setting | default | meaning |", "|---|---|---|"]
    for name, table in TABLES.items():
        lines += [_row(name, field) for field in msgspec.structs.fields(table)]
    return "\n".join(lines) + "\n"


def _row(table: str, field: msgspec.structs.FieldInfo) -> str:
    default: Any = field.default
    if field.default_factory is not msgspec.NODEFAULT:
        default = field.default_factory()
    shown = "mandatory" if default is msgspec.NODEFAULT else _shown(default)
    return f"| `{table}.{field.name}` | {shown} | {_description(field.type)} |"


def _shown(default: Any) -> str:  # noqa: ANN401  # any TOML
    match default:
        case None | []:
            return "none"
        case bool():
            return f"`{str(default).lower()}`"
        case float() if default.is_integer():
            return f"`{int(default)}`"
        case list():
            return f"`[{', '.join(map(repr, default))}]`".replace("'", '"')
        case _:
            return f"`{default}`"


def _description(annotation: Any) -> str:  # noqa: ANN401  # a type
    """Return the outermost description; the inner ones describe parts of the type."""
    found = [one for one in getattr(annotation, "__metadata__", ()) if one.description]
    return str(found[-1].description)


if __name__ == "__main__":
    sys.exit(main())
