"""Write the JSON schema of `posture.toml` into the documentation. `--check` only compares."""

import sys
from collections.abc import Sequence
from pathlib import Path

from posture.cli.output import json_text
from posture.cli.scan import commands
from posture.cli.scan_config import json_schema

FILE = Path(__file__).parent / "docs" / "posture-toml.schema.json"


def main(arguments: Sequence[str]) -> int:
    """Write the file, or with `--check` return 1 when it is out of date."""
    text = json_text(json_schema(commands()))
    if "--check" not in arguments:
        FILE.write_text(text, encoding="utf-8")
        return 0
    if not FILE.exists() or FILE.read_text(encoding="utf-8") != text:
        sys.stderr.write(f"{FILE.name} is out of date: run `python3 noxfile.py -s generate`.\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
