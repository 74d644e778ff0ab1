"""The texts of the findings that failed a gate: what is wrong, what was seen, and the fix.

The gate only names its findings, so that its answer stays the same for ever. The texts are in the
run's export, which lists the most severe findings first.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from posture_client import Client, PostureError

if TYPE_CHECKING:
    from posture_client.models import Gate

# Held findings that the run could not read are in no export: so many are read one by one.
_MOST_SINGLE: Final = 10


class Details(NamedTuple):
    """The texts of a finding."""

    title: str
    summary: str
    remediation: str

    @classmethod
    def of(cls, finding: Mapping[str, Any]) -> "Details":
        """Return the texts of a finding as the server has it."""
        return cls(*(str(finding.get(name) or "") for name in cls._fields))


def read(client: Client, gate: "Gate", report: Callable[[str], None]) -> dict[str, Details]:
    """Return the texts by the id of the finding; an error is reported, and stops no gate."""
    wanted = {finding["id"] for finding in gate["findings"]}
    found: dict[str, Details] = {}
    if not wanted:
        return found
    try:
        with client.export_run(gate["run_id"], format="ndjson") as opened:
            for line in _lines(opened.parts()):
                if line["id"] in wanted:
                    found[line["id"]] = Details.of(line)
                    if len(found) == len(wanted):
                        break
        for finding_id in sorted(wanted - found.keys())[:_MOST_SINGLE]:
            found[finding_id] = Details.of(client.get_finding(finding_id))
    except (PostureError, ValueError, KeyError, TypeError) as error:
        report(f"the texts of the findings could not be read: {error}")
    return found


def _lines(parts: Iterable[bytes]) -> Iterator[dict[str, Any]]:
    rest = b""
    for part in parts:
        *whole, rest = (rest + part).split(b"\n")
        yield from map(json.loads, filter(None, whole))
    if rest.strip():
        yield json.loads(rest)
