"""The formats there are: what each is called, its media type, and what writes it."""

from collections.abc import Iterator, Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final, NamedTuple

import msgspec

from posture.formats import gitlab, junit, markdown, ndjson, ocsf, page, sarif, spreadsheet
from posture.formats.report import Finding, Findings, Place, Render, Report, RunFacts
from posture.formats.text import sound


class Format(StrEnum):
    """What a run can be exported as."""

    CSV = "csv"
    GITLAB = "gitlab"
    HTML = "html"
    JUNIT = "junit"
    MARKDOWN = "markdown"
    NDJSON = "ndjson"
    OCSF = "ocsf"
    SARIF = "sarif"


class Kind(NamedTuple):
    """How a format is sent, how a file of it is called, and what writes it."""

    media_type: str
    suffix: str
    render: Render


KINDS: Final[Mapping[Format, Kind]] = MappingProxyType(
    {
        Format.CSV: Kind("text/csv; charset=utf-8", "csv", spreadsheet.render),
        Format.GITLAB: Kind("application/json", "gitlab.json", gitlab.render),
        Format.HTML: Kind("text/html; charset=utf-8", "html", page.render),
        Format.JUNIT: Kind("application/xml", "junit.xml", junit.render),
        Format.MARKDOWN: Kind("text/markdown; charset=utf-8", "md", markdown.render),
        Format.NDJSON: Kind("application/x-ndjson", "ndjson", ndjson.render),
        Format.OCSF: Kind("application/x-ndjson", "ocsf.ndjson", ocsf.render),
        Format.SARIF: Kind("application/sarif+json", "sarif", sarif.render),
    }
)


def render(form: Format, report: Report, findings: Findings) -> Iterator[bytes]:
    """Write a report; what a cloud, or somebody in it, named in no Unicode at all is mended."""
    return KINDS[form].render(_sound_report(report), map(sound_finding, findings))


def sound_finding(finding: Finding) -> Finding:
    """Return a finding that can be encoded."""
    place = finding.place
    texts = (finding.resource_id, finding.summary, finding.title, finding.region)
    if place is None and all(text.isascii() for text in texts):
        return finding
    return msgspec.structs.replace(
        finding,
        resource_id=sound(finding.resource_id),
        summary=sound(finding.summary),
        title=sound(finding.title),
        region=sound(finding.region),
        place=place and Place(sound(place.address), place.file and sound(place.file), place.line),
    )


def _sound_report(report: Report) -> Report:
    return msgspec.structs.replace(report, run=_sound_run(report.run))


def _sound_run(run: RunFacts) -> RunFacts:
    return msgspec.structs.replace(
        run,
        integration_name=run.integration_name and sound(run.integration_name),
        error=run.error and sound(run.error),
        source={name: sound(text) for name, text in run.source.items()},
    )
