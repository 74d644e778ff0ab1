"""The catalog of formats: the name of each, its media type, and the function that writes it."""

from collections.abc import Iterator, Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final, NamedTuple

import msgspec

from posture.domain.declaration import TerraformPlace
from posture.formats import gitlab, junit, markdown, ndjson, ocsf, page, sarif, spreadsheet
from posture.formats.report import Finding, Findings, Render, Report, RunFacts
from posture.formats.text import sound


class Format(StrEnum):
    """The formats of an export."""

    CSV = "csv"
    GITLAB = "gitlab"
    HTML = "html"
    JUNIT = "junit"
    MARKDOWN = "markdown"
    NDJSON = "ndjson"
    OCSF = "ocsf"
    SARIF = "sarif"


class FormatInfo(NamedTuple):
    """The media type of a format, the suffix of its files, and the function that writes it.

    With `new_first` it wants the findings that are new since the run before in front.
    """

    media_type: str
    suffix: str
    render: Render
    new_first: bool = False


FORMATS: Final[Mapping[Format, FormatInfo]] = MappingProxyType(
    {
        Format.CSV: FormatInfo("text/csv; charset=utf-8", "csv", spreadsheet.render),
        Format.GITLAB: FormatInfo("application/json", "gitlab.json", gitlab.render),
        Format.HTML: FormatInfo("text/html; charset=utf-8", "html", page.render, new_first=True),
        Format.JUNIT: FormatInfo("application/xml", "junit.xml", junit.render),
        Format.MARKDOWN: FormatInfo("text/markdown; charset=utf-8", "md", markdown.render),
        Format.NDJSON: FormatInfo("application/x-ndjson", "ndjson", ndjson.render),
        Format.OCSF: FormatInfo("application/x-ndjson", "ocsf.ndjson", ocsf.render),
        Format.SARIF: FormatInfo("application/sarif+json", "sarif", sarif.render),
    }
)


def render(form: Format, report: Report, findings: Findings) -> Iterator[bytes]:
    """Write a report; names from a cloud that are not valid Unicode are repaired."""
    return FORMATS[form].render(_sound_report(report), map(sound_finding, findings))


def sound_finding(finding: Finding) -> Finding:
    """Return a finding that can be encoded."""
    declaration = finding.declaration
    texts = (finding.resource_id, finding.summary, finding.title, finding.region)
    if declaration is None and all(text.isascii() for text in texts):
        return finding
    return msgspec.structs.replace(
        finding,
        resource_id=sound(finding.resource_id),
        summary=sound(finding.summary),
        title=sound(finding.title),
        region=sound(finding.region),
        declaration=declaration
        and TerraformPlace(
            sound(declaration.address),
            declaration.file and sound(declaration.file),
            declaration.line,
        ),
    )


def _sound_report(report: Report) -> Report:
    return msgspec.structs.replace(report, run=_sound_run(report.run))


def _sound_run(run: RunFacts) -> RunFacts:
    return msgspec.structs.replace(
        run,
        integration_name=run.integration_name and sound(run.integration_name),
        error=run.error and sound(run.error),
        scope={name: tuple(map(sound, values)) for name, values in run.scope.items()},
        source={name: sound(text) for name, text in run.source.items()},
    )
