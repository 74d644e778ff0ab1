"""Asks whether an advisory names a locked dependency; `--require` when it must be known.

pip-audit passes what it could not ask about. Here that is said, by name, and never taken for fine.
"""

import json
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

LOCK = Path(__file__).parents[1] / "requirements.lock"
REQUIRE = "--require"
SECONDS = 300


def main(arguments: Sequence[str]) -> int:
    """Return 1 for an advisory, or, where they are required, when they could not be reached."""
    pins = [line for line in LOCK.read_text(encoding="utf-8").splitlines() if "==" in line]
    pins = [line.partition(" ")[0].partition(";")[0] for line in pins if line[0].isalnum()]
    first = asked(pins[:1])
    found = first if unasked(first) else asked(pins)
    told = [one for one in found if one.get("vulns")]
    for one in told:
        ids = ", ".join(vulnerability["id"] for vulnerability in one["vulns"])
        sys.stderr.write(f"advisories: {one['name']} {one['version']}: {ids}\n")
    if missing := unasked(found):
        names = ", ".join(missing) if len(found) == len(pins) else f"all {len(pins)} dependencies"
        sys.stderr.write(f"advisories: could not be reached for {names}: not judged\n")
    return int(bool(told) or bool(missing and REQUIRE in arguments))


def asked(pins: Sequence[str]) -> list[dict[str, Any]]:
    """Return what pip-audit knows of some pinned packages."""
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as file:
        file.write("\n".join(pins))
        file.flush()
        command = ["pip-audit", "-r", file.name, "--disable-pip", "--no-deps", "-f", "json"]
        done = subprocess.run(  # noqa: S603  # our own words; what it says counts, not its code
            [str(Path(sys.executable).with_name(command[0])), *command[1:]],
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
        )
    try:
        found: list[dict[str, Any]] = json.loads(done.stdout)["dependencies"]
    except ValueError:  # it could not ask at all
        return [{"name": one, "skip_reason": done.stderr} for one in pins]
    return found


def unasked(found: Sequence[dict[str, Any]]) -> list[str]:
    """Return the packages of which nobody knows whether an advisory names them."""
    return [one["name"] for one in found if "skip_reason" in one]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
