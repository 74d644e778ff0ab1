"""The texts of the findings that failed a gate: what is wrong, what was seen, and the fix.

The gate only names its findings, so that its answer stays the same for ever. The texts are in the
run's export, which lists the most severe findings first.
"""

from __future__ import annotations

from typing import NamedTuple

from posture_client.errors import PostureError
from posture_client.limits import RESPONSE_BYTES, limit, parse_json

TYPE_CHECKING = False  # the name of typing's constant; it is not needed at run time
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from typing import Any

    from posture_client import Client
    from posture_client.models import Gate

# Held findings that the run could not read are in no export: so many are read one by one.
_MOST_SINGLE = 10


class FindingTexts(NamedTuple):
    """The texts of a finding."""

    title: str
    summary: str
    remediation: str

    @classmethod
    def of(cls, finding: Mapping[str, Any]) -> FindingTexts:
        """Return the texts of a finding as the server has it."""
        return cls(*(str(finding.get(name) or "") for name in cls._fields))


def read(client: Client, gate: Gate, report: Callable[[str], None]) -> dict[str, FindingTexts]:
    """Return the texts by the id of the finding; an error is reported, and stops no gate."""
    wanted = {finding["id"] for finding in gate["findings"]}
    found: dict[str, FindingTexts] = {}
    if not wanted:
        return found
    try:
        with client.export_run(gate["run_id"], format="ndjson") as opened:
            for line in _lines(opened.parts()):
                if line["id"] in wanted:
                    found[line["id"]] = FindingTexts.of(line)
                    if len(found) == len(wanted):
                        break
        for finding_id in sorted(wanted - found.keys())[:_MOST_SINGLE]:
            found[finding_id] = FindingTexts.of(client.get_finding(finding_id))
    except (PostureError, ValueError, KeyError, TypeError) as error:
        report(f"the texts of the findings could not be read: {error}")
    return found


def _lines(parts: Iterable[bytes]) -> Iterator[dict[str, Any]]:
    rest, most = b"", limit(RESPONSE_BYTES)
    for part in parts:
        *whole, rest = (rest + part).split(b"\n")
        if len(rest) > most:
            raise ValueError(f"a line is larger than {most} bytes")
        yield from map(parse_json, filter(None, whole))
    if rest.strip():
        yield parse_json(rest)
