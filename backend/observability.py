"""Write what derives from the catalogue of telemetry. `--check` only compares.

The tables of `docs/observability.md` list every instrument, span, attribute and alert.
`deploy/observability/` has dashboards, rules with their tests, and what the collector and
Prometheus are configured with.
"""

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from observability_dashboards import DASHBOARDS
from observability_panels import rendered
from observability_rules import ALERTS, RUNBOOKS_LABEL, rule_tests, rules
from posture.telemetry.catalogue import (
    ERROR_TYPE,
    INSTRUMENTS,
    RESOURCE,
    RUN_BOUNDS,
    RUN_STATUS,
    SPANS,
    TRIGGER,
    Attribute,
    Instrument,
)

HERE = Path(__file__).parent
PAGE = HERE / "docs" / "observability.md"
STACK = HERE / "deploy" / "observability"
HEADER = "# Made by backend/observability.py from the catalogue; do not edit.\n"
# Combinations of dimensions that the collector keeps of one metric of spans: names of routes and of
# services of clouds, with their outcomes. What is beyond them it counts together.
SPAN_SERIES = 5_000
START, END = "<!-- generated: {} -->\n", "<!-- end -->"


def files() -> Mapping[Path, str]:
    """Return the text of every generated file."""
    found = {PAGE: page(PAGE.read_text(encoding="utf-8"))}
    for one in DASHBOARDS:
        text = json.dumps(rendered(one), indent=2, ensure_ascii=False) + "\n"
        found[STACK / "dashboards" / f"{one.uid.removeprefix('posture-')}.json"] = text
    for name, document in (
        ("rules/slo.yaml", rules()),
        ("rules/slo.test.yaml", rule_tests()),
        ("collector.yaml", _collector()),
        ("prometheus.yaml", _prometheus()),
    ):
        found[STACK / name] = HEADER + _yaml(document)
    return found


def _yaml(document: Mapping[str, Any]) -> str:
    return yaml.safe_dump(document, sort_keys=False, allow_unicode=True, width=100)


def _collector() -> dict[str, Any]:
    """Return what the collector does: it passes traces and metrics on, and measures spans.

    Calls to clouds are left out of the metrics of spans: they have metrics of their own, and
    hundreds of names.
    """
    dimensions = [{"name": one.key} for one in (TRIGGER, RUN_STATUS, ERROR_TYPE)]
    buckets = [f"{bound:g}s" for bound in RUN_BOUNDS]
    memory = {"check_interval": "1s", "limit_mib": 400, "spike_limit_mib": 80}
    metrics = {"endpoint": "http://prometheus:9090/api/v1/otlp", "tls": {"insecure": True}}
    return {
        "receivers": {"otlp": {"protocols": {"http": {"endpoint": "0.0.0.0:4318"}}}},
        "processors": {
            "memory_limiter": memory,
            "batch": {"send_batch_size": 2048, "timeout": "2s"},
            "filter/calls": {
                "error_mode": "ignore",
                "traces": {"span": ["kind == SPAN_KIND_CLIENT"]},
            },
        },
        "connectors": {
            "spanmetrics": {
                "namespace": "posture.spans",
                "histogram": {"unit": "s", "explicit": {"buckets": buckets}},
                "exemplars": {"enabled": True},
                "dimensions": dimensions,
                "aggregation_cardinality_limit": SPAN_SERIES,
            }
        },
        "exporters": {
            "otlp_grpc/tempo": {"endpoint": "tempo:4317", "tls": {"insecure": True}},
            "otlp_http/prometheus": metrics,
        },
        "service": {
            "pipelines": {
                "traces": {
                    "receivers": ["otlp"],
                    "processors": ["memory_limiter", "batch"],
                    "exporters": ["otlp_grpc/tempo"],
                },
                "traces/metrics": {
                    "receivers": ["otlp"],
                    "processors": ["memory_limiter", "filter/calls"],
                    "exporters": ["spanmetrics"],
                },
                "metrics": {
                    "receivers": ["otlp", "spanmetrics"],
                    "processors": ["memory_limiter", "batch"],
                    "exporters": ["otlp_http/prometheus"],
                },
            }
        },
    }


def _prometheus() -> dict[str, Any]:
    """Return the configuration of Prometheus: it receives OTLP, and keeps who sent it."""
    return {
        "global": {
            "evaluation_interval": "1m",
            "external_labels": {RUNBOOKS_LABEL: f"${{{RUNBOOKS_LABEL.upper()}}}"},
        },
        "otlp": {"promote_resource_attributes": [one.key for one in RESOURCE]},
        "storage": {"tsdb": {"out_of_order_time_window": "10m"}},
        "rule_files": ["/etc/prometheus/rules/slo.yaml"],
    }


def page(text: str) -> str:
    """Put the tables into the page, each between its markers."""
    for name, rows in (
        ("metrics", _metrics()),
        ("spans", _spans()),
        ("attributes", _attributes()),
        ("alerts", _alerts()),
    ):
        before, start, rest = text.partition(START.format(name))
        _, end, after = rest.partition(END)
        if not (start and end):
            raise SystemExit(f"{PAGE.name}: there is no block `generated: {name}`")
        text = before + start + "\n".join(rows) + "\n" + end + after
    return text


def _metrics() -> Iterator[str]:
    yield "| metric | in Prometheus | kind, unit | attributes | what it is |"
    yield "|---|---|---|---|---|"
    for one in INSTRUMENTS:
        yield (
            f"| `{one.name}` | `{one.series}` | {_kind(one)} | {_keys(one.attributes)} "
            f"| {one.description} |"
        )


def _kind(one: Instrument) -> str:
    shown = f"{one.kind}, {one.unit}"
    return (
        f"{shown}; bounds {' '.join(f'{bound:g}' for bound in one.bounds)}" if one.bounds else shown
    )


def _spans() -> Iterator[str]:
    yield "| span | kind | attributes | what it is |"
    yield "|---|---|---|---|"
    for one in SPANS:
        yield f"| `{one.name}` | {one.kind} | {_keys(one.attributes)} | {one.description} |"


def _keys(attributes: Sequence[Attribute]) -> str:
    return ", ".join(f"`{one.key}`{'?' if one.optional else ''}" for one in attributes) or "-"


def _attributes() -> Iterator[str]:
    yield "| attribute | of | values | what it is |"
    yield "|---|---|---|---|"
    groups = (("the process", RESOURCE), ("metrics", _of_metrics()), ("spans", _of_spans()))
    for name, attributes in groups:
        for one in attributes:
            values = ", ".join(f"`{value}`" for value in one.values) or "-"
            yield f"| `{one.key}` | {name} | {values} | {one.description} |"


def _alerts() -> Iterator[str]:
    for one in ALERTS:
        waits = f" for {one.minutes} minutes" if one.minutes else ""
        yield f"### {one.name}"
        yield ""
        yield f"{one.summary} **{one.severity.capitalize()}**, after `{one.expression}`{waits}."
        yield ""
        yield f"{one.meaning} {one.action}"
        yield ""


def _of_metrics() -> list[Attribute]:
    return list(dict.fromkeys(one for instrument in INSTRUMENTS for one in instrument.attributes))


def _of_spans() -> list[Attribute]:
    """Return the attributes that only spans have, each key once."""
    known = {one.key for one in _of_metrics()}
    found = {one.key: one for span in SPANS for one in span.attributes if one.key not in known}
    return list(found.values())


def main(arguments: Sequence[str]) -> int:
    """Write the files, or with `--check` return 1 when one is out of date."""
    wrong = 0
    for path, text in files().items():
        before = path.read_text(encoding="utf-8") if path.exists() else ""
        if before == text:
            continue
        if "--check" in arguments:
            sys.stderr.write(
                f"{path.relative_to(HERE)} is out of date: run `python3 noxfile.py -s generate`.\n"
            )
            wrong = 1
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
    return wrong


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
